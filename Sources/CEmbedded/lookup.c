#include "CEmbedded.h"
#include "table.h"

#include <string.h>

size_t falconer_file_count(void) { return falconer_table_count; }

const falconer_file *falconer_file_at(size_t index) {
    return index < falconer_table_count ? &falconer_table[index] : NULL;
}

size_t falconer_file_search(const char *name) {
    size_t low = 0, high = falconer_table_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(falconer_table[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const falconer_file *falconer_file_named(const char *name) {
    const falconer_file *found = falconer_file_at(falconer_file_search(name));
    return found && strcmp(found->name, name) == 0 ? found : NULL;
}
