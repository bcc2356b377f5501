package import Model

extension Connection {
    /// The number of a book's newest event; 0 before the first.
    fileprivate func newestEvent(in book: BookNumber) throws -> Int64 {
        try first("SELECT max(number) FROM events WHERE book = $1", .book(book)) { $0.integer(0) } ?? 0
    }

    /// Visits the events after a place, oldest first, while `body` answers true; at most `limit` of them.
    package func eachEvent(
        in book: BookNumber, after place: Int64, limit: Int, _ body: (StoredEvent) throws -> Bool
    ) throws {
        try each(
            """
            SELECT number, kind, customer, reference, detail, recorded_at
            FROM events WHERE book = $1 AND number > $2 ORDER BY number LIMIT $3
            """, .book(book), .integer(place), .count(limit)
        ) { row in
            guard let kind = EventKind(rawValue: row.text(1)) else {
                throw StoreError(kind: .corrupt, message: "event \(row.integer(0)) is not sound")
            }
            return try body(
                StoredEvent(
                    number: row.integer(0), kind: kind, customer: CustomerNumber(row.integer(2)),
                    reference: row.text(3), detail: row.optionalText(4), recordedAt: row.instant(5)))
        }
    }
}

extension WriteTransaction {
    /// Tells of what this transaction writes; it is told if that is kept, and never otherwise.
    ///
    /// - Parameters:
    ///   - reference: What it tells of; see ``StoredEvent/reference``.
    ///   - detail: JSON text of what no other table keeps, without anything personal.
    package func record(
        _ kind: EventKind, of customer: CustomerNumber, _ reference: String = "", detail: String? = nil,
        in book: BookNumber
    ) throws {
        let newest = try connection.memory?.newestEvents[book] ?? connection.newestEvent(in: book)
        try connection.run(
            """
            INSERT INTO events (book, number, kind, customer, reference, detail, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .book(book), .integer(newest + 1), .text(kind.rawValue), .customer(customer), .text(reference),
            .optional(detail), .instant(now))
        connection.memory?.newestEvents[book] = newest + 1
    }
}

/// Which payments of a hold the shop was told of.
extension Connection {
    /// The wallets whose payment was told.
    package func recordedPayments(of hold: Hold, in book: BookNumber) throws -> [Wallet] {
        let bits =
            try first(
                "SELECT recorded_payments FROM holds WHERE book = $1 AND number = $2", .book(book),
                .integer(hold.number)
            ) { $0.integer(0) } ?? 0
        return Wallet.allCases.filter { bits & $0.paymentBit != 0 }
    }

    /// The checkout's name for the purchase of a hold, and which try it was; nil where it sent none.
    package func checkoutReference(
        of hold: Hold, in book: BookNumber
    ) throws -> (reference: String, attempt: Int64)? {
        try first(
            """
            SELECT reference, attempt FROM checkout_actions INDEXED BY checkout_actions_by_hold
            WHERE book = $1 AND hold = $2 AND reference IS NOT NULL LIMIT 1
            """, .book(book), .integer(hold.number)
        ) { (reference: $0.text(0), attempt: $0.integer(1)) }
    }
}

extension WriteTransaction {
    /// Notes which payments of a hold the shop was told of.
    package func markRecorded(_ wallets: [Wallet], of hold: Hold, in book: BookNumber) throws {
        let changed = try connection.run(
            "UPDATE holds SET recorded_payments = $3 WHERE book = $1 AND number = $2", .book(book),
            .integer(hold.number), .integer(wallets.reduce(0) { $0 | $1.paymentBit }))
        invariant(changed == 1, "a hold that was spent is in the books")
    }
}

extension Wallet {
    fileprivate var paymentBit: Int64 {
        switch self {
        case .coins: 1
        case .credits: 2
        }
    }
}
