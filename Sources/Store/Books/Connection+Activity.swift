package import Model

/// What tiers count beside orders, over all time, and how far the entries have been counted.
package struct ActivityTotals: Sendable, Hashable {
    /// The newest entry of the coins wallet that is counted; 0 before the first.
    package var sequence: Int64 = 0
    /// Coins earned by orders, triggers and referrals, less what was taken back.
    package var coins: Coins = 0
    /// Trigger awards.
    package var actions: Int64 = 0
    /// The last activity that keeps coins alive (rule 4.1); ``Instant/epoch`` for none.
    package var activeAt: Instant = .epoch

    package init() {}
}

/// An entry of the coins wallet, as far as counting needs it.
package struct ActivityEntry: Sendable {
    package let sequence: Int64
    package let kind: EntryKind
    package let source: SourceKind
    package let coins: Coins
    package let occurredAt: Instant
    /// Of an entry that takes back: when what it reverses occurred.
    package let reversedAt: Instant?
    /// Whether it is a merge's doing and no activity of anybody: it only moved.
    package let isMoved: Bool
}

extension Connection {
    /// What has been counted of a customer; nothing, for one of whom nothing was.
    package func activityTotals(of customer: CustomerNumber, in book: BookNumber) throws -> ActivityTotals {
        try first(
            """
            SELECT sequence, coins, actions, active_at FROM activity_totals WHERE book = $1 AND customer = $2
            """, .book(book), .customer(customer)
        ) { row in
            var totals = ActivityTotals()
            totals.sequence = row.integer(0)
            totals.coins = row.integer(1)
            totals.actions = row.integer(2)
            totals.activeAt = row.instant(3)
            return totals
        } ?? ActivityTotals()
    }

    /// Coins earned and actions on the local days of a range, both ends included.
    package func activity(
        of customer: CustomerNumber, from first: LocalDate, through last: LocalDate, in book: BookNumber
    ) throws -> (coins: Coins, actions: Int64) {
        try self.first(
            """
            SELECT coalesce(sum(coins), 0), coalesce(sum(actions), 0) FROM activity_days
            WHERE book = $1 AND customer = $2 AND day BETWEEN $3 AND $4
            """, .book(book), .customer(customer), .integer(first.dayNumber), .integer(last.dayNumber)
        ) { (coins: $0.integer(0), actions: $0.integer(1)) } ?? (0, 0)
    }

    /// The entries of the coins wallet after one, oldest first.
    package func activityEntries(
        of customer: CustomerNumber, after sequence: Int64, in book: BookNumber, limit: Int,
        recordedBy instant: Instant = .never
    ) throws -> [ActivityEntry] {
        try all(
            """
            SELECT entries.sequence, entries.kind, entries.source_kind, entries.coins, entries.occurred_at,
                reversed.occurred_at, entries.reason = 'customers_merged'
            FROM entries LEFT JOIN entries AS reversed ON reversed.book = entries.book
                AND reversed.customer = entries.customer AND reversed.wallet = entries.wallet
                AND reversed.sequence = entries.reverses
            WHERE entries.book = $1 AND entries.customer = $2 AND entries.wallet = 1 AND entries.sequence > $3
                AND entries.recorded_at <= $5
            ORDER BY entries.sequence LIMIT $4
            """, .book(book), .customer(customer), .integer(sequence), .count(limit), .instant(instant)
        ) { row in
            guard let kind = EntryKind(rawValue: row.text(1)), let source = SourceKind(rawValue: row.text(2))
            else { throw StoreError(kind: .corrupt, message: "entry coins-\(row.integer(0)) is not sound") }
            return ActivityEntry(
                sequence: row.integer(0), kind: kind, source: source, coins: row.integer(3),
                occurredAt: row.instant(4), reversedAt: row.optionalInstant(5), isMoved: row.bool(6))
        }
    }

    /// The first local day from `first` on with anything that counts as orders and spend, or as coins and actions.
    package func firstCountedDay(
        ofOrders: Bool, of customer: CustomerNumber, from first: LocalDate, in book: BookNumber
    ) throws -> LocalDate? {
        let sql: StaticString =
            ofOrders
            ? """
            SELECT day FROM spend_days WHERE book = $1 AND customer = $2 AND day >= $3 AND (spend <> 0 OR orders <> 0)
            ORDER BY day LIMIT 1
            """
            : """
            SELECT day FROM activity_days
            WHERE book = $1 AND customer = $2 AND day >= $3 AND (coins <> 0 OR actions <> 0) ORDER BY day LIMIT 1
            """
        return try self.first(sql, .book(book), .customer(customer), .integer(first.dayNumber)) {
            LocalDate(dayNumber: $0.integer(0))
        }
    }

    /// The last local day before `end` with anything that counts.
    package func lastCountedDay(
        ofOrders: Bool, of customer: CustomerNumber, before end: LocalDate, in book: BookNumber
    ) throws -> LocalDate? {
        let sql: StaticString =
            ofOrders
            ? """
            SELECT day FROM spend_days WHERE book = $1 AND customer = $2 AND day < $3 AND (spend <> 0 OR orders <> 0)
            ORDER BY day DESC LIMIT 1
            """
            : """
            SELECT day FROM activity_days
            WHERE book = $1 AND customer = $2 AND day < $3 AND (coins <> 0 OR actions <> 0) ORDER BY day DESC LIMIT 1
            """
        return try first(sql, .book(book), .customer(customer), .integer(end.dayNumber)) {
            LocalDate(dayNumber: $0.integer(0))
        }
    }
}

extension WriteTransaction {
    /// Writes what has been counted of a customer.
    package func put(_ totals: ActivityTotals, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO activity_totals (book, customer, sequence, coins, actions, active_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (book, customer) DO UPDATE SET sequence = excluded.sequence, coins = excluded.coins,
                actions = excluded.actions, active_at = excluded.active_at
            """,
            .book(book), .customer(customer), .integer(totals.sequence), .integer(totals.coins),
            .integer(totals.actions), .instant(totals.activeAt))
        touch(customer)
    }

    /// Adds to a local day's coins earned and actions; takes away when negative (rule 9.1).
    package func addActivity(
        coins: Coins, actions: Int64, of customer: CustomerNumber, on day: LocalDate, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO activity_days (book, customer, day, coins, actions) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (book, customer, day) DO UPDATE SET coins = coins + excluded.coins,
                actions = actions + excluded.actions
            """,
            .book(book), .customer(customer), .integer(day.dayNumber), .integer(coins), .integer(actions))
        touch(customer)
    }
}
