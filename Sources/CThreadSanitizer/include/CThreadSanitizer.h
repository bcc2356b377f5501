// Nothing to call: what is linked in speaks to ThreadSanitizer.
