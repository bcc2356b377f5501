package import Model

/// A member as measures count: when the brand made it known.
package struct MeasuredMember: Sendable, Hashable {
    package let number: CustomerNumber
    package let createdAt: Instant
}

/// An order as measures count it. Money in minor units.
package struct MeasuredOrder: Sendable, Hashable {
    package let id: String
    package let placedAt: Instant
    /// Whether it was paid, and neither cancelled nor refunded as a whole.
    package let counts: Bool
    /// What it brought, less what was refunded.
    package let revenue: Int64
}

/// What coins took off an order.
package struct MeasuredRedemption: Sendable, Hashable {
    package let order: String
    package let coins: Coins
    package let discount: Int64
    package let returned: Coins
    /// Through a coupon of the app; otherwise at checkout.
    package let isApp: Bool
}

/// The reads of measures: a few customers at a time, each from one snapshot.
extension Connection {
    /// The next customers of a book by number; whoever was merged into another is that other one.
    package func members(
        of book: BookNumber, after customer: CustomerNumber, limit: Int
    ) throws -> [MeasuredMember] {
        try all(
            """
            SELECT customer, created_at FROM customers INDEXED BY customers_by_number
            WHERE customer > $1 AND book = $2 AND merged_into IS NULL ORDER BY customer LIMIT $3
            """, .customer(customer), .book(book), .count(limit)
        ) { MeasuredMember(number: CustomerNumber($0.integer(0)), createdAt: $0.instant(1)) }
    }

    /// How many customers a book has.
    package func memberCount(of book: BookNumber) throws -> Int64 {
        try first("SELECT count(*) FROM customers WHERE book = $1 AND merged_into IS NULL", .book(book)) {
            $0.integer(0)
        } ?? 0
    }

    /// A customer's orders up to an instant, oldest first.
    package func measuredOrders(
        of customer: CustomerNumber, in book: BookNumber, before end: Instant
    ) throws -> [MeasuredOrder] {
        try all(
            """
            SELECT order_id, placed_at, state IN ('paid', 'fulfilled', 'delivered') AND refunded <> 'full',
                counted_spend
            FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2 AND placed_at < $3 ORDER BY placed_at
            """, .book(book), .customer(customer), .instant(end)
        ) {
            MeasuredOrder(
                id: $0.text(0), placedAt: $0.instant(1), counts: $0.bool(2), revenue: $0.integer(3))
        }
    }

    /// The coins that a customer spent on orders.
    package func measuredRedemptions(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> [MeasuredRedemption] {
        try all(
            """
            SELECT order_redemptions.order_id, order_redemptions.coins, order_redemptions.discount,
                order_redemptions.returned, entries.source_kind = 'coupon'
            FROM order_redemptions INDEXED BY order_redemptions_by_entry
            CROSS JOIN entries ON entries.book = order_redemptions.book
                AND entries.customer = order_redemptions.customer AND entries.wallet = order_redemptions.wallet
                AND entries.sequence = order_redemptions.sequence
            WHERE order_redemptions.book = $1 AND order_redemptions.customer = $2
                AND order_redemptions.wallet = 1
            """, .book(book), .customer(customer)
        ) {
            MeasuredRedemption(
                order: $0.text(0), coins: $0.integer(1), discount: $0.integer(2), returned: $0.integer(3),
                isApp: $0.bool(4))
        }
    }

    /// What entries of a wallet after one place and up to another did: whether any earned or spent, and the sum that was
    /// spent less what came back.
    package func measuredEntries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after first: Int64,
        through last: Int64
    ) throws -> (earned: Bool, spent: Bool, spentNet: Coins) {
        guard last > first else { return (false, false, 0) }
        return try self.first(
            """
            SELECT coalesce(max(kind IN ('earn', 'pending_award')), 0), coalesce(max(kind = 'spend'), 0),
                coalesce(sum(CASE WHEN kind IN ('spend', 'return') THEN -coins ELSE 0 END), 0)
            FROM entries
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence > $4 AND sequence <= $5
            """, .book(book), .customer(customer), wallet.column, .integer(first), .integer(last)
        ) { (earned: $0.bool(0), spent: $0.bool(1), spentNet: $0.integer(2)) } ?? (false, false, 0)
    }

    /// The coins that are left in a customer's lots, with the instant at which they lapse.
    package func outstandingCoins(
        of customer: CustomerNumber, in book: BookNumber, after now: Instant
    ) throws -> [(coins: Coins, expiresAt: Instant)] {
        try all(
            """
            SELECT remaining, expires_at FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = 1 AND remaining > 0 AND (is_pending = 1 OR expires_at > $3)
            """, .book(book), .customer(customer), .instant(now)
        ) { (coins: $0.integer(0), expiresAt: $0.instant(1)) }
    }

    /// What was counted under a name on local days, both ends included.
    package func counted(
        _ name: String, in book: BookNumber, from first: LocalDate, through last: LocalDate
    ) throws -> Int64 {
        try self.first(
            """
            SELECT coalesce(sum(count), 0) FROM counters WHERE book = $1 AND name = $2 AND day BETWEEN $3 AND $4
            """, .book(book), .text(name), .integer(first.dayNumber), .integer(last.dayNumber)
        ) { $0.integer(0) } ?? 0
    }
}

extension Connection {
    /// What was counted under every name of a range on local days, both ends included, by name.
    package func counted(
        names: Range<String>, in book: BookNumber, from first: LocalDate, through last: LocalDate
    ) throws -> [(name: String, count: Int64)] {
        try all(
            """
            SELECT name, sum(count) FROM counters
            WHERE book = $1 AND name >= $2 AND name < $3 AND day BETWEEN $4 AND $5 GROUP BY name ORDER BY name
            """, .book(book), .text(names.lowerBound), .text(names.upperBound), .integer(first.dayNumber),
            .integer(last.dayNumber)
        ) { (name: $0.text(0), count: $0.integer(1)) }
    }
}

extension WriteTransaction {
    /// Counts something that leaves no other row, on the brand's local day; answers what the day has now.
    @discardableResult
    package func count(
        _ name: String, by number: Int64 = 1, on day: LocalDate, in book: BookNumber
    ) throws -> Int64 {
        try connection.run(
            """
            INSERT INTO counters (book, name, day, count) VALUES ($1, $2, $3, $4)
            ON CONFLICT (book, name, day) DO UPDATE SET count = count + excluded.count
            """, .book(book), .text(name), .integer(day.dayNumber), .integer(number))
        return try connection.counted(name, in: book, from: day, through: day)
    }
}
