/// A time of day on a wall clock, to the second.
package struct LocalTime: Hashable, Comparable, Sendable {
    /// Seconds since the clock showed 00:00:00, 0…86399.
    package let secondOfDay: Int

    /// Takes seconds since 00:00:00; a number outside the day becomes its nearest second.
    package init(secondOfDay: Int) {
        self.secondOfDay = min(max(secondOfDay, 0), 86_399)
    }

    /// The hour, 0…23.
    package var hour: Int { secondOfDay / 3600 }
    /// The minute, 0…59.
    package var minute: Int { secondOfDay / 60 % 60 }
    /// The second, 0…59.
    package var second: Int { secondOfDay % 60 }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.secondOfDay < right.secondOfDay
    }
}
