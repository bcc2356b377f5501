package import Model

/// Where a metric puts a customer (rule 9). Pure.
package enum TierRules {
    /// A tier and how long it is sure.
    package struct Place: Sendable, Hashable {
        package var index: Int
        package var since: Instant
        /// The first instant at which it is no longer sure; nil for never.
        package var validUntil: Instant?

        package init(index: Int, since: Instant, validUntil: Instant?) {
            self.index = index
            self.since = since
            self.validUntil = validUntil
        }
    }

    /// The local days on which a metric is counted, both included.
    package struct Days: Sendable, Hashable {
        package let first: LocalDate
        package let last: LocalDate
    }

    /// The highest tier whose threshold an amount of the metric reaches.
    package static func index(reachedBy counted: Int64, in settings: TierSettings) -> Int {
        settings.levels.lastIndex { $0.threshold <= counted } ?? 0
    }

    /// The local days that count at an instant (rule 9.2); nil for a lifetime window.
    package static func window(
        at now: Instant, settings: TierSettings, zone: BrandZone
    ) -> (first: LocalDate, last: LocalDate)? {
        let today = zone.localDate(at: now)
        switch settings.window {
        case .lifetime: return nil
        case .calendarYear: return (today.startOfYear, today)
        case .rollingMonths(let months): return (today.adding(months: -months).adding(days: 1), today)
        }
    }

    /// The days on which a tier stands that was reached at an instant: whatever is counted on them would have made it
    /// as sure. In a calendar year that is the whole year, because each of its days gives the same validity.
    package static func ground(
        reachedAt instant: Instant, settings: TierSettings, zone: BrandZone
    ) -> Days {
        guard let window = window(at: instant, settings: settings, zone: zone) else {
            return Days(first: .first, last: .last)
        }
        guard settings.window == .calendarYear else { return Days(first: window.first, last: window.last) }
        return Days(first: window.first, last: window.first.adding(months: 12).adding(days: -1))
    }

    /// The first local day on whose window a day no longer counts; nil for one that always does.
    package static func dayLeaves(_ day: LocalDate, settings: TierSettings) -> LocalDate? {
        switch settings.window {
        case .lifetime: return nil
        case .calendarYear: return day.startOfYear.adding(months: 12)
        case .rollingMonths(let months):
            // Months clamp: the day so many months later may still count it, at most until its month is over.
            var leaving = day.adding(months: months)
            while leaving.adding(months: -months) < day, leaving < .last { leaving = leaving.adding(days: 1) }
            return leaving
        }
    }

    /// How long a tier is sure when it is reached, or reached again, at an instant (rule 9.3); nil for ever.
    package static func validUntil(reachedAt now: Instant, settings: TierSettings, zone: BrandZone)
        -> Instant?
    {
        let today = zone.localDate(at: now)
        switch settings.window {
        case .lifetime: return nil
        case .calendarYear: return zone.startOfDay(today.startOfYear.adding(months: 24))
        case .rollingMonths(let months): return zone.endOfDay(today.adding(months: months))
        }
    }

    /// The place at an instant, after what was due by then at the end of each validity and its grace (rule 9.3): one
    /// step down, or to the tier that the metric reaches then. A metric that reaches the tier itself keeps it.
    ///
    /// A tier falls for no other reason: what a new programme asks is asked at the end of a validity, never before
    /// (rule 9.5).
    ///
    /// - Parameter counted: The metric in the window at an instant, refunds subtracted at their original dates.
    package static func effective(
        _ place: Place, at now: Instant, settings: TierSettings, zone: BrandZone,
        counted: (Instant) throws -> Int64
    ) rethrows -> Place {
        var place = place
        place.index = min(place.index, settings.levels.count - 1)
        while let due = nextDowngrade(place, settings: settings, zone: zone), now >= due,
            let end = place.validUntil
        {
            // What counts on the day itself comes too late for a decision at its first instant.
            let reached = index(reachedBy: try counted(due.adding(milliseconds: -1)), in: settings)
            let fallen = settings.downgrade == .oneStep ? place.index - 1 : 0
            let index = min(place.index, max(fallen, reached))
            if index < place.index { place.since = due }
            place.index = index
            place.validUntil = index == 0 ? nil : nextEnd(after: end, settings: settings, zone: zone)
        }
        return place
    }

    /// The next instant at which ``effective(_:at:settings:zone:counted:)`` decides anew; nil for never.
    package static func nextDowngrade(_ place: Place, settings: TierSettings, zone: BrandZone) -> Instant? {
        guard place.index > 0, let end = place.validUntil else { return nil }
        return zone.startOfDay(zone.localDate(at: end).adding(days: settings.graceDays))
    }

    /// The place after the metric has grown: up at once; a tier that is reached again is sure for longer (rule 9.3).
    ///
    /// - Parameter current: The effective place before.
    package static func reaching(
        _ counted: Int64, from current: Place, at now: Instant, settings: TierSettings, zone: BrandZone
    ) -> Place {
        let reached = index(reachedBy: counted, in: settings)
        guard reached >= current.index, reached > 0 else { return current }
        return Place(
            index: reached, since: reached > current.index ? now : current.since,
            validUntil: validUntil(reachedAt: now, settings: settings, zone: zone))
    }

    /// Progress towards the next tier in whole percent: floor, and 100 only when reached (rule 9.4).
    package static func percent(_ counted: Int64, of threshold: Int64) -> Int {
        guard threshold > 0, counted < threshold else { return 100 }
        return Int(Ratio.floorMultiplyDivide(max(0, counted), 100, threshold) ?? 0)
    }

    private static func nextEnd(after end: Instant, settings: TierSettings, zone: BrandZone) -> Instant? {
        let day = zone.localDate(at: end)
        switch settings.window {
        case .lifetime: return nil
        case .calendarYear: return zone.startOfDay(day.adding(months: 12))
        case .rollingMonths(let months): return zone.startOfDay(day.adding(months: months))
        }
    }
}
