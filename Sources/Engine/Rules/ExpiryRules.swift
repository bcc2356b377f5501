package import Model

/// When coins are released and when they lapse (rules 2.4, 4.1–4.5). Pure.
package enum ExpiryRules {
    /// Days that coins which a cancellation or refund gave back are kept beyond their own date (rule 4.5).
    package static let returnGraceDays: Int64 = 14
    /// Days that coins are kept beyond their own date when a hold gives them back (rule 4.4).
    package static let holdGraceDays: Int64 = 7

    /// The end of the grace of a lot with that original date: so many local days later, at the end of the day (4.2).
    package static func graceEnds(
        _ originalExpiresAt: Instant, days: Int64 = returnGraceDays, zone: BrandZone
    ) -> Instant {
        guard originalExpiresAt != .never else { return .never }
        let lastDay = zone.localDate(at: originalExpiresAt.adding(milliseconds: -1))
        return zone.endOfDay(lastDay.adding(days: days))
    }

    /// The end of the pending time: so many whole local days after the day of the award; nil for none.
    package static func pendingUntil(_ earnedAt: Instant, days: Int64, zone: BrandZone) -> Instant? {
        guard days > 0 else { return nil }
        return zone.endOfDay(zone.localDate(at: earnedAt).adding(days: days))
    }

    /// The first instant without coins that became available at `availableAt`, or were renewed then by an activity: the
    /// end of a local day. Months clamp to the last day of a month; where the policy says so, the day is moved to the
    /// last of its month (rules 4.1, 4.2).
    package static func expiresAt(_ availableAt: Instant, policy: ExpiryPolicy, zone: BrandZone) -> Instant {
        guard let span = policy.span else { return .never }
        let day = zone.localDate(at: availableAt)
        let last =
            switch span {
            case .days(let days): day.adding(days: days)
            case .months(let months): day.adding(months: months)
            }
        return zone.endOfDay(policy.roundsToMonthEnd ? last.endOfMonth : last)
    }

    /// The date of a lot that is in the books already, under today's policy: its own, or a later one where the policy
    /// lengthens existing lots, or where an activity has renewed them; never an earlier one (rule 4.3).
    ///
    /// - Parameter activeAt: The customer's last qualifying activity; ``Instant/epoch`` for none.
    package static func lengthened(
        _ lot: Lot, policy: ExpiryPolicy, activeAt: Instant, zone: BrandZone
    ) -> Instant {
        var date = lot.expiresAt
        if policy.lengthensExistingLots {
            date = max(date, expiresAt(lot.availableAt, policy: policy, zone: zone))
        }
        if case .inactivity = policy.kind, activeAt > .epoch {
            date = max(date, expiresAt(activeAt, policy: policy, zone: zone))
        }
        return date
    }
}

extension ExpiryPolicy {
    /// For how long coins are good; nil for ever.
    package var span: Span? {
        switch kind {
        case .never: nil
        case .age(let span), .inactivity(let span, _): span
        }
    }

    /// What keeps coins alive; nothing under a policy that counts no activity.
    package var activities: Set<Activity> {
        if case .inactivity(_, let activities) = kind { activities } else { [] }
    }
}
