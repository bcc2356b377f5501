/// An order as the books have it.
package struct Order: Sendable, Hashable {
    package var id: OrderID
    package var customer: CustomerNumber
    package var state: OrderState
    package var placedAt: Instant
    package var currency: String
    /// Total payable, minor units.
    package var total: Int64
    /// Before discounts, without tax and shipping; minor units.
    package var subtotal: Int64
    package var revision: Int64?
    package var connector: String?
    /// The request body as it came, for what later rules need of it.
    package var document: String
    /// Minor units that count towards the customer's tier.
    package var countedSpend: Int64
    /// The entry that the order's award made.
    package var awardSequence: Int64?
    package var awardCoins: Coins?
    /// Why nothing was awarded, a ``NonAwardReason``; nil when something was.
    package var outcome: String?
    package var programmeVersion: Int64
    package var createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: OrderID, customer: CustomerNumber, state: OrderState, placedAt: Instant, currency: String,
        total: Int64, subtotal: Int64, revision: Int64?, connector: String?, document: String,
        countedSpend:
            Int64, awardSequence: Int64?, awardCoins: Coins?, outcome: String?, programmeVersion: Int64,
        createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.customer = customer
        self.state = state
        self.placedAt = placedAt
        self.currency = currency
        self.total = total
        self.subtotal = subtotal
        self.revision = revision
        self.connector = connector
        self.document = document
        self.countedSpend = countedSpend
        self.awardSequence = awardSequence
        self.awardCoins = awardCoins
        self.outcome = outcome
        self.programmeVersion = programmeVersion
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
