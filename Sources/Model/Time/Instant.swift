/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970 in UTC; negative before.
    package let milliseconds: Int64

    /// The first instant of 1970 in UTC.
    package static let epoch = Instant(milliseconds: 0)
    /// Later than every other instant: what never expires, expires then.
    ///
    /// Arithmetic leaves it as it is.
    package static let never = Instant(milliseconds: .max)

    /// Counts milliseconds since 1970.
    @inlinable
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Counts seconds since 1970; seconds beyond the range become its ends.
    package init(seconds: Int64) {
        self = Instant.epoch.adding(seconds: seconds)
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        let quotient = milliseconds / 1000
        return milliseconds % 1000 < 0 ? quotient - 1 : quotient
    }

    @inlinable
    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant so many milliseconds later.
    ///
    /// Beyond the range it becomes the range's end; `never` stays.
    package func adding(milliseconds: Int64) -> Instant {
        if self == .never { return .never }
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        if overflow { return Instant(milliseconds: milliseconds < 0 ? .min : .max) }
        return Instant(milliseconds: sum)
    }

    /// The instant so many seconds later, with the bounds of `adding(milliseconds:)`.
    package func adding(seconds: Int64) -> Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return adding(milliseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// The instant so many times 24 hours later, with the bounds of `adding(milliseconds:)`.
    ///
    /// For days of the calendar, which may have 23 or 25 hours, use `LocalDate` and `BrandZone`.
    package func adding(days24Hours days: Int64) -> Instant {
        let (product, overflow) = days.multipliedReportingOverflow(by: 86_400)
        return adding(seconds: overflow ? (days < 0 ? .min : .max) : product)
    }

    /// The instant so many milliseconds later, or nil beyond the range.
    package func addingExactly(milliseconds: Int64) -> Instant? {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return overflow ? nil : Instant(milliseconds: sum)
    }

    /// The milliseconds from `earlier` to this instant, or the nearest Int64.
    package func milliseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        if overflow { return milliseconds < 0 ? .min : .max }
        return difference
    }

    /// Later by a duration, whose part below a millisecond is dropped; bounds as for `adding(milliseconds:)`.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        return instant.adding(seconds: seconds).adding(milliseconds: attoseconds / 1_000_000_000_000_000)
    }

    /// Earlier by a duration, whose part below a millisecond is dropped; bounds as for
    /// `adding(milliseconds:)`.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        instant + (.zero - duration)
    }

    /// The time that passed between two instants.
    package static func - (later: Instant, earlier: Instant) -> Duration {
        .milliseconds(later.milliseconds(since: earlier))
    }
}
