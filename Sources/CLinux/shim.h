// Linux calls that Swift's Glibc module leaves out: those behind _GNU_SOURCE, and those with variable arguments.
// No header that declares types shared with Glibc is included, or Swift would count those types as this module's.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

long syscall(long number, ...);

// ppoll without a signal mask. `entries` are `struct pollfd`; negative seconds wait without end.
static inline int linux_poll(void *entries, unsigned long count, long seconds, long nanoseconds) {
    struct {
        long seconds, nanoseconds;
    } limit = {seconds, nanoseconds};
    return (int)syscall(SYS_ppoll, entries, count, seconds < 0 ? (void *)0 : &limit, (void *)0, 0);
}

// accept4: the descriptor does not block and is not inherited. -1 with errno set on failure.
static inline int linux_accept(int listener) {
    return (int)syscall(SYS_accept4, listener, (void *)0, (void *)0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

void *memrchr(const void *bytes, int byte, size_t count);

// The number of the kind of file system that a path lies on; 0 when that is not known.
static inline unsigned long linux_file_system(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (unsigned long)status.f_type : 0;
}

#endif
