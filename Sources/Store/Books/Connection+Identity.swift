package import Model

/// A programme version as the store has it: the document's text, not yet parsed.
package struct StoredProgramme: Sendable, Hashable {
    package let brand: BrandID
    package let version: Int64
    package let document: String
    package let publishedAt: Instant
    package let publishedBy: String
}

extension Connection {
    /// Every brand's books.
    package func books() throws -> [Book] {
        try all("SELECT book, brand, mode, clock_offset, secret_generation FROM books ORDER BY book") { row in
            guard let brand = BrandID(row.text(1)), let mode = Mode(rawValue: row.text(2)) else {
                throw StoreError(kind: .corrupt, message: "book \(row.integer(0)) has no sound brand or mode")
            }
            return Book(
                number: BookNumber(row.integer(0)), brand: brand, mode: mode,
                clockOffsetMilliseconds: row.integer(3), secretGeneration: row.integer(4))
        }
    }

    /// Every key, revoked ones included.
    package func keys() throws -> [APIKey] {
        try all(
            """
            SELECT key_id, book, kind, is_server, digest, hint, label, created_at, expires_at, revoked_at, dialect,
                sealed_secret
            FROM keys ORDER BY key_id
            """
        ) { row in
            guard let kind = KeyKind(rawValue: row.text(2)), let digest = row.digest(4),
                let dialect = KeyDialect(rawValue: row.text(10))
            else {
                throw StoreError(kind: .corrupt, message: "key \(row.integer(0)) is not sound")
            }
            return APIKey(
                id: row.integer(0), book: BookNumber(row.integer(1)), kind: kind, isServer: row.bool(3),
                digest: digest, hint: row.text(5), label: row.text(6), createdAt: row.instant(7),
                expiresAt: row.optionalInstant(8), revokedAt: row.optionalInstant(9), dialect: dialect,
                sealedSecret: row.isNull(11) ? nil : row.blob(11))
        }
    }

    /// The newest programme version of each brand.
    package func newestProgrammes() throws -> [StoredProgramme] {
        try all(
            """
            SELECT brand, version, document, published_at, published_by FROM programme_versions AS each
            WHERE version = (SELECT max(version) FROM programme_versions WHERE brand = each.brand)
            """, map: Self.storedProgramme)
    }

    /// One version of one brand's programme.
    package func programme(of brand: BrandID, version: Int64) throws -> StoredProgramme? {
        try first(
            """
            SELECT brand, version, document, published_at, published_by FROM programme_versions
            WHERE brand = $1 AND version = $2
            """, .text(brand.text), .integer(version), map: Self.storedProgramme)
    }

    private static func storedProgramme(_ row: Row) throws(StoreError) -> StoredProgramme {
        guard let brand = BrandID(row.text(0)) else {
            throw StoreError(kind: .corrupt, message: "a programme version has no sound brand")
        }
        return StoredProgramme(
            brand: brand, version: row.integer(1), document: row.text(2), publishedAt: row.instant(3),
            publishedBy: row.text(4))
    }

    /// The answer kept for a write, marked as a replay.
    ///
    /// - Throws: ``Refusal/idempotencyKeyReused`` when the fingerprint is another; ``Refusal/customerNotFound`` when
    ///   the answer told of a customer who was erased since.
    package func storedAnswer(_ idempotency: Idempotency, in book: BookNumber) throws -> StoredAnswer? {
        let stored = try first(
            "SELECT fingerprint, status, body FROM idempotency WHERE book = $1 AND scope = $2",
            .book(book), .digest(idempotency.scope)
        ) { row in
            (row.digest(0), StoredAnswer(status: Int(row.integer(1)), body: row.blob(2), isReplay: true))
        }
        guard let (fingerprint, answer) = stored else { return nil }
        guard fingerprint == idempotency.fingerprint else { throw Refusal.idempotencyKeyReused }
        // Erasing a customer empties the answers that told of it (rule 11.4), and says so by their status.
        guard answer.status != 410 else { throw Refusal.customerNotFound }
        return answer
    }

    /// The number of the newest kept answer; 0 before the first.
    func newestAnswer() throws -> Int64 {
        try memory?.newestAnswer
            ?? first("SELECT max(number) FROM idempotency") { $0.optionalInteger(0) ?? 0 } ?? 0
    }
}

extension WriteTransaction {
    /// Keeps the answer to the command that runs beside its effect, and notes whom it tells of unless an entry does.
    package func keep(
        _ answer: StoredAnswer, for idempotency: Idempotency, in book: BookNumber, at now: Instant
    ) throws {
        let number = try keep(answer, for: idempotency, as: self.answer, in: book, at: now)
        for customer in concerned.subtracting(named) {
            try connection.run(
                "INSERT INTO idempotency_customers (book, customer, number) VALUES ($1, $2, $3)", .book(book),
                .customer(customer), .integer(number))
        }
    }

    /// Keeps that a part of the command that runs has been done, with nothing in its answer that tells of anybody.
    package func keepDone(_ idempotency: Idempotency, in book: BookNumber, at now: Instant) throws {
        try keep(StoredAnswer(status: 200, body: []), for: idempotency, as: nil, in: book, at: now)
    }

    /// - Returns: Its number.
    @discardableResult
    private func keep(
        _ answer: StoredAnswer, for idempotency: Idempotency, as taken: Int64?, in book: BookNumber,
        at now: Instant
    ) throws -> Int64 {
        let number = try taken ?? connection.newestAnswer() + 1
        try connection.run(
            """
            INSERT INTO idempotency (number, book, scope, fingerprint, status, body, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .integer(number), .book(book), .digest(idempotency.scope), .digest(idempotency.fingerprint),
            .count(answer.status), .blob(answer.body), .instant(now))
        connection.memory?.newestAnswer = number
        return number
    }
}
