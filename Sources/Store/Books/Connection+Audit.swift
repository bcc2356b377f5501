package import Model

/// One administrative act as the audit log has it; never changed, but for its note when its customer is erased.
package struct AuditRecord: Sendable, Hashable {
    /// Counts the acts of its book; of one that is to be written, the number by which an entry of the customer's names it,
    /// or 0 where none does.
    package var number: Int64
    /// A stable word: `programme_published`, `key_created`, `customer_blocked`, …
    package var act: String
    /// What it was done to: `version-4`, `key-12`, `draft-3`, `merge-1`; empty when the customer says it all.
    package var subject: String
    package var customer: CustomerNumber?
    package var actor: String
    /// Real time.
    package var recordedAt: Instant
    /// SHA-256 of what it was before and after, of acts on documents.
    package var before: Digest?
    package var after: Digest?
    /// Numbers, codes and ids as a JSON object: nothing personal.
    package var summary: String
    /// What a person wrote; goes with the customer.
    package var note: String?

    package init(
        number: Int64 = 0, act: String, subject: String, customer: CustomerNumber?, actor: String,
        recordedAt: Instant, before: Digest? = nil, after: Digest? = nil, summary: String = "{}",
        note: String? = nil
    ) {
        self.number = number
        self.act = act
        self.subject = subject
        self.customer = customer
        self.actor = actor
        self.recordedAt = recordedAt
        self.before = before
        self.after = after
        self.summary = summary
        self.note = note
    }
}

/// What of the audit log is wanted.
package struct AuditFilter: Sendable, Hashable {
    package var act: String?
    package var customer: CustomerNumber?
    /// Recorded at or after, and before.
    package var from: Instant?
    package var to: Instant?

    package init(
        act: String? = nil, customer: CustomerNumber? = nil, from: Instant? = nil, to: Instant? = nil
    ) {
        self.act = act
        self.customer = customer
        self.from = from
        self.to = to
    }
}

extension Connection {
    /// The newest acts of a book before a place, newest first.
    package func auditRecords(
        in book: BookNumber, _ filter: AuditFilter, before: Int64?, limit: Int
    ) throws -> [AuditRecord] {
        let values: [SQLValue] = [
            .book(book), .integer(before ?? .max), .count(limit), .optional(filter.act),
            .instant(filter.from ?? Instant(milliseconds: .min)), .instant(filter.to ?? .never),
        ]
        guard let customer = filter.customer else {
            return try all(
                """
                SELECT number, act, subject, customer, actor, recorded_at, before_digest, after_digest, summary, note
                FROM audit_log WHERE book = $1 AND number < $2
                    AND ($4 IS NULL OR act = $4) AND recorded_at >= $5 AND recorded_at < $6
                ORDER BY number DESC LIMIT $3
                """, values[0], values[1], values[2], values[3], values[4], values[5],
                map: Self.auditRecord)
        }
        // `+number` is no term for an index: SQLite would walk the log down from there instead of looking the numbers up.
        return try all(
            """
            SELECT number, act, subject, customer, actor, recorded_at, before_digest, after_digest, summary, note
            FROM audit_log WHERE book = $1 AND +number < $2 AND number IN (
                    SELECT number FROM audit_log INDEXED BY audit_log_by_customer
                    WHERE book = $1 AND customer = $7 AND has_entry = 0
                    UNION ALL SELECT act FROM entries WHERE book = $1 AND customer = $7 AND act IS NOT NULL)
                AND ($4 IS NULL OR act = $4) AND recorded_at >= $5 AND recorded_at < $6
            ORDER BY number DESC LIMIT $3
            """, values[0], values[1], values[2], values[3], values[4], values[5], .customer(customer),
            map: Self.auditRecord)
    }

    /// The number of a book's newest act; 0 before the first.
    fileprivate func newestAct(in book: BookNumber) throws -> Int64 {
        try memory?.newestActs[book]
            ?? first("SELECT max(number) FROM audit_log WHERE book = $1", .book(book)) {
                $0.optionalInteger(0) ?? 0
            } ?? 0
    }

    private static func auditRecord(_ row: Row) -> AuditRecord {
        AuditRecord(
            number: row.integer(0), act: row.text(1), subject: row.text(2),
            customer: row.optionalInteger(3).map(CustomerNumber.init), actor: row.text(4),
            recordedAt: row.instant(5), before: row.digest(6), after: row.digest(7), summary: row.text(8),
            note: row.optionalText(9))
    }
}

extension WriteTransaction {
    /// The number of the act that is recorded next, for the entry that it tells of.
    package func nextAct(in book: BookNumber) throws -> Int64 { try connection.newestAct(in: book) + 1 }

    /// Adds an act to the audit log of a book.
    package func append(_ record: AuditRecord, in book: BookNumber) throws {
        let number = try nextAct(in: book)
        let hasEntry = record.number > 0
        invariant(!hasEntry || record.number == number, "an entry names the act that comes after it")
        try connection.run(
            """
            INSERT INTO audit_log (book, number, act, subject, customer, actor, recorded_at, before_digest,
                after_digest, summary, note, has_entry)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            .book(book), .integer(number), .text(record.act), .text(record.subject),
            .optional(record.customer?.number),
            .text(record.actor), .instant(record.recordedAt), .optional(record.before?.bytes),
            .optional(record.after?.bytes), .text(record.summary), .optional(record.note),
            .bool(hasEntry))
        connection.memory?.newestActs[book] = number
    }

    /// Moves the programme's time of a sandbox ahead; it never goes back.
    package func setClock(of book: BookNumber, aheadMilliseconds: Int64) throws {
        let changed = try connection.run(
            "UPDATE books SET clock_offset = $2 WHERE book = $1 AND mode = 'test' AND clock_offset <= $2",
            .book(book), .integer(aheadMilliseconds))
        invariant(changed == 1, "only a sandbox has a clock of its own, which moves forward only")
        touchRegistry()
    }
}
