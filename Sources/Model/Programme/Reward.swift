/// A coupon that coins can buy.
package struct Reward: Sendable, Hashable {
    /// What the coupon is worth, and what it costs.
    package enum Price: Sendable, Hashable {
        /// `coins` coins buy `amount` minor units off.
        case fixed(coins: Coins, amount: Int64)
        /// The customer chooses whole steps between the bounds: each costs `coinsPerStep` and takes
        /// `amountPerStep` minor units off.
        case variable(coinsPerStep: Coins, amountPerStep: Int64, stepsMinimum: Int64, stepsMaximum: Int64)
    }

    /// What kind of coupon it gives.
    package var kind: DiscountKind {
        switch price {
        case .fixed: .fixedAmount
        case .variable: .variableAmount
        }
    }

    package let id: RewardID
    package let title: LocalizedText
    package let summary: LocalizedText?
    package let price: Price
    /// The cart that the coupon needs; minor units, 0 for any.
    package let minimumCartAmount: Int64
    /// Local days until the coupon lapses at the end of the day; nil for never.
    package let validDays: Int64?
    /// Put before the random part of each code; may be empty.
    package let codePrefix: String
    package let isActive: Bool
    /// Coins of a coupon that lapsed unused come back (rule 8.2 and product.md, a setting).
    package let returnsCoinsOnExpiry: Bool
    /// Lowest tier that may buy it; nil for everyone.
    package let minimumTier: TierID?

    package init(
        id: RewardID, title: LocalizedText, summary: LocalizedText?, price: Price, minimumCartAmount: Int64,
        validDays: Int64?, codePrefix: String, isActive: Bool, returnsCoinsOnExpiry: Bool,
        minimumTier: TierID?
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.price = price
        self.minimumCartAmount = minimumCartAmount
        self.validDays = validDays
        self.codePrefix = codePrefix
        self.isActive = isActive
        self.returnsCoinsOnExpiry = returnsCoinsOnExpiry
        self.minimumTier = minimumTier
    }
}
