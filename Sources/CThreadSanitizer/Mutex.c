// Lets ThreadSanitizer see Synchronization.Mutex. Empty in every other build.
//
// An uncontended lock and unlock are inlined into our code, where the sanitizer sees their atomics. A contended
// one goes through the toolchain's library, which is not instrumented, and through the kernel (FUTEX_LOCK_PI):
// the sanitizer does not see that one thread waited for the other, and takes what both did under the lock for a
// race. So the library's two slow paths are taken over here: they tell the sanitizer and go on to the library.
// Their names and parameters: "extension Synchronization._MutexHandle" in the toolchain's
// lib/swift/linux/Synchronization.swiftmodule/*.swiftinterface. That it works and hides no race: SanitizerTests.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*LockSlow)(uint32_t thread, SELF mutex);
typedef SWIFT void (*UnlockSlow)(SELF mutex);

SWIFT void lockSlow(uint32_t thread, SELF mutex) __asm__(LOCK);
SWIFT void unlockSlow(SELF mutex) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF mutex) {
    ((LockSlow)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT void unlockSlow(SELF mutex) {
    __tsan_release(mutex);
    ((UnlockSlow)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
#endif
#endif
