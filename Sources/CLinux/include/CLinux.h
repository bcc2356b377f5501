// The Linux calls that Glibc's Swift module leaves out: epoll, eventfd and accept4, and the constants that
// are C macros or anonymous enumerators, as typed values.
#ifndef LOYALTY_CLINUX_H
#define LOYALTY_CLINUX_H
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC, and room for an IPv6 or IPv4 address.
int loyaltyAccept(int listener, struct sockaddr_in6 *peer);

// A stream socket with SOCK_NONBLOCK and SOCK_CLOEXEC.
int loyaltySocket(int family);

// epoll_ctl(2) and epoll_wait(2) with the 64 bits of user data, without the C union.
int loyaltyWatch(int epoll, int operation, int descriptor, uint32_t events, uint64_t data);

static const uint32_t loyaltyReadable = EPOLLIN;
static const uint32_t loyaltyWritable = EPOLLOUT;
static const uint32_t loyaltyPeerFinished = EPOLLRDHUP;
static const uint32_t loyaltyBroken = EPOLLERR;
static const uint32_t loyaltyHungUp = EPOLLHUP;
static const uint32_t loyaltyEdgeTriggered = (uint32_t)EPOLLET;
static const int32_t loyaltyWatchAdd = EPOLL_CTL_ADD;
static const int32_t loyaltyWatchChange = EPOLL_CTL_MOD;
static const int32_t loyaltyEventFlags = EFD_NONBLOCK | EFD_CLOEXEC;
static const int32_t loyaltyEpollFlags = EPOLL_CLOEXEC;
// No SIGPIPE, and no waiting.
static const int32_t loyaltySendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
static const int32_t loyaltyShutdownWriting = SHUT_WR;

// Has the processor fetch memory that is about to be read: lines of 64 bytes, without waiting for any of them.
static inline void loyaltyFetch(const void *start, long bytes) {
    for (long at = 0; at < bytes; at += 64) __builtin_prefetch((const char *)start + at, 0, 3);
}

// How many processors this process may run on (sched_getaffinity(2)): a pinned process has fewer than the machine.
int loyalty_processors(void);

// Asks for turns on the processor of this length for the calling thread, so that one which works for less than that is let in
// before a thread that works for long (sched_setattr(2), sched_runtime of SCHED_OTHER: Linux 6.12 and newer). Others leave it
// as it is, and so does a system that forbids it.
void loyalty_take_turns_of(uint64_t nanoseconds);

// mallopt(3): the size from which on malloc maps blocks, and the free bytes that it keeps at the end of a heap.
void loyalty_settle_malloc(int mapped_bytes_min, int kept_bytes);
#endif
