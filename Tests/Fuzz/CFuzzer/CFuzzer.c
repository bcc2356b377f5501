#include "CFuzzer.h"

// libFuzzer's own `main` asks for it and is linked in, but never called: `loyalty-fuzz` has one that knows the targets.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return 0;
}
