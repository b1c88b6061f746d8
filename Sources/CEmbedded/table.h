// The table that files.c defines and lookup.c searches.
#ifndef CEMBEDDED_TABLE_H
#define CEMBEDDED_TABLE_H

#include "CEmbedded.h"

extern const falconer_file falconer_table[];
extern const size_t falconer_table_count;

// All files' bytes lie in a section of their own, so that they can be taken out of memory without anything else.
#define FALCONER_FILE static const unsigned char __attribute__((section("falconer_files")))

#endif
