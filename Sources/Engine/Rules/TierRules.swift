package import Model

/// Where net spend puts a customer (rule 9). Pure.
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

    /// The highest tier whose threshold an amount reaches.
    package static func index(reachedBy spend: Int64, in settings: TierSettings) -> Int {
        settings.levels.lastIndex { $0.threshold <= spend } ?? 0
    }

    /// The local days whose spend counts at an instant (rule 9.2); nil for a lifetime window.
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

    /// The place at an instant, after the downgrades that are due by then: one step at the end of each validity and
    /// grace (rule 9.3).
    package static func effective(
        _ place: Place, at now: Instant, settings: TierSettings, zone: BrandZone
    ) -> Place {
        var place = place
        place.index = min(place.index, settings.levels.count - 1)
        while place.index > 0, let end = place.validUntil {
            let due = zone.startOfDay(zone.localDate(at: end).adding(days: settings.graceDays))
            guard now >= due else { break }
            place.index -= 1
            place.since = due
            place.validUntil = place.index == 0 ? nil : nextEnd(after: end, settings: settings, zone: zone)
        }
        return place
    }

    /// The next instant at which ``effective(_:at:settings:zone:)`` would change by itself; nil for never.
    package static func nextDowngrade(_ place: Place, settings: TierSettings, zone: BrandZone) -> Instant? {
        guard place.index > 0, let end = place.validUntil else { return nil }
        return zone.startOfDay(zone.localDate(at: end).adding(days: settings.graceDays))
    }

    /// The place after net spend has changed: up at once, never down because of it; a tier that is reached again is
    /// sure for longer (rule 9.3).
    package static func afterSpend(
        _ spend: Int64, from place: Place, at now: Instant, settings: TierSettings, zone: BrandZone
    ) -> Place {
        let current = effective(place, at: now, settings: settings, zone: zone)
        let reached = index(reachedBy: spend, in: settings)
        guard reached >= current.index, reached > 0 else { return current }
        return Place(
            index: reached, since: reached > current.index ? now : current.since,
            validUntil: validUntil(reachedAt: now, settings: settings, zone: zone))
    }

    /// Progress towards the next tier in whole percent: floor, and 100 only when reached (rule 9.4).
    package static func percent(_ spend: Int64, of threshold: Int64) -> Int {
        guard threshold > 0, spend < threshold else { return 100 }
        return Int(Ratio.floorMultiplyDivide(max(0, spend), 100, threshold) ?? 0)
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
