/// Times between two moments of a clock that never goes back, in nanoseconds.
package enum MonotonicClock {
    /// Nanoseconds from a moment until now; never negative.
    package static func nanoseconds(since began: ContinuousClock.Instant) -> Int64 {
        let attoseconds = began.duration(to: .now).attoseconds
        guard attoseconds > 0 else { return 0 }
        // Up to eighteen seconds fit into 64 bits, which are divided many times sooner than 128.
        guard attoseconds <= Int128(UInt64.max) else { return Int64(clamping: attoseconds / 1_000_000_000) }
        return Int64(UInt64(truncatingIfNeeded: attoseconds) / 1_000_000_000)
    }
}
