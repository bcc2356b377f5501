package import Model

/// An order as a what-if run replays it. Money in minor units.
package struct ReplayedOrder: Sendable, Hashable {
    package var id: String
    package var state: OrderState
    package var placedAt: Instant
    package var amounts: OrderAmounts
    /// What the shop or the books say was paid with coins; nil where only the redemptions know.
    package var coinsDiscount: Int64?
    package var lines: [OrderLine]
    /// What the books count towards the tier: the total less refunds.
    package var countedSpend: Int64
    /// What the books awarded for it and have not taken back.
    package var recordedCoins: Coins
    package var isRefunded: Bool
    package var currency: String
    /// The checkout that it was paid through.
    package var connector: String?
}

extension Connection {
    /// A customer's orders up to an instant, oldest first.
    package func replayedOrders(
        of customer: CustomerNumber, in book: BookNumber, through now: Instant
    ) throws -> [ReplayedOrder] {
        try all(
            """
            SELECT order_id, state, placed_at, total, subtotal, tax, shipping, coins_discount, document, counted_spend,
                coalesce(award_coins, 0) - taken_back, refunded <> 'none', currency,
                connector
            FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2 AND placed_at <= $3 ORDER BY placed_at, order_id
            """, .book(book), .customer(customer), .instant(now)
        ) { row in
            guard let state = OrderState(rawValue: row.text(1)) else {
                throw StoreError(kind: .corrupt, message: "an order is not sound")
            }
            let discount = row.optionalInteger(7)
            return ReplayedOrder(
                id: row.text(0), state: state, placedAt: row.instant(2),
                amounts: OrderAmounts(
                    total: row.integer(3), subtotal: row.integer(4), tax: row.integer(5),
                    shipping: row.integer(6), coinsDiscount: discount ?? 0),
                coinsDiscount: discount, lines: try OrderDocument.lines(in: row.text(8)),
                countedSpend: row.integer(9), recordedCoins: row.integer(10), isRefunded: row.bool(11),
                currency: row.text(12), connector: row.optionalText(13))
        }
    }

    /// What coins took off a customer's orders, by order; minor units.
    package func coinDiscounts(of customer: CustomerNumber, in book: BookNumber) throws -> [String: Int64] {
        let parts = try all(
            """
            SELECT order_id, discount FROM order_redemptions INDEXED BY order_redemptions_by_entry
            WHERE book = $1 AND wallet = 1 AND customer IN (
                SELECT $2 UNION ALL SELECT customer FROM customers WHERE merged_into = $2)
            """, .book(book), .customer(customer)
        ) { ($0.text(0), $0.integer(1)) }
        return parts.reduce(into: [:]) { sums, part in
            let sum = sums[part.0, default: 0].addingReportingOverflow(part.1)
            sums[part.0] = sum.overflow ? .max : sum.partialValue
        }
    }

    /// How many orders a book has; for progress.
    package func orderCount(in book: BookNumber) throws -> Int64 {
        try first("SELECT count(*) FROM orders INDEXED BY orders_by_customer WHERE book = $1", .book(book)) {
            $0.integer(0)
        } ?? 0
    }

    /// The brand's ids of customers.
    package func customerID(ofNumber customer: CustomerNumber, in book: BookNumber) throws -> CustomerID? {
        try self.customer(customer, in: book)?.id
    }
}
