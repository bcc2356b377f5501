package import Model

/// The answer to "how much discount, for how many coins, for this cart, now, and why" (rule 6). Money in minor units.
package struct Quote: Sendable, Hashable {
    /// Something that kept the discount from being larger (rule 6.3).
    package struct Limit: Sendable, Hashable {
        /// Which one; the raw value is its stable code.
        package enum Code: String, Sendable, Hashable, CaseIterable {
            case maximumDiscount = "max_discount"
            case minimumPayment = "minimum_payment"
            case balance, requested, percent, step
            case freeOrder = "free_order"
        }

        /// What ``liftedBy`` counts.
        package enum Unit: String, Sendable, Hashable { case coins, amount }

        package let code: Code
        /// The largest discount that it allows, minor units, in whole steps.
        package let allows: Int64
        /// The number that would lift it: at that number it would allow as much as the next limit does. Coins for
        /// `balance` and for requested coins; minor units of the maximum, the request or the step's total for
        /// `max_discount`, `requested` and `step`; of the cart for the others. Nil when no number would.
        package let liftedBy: Int64?
        package let unit: Unit
    }

    /// Why coins cannot be used at all; in order of precedence.
    package enum Ineligibility: Sendable, Hashable {
        /// The channel has no rule, or it is switched off.
        case channelClosed
        case customerBlocked
        /// The wallet is in debt (rule 5.5).
        case walletInDebt(debt: Coins)
        /// A is below the rule's minimum; minor units.
        case minimumCart(minimum: Int64, shortfall: Int64)
        /// Only store credit was asked for, and there is none to take.
        case noCredits
        /// Nothing is left under these limits; they are the quote's ``Quote/limitedBy``.
        case nothingLeft(Limit.Code)
        /// The cart is empty, or store credit pays for all of it.
        case nothingToPay
        /// The discount is below the rule's least; minor units.
        case minimumDiscount(minimum: Int64, shortfall: Int64)
        /// The coins are below the rule's least.
        case minimumCoins(minimum: Coins, shortfall: Coins)

        /// The stable code.
        package var code: String {
            switch self {
            case .channelClosed: "channel_closed"
            case .customerBlocked: "customer_blocked"
            case .walletInDebt: "wallet_in_debt"
            case .minimumCart: "minimum_cart"
            case .noCredits: "no_credits"
            case .nothingLeft(let limit): limit.rawValue
            case .nothingToPay: "nothing_to_pay"
            case .minimumDiscount: "minimum_discount"
            case .minimumCoins: "minimum_coins"
            }
        }

        /// What is missing: coins or minor units; nil where no number says it.
        package var shortfall: Int64? {
            switch self {
            case .walletInDebt(let missing), .minimumCart(_, let missing), .minimumDiscount(_, let missing),
                .minimumCoins(_, let missing):
                missing
            default: nil
            }
        }
    }

    /// What the coins take off; 0 when they cannot be used.
    package var discount: Int64 = 0
    /// What that costs.
    package var coins: Coins = 0
    /// Store credit that is taken first (rule 6.5).
    package var credits: Int64 = 0
    /// What is left to pay in money.
    package var payable: Int64
    /// Available coins that it was made from; negative in debt.
    package var available: Coins = 0
    /// Nil when coins can be used.
    package var ineligibility: Ineligibility?
    package var limitedBy: [Limit] = []
    /// Each step of the arithmetic, for the explanation.
    package var trace: Trace

    /// Whether there is anything to take: coins or store credit.
    package var isEligible: Bool { coins > 0 || credits > 0 }
}

/// What a quote is asked for.
package struct QuoteRequest: Sendable, Hashable {
    /// How much the customer wants to use (rule 6.6).
    package enum Wanted: Sendable, Hashable {
        /// As much as the rule allows.
        case most
        /// At most so many coins.
        case coins(Coins)
        /// At most so much off; minor units.
        case discount(Int64)
    }

    package var channel: Channel
    /// The payable amount of the cart; minor units of the programme's currency.
    package var total: Int64
    /// Before discounts.
    package var subtotal: Int64
    package var wanted: Wanted
    /// Of which wallets; nil for both as the channel's rule has it.
    package var wallets: Wallets?

    /// Which wallets may be spent from; store credit only where the channel's rule takes it.
    package enum Wallets: String, Sendable, Hashable, CaseIterable {
        case coins, credits
        case coinsAndCredits = "coins_and_credits"
    }

    package init(
        channel: Channel, total: Int64, subtotal: Int64, wanted: Wanted = .most, wallets: Wallets? = nil
    ) {
        self.channel = channel
        self.total = total
        self.subtotal = subtotal
        self.wanted = wanted
        self.wallets = wallets
    }
}
