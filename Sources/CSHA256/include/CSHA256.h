// The compression function of SHA-256 (FIPS 180-4 §6.2.2) by the processor's own instructions, which Swift cannot
// name.
#ifndef LOYALTY_CSHA256_H
#define LOYALTY_CSHA256_H
#include <stddef.h>
#include <stdint.h>

// Whether this processor has the instructions; without them the other function must not be called.
int loyaltySHA256HasInstructions(void);

// Mixes `count` blocks of 64 bytes into the state of eight words, with the 64 constants of FIPS 180-4 §4.2.2.
void loyaltySHA256Compress(
    uint32_t *state, const uint8_t *blocks, size_t count, const uint32_t *constants);
#endif
