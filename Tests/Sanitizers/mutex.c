// Tells the thread sanitizer of the steps of Swift's Mutex that it cannot see: a contended lock changes hands inside the
// Swift runtime, which is not instrumented. Without this, every contended Mutex looks like a data race.
// Scripts/test makes a library of this file and preloads it into the tests.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFTCALL __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
// Synchronization._MutexHandle._lockSlow(UInt32) -> () and ._unlockSlow() -> ()
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFTCALL void lock_slow(uint32_t state, SELF void *handle);
typedef SWIFTCALL void unlock_slow(SELF void *handle);

// Absent in processes that run under the preload without the sanitizer.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

lock_slow falconer_lock_slow __asm__(LOCK_SLOW);
unlock_slow falconer_unlock_slow __asm__(UNLOCK_SLOW);

SWIFTCALL void falconer_lock_slow(uint32_t state, SELF void *handle) {
    ((lock_slow *)dlsym(RTLD_NEXT, LOCK_SLOW))(state, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFTCALL void falconer_unlock_slow(SELF void *handle) {
    if (__tsan_release) __tsan_release(handle);
    ((unlock_slow *)dlsym(RTLD_NEXT, UNLOCK_SLOW))(handle);
}
