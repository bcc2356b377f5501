import Glibc
import Synchronization

/// Tells the time of day.
///
/// Everything that depends on the time asks one, so that tests can set it.
package protocol WallClock: Sendable {
    /// The present instant.
    func now() -> Instant
}

/// The machine's real-time clock, CLOCK_REALTIME of clock_gettime(2).
package struct SystemClock: WallClock {
    /// Needs nothing.
    package init() {}

    package func now() -> Instant {
        var time = timespec()
        let result = unsafe clock_gettime(CLOCK_REALTIME, &time)
        invariant(result == 0, "clock_gettime failed with errno \(errno)")
        return Instant(seconds: Int64(time.tv_sec)).adding(milliseconds: Int64(time.tv_nsec) / 1_000_000)
    }
}

/// A clock that stands still until it is moved, for tests and the sandbox.
package final class ManualClock: WallClock {
    private let instant: Mutex<Instant>

    /// Starts at an instant.
    package init(_ start: Instant) {
        instant = Mutex(start)
    }

    package func now() -> Instant { instant.withLock { $0 } }

    /// Shows another instant from now on, earlier or later.
    package func set(_ instant: Instant) {
        self.instant.withLock { $0 = instant }
    }

    /// Moves on by a duration and tells the new time.
    @discardableResult
    package func advance(by duration: Duration) -> Instant {
        instant.withLock { instant in
            instant = instant + duration
            return instant
        }
    }
}
