import Model

extension Trace {
    /// What a decision against an order's award was made from: the order's amounts and what the programme asks of them.
    static func nonAward(of facts: OrderFacts, settings: EarningSettings) -> Trace {
        let amounts = facts.amounts
        return Trace(.order).adding("state", facts.state.rawValue).adding(
            "award_on", settings.awardOn.rawValue
        )
        .adding("of", settings.base.rawValue).adding("total", amounts.total)
        .adding("subtotal", amounts.subtotal).adding("tax", amounts.tax)
        .adding("shipping", amounts.shipping).adding("coins_discount", amounts.coinsDiscount)
        .adding("amount", EarningRules.base(of: amounts, settings: settings))
        .adding("minimum_amount", settings.minimumAmount).adding("coins", settings.coins)
        .adding("per_amount", settings.perAmount).adding("multiplier", facts.tier?.multiplierBasisPoints)
        .adding("tier", facts.tier?.id.text).adding("lines", Int64(facts.lines.count))
        .adding("room_day", facts.room.day).adding("room_customer", facts.room.customer)
    }
}
