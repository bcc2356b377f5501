package import Model

/// What coins buy (rules 1.4, 8). Pure.
package enum RedemptionRules {
    /// A priced redemption.
    package struct Price: Sendable, Hashable {
        package var coins: Coins
        /// Minor units off.
        package var amount: Int64
        package var steps: Int64
    }

    /// The fewest and the most coins that a reward can cost at all, and its step.
    package static func bounds(of reward: Reward) -> (minimum: Coins, maximum: Coins, step: Coins) {
        switch reward.price {
        case .fixed(let coins, _): return (coins, coins, coins)
        case .variable(let coins, _, let minimum, let maximum):
            return (coins * minimum, coins * maximum, coins)
        case .percentage(let coins, _, _), .freeShipping(let coins, _), .freeProduct(let coins, _):
            return (coins, coins, coins)
        }
    }

    /// The price of what the customer asked for.
    ///
    /// - Parameters:
    ///   - coins: How many coins to spend; nil for a fixed reward, or for the minimum.
    ///   - amount: How much to take off instead, minor units.
    /// - Throws: ``Refusal/rewardAmountOutOfRange(minimum:maximum:step:)``
    package static func price(of reward: Reward, coins: Coins?, amount: Int64?) throws(Refusal) -> Price {
        let (minimum, maximum, step) = bounds(of: reward)
        let refusal = Refusal.rewardAmountOutOfRange(minimum: minimum, maximum: maximum, step: step)
        switch reward.price {
        case .fixed(let price, let value):
            guard coins ?? price == price, amount ?? value == value else { throw refusal }
            return Price(coins: price, amount: value, steps: 1)
        case .percentage, .freeShipping, .freeProduct: throw refusal
        case .variable(let perStep, let value, let fewest, let most):
            var steps = fewest
            if let coins {
                guard coins % perStep == 0 else { throw refusal }
                steps = coins / perStep
            }
            if let amount {
                guard amount % value == 0, coins == nil || amount / value == steps else { throw refusal }
                steps = amount / value
            }
            guard steps >= fewest, steps <= most else { throw refusal }
            return Price(coins: perStep * steps, amount: value * steps, steps: steps)
        }
    }

    /// When a coupon bought at an instant lapses: the end of a local day; ``Instant/never`` for never.
    package static func couponExpiresAt(_ now: Instant, validDays: Int64?, zone: BrandZone) -> Instant {
        guard let validDays else { return .never }
        return zone.endOfDay(zone.localDate(at: now).adding(days: validDays))
    }

    /// Why a reward cannot be redeemed now, in the refusals' order of precedence; nil when it can.
    package static func refusal(
        for reward: Reward, isBlocked: Bool, tierIndex: Int?, tiers: TierSettings?, available: Coins,
        coins: Coins
    ) -> Refusal? {
        if isBlocked { return .customerBlocked }
        if !reward.isActive || !isOffered(reward, tierIndex: tierIndex, tiers: tiers) {
            return .rewardUnavailable
        }
        if available < 0 { return .walletInDebt(debt: -available) }
        if available < coins { return .insufficientCoins(available: available, required: coins) }
        return nil
    }

    private static func isOffered(_ reward: Reward, tierIndex: Int?, tiers: TierSettings?) -> Bool {
        guard let minimum = reward.minimumTier else { return true }
        guard let tierIndex, let needed = tiers?.index(of: minimum) else { return false }
        return tierIndex >= needed
    }
}
