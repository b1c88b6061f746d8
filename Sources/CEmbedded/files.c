#include "CEmbedded.h"
const falconer_file falconer_files[] = {{0, 0, 0}};
const size_t falconer_file_count = 0;
