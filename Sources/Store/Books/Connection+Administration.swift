package import Model

/// What publishing needs to know of the newest version of a brand's programme.
package struct ProgrammeMark: Sendable, Hashable {
    package let version: Int64
    /// SHA-256 of the document's text.
    package let digest: Digest
    package let publishedAt: Instant
}

extension Connection {
    /// The newest version of one brand's programme, without its text; nil before the first.
    package func newestProgrammeMark(of brand: BrandID) throws -> ProgrammeMark? {
        try first(
            """
            SELECT version, digest, published_at FROM programme_versions
            WHERE brand = $1 ORDER BY version DESC LIMIT 1
            """, .text(brand.text)
        ) { row in
            guard let digest = row.digest(1) else {
                throw StoreError(kind: .corrupt, message: "a programme version of \(brand) has no digest")
            }
            return ProgrammeMark(version: row.integer(0), digest: digest, publishedAt: row.instant(2))
        }
    }

    /// A named value that the program itself keeps in the database; nil when there is none.
    package func setting(_ name: String) throws -> String? {
        try first("SELECT value FROM settings WHERE name = $1", .text(name)) { $0.text(0) }
    }
}

extension WriteTransaction {
    /// Makes a brand and its books in both modes.
    package func makeBrand(_ brand: BrandID, name: String, at now: Instant) throws {
        try connection.run(
            "INSERT INTO brands (brand, name, created_at) VALUES ($1, $2, $3)", .text(brand.text),
            .text(name),
            .instant(now))
        for mode in Mode.allCases {
            try connection.run(
                "INSERT INTO books (brand, mode, created_at) VALUES ($1, $2, $3)", .text(brand.text),
                .text(mode.rawValue), .instant(now))
        }
        touchRegistry()
    }

    /// Writes the next version of a brand's programme.
    package func insertProgramme(
        _ document: String, digest: Digest, of brand: BrandID, version: Int64, at now: Instant,
        by actor: Actor
    ) throws {
        try connection.run(
            """
            INSERT INTO programme_versions (brand, version, document, digest, published_at, published_by)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .text(brand.text), .integer(version), .text(document), .digest(digest), .instant(now),
            .text(actor.text))
        touchRegistry()
    }

    /// The number that the next key gets: one more than the largest.
    package func nextKeyNumber() throws -> Int64 {
        (try connection.first("SELECT max(key_id) FROM keys") { $0.integer(0) } ?? 0) + 1
    }

    /// Writes a new key; the key itself is not among what is written.
    package func insert(_ key: APIKey, rotatedFrom: Int64?) throws {
        try connection.run(
            """
            INSERT INTO keys (key_id, book, kind, is_server, digest, hint, label, created_at, expires_at,
                revoked_at, rotated_from, dialect, sealed_secret)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            .integer(key.id), .book(key.book), .text(key.kind.rawValue), .bool(key.isServer),
            .digest(key.digest),
            .text(key.hint), .text(key.label), .instant(key.createdAt), .optional(key.expiresAt),
            .optional(key.revokedAt), .optional(rotatedFrom), .text(key.dialect.rawValue),
            key.sealedSecret.map(SQLValue.blob) ?? .null)
        touchRegistry()
    }

    /// Ends a key at once; answers whether it was not yet revoked.
    package func revokeKey(_ id: Int64, at now: Instant) throws -> Bool {
        let changed = try connection.run(
            "UPDATE keys SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL", .integer(id),
            .instant(now))
        touchRegistry()
        return changed == 1
    }

    /// Ends a key at an instant, if nothing ends it sooner.
    package func expireKey(_ id: Int64, at end: Instant) throws {
        try connection.run(
            "UPDATE keys SET expires_at = min(coalesce(expires_at, $2), $2) WHERE key_id = $1", .integer(id),
            .instant(end))
        touchRegistry()
    }

    /// Keeps a named value of the program's own.
    package func keepSetting(_ name: String, _ value: String) throws {
        try connection.run(
            """
            INSERT INTO settings (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, .text(name), .text(value))
    }
}
