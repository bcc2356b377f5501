// Placeholder; the layer's first file replaces it.
