import Model

extension Trace {
    /// What a decision against an order's award was made from: its amounts and lines with their rules and factors, as an
    /// award has them, and what the programme asks beyond (`state`, `award_on`, `minimum_amount`, `room_day?`,
    /// `room_customer?`).
    static func nonAward(of facts: OrderFacts, settings: EarningSettings) -> Trace {
        let earning = EarningRules.earning(of: facts, settings: settings)
        return (earning?.arithmetic ?? Trace(.order)).adding("state", facts.state.rawValue)
            .adding("award_on", settings.awardOn.rawValue).adding("minimum_amount", settings.minimumAmount)
            .adding("room_day", facts.room.day).adding("room_customer", facts.room.customer)
    }
}
