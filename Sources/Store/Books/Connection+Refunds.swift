package import Model

/// What was spent on an order, by one debit of one wallet, and what of it has come back.
package struct OrderRedemption: Sendable, Hashable {
    package var order: OrderID
    package var customer: CustomerNumber
    /// The entry that took the coins.
    package var entry: TransactionID
    package var coins: Coins
    /// What they took off the order; minor units.
    package var discount: Int64
    package var returned: Coins
    /// The code of the coupon of which `discount` is the most that it can be, for want of the order; nil for one that is
    /// sure.
    package var estimateOf: String?

    package init(
        order: OrderID, customer: CustomerNumber, entry: TransactionID, coins: Coins, discount: Int64,
        returned: Coins, estimateOf: String? = nil
    ) {
        self.order = order
        self.customer = customer
        self.entry = entry
        self.coins = coins
        self.discount = discount
        self.returned = returned
        self.estimateOf = estimateOf
    }
}

/// A refund with what was asked for, so that a repeat is known.
package struct StoredRefund: Sendable, Hashable {
    package let refund: Refund
    /// Of the request.
    package let fingerprint: Digest

    package init(refund: Refund, fingerprint: Digest) {
        self.refund = refund
        self.fingerprint = fingerprint
    }
}

extension Connection {
    /// An order's refunds, in the order in which they were booked.
    package func refunds(of order: OrderID, in book: BookNumber) throws -> [StoredRefund] {
        try all(
            """
            SELECT refund_id, number, lines, asked_amount, is_whole, amount, is_store_credit, taken_back, waived,
                returned, credit_sequence, occurred_at, recorded_at, fingerprint
            FROM refunds WHERE book = $1 AND order_id = $2 ORDER BY number
            """, .book(book), .text(order.text)
        ) { row in
            guard let fingerprint = row.digest(13) else {
                throw StoreError(kind: .corrupt, message: "a refund is not sound")
            }
            let returned = Returned(
                quantities: try OrderDocument.quantities(in: row.text(2)), amount: row.integer(3),
                isWhole: row.bool(4))
            let refund = Refund(
                id: row.text(0), number: row.integer(1), returned: returned, amount: row.integer(5),
                isStoreCredit: row.bool(6), coinsTakenBack: row.integer(7), coinsWaived: row.integer(8),
                coinsReturned: row.integer(9), creditSequence: row.optionalInteger(10),
                occurredAt: row.instant(11), recordedAt: row.instant(12))
            return StoredRefund(refund: refund, fingerprint: fingerprint)
        }
    }

    /// What was spent on an order, by whoever did: a coupon is its owner's, whoever the shop says ordered.
    package func redemptions(on order: OrderID, in book: BookNumber) throws -> [OrderRedemption] {
        try all(
            """
            SELECT wallet, sequence, coins, discount, returned, customer, estimate_of FROM order_redemptions
            WHERE book = $1 AND order_id = $2 ORDER BY customer, wallet, sequence
            """, .book(book), .text(order.text)
        ) { row in
            guard let wallet = Wallet(column: row.integer(0)) else {
                throw StoreError(kind: .corrupt, message: "a redemption of an order is not sound")
            }
            return OrderRedemption(
                order: order, customer: CustomerNumber(row.integer(5)),
                entry: TransactionID(wallet: wallet, sequence: row.integer(1)), coins: row.integer(2),
                discount: row.integer(3), returned: row.integer(4), estimateOf: row.optionalText(6))
        }
    }
}

extension WriteTransaction {
    /// Books a refund.
    package func insert(
        _ stored: StoredRefund, of order: OrderID, actor: Actor, in book: BookNumber
    ) throws {
        let refund = stored.refund
        try connection.run(
            """
            INSERT INTO refunds (book, order_id, number, refund_id, fingerprint, lines, asked_amount, is_whole,
                amount, is_store_credit, taken_back, waived, returned, credit_sequence, actor, occurred_at, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            .book(book), .text(order.text), .integer(refund.number), .text(refund.id),
            .digest(stored.fingerprint), .text(OrderDocument.text(of: refund.returned.quantities)),
            .integer(refund.returned.amount), .bool(refund.returned.isWhole), .integer(refund.amount),
            .bool(refund.isStoreCredit), .integer(refund.coinsTakenBack), .integer(refund.coinsWaived),
            .integer(refund.coinsReturned), .optional(refund.creditSequence), .text(actor.text),
            .instant(refund.occurredAt), .instant(refund.recordedAt))
    }

    /// Writes what was spent on an order, or what of it has come back by now.
    package func put(_ redemption: OrderRedemption, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO order_redemptions (book, order_id, customer, wallet, sequence, coins, discount, returned,
                estimate_of)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (book, order_id, customer, wallet, sequence) DO UPDATE SET
                coins = excluded.coins, discount = excluded.discount, returned = excluded.returned,
                estimate_of = excluded.estimate_of
            """,
            .book(book), .text(redemption.order.text), .customer(redemption.customer),
            redemption.entry.wallet.column, .integer(redemption.entry.sequence), .integer(redemption.coins),
            .integer(redemption.discount), .integer(redemption.returned), .optional(redemption.estimateOf))
        touch(redemption.customer)
    }
}
