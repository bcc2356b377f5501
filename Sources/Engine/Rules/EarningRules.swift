package import Model

/// What an order or an action is worth in coins. Pure: facts in, decision out. ``order(_:settings:)`` is in a file of its
/// own.
package enum EarningRules {
    /// The start of the period in which a trigger's frequency is counted.
    package static func periodStart(_ period: Trigger.Period, at now: Instant, zone: BrandZone) -> Instant {
        let today = zone.localDate(at: now)
        switch period {
        case .day: return zone.startOfDay(today)
        // `weekday` counts from Monday.
        case .week: return zone.startOfDay(today.adding(days: -Int64(today.weekday - 1)))
        case .month: return zone.startOfDay(today.startOfMonth)
        case .year: return zone.startOfDay(today.startOfYear)
        }
    }

    /// The start of the next period.
    package static func nextPeriodStart(_ period: Trigger.Period, at now: Instant, zone: BrandZone) -> Instant
    {
        let start = zone.localDate(at: periodStart(period, at: now, zone: zone))
        switch period {
        case .day: return zone.startOfDay(start.adding(days: 1))
        case .week: return zone.startOfDay(start.adding(days: 7))
        case .month: return zone.startOfDay(start.adding(months: 1))
        case .year: return zone.startOfDay(start.adding(months: 12))
        }
    }
}
