/// Times between two moments of a clock that never goes back, in nanoseconds.
package enum MonotonicClock {
    /// Nanoseconds from a moment until now; never negative.
    package static func nanoseconds(since began: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = began.duration(to: .now).components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLong ? .max : max(0, whole &+ attoseconds / 1_000_000_000)
    }
}
