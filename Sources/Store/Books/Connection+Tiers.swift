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
        guard let remembered = remembered(customer) else {
            return try readStanding(of: customer, in: book)
        }
        if let known = remembered.standing {
            assert((try? readStanding(of: customer, in: book)) == known)
            return known
        }
        let standing = try readStanding(of: customer, in: book)
        remembered.standing = .some(standing)
        return standing
    }

    private func readStanding(of customer: CustomerNumber, in book: BookNumber) throws -> Standing? {
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

    /// The number of the newest change of a customer's standing; 0 before the first.
    fileprivate func newestStandingChange(of customer: CustomerNumber, in book: BookNumber) throws -> Int64 {
        if let known = remembered(customer)?.standingChange { return known }
        let number =
            try first(
                "SELECT max(number) FROM standing_changes WHERE book = $1 AND customer = $2", .book(book),
                .customer(customer)
            ) { $0.integer(0) } ?? 0
        remembered(customer)?.standingChange = number
        return number
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
    /// Writes a standing, and keeps it among those that there were.
    package func put(_ standing: Standing, of customer: CustomerNumber, in book: BookNumber) throws {
        let number = try connection.newestStandingChange(of: customer, in: book) + 1
        let values: [SQLValue] = [
            .text(standing.tier.text), .instant(standing.since), .optional(standing.validUntil),
            .integer(standing.lifetimeSpend), .integer(standing.orders), .instant(standing.updatedAt),
        ]
        try connection.run(
            """
            INSERT INTO standings (book, customer, tier, since, valid_until, lifetime_spend, orders, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (book, customer) DO UPDATE SET tier = excluded.tier, since = excluded.since,
                valid_until = excluded.valid_until, lifetime_spend = excluded.lifetime_spend,
                orders = excluded.orders, updated_at = excluded.updated_at
            """,
            .book(book), .customer(customer), values[0], values[1], values[2], values[3], values[4],
            values[5])
        try connection.run(
            """
            INSERT INTO standing_changes (book, customer, number, tier, since, valid_until, lifetime_spend, orders,
                recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .book(book), .customer(customer), .integer(number), values[0], values[1], values[2], values[3],
            values[4], values[5])
        connection.remembered(customer)?.standing = .some(standing)
        connection.remembered(customer)?.standingChange = number
        touch(customer)
    }

    /// Adds to a local day's net spend; takes away when negative (rule 9.1: refunds count at the original date). What
    /// the day came to before is kept with the change of the standing that follows from it, which is the next; of several
    /// changes of a day before it, the first counts.
    package func addSpend(
        _ amount: Int64, orders: Int64, of customer: CustomerNumber, on day: LocalDate, in book: BookNumber
    ) throws {
        let change = try connection.newestStandingChange(of: customer, in: book) + 1
        // Asked for before, and not with RETURNING, which sets up a table for its one row and takes it down again.
        let before = try connection.first(
            "SELECT spend, orders FROM spend_days WHERE book = $1 AND customer = $2 AND day = $3",
            .book(book), .customer(customer), .integer(day.dayNumber)
        ) { (spend: $0.integer(0), orders: $0.integer(1)) }
        try connection.run(
            """
            INSERT INTO spend_days (book, customer, day, spend, orders) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (book, customer, day) DO UPDATE SET spend = spend + excluded.spend,
                orders = orders + excluded.orders
            """,
            .book(book), .customer(customer), .integer(day.dayNumber), .integer(amount), .integer(orders))
        try connection.run(
            """
            INSERT OR IGNORE INTO spend_day_history (book, customer, until, day, spend, orders)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .book(book), .customer(customer), .integer(change), .integer(day.dayNumber),
            .integer(before?.spend ?? 0), .integer(before?.orders ?? 0))
        touch(customer)
    }
}
