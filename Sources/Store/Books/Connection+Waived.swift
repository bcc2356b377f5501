package import Model

/// Coins of an award that were to be taken back and were not, because the balance may fall no lower (rule 5.5). They are
/// let go for good unless they were out at the time: in a hold, in an unused coupon, or spent on an order. Such coins are
/// taken when they come home.
package struct WaivedClaim: Sendable, Hashable {
    /// In whose ledger it was waived.
    package let customer: CustomerNumber
    /// Counts a customer's claims; the oldest is collected first.
    package let number: Int64
    /// The newest entry of the coins wallet at the time: coins earned later are none of the claim's.
    package let sequence: Int64
    package let waivedAt: Instant
    package let order: OrderID
    /// The award that they were of; an entry of that ledger.
    package let award: Int64
    /// Why they were to be taken back, as an entry's reason.
    package let reason: String
    /// How many are not yet collected.
    package let coins: Coins

    package init(
        customer: CustomerNumber, number: Int64, sequence: Int64, waivedAt: Instant, order: OrderID,
        award: Int64, reason: String, coins: Coins
    ) {
        self.customer = customer
        self.number = number
        self.sequence = sequence
        self.waivedAt = waivedAt
        self.order = order
        self.award = award
        self.reason = reason
        self.coins = coins
    }
}

extension Connection {
    /// What may still be collected of a customer, oldest first.
    package func waivedClaims(of customer: CustomerNumber, in book: BookNumber) throws -> [WaivedClaim] {
        try all(
            """
            SELECT number, sequence, waived_at, order_id, award, reason, coins FROM waived_claims
            WHERE book = $1 AND customer = $2 ORDER BY number
            """, .book(book), .customer(customer)
        ) { row in
            guard let order = OrderID(row.text(3)) else {
                throw StoreError(kind: .corrupt, message: "what was waived of an order is not sound")
            }
            return WaivedClaim(
                customer: customer, number: row.integer(0), sequence: row.integer(1),
                waivedAt: row.instant(2), order: order, award: row.integer(4), reason: row.text(5),
                coins: row.integer(6))
        }
    }
}

extension WriteTransaction {
    /// Notes what was waived; its number follows the customer's newest.
    package func claimWaived(
        _ coins: Coins, of customer: CustomerNumber, after sequence: Int64, at instant: Instant,
        order: OrderID, award: Int64, reason: String, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO waived_claims (book, customer, number, sequence, waived_at, order_id, award, reason, coins)
            SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8 FROM waived_claims
            WHERE book = $1 AND customer = $2
            """,
            .book(book), .customer(customer), .integer(sequence), .instant(instant), .text(order.text),
            .integer(award), .text(reason), .integer(coins))
    }

    /// Notes that so many coins of a claim were collected; with the last of them it is gone.
    package func collect(_ coins: Coins, of claim: WaivedClaim, in book: BookNumber) throws {
        let key: [SQLValue] = [.book(book), .customer(claim.customer), .integer(claim.number)]
        if coins == claim.coins {
            try connection.run(
                "DELETE FROM waived_claims WHERE book = $1 AND customer = $2 AND number = $3",
                key[0], key[1], key[2])
        } else {
            try connection.run(
                "UPDATE waived_claims SET coins = coins - $4 WHERE book = $1 AND customer = $2 AND number = $3",
                key[0], key[1], key[2], .integer(coins))
        }
    }
}
