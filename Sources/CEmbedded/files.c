// Made by Scripts/embed from the files below data/. Do not edit: run the script.
#include "table.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "data/attack-enterprise.tsv" if_empty(0)
};
static const unsigned char file_1[] = {
#embed "data/falco-rules.tsv" if_empty(0)
};
static const unsigned char file_2[] = {
#embed "data/fields.tsv" if_empty(0)
};
static const unsigned char file_3[] = {
#embed "data/values.tsv" if_empty(0)
};

const falconer_file falconer_table[] = {
    {"attack-enterprise.tsv", file_0, sizeof file_0},
    {"falco-rules.tsv", file_1, sizeof file_1},
    {"fields.tsv", file_2, sizeof file_2},
    {"values.tsv", file_3, sizeof file_3},
    {0, 0, 0},
};
const size_t falconer_table_count = sizeof falconer_table / sizeof *falconer_table - 1;
