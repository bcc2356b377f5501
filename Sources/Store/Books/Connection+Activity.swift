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

    /// What counts towards a tier in a window, and the days at which that changes by itself: in one walk from the
    /// customer's last day back to the last one before the window, which costs less than sums in SQL.
    package func counted(
        ofOrders: Bool, of customer: CustomerNumber, from first: LocalDate, through last: LocalDate,
        in book: BookNumber
    ) throws -> CountedWindow {
        let sql: StaticString =
            ofOrders
            ? """
            SELECT day, spend, orders FROM spend_days WHERE book = $1 AND customer = $2 ORDER BY day DESC
            """
            : """
            SELECT day, coins, actions FROM activity_days WHERE book = $1 AND customer = $2 ORDER BY day DESC
            """
        var window = CountedWindow()
        try each(sql, .book(book), .customer(customer)) { row in
            let (day, amount, number) = (LocalDate(dayNumber: row.integer(0)), row.integer(1), row.integer(2))
            let counts = amount != 0 || number != 0
            if day < first {
                if counts { window.dayBefore = day }
                return !counts
            }
            if counts { window.firstDay = day }
            if day <= last {
                try window.add(amount, number)
            }
            return true
        }
        return window
    }
}

/// What counts towards a tier in a window of local days, and at which days the window moves.
package struct CountedWindow: Sendable, Hashable {
    /// Net spend in minor units, or coins earned.
    package var amount: Int64 = 0
    /// Orders, or actions.
    package var number: Int64 = 0
    /// The first day of the window, or after it, with anything that counts.
    package var firstDay: LocalDate?
    /// The last day before the window with anything that counts.
    package var dayBefore: LocalDate?

    fileprivate mutating func add(_ amount: Int64, _ number: Int64) throws(StoreError) {
        let (amounts, numbers) = (
            self.amount.addingReportingOverflow(amount), self.number.addingReportingOverflow(number)
        )
        guard !amounts.overflow, !numbers.overflow else {
            throw StoreError(kind: .corrupt, message: "the counted days of a customer are not sound")
        }
        (self.amount, self.number) = (amounts.partialValue, numbers.partialValue)
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
