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
    /// What of the total is tax, and what is shipping; minor units.
    package var tax: Int64
    package var shipping: Int64
    /// The part of the discounts that was paid with coins, as the shop says; nil when it does not.
    package var coinsDiscount: Int64?
    package var lines: [OrderLine]
    /// Minor units that count towards the customer's tier.
    package var countedSpend: Int64
    /// The entry that the order's award made.
    package var awardSequence: Int64?
    package var awardCoins: Coins?
    /// Why nothing was awarded, a ``NonAwardReason``; nil when something was.
    package var outcome: String?
    /// The tier at the order's time, whose factor its award has (rule 2.6); nil without a VIP programme.
    package var tier: TierID?
    /// The local day of the award, for the caps.
    package var awardDay: LocalDate?
    /// Coins of the award that were taken back, or waived, since.
    package var takenBack: Coins
    /// Follows from the order's refunds.
    package var refunded: RefundState
    package var programmeVersion: Int64
    package var createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: OrderID, customer: CustomerNumber, state: OrderState, placedAt: Instant, currency: String,
        total: Int64, subtotal: Int64, tax: Int64 = 0, shipping: Int64 = 0, coinsDiscount: Int64? = nil,
        lines: [OrderLine] = [], revision: Int64?, connector: String?, countedSpend: Int64,
        awardSequence: Int64?, awardCoins: Coins?, outcome: String?, tier: TierID? = nil,
        awardDay: LocalDate? = nil, takenBack: Coins = 0, refunded: RefundState = .none,
        programmeVersion: Int64, createdAt: Instant, updatedAt: Instant
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
        self.tax = tax
        self.shipping = shipping
        self.coinsDiscount = coinsDiscount
        self.lines = lines
        self.countedSpend = countedSpend
        self.awardSequence = awardSequence
        self.awardCoins = awardCoins
        self.outcome = outcome
        self.tier = tier
        self.awardDay = awardDay
        self.takenBack = takenBack
        self.refunded = refunded
        self.programmeVersion = programmeVersion
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
