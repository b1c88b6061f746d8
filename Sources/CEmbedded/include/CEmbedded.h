// Files carried inside the binary.
#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

typedef struct {
    const char *name;  // the path below data/, for example "playbooks/rules/terminal-shell-in-container.yaml"
    const unsigned char *bytes;
    size_t length;
} falconer_file;

extern const falconer_file falconer_files[];
extern const size_t falconer_file_count;

#endif
