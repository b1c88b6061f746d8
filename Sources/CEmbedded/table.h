// The table that files.c defines and lookup.c searches.
#ifndef CEMBEDDED_TABLE_H
#define CEMBEDDED_TABLE_H

#include "CEmbedded.h"

extern const falconer_file falconer_table[];
extern const size_t falconer_table_count;

#endif
