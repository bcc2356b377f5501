// Feature macros belong here and never in the header, where they would change the Glibc module.
#define _GNU_SOURCE
#include "CLinux.h"
#include <malloc.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

int loyaltyAccept(int listener, struct sockaddr_in6 *peer) {
    socklen_t length = sizeof *peer;
    return accept4(listener, (struct sockaddr *)peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int loyaltySocket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int loyaltyWatch(int epoll, int operation, int descriptor, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

int loyalty_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

// struct sched_attr of the kernel (sched_setattr(2)); its own header cannot stand beside sched.h.
struct turns {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

void loyalty_take_turns_of(uint64_t nanoseconds) {
    struct turns turns = {.size = sizeof turns};
    if (syscall(SYS_sched_getattr, 0, &turns, sizeof turns, 0) != 0) return;
    turns.runtime = nanoseconds;
    syscall(SYS_sched_setattr, 0, &turns, 0);
}

void loyalty_settle_malloc(int mapped_bytes_min, int kept_bytes) {
    mallopt(M_MMAP_THRESHOLD, mapped_bytes_min);
    mallopt(M_TRIM_THRESHOLD, kept_bytes);
}
