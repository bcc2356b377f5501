import Model

/// What `verify` reads beside the ledger: holds, spend, referrals, and who the customers are.
extension Connection {
    func readHolds(of range: CustomerRange, into shelf: Shelf) throws {
        try each(
            """
            SELECT customer, number, channel, state, coins, credits, discount, total, subtotal, currency, quote,
                coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id, created_at, deadline,
                ended_at, programme_version
            FROM holds INDEXED BY holds_by_customer WHERE book = $1 AND customer > $2 AND customer <= $3
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) { $0.holds.append(try Self.hold(row)) }
            return true
        }
    }

    func readStandings(of range: CustomerRange, into shelf: Shelf) throws {
        try each(
            """
            SELECT customer, spend FROM spend_days WHERE book = $1 AND customer > $2 AND customer <= $3
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) { $0.spendOfDays += Int128(row.integer(1)) }
            return true
        }
        try each(
            """
            SELECT customer, lifetime_spend FROM standings WHERE book = $1 AND customer > $2 AND customer <= $3
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) { $0.lifetimeSpend = row.integer(1) }
            return true
        }
        try each(
            """
            SELECT referrer, due_at FROM referrals INDEXED BY referrals_due
            WHERE book = $1 AND referrer > $2 AND referrer <= $3 AND state = 'qualified'
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) { $0.falls(dueAt: row.instant(1)) }
            return true
        }
        try each(
            """
            SELECT friend, due_at FROM referrals
            WHERE book = $1 AND friend > $2 AND friend <= $3 AND state = 'qualified'
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) { $0.falls(dueAt: row.instant(1)) }
            return true
        }
    }

    /// Who of them is known, and who is somebody else's by now.
    func readPeople(of range: CustomerRange, into shelf: Shelf) throws {
        try each(
            """
            SELECT customer, merged_into FROM customers INDEXED BY customers_by_number
            WHERE customer > $2 AND customer <= $3 AND book = $1
            """, .book(range.book), .customer(range.after), .customer(range.through)
        ) { row in
            shelf.put(row.integer(0)) {
                $0.isKnown = true
                $0.isMerged = !row.isNull(1)
            }
            return true
        }
        for books in shelf.all where !books.isKnown { books.isErased = try isErased(books.customer) }
    }
}
