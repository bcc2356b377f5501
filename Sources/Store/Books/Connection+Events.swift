package import Model

extension Connection {
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
        try connection.run(
            """
            INSERT INTO events (book, number, kind, customer, reference, detail, recorded_at)
            VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM events WHERE book = $1), $2, $3, $4, $5, $6)
            """,
            .book(book), .text(kind.rawValue), .customer(customer), .text(reference), .optional(detail),
            .instant(now))
    }
}
