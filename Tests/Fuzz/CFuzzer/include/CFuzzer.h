// libFuzzer as a library (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library): it comes with the toolchain.
#ifndef LOYALTY_CFUZZER_H
#define LOYALTY_CFUZZER_H
#include <stddef.h>
#include <stdint.h>

// Reads the options from the arguments, and calls with one input after the other.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test_one_input)(const uint8_t *bytes, size_t count));
#endif
