/// A hold's life (rules 7.1–7.4).
package enum HoldState: String, Sendable, Hashable, CaseIterable {
    /// Coins are set aside, until the deadline.
    case open
    /// They paid for a purchase.
    case committed
    /// They were let go.
    case released
    /// Nobody finished the checkout in time; they came back by themselves.
    case expired
    /// They had paid, and have come back whole.
    case reverted
}

/// Coins, and store credit, set aside for an unfinished checkout. Money in minor units.
package struct Hold: Sendable, Hashable {
    package var customer: CustomerNumber
    /// Unique in its book.
    package var number: Int64
    package var channel: Channel
    package var state: HoldState
    /// What it holds, held when it ended, or spent; parts that were let go before are taken off.
    package var coins: Coins
    /// The same of store credit.
    package var credits: Int64
    /// What the coins take off.
    package var discount: Int64
    /// The cart that it was quoted for.
    package var total: Int64
    package var subtotal: Int64
    package var currency: String
    /// The quote that it was opened by.
    package var quote: String?
    /// The sequences of the entries that set the parts aside; nil for a part that there is none of.
    package var coinsHeldBy: Int64?
    package var creditsHeldBy: Int64?
    /// The sequences of the entries that spent the parts.
    package var coinsSpentBy: Int64?
    package var creditsSpentBy: Int64?
    /// The order that it paid for, once known.
    package var order: String?
    package var createdAt: Instant
    package var deadline: Instant
    /// When it was committed, released or expired.
    package var endedAt: Instant?
    package var programmeVersion: Int64

    package init(
        customer: CustomerNumber, number: Int64, channel: Channel, state: HoldState, coins: Coins,
        credits: Int64, discount: Int64, total: Int64, subtotal: Int64, currency: String, quote: String?,
        coinsHeldBy: Int64? = nil, creditsHeldBy: Int64? = nil, coinsSpentBy: Int64? = nil,
        creditsSpentBy: Int64? = nil, order: String? = nil, createdAt: Instant, deadline: Instant,
        endedAt: Instant? = nil, programmeVersion: Int64
    ) {
        self.customer = customer
        self.number = number
        self.channel = channel
        self.state = state
        self.coins = coins
        self.credits = credits
        self.discount = discount
        self.total = total
        self.subtotal = subtotal
        self.currency = currency
        self.quote = quote
        self.coinsHeldBy = coinsHeldBy
        self.creditsHeldBy = creditsHeldBy
        self.coinsSpentBy = coinsSpentBy
        self.creditsSpentBy = creditsSpentBy
        self.order = order
        self.createdAt = createdAt
        self.deadline = deadline
        self.endedAt = endedAt
        self.programmeVersion = programmeVersion
    }

    /// Its state at an instant, whether or not what fell due by then has been written.
    package func state(at now: Instant) -> HoldState {
        state == .open && deadline <= now ? .expired : state
    }

    /// When it ended, the same way.
    package func endedAt(at now: Instant) -> Instant? {
        state == .open && deadline <= now ? deadline : endedAt
    }

    /// How the outside world names it: `hold-42`.
    package var id: String { "hold-\(number)" }

    /// The number in `hold-42`; nil for anything else.
    package static func number(fromID text: String) -> Int64? {
        guard text.hasPrefix("hold-"), let number = Int64(text.dropFirst(5)), number > 0,
            text == "hold-\(number)"
        else { return nil }
        return number
    }
}

/// What a connector asked for at checkout: a perform, or a revert that came before it (rules 7.2, 7.3).
package struct CheckoutAction: Sendable, Hashable {
    /// What stands of it.
    package enum State: String, Sendable, Hashable, CaseIterable {
        case performed
        /// Taken back, in whole.
        case reverted
        /// A revert that came first: its perform is refused.
        case marker
    }

    package var number: Int64
    package var connector: Channel
    /// The checkout's name for the order; nil where it sent none.
    package var reference: String?
    package var attempt: Int64
    package var customer: CustomerNumber
    /// What was asked for, in one text: a repeat asks for the same.
    package var asked: String
    package var hold: Int64?
    package var state: State
    package var createdAt: Instant
    /// Whether the revert that took it back named no reference.
    package var wasRevertedByAmount: Bool

    package init(
        number: Int64, connector: Channel, reference: String?, attempt: Int64, customer: CustomerNumber,
        asked: String, hold: Int64?, state: State, createdAt: Instant, wasRevertedByAmount: Bool = false
    ) {
        self.wasRevertedByAmount = wasRevertedByAmount
        self.number = number
        self.connector = connector
        self.reference = reference
        self.attempt = attempt
        self.customer = customer
        self.asked = asked
        self.hold = hold
        self.state = state
        self.createdAt = createdAt
    }
}
