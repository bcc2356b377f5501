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
}
