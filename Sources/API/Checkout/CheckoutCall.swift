package import Engine
package import Model

/// What a checkout asks, whichever wire format it speaks.
package struct CheckoutCall: Sendable, Hashable {
    /// What is to be done (rule 7.1).
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case list, perform, revert

        /// What checkouts call them. The unsafe ones are the safe ones: what they would skip is what keeps the books
        /// right.
        package static let named: [String: Action] = [
            "list": .list, "perform": .perform, "revert": .revert, "perform_unsafe": .perform,
            "revert_unsafe": .revert,
        ]
    }

    /// What is to be done.
    package var action: Action
    /// Whose coins.
    package var customer: Contact
    /// Of the amounts; nil for the programme's own.
    package var currency: String?
    /// What is to pay before coins, minor units; nil for a revert that names its reference.
    package var total: Int64?
    /// Before discounts; nil for the total.
    package var subtotal: Int64?
    /// How much of it.
    package var wanted = QuoteRequest.Wanted.most
    /// Nil for what the rule says.
    package var wallets: QuoteRequest.Wallets?
    /// The checkout's name for the order; nil where it has none.
    package var reference: String?
    /// Which try at this reference.
    package var attempt: Int64 = 1
    /// The order, where it is known.
    package var order: OrderID?
    /// Of a perform: the purchase is done, so that the hold commits at once though no order is known.
    package var isFinal = false
    /// Of a revert with a reference: how many coins come back; nil for all that is left.
    package var returnedCoins: Coins?
    /// Of a revert with a reference: the checkout's own name for it, by which a retry is known.
    package var revertID: String?
    /// Where the customer shops; nil where the checkout does not say.
    package var platform: Platform?

    /// A call without amounts.
    package init(_ action: Action, of customer: Contact) {
        self.action = action
        self.customer = customer
    }
}

/// What came of a call.
package enum CheckoutResult: Sendable {
    case listed(CheckoutListing)
    case performed(PerformCheckout.Receipt)
    case reverted(RevertCheckout.Receipt, CustomerID)
}

/// What a `list` tells.
package struct CheckoutListing: Sendable {
    /// What coins, and store credit, would take off now, or why nothing.
    package var quote: Quote
    /// The same with the rule's bounds, for the texts.
    package var redemption: CartRedemption
    /// Whose.
    package var customer: Customer
    /// The coins wallet.
    package var coins: WalletFacts
    /// The credit wallet.
    package var credits: WalletFacts
    /// Whether the checkout applies the discount by itself.
    package var appliesByItself: Bool
    /// Who asked.
    package var connector: Connector
    /// The programme that decided.
    package var programmeVersion: Int64
}

/// Limits of checkouts' calls, each with a test.
package enum CheckoutLimits {
    /// Characters of a reference.
    package static let referenceLengthMax = 128
    /// Tries at one reference.
    package static let attemptsMax: Int64 = 1_000_000
}
