package import Model

/// What an order or an action is worth in coins. Pure: facts in, decision out.
package enum EarningRules {
    /// An award with its arithmetic, or the reason for none.
    package enum Decision: Sendable, Hashable {
        case award(Coins, Trace)
        case none(NonAwardReason, detail: String)
    }

    /// The coins of an order (rules 2.1, 1.3): amount × rate × tier factor, rounded down once.
    ///
    /// - Parameters:
    ///   - total: Total payable, minor units.
    ///   - subtotal: Before discounts, without tax and shipping, minor units.
    ///   - tier: The customer's tier at the order's time (rule 2.6).
    package static func order(
        total: Int64, subtotal: Int64, state: OrderState, tier: Tier?, settings: EarningSettings
    ) -> Decision {
        guard let reached = state.rank, let needed = settings.awardOn.rank, reached >= needed else {
            return .none(
                .awardMomentNotReached,
                detail:
                    "The order is \(state.rawValue); coins are awarded when it is \(settings.awardOn.rawValue)."
            )
        }
        let amount = settings.base == .total ? total : subtotal
        guard amount >= settings.minimumAmount else {
            return .none(
                .belowMinimum,
                detail:
                    "The order's \(settings.base.rawValue) is \(amount), below the minimum of"
                    + " \(settings.minimumAmount) (minor units)."
            )
        }
        let multiplier = tier?.multiplierBasisPoints ?? Ratio.basisPointsPerOne
        guard let coins = product(amount, settings.coins, multiplier, over: settings.perAmount) else {
            return .none(.balanceLimit, detail: "The award would pass the largest amount of coins.")
        }
        guard coins > 0 else {
            return .none(
                .roundsToZero,
                detail:
                    "The order's \(settings.base.rawValue) of \(amount) (minor units) earns less than one coin."
            )
        }
        let trace = Trace(.order).adding("of", settings.base.rawValue).adding("amount", amount)
            .adding("coins", settings.coins).adding("per_amount", settings.perAmount)
            .adding("multiplier", multiplier).adding("tier", tier?.id.text).adding("awarded", coins)
        return .award(coins, trace)
    }

    /// ⌊amount × coins × basis points ⁄ (per amount × 10000)⌋; nil when it passes ``CoinLimits/perEntryMax``.
    private static func product(
        _ amount: Int64, _ coins: Coins, _ basisPoints: Int64, over perAmount: Int64
    ) -> Coins? {
        let rate = Int128(coins) * Int128(basisPoints)
        let (numerator, overflow) = Int128(amount).multipliedReportingOverflow(by: rate)
        guard !overflow, perAmount > 0 else { return nil }
        let result = numerator / (Int128(perAmount) * Int128(Ratio.basisPointsPerOne))
        guard result >= 0, result <= Int128(CoinLimits.perEntryMax) else { return nil }
        return Coins(result)
    }

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
