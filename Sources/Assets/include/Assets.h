// Files that travel inside the binary: the HTTP contract, and the real purchases that the demo replays.
#ifndef LOYALTY_ASSETS_H
#define LOYALTY_ASSETS_H
#include <stddef.h>

extern const unsigned char loyalty_openapi_yaml[];
extern const size_t loyalty_openapi_yaml_size;
extern const unsigned char loyalty_cdnow_sample[];
extern const size_t loyalty_cdnow_sample_size;
#endif
