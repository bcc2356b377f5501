package import Model

/// Where a customer stands in the VIP programme, as the books have it.
package struct Standing: Sendable, Hashable {
    package var tier: TierID
    package var since: Instant
    /// The first instant at which the tier is no longer sure; nil for never.
    package var validUntil: Instant?
    /// Net spend over all time, minor units.
    package var lifetimeSpend: Int64
    package var orders: Int64
    package var updatedAt: Instant

    package init(
        tier: TierID, since: Instant, validUntil: Instant?, lifetimeSpend: Int64, orders: Int64,
        updatedAt: Instant
    ) {
        self.tier = tier
        self.since = since
        self.validUntil = validUntil
        self.lifetimeSpend = lifetimeSpend
        self.orders = orders
        self.updatedAt = updatedAt
    }
}

extension Connection {
    /// A customer's standing; nil before the first order that counts.
    package func standing(of customer: CustomerNumber, in book: BookNumber) throws -> Standing? {
        try first(
            """
            SELECT tier, since, valid_until, lifetime_spend, orders, updated_at
            FROM standings WHERE book = $1 AND customer = $2
            """, .book(book), .customer(customer)
        ) { row in
            guard let tier = TierID(row.text(0)) else {
                throw StoreError(kind: .corrupt, message: "a standing has no sound tier")
            }
            return Standing(
                tier: tier, since: row.instant(1), validUntil: row.optionalInstant(2),
                lifetimeSpend: row.integer(3), orders: row.integer(4), updatedAt: row.instant(5))
        }
    }

    /// Net spend on the local days of a range, both ends included; minor units.
    package func spend(
        of customer: CustomerNumber, from first: LocalDate, through last: LocalDate, in book: BookNumber
    ) throws -> Int64 {
        try self.first(
            """
            SELECT coalesce(sum(spend), 0) FROM spend_days
            WHERE book = $1 AND customer = $2 AND day BETWEEN $3 AND $4
            """, .book(book), .customer(customer), .integer(first.dayNumber), .integer(last.dayNumber)
        ) { $0.integer(0) } ?? 0
    }
}

extension WriteTransaction {
    /// Writes a standing.
    package func put(_ standing: Standing, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO standings (book, customer, tier, since, valid_until, lifetime_spend, orders, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (book, customer) DO UPDATE SET tier = excluded.tier, since = excluded.since,
                valid_until = excluded.valid_until, lifetime_spend = excluded.lifetime_spend,
                orders = excluded.orders, updated_at = excluded.updated_at
            """,
            .book(book), .customer(customer), .text(standing.tier.text), .instant(standing.since),
            .optional(standing.validUntil), .integer(standing.lifetimeSpend), .integer(standing.orders),
            .instant(standing.updatedAt))
        touch(customer)
    }

    /// Adds to a local day's net spend; takes away when negative (rule 9.1: refunds count at the original date).
    package func addSpend(
        _ amount: Int64, orders: Int64, of customer: CustomerNumber, on day: LocalDate, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO spend_days (book, customer, day, spend, orders) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (book, customer, day) DO UPDATE SET spend = spend + excluded.spend,
                orders = orders + excluded.orders
            """,
            .book(book), .customer(customer), .integer(day.dayNumber), .integer(amount), .integer(orders))
        touch(customer)
    }
}
