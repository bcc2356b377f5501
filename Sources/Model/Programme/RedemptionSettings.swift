/// Where coins are turned into a discount on a cart: the app itself, or a connector's checkout.
package enum Channel: String, Sendable, Hashable, CaseIterable {
    case app
    case customCheckout = "custom_checkout"
    case gokwik, shiprocket
}

/// How coins turn into a discount, by channel.
package struct RedemptionSettings: Sendable, Hashable {
    /// A channel without a rule takes no coins.
    package let rules: [Channel: RedemptionRule]

    package static let none = RedemptionSettings(rules: [:])

    package init(rules: [Channel: RedemptionRule]) { self.rules = rules }
}

/// One channel's redemption rule: everything that a quote needs (rule 6). Money in minor units.
package struct RedemptionRule: Sendable, Hashable {
    /// The least that the customer must pay in money.
    package enum MinimumPayment: Sendable, Hashable {
        case none
        case fixed(Int64)
        /// Of the whole amount, rounded up (rule 1.5).
        case percent(basisPoints: Int64)
    }

    package let isActive: Bool
    /// The calculation base: what A of rule 6 is. Of a connector, also what its orders earn by (rule 5.2).
    package let base: EarningSettings.Base
    /// `valueCoins` coins take off `valueAmount` (100 coins = ₹10 is 100 and 1000).
    package let valueCoins: Coins
    package let valueAmount: Int64
    /// Discounts are whole multiples of it; 1 is any minor unit.
    package let stepAmount: Int64
    package let maximumDiscount: Int64?
    /// The most of A that a discount may be; nil for all of it.
    package let maximumBasisPoints: Int64?
    package let minimumDiscount: Int64
    package let minimumCoins: Coins
    package let minimumCartAmount: Int64
    package let minimumPayment: MinimumPayment
    /// Whether a discount may make the order free (rule 6.2).
    package let allowsFreeOrder: Bool
    /// Whether the checkout applies the best quote by itself.
    package let appliesByItself: Bool
    /// Whether store credit is taken first (rule 6.5).
    package let takesCredits: Bool
    /// Minutes that a quote is honoured (rule 6.4).
    package let quoteMinutes: Int64
    /// Minutes after which an unfinished hold is released (rule 7.4).
    package let holdMinutes: Int64
    /// Within so many seconds, the same customer and amount without a reference are a repeat (rule 7.2); 0 for never.
    package let repeatSeconds: Int64

    /// Rule 7.2, where the programme does not say.
    package static let repeatSecondsDefault: Int64 = 10

    package init(
        isActive: Bool = true, base: EarningSettings.Base = .total, valueCoins: Coins, valueAmount: Int64,
        stepAmount: Int64 = 1, maximumDiscount: Int64? = nil, maximumBasisPoints: Int64? = nil,
        minimumDiscount: Int64 = 0, minimumCoins: Coins = 0, minimumCartAmount: Int64 = 0,
        minimumPayment: MinimumPayment = .none, allowsFreeOrder: Bool = false, appliesByItself: Bool = false,
        takesCredits: Bool = false, quoteMinutes: Int64 = 10, holdMinutes: Int64 = 30,
        repeatSeconds: Int64 = RedemptionRule.repeatSecondsDefault
    ) {
        self.isActive = isActive
        self.base = base
        self.valueCoins = valueCoins
        self.valueAmount = valueAmount
        self.stepAmount = stepAmount
        self.maximumDiscount = maximumDiscount
        self.maximumBasisPoints = maximumBasisPoints
        self.minimumDiscount = minimumDiscount
        self.minimumCoins = minimumCoins
        self.minimumCartAmount = minimumCartAmount
        self.minimumPayment = minimumPayment
        self.allowsFreeOrder = allowsFreeOrder
        self.appliesByItself = appliesByItself
        self.takesCredits = takesCredits
        self.quoteMinutes = quoteMinutes
        self.holdMinutes = holdMinutes
        self.repeatSeconds = repeatSeconds
    }
}
