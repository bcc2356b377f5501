// Files that travel inside the binary: the HTTP contract, the real purchases that the demo replays, the programme of
// the demo's brand, and the JSON Schema of programmes.
//
// Swift cannot name an array whose size the header does not tell, so each file has a function that lends its first
// byte; the bytes live as long as the process.
#ifndef LOYALTY_ASSETS_H
#define LOYALTY_ASSETS_H
#include <stddef.h>

extern const unsigned char loyalty_openapi_yaml[];
extern const size_t loyalty_openapi_yaml_size;
static inline const unsigned char *loyalty_openapi_yaml_bytes(void) { return loyalty_openapi_yaml; }

extern const unsigned char loyalty_cdnow_sample[];
extern const size_t loyalty_cdnow_sample_size;
static inline const unsigned char *loyalty_cdnow_sample_bytes(void) { return loyalty_cdnow_sample; }

extern const unsigned char loyalty_demo_programme[];
extern const size_t loyalty_demo_programme_size;
static inline const unsigned char *loyalty_demo_programme_bytes(void) { return loyalty_demo_programme; }

extern const unsigned char loyalty_programme_schema[];
extern const size_t loyalty_programme_schema_size;
static inline const unsigned char *loyalty_programme_schema_bytes(void) { return loyalty_programme_schema; }
#endif
