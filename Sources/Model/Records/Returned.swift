/// What of an order has been refunded so far, by all its refunds together (rule 5.4).
package struct Returned: Sendable, Hashable {
    /// Units that came back, by line.
    package var quantities: [String: Int64]
    /// Minor units refunded as amounts, beyond the lines.
    package var amount: Int64
    /// Whether a refund took all that was left.
    package var isWhole: Bool

    package static let nothing = Returned(quantities: [:], amount: 0, isWhole: false)
    package static let everything = Returned(quantities: [:], amount: 0, isWhole: true)

    package init(quantities: [String: Int64], amount: Int64, isWhole: Bool) {
        self.quantities = quantities
        self.amount = amount
        self.isWhole = isWhole
    }

    /// Whether nothing has been refunded.
    package var isNothing: Bool { self == .nothing }

    /// These and those of another refund.
    package func adding(_ other: Returned) -> Returned {
        Returned(
            quantities: quantities.merging(other.quantities) { $0.addingReportingOverflow($1).partialValue },
            amount: amount.addingReportingOverflow(other.amount).partialValue,
            isWhole: isWhole || other.isWhole)
    }
}

/// How far an order is refunded; follows from its refunds.
package enum RefundState: String, Sendable, Hashable, CaseIterable {
    case none, partial, full
}

/// One refund of an order, as it was booked. Money in minor units.
package struct Refund: Sendable, Hashable {
    /// The shop's name for it, unique within the order.
    package var id: String
    /// 1 for the order's first.
    package var number: Int64
    /// What it returned.
    package var returned: Returned
    /// What it took off the order's total.
    package var amount: Int64
    package var isStoreCredit: Bool
    /// Coins of the order's award that it took back, from pending and from available.
    package var coinsTakenBack: Coins
    /// Coins that it would have taken back if the programme let the wallet fall that low (rule 5.5).
    package var coinsWaived: Coins
    /// Coins spent on the order that came back (rule 5.6).
    package var coinsReturned: Coins
    /// The credits entry that gave the money back as store credit (rule 5.7).
    package var creditSequence: Int64?
    package var occurredAt: Instant
    package var recordedAt: Instant

    package init(
        id: String, number: Int64, returned: Returned, amount: Int64, isStoreCredit: Bool,
        coinsTakenBack: Coins = 0, coinsWaived: Coins = 0, coinsReturned: Coins = 0,
        creditSequence: Int64? = nil, occurredAt: Instant, recordedAt: Instant
    ) {
        self.id = id
        self.number = number
        self.returned = returned
        self.amount = amount
        self.isStoreCredit = isStoreCredit
        self.coinsTakenBack = coinsTakenBack
        self.coinsWaived = coinsWaived
        self.coinsReturned = coinsReturned
        self.creditSequence = creditSequence
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }
}
