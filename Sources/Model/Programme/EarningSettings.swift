/// How orders turn into coins (rule 2).
package struct EarningSettings: Sendable, Hashable {
    /// What of the order's amounts is counted (rule 2.3).
    package enum Base: String, Sendable, CaseIterable { case total, subtotal }

    package let base: Base
    /// `coins` per `perAmount` minor units, before factors; rounded down once per order (rules 1.2, 1.3).
    package let coins: Coins
    package let perAmount: Int64
    /// Orders below it earn nothing; minor units of the base.
    package let minimumAmount: Int64
    /// The order state that awards (rule 2.4).
    package let awardOn: OrderState
    /// Days until an award becomes available; 0 is at once.
    package let pendingDays: Int64

    package init(
        base: Base, coins: Coins, perAmount: Int64, minimumAmount: Int64, awardOn: OrderState,
        pendingDays: Int64
    ) {
        self.base = base
        self.coins = coins
        self.perAmount = perAmount
        self.minimumAmount = minimumAmount
        self.awardOn = awardOn
        self.pendingDays = pendingDays
    }
}

/// When coins lapse (rule 4.1); always at the end of a local day of the brand's zone (rule 4.2).
package enum ExpiryPolicy: Sendable, Hashable {
    case never
    /// So many days after the coins became available.
    case afterDays(Int64)
    /// So many months after, clamped to the last day of the month.
    case afterMonths(Int64)
}
