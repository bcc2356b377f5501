#define _GNU_SOURCE
#include "CPages.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_uint_fast64_t missing;
static uintptr_t pageBytes;

// Nothing here but what a signal handler may do: mmap(2) is a plain system call.
static void replacePage(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)context;
    if (info->si_code == BUS_ADRERR) {
        void *page = (void *)((uintptr_t)info->si_addr & ~(pageBytes - 1));
        // Not to be written to: what SQLite shares with others between processes must not be made up.
        if (mmap(page, pageBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page) {
            atomic_fetch_add(&missing, 1);
            return;
        }
    }
    // The instruction runs again, and ends the process.
    signal(SIGBUS, SIG_DFL);
}

void loyaltyGuardPages(void) {
    pageBytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = { .sa_sigaction = replacePage, .sa_flags = SA_SIGINFO };
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

uint64_t loyaltyMissingPages(void) { return atomic_load(&missing); }
