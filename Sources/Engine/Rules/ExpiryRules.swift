package import Model

/// When coins are released and when they lapse (rules 2.4, 4.1, 4.2). Pure.
package enum ExpiryRules {
    /// Days that returned coins are kept beyond their own date (rule 4.5).
    package static let returnGraceDays: Int64 = 14

    /// The end of the grace of a lot with that original date: so many local days later, at the end of the day (4.2).
    package static func graceEnds(_ originalExpiresAt: Instant, zone: BrandZone) -> Instant {
        end(of: returnGraceDays, after: originalExpiresAt, zone: zone)
    }

    /// Days that coins of a released hold are kept beyond their own date (rule 4.4).
    package static let holdGraceDays: Int64 = 7

    /// The end of the grace of a lot whose coins come out of a hold past their date.
    package static func holdGraceEnds(_ originalExpiresAt: Instant, zone: BrandZone) -> Instant {
        end(of: holdGraceDays, after: originalExpiresAt, zone: zone)
    }

    private static func end(of days: Int64, after original: Instant, zone: BrandZone) -> Instant {
        guard original != .never else { return .never }
        let lastDay = zone.localDate(at: original.adding(milliseconds: -1))
        return zone.endOfDay(lastDay.adding(days: days))
    }

    /// The end of the pending time: so many whole local days after the day of the award; nil for none.
    package static func pendingUntil(_ earnedAt: Instant, days: Int64, zone: BrandZone) -> Instant? {
        guard days > 0 else { return nil }
        return zone.endOfDay(zone.localDate(at: earnedAt).adding(days: days))
    }

    /// The first instant without coins that became available at `availableAt`: the end of a local day.
    package static func expiresAt(_ availableAt: Instant, policy: ExpiryPolicy, zone: BrandZone) -> Instant {
        let day = zone.localDate(at: availableAt)
        return switch policy.kind {
        case .never: .never
        case .age(.days(let days)), .inactivity(.days(let days), _): zone.endOfDay(day.adding(days: days))
        case .age(.months(let months)), .inactivity(.months(let months), _):
            zone.endOfDay(day.adding(months: months))
        }
    }
}
