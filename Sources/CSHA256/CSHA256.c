#include "CSHA256.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

int loyaltySHA256HasInstructions(void) {
    unsigned a, b, c, d;
    // Intel SDM vol. 2, CPUID: SSSE3 and SSE4.1 are bits 9 and 19 of leaf 1's ECX, SHA is bit 29 of leaf 7's EBX.
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 9 & 1) || !(c >> 19 & 1)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

__attribute__((target("sha,sse4.1")))
void loyaltySHA256Compress(
    uint32_t *state, const uint8_t *blocks, size_t count, const uint32_t *constants) {
    // The instructions want the words a b e f and c d g h together, the first named in the highest lane.
    const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, abcd, 0xF0);
    for (; count > 0; count--, blocks += 64) {
        const __m128i abefBefore = abef, cdghBefore = cdgh;
        // The sixteen words of the message schedule that are needed at a time, four to a vector.
        __m128i words[4];
        for (int index = 0; index < 4; index++)
            words[index] =
                _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * index)), order);
#pragma clang loop unroll(full)
        for (int step = 0; step < 16; step++) {
            const __m128i now = words[step & 3], last = words[(step + 3) & 3];
            __m128i sums = _mm_add_epi32(now, _mm_loadu_si128((const __m128i *)(constants + 4 * step)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sums);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sums, 0x0E));
            if (step < 12) {
                __m128i next = _mm_sha256msg1_epu32(now, words[(step + 1) & 3]);
                next = _mm_add_epi32(next, _mm_alignr_epi8(last, words[(step + 2) & 3], 4));
                words[step & 3] = _mm_sha256msg2_epu32(next, last);
            }
        }
        abef = _mm_add_epi32(abef, abefBefore);
        cdgh = _mm_add_epi32(cdgh, cdghBefore);
    }
    abcd = _mm_shuffle_epi32(abef, 0x1B);
    efgh = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(abcd, efgh, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(efgh, abcd, 8));
}

#else

int loyaltySHA256HasInstructions(void) { return 0; }

void loyaltySHA256Compress(
    uint32_t *state, const uint8_t *blocks, size_t count, const uint32_t *constants) {
    (void)state;
    (void)blocks;
    (void)count;
    (void)constants;
}
#endif
