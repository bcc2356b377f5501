import CLinux

/// How the process keeps memory that it has no use for now.
package enum ProcessMemory {
    /// Blocks from this size on are given back to the system as soon as they are free.
    static let mappedBytesMin: Int32 = 256 * 1_024
    /// Free bytes at the end of a heap that are kept for the next requests.
    static let keptBytes: Int32 = 1_024 * 1_024

    /// Settles both, before the first thread is made.
    ///
    /// Left alone, malloc takes larger and larger blocks from its heap once one was freed (mallopt(3),
    /// M_MMAP_THRESHOLD), and what a burst of large bodies took is never given back.
    package static func prepare() { loyalty_settle_malloc(mappedBytesMin, keptBytes) }
}
