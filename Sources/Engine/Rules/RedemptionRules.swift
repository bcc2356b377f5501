package import Model

/// What coins buy (rules 1.4, 8). Pure.
package enum RedemptionRules {
    /// A priced redemption.
    package struct Price: Sendable, Hashable {
        package var coins: Coins
        /// Minor units off, as ``Coupon/amount`` has them.
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
        case .percentage(let price, _, let most):
            guard coins ?? price == price, amount == nil else { throw refusal }
            return Price(coins: price, amount: most, steps: 1)
        case .freeShipping(let price, let most):
            guard coins ?? price == price, amount == nil else { throw refusal }
            return Price(coins: price, amount: most ?? 0, steps: 1)
        case .freeProduct(let price, _):
            guard coins ?? price == price, amount == nil else { throw refusal }
            return Price(coins: price, amount: 0, steps: 1)
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

    /// What a coupon takes off a cart, minor units; nil where that cannot be said without the cart, or in money.
    ///
    /// Never more than the cart has, and of a percentage rounded down and never more than its maximum (rules 1.4, 8.4).
    ///
    /// - Parameters:
    ///   - cart: What the cart comes to.
    ///   - shipping: What its shipping costs.
    package static func discount(of coupon: Coupon, cart: Int64?, shipping: Int64?) -> Int64? {
        switch coupon.kind {
        case .fixedAmount, .variableAmount: return min(coupon.amount, cart ?? coupon.amount)
        case .percentage:
            guard let cart, let points = coupon.basisPoints else { return nil }
            let part = Ratio.floorMultiplyDivide(cart, points, Ratio.basisPointsPerOne) ?? cart
            return min(part, coupon.amount, cart)
        case .freeShipping:
            guard let shipping else { return nil }
            return coupon.amount > 0 ? min(shipping, coupon.amount) : shipping
        case .freeProduct: return nil
        }
    }

    /// When a coupon bought at an instant lapses: the end of a local day; ``Instant/never`` for never.
    package static func couponExpiresAt(_ now: Instant, validDays: Int64?, zone: BrandZone) -> Instant {
        guard let validDays else { return .never }
        return zone.endOfDay(zone.localDate(at: now).adding(days: validDays))
    }

    /// Why a reward cannot be redeemed now, in the refusals' order of precedence; nil when it can.
    package static func refusal(
        for reward: Reward, isBlocked: Bool, tierIndex: Int?, tiers: TierSettings?, hasCodes: Bool = true,
        available: Coins, coins: Coins
    ) -> Refusal? {
        if isBlocked { return .customerBlocked }
        if !reward.isActive || !isOffered(reward, tierIndex: tierIndex, tiers: tiers) {
            return .rewardUnavailable
        }
        if !hasCodes { return .noCodesLeft }
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
