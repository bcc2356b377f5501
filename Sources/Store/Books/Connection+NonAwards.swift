package import Model

extension Connection {
    /// The awards that did not happen under a customer's id, whether or not the customer is known; newest first.
    ///
    /// - Parameters:
    ///   - from: Recorded at or after.
    ///   - to: Recorded before.
    ///   - before: A number; nil for from the end.
    package func nonAwards(
        under customer: CustomerID, in book: BookNumber, from: Instant?, to: Instant?, before: Int64?,
        limit: Int
    ) throws -> [NonAward] {
        try all(
            """
            SELECT number, source_kind, source_reference, reason, detail, programme_version, actor, recorded_at, trace
            FROM non_awards
            WHERE book = $1 AND customer_id = $2 AND number < $3 AND recorded_at >= $4 AND recorded_at < $5
            ORDER BY number DESC LIMIT $6
            """, .book(book), .text(customer.text), .integer(before ?? .max),
            .instant(from ?? Instant(milliseconds: .min)), .instant(to ?? .never), .count(limit),
            map: Self.nonAward)
    }

    /// The awards that an order did not bring, oldest first.
    package func nonAwards(
        of order: OrderID, under customer: CustomerID, in book: BookNumber, limit: Int
    ) throws -> [NonAward] {
        try all(
            """
            SELECT number, source_kind, source_reference, reason, detail, programme_version, actor, recorded_at, trace
            FROM non_awards
            WHERE book = $1 AND customer_id = $2 AND source_kind = 'order' AND source_reference = $3
            ORDER BY number LIMIT $4
            """, .book(book), .text(customer.text), .text(order.text), .count(limit), map: Self.nonAward)
    }

    private static func nonAward(_ row: Row) throws(StoreError) -> NonAward {
        guard let kind = SourceKind(rawValue: row.text(1)), let reason = NonAwardReason(rawValue: row.text(3))
        else { throw StoreError(kind: .corrupt, message: "non-award \(row.integer(0)) is not sound") }
        return NonAward(
            number: row.integer(0), source: Source(kind, row.text(2)), reason: reason, detail: row.text(4),
            programmeVersion: row.integer(5), actor: row.text(6), recordedAt: row.instant(7),
            trace: row.text(8))
    }

    /// The entries of one wallet that an order is the source of, after a place; oldest first.
    package func entries(
        of order: OrderID, customer: CustomerNumber, wallet: Wallet, in book: BookNumber,
        after sequence: Int64,
        limit: Int
    ) throws -> [Entry] {
        try all(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence > $4
                AND source_kind = 'order' AND source_reference = $5
            ORDER BY sequence LIMIT $6
            """,
            .book(book), .customer(customer), wallet.column, .integer(sequence), .text(order.text),
            .count(limit), map: Self.entry)
    }
}
