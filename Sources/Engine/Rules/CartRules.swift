package import Model

/// What an order that does not exist yet would change. Pure.
package enum CartRules {
    /// Where an order of this cart would put its customer; nil where an order does not count towards tiers.
    package static func tier(
        after cart: Cart, _ earning: EarningPreview, from tier: TierFacts, _ settings: TierSettings?
    ) -> CartTier? {
        guard let settings, settings.levels.indices.contains(tier.currentIndex) else { return nil }
        let gained: Int64
        switch settings.metric {
        case .netSpend: gained = cart.amounts.total
        case .coinsEarned: gained = earning.coins
        case .orders: gained = 1
        case .engagement: return nil
        }
        let (after, overflow) = tier.spend.addingReportingOverflow(gained)
        let counted = overflow ? Int64.max : after
        let reached = settings.levels.lastIndex { $0.threshold <= counted } ?? 0
        let index = max(reached, tier.currentIndex)
        let next = index + 1
        return CartTier(
            reachedIndex: index > tier.currentIndex ? index : nil,
            missing: settings.levels.indices.contains(next)
                ? CartTier.Missing(index: next, amount: settings.levels[next].threshold - counted) : nil)
    }

    /// Coupons of the cart's currency, those that fit it first, each group in the order in which it came.
    package static func coupons(_ coupons: [Coupon], beside cart: Cart, currency: String) -> [CartCoupon] {
        let subtotal = cart.amounts.subtotal
        let all = coupons.filter { $0.currency == currency }.map { coupon in
            let missing = coupon.minimumCartAmount - subtotal
            return CartCoupon(coupon: coupon, missing: missing > 0 ? missing : nil)
        }
        return all.filter { $0.missing == nil } + all.filter { $0.missing != nil }
    }

    /// The quotes with the bounds of what may be chosen between them.
    package static func redemption(
        best: Quote, requested: Quote?, _ rule: RedemptionRule?, _ amounts: OrderAmounts
    ) -> CartRedemption {
        guard let rule, rule.valueCoins > 0, rule.valueAmount > 0, rule.stepAmount > 0 else {
            return CartRedemption(best: best, requested: requested)
        }
        let amount = rule.base == .subtotal ? amounts.subtotal : amounts.total
        let minimumPayment: Int64 =
            switch rule.minimumPayment {
            case .none: 0
            case .fixed(let payment): payment
            case .percent(let points): Ratio.ceilMultiplyDivide(amount, points, 10_000) ?? amount
            }
        return CartRedemption(
            best: best, requested: requested, least: least(of: rule),
            step: CartRedemption.Offer(
                coins: price(rule.stepAmount, rule), discount: rule.stepAmount),
            minimumPayment: minimumPayment, maximumBasisPoints: rule.maximumBasisPoints)
    }

    /// The smallest whole number of steps that reaches the rule's least discount and costs its least coins; nil where
    /// it is beyond 64 bits.
    private static func least(of rule: RedemptionRule) -> CartRedemption.Offer? {
        // n coins are first needed for one minor unit more than n − 1 coins take off.
        let coins = max(1, rule.minimumCoins)
        guard let below = Ratio.floorMultiplyDivide(coins - 1, rule.valueAmount, rule.valueCoins),
            below < MoneyLimits.orderAmountMax
        else { return nil }
        let wanted = max(rule.stepAmount, rule.minimumDiscount, below + 1)
        let steps = wanted / rule.stepAmount + (wanted % rule.stepAmount == 0 ? 0 : 1)
        let (discount, overflow) = steps.multipliedReportingOverflow(by: rule.stepAmount)
        return overflow ? nil : CartRedemption.Offer(coins: price(discount, rule), discount: discount)
    }

    private static func price(_ discount: Int64, _ rule: RedemptionRule) -> Coins {
        Ratio.ceilMultiplyDivide(discount, rule.valueCoins, rule.valueAmount) ?? .max
    }
}
