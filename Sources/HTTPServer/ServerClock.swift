import Glibc

/// The two clocks that the server reads, once per loop turn each; tests put their own in place.
package struct ServerClock: Sendable {
    /// Milliseconds on a clock that never goes back, for deadlines; only differences mean anything.
    package var monotonicMilliseconds: @Sendable () -> Int64
    /// Seconds since 1970-01-01T00:00:00Z, for the `Date` field.
    package var unixSeconds: @Sendable () -> Int64

    /// A clock read through the two closures, which are called on the loops' threads.
    package init(
        monotonicMilliseconds: @escaping @Sendable () -> Int64, unixSeconds: @escaping @Sendable () -> Int64
    ) {
        self.monotonicMilliseconds = monotonicMilliseconds
        self.unixSeconds = unixSeconds
    }

    /// The system's: `CLOCK_MONOTONIC` and `CLOCK_REALTIME`.
    package static let system = ServerClock(
        monotonicMilliseconds: {
            let time = read(CLOCK_MONOTONIC)
            return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        },
        unixSeconds: { Int64(read(CLOCK_REALTIME).tv_sec) }
    )

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time
    }
}
