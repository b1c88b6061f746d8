// Files carried inside the binary. Their bytes live as long as the program.
#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

typedef struct {
    const char *name;  // the path below data/, for example "playbooks/rules/terminal-shell-in-container.yaml"
    const unsigned char *bytes;
    size_t length;
} falconer_file;

// How many files there are. They are sorted by name, byte by byte.
size_t falconer_file_count(void);

// The file at a place below the count; NULL beyond it.
const falconer_file *falconer_file_at(size_t index);

// The place of the first file whose name is not less than `name`; the count when there is none. Takes log n steps.
size_t falconer_file_search(const char *name);

// The file of exactly that name; NULL when there is none.
const falconer_file *falconer_file_named(const char *name);

// Tells the system that none of the files' bytes are needed for now, so that they take no memory. They are still there:
// the next look at them brings them back.
void falconer_files_let_go(void);

#endif
