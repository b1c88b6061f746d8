#include "CEmbedded.h"
#include "table.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

// The linker gives the section's ends these names.
extern const unsigned char __start_falconer_files[], __stop_falconer_files[];

void falconer_files_let_go(void) {
    // Whole pages of the section alone: nobody ever writes to them, so the binary's file has them all.
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)__start_falconer_files + page - 1) & ~(page - 1);
    uintptr_t end = (uintptr_t)__stop_falconer_files & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
}
