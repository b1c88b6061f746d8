// Linux calls that Swift's Glibc module leaves out: those behind _GNU_SOURCE, and those with variable arguments.
// No header that declares types shared with Glibc is included, or Swift would count those types as this module's.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/eventfd.h>
#include <sys/prctl.h>
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

#endif
