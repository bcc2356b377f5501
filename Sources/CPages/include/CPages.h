// Pages of a mapped file that cannot be read: the file was cut off after it was mapped, or the disk failed. Without this
// the process would end with SIGBUS.
#ifndef LOYALTY_CPAGES_H
#define LOYALTY_CPAGES_H
#include <stdint.h>

// From here on such a page reads as zeros, and is counted. A page that is to be written to ends the process all the same.
void loyaltyGuardPages(void);

// How many there were.
uint64_t loyaltyMissingPages(void);
#endif
