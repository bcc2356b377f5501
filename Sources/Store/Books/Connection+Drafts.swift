package import Model

/// A programme document that is being worked on; it need not be valid.
package struct ProgrammeDraft: Sendable, Hashable {
    /// Shown as `draft-3`.
    package var number: Int64
    package var name: String
    /// JSON text.
    package var document: String
    /// SHA-256 of the text.
    package var digest: Digest
    /// The version that it was begun from.
    package var baseVersion: Int64
    /// Counts the changes, from 1.
    package var revision: Int64
    package var createdAt: Instant
    package var createdBy: String
    package var updatedAt: Instant
    package var updatedBy: String

    package init(
        number: Int64, name: String, document: String, digest: Digest, baseVersion: Int64, revision: Int64,
        createdAt: Instant, createdBy: String, updatedAt: Instant, updatedBy: String
    ) {
        self.number = number
        self.name = name
        self.document = document
        self.digest = digest
        self.baseVersion = baseVersion
        self.revision = revision
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }
}

extension Connection {
    /// A brand's drafts, oldest first.
    package func drafts(of brand: BrandID) throws -> [ProgrammeDraft] {
        try all(
            """
            SELECT draft, name, document, digest, base_version, revision, created_at, created_by, updated_at, updated_by
            FROM programme_drafts WHERE brand = $1 ORDER BY draft
            """, .text(brand.text), map: Self.draft)
    }

    /// One draft.
    package func draft(_ number: Int64, of brand: BrandID) throws -> ProgrammeDraft? {
        try first(
            """
            SELECT draft, name, document, digest, base_version, revision, created_at, created_by, updated_at, updated_by
            FROM programme_drafts WHERE brand = $1 AND draft = $2
            """, .text(brand.text), .integer(number), map: Self.draft)
    }

    private static func draft(_ row: Row) throws(StoreError) -> ProgrammeDraft {
        guard let digest = row.digest(3) else {
            throw StoreError(kind: .corrupt, message: "a programme draft has no digest")
        }
        return ProgrammeDraft(
            number: row.integer(0), name: row.text(1), document: row.text(2), digest: digest,
            baseVersion: row.integer(4), revision: row.integer(5), createdAt: row.instant(6),
            createdBy: row.text(7), updatedAt: row.instant(8), updatedBy: row.text(9))
    }

    /// A page of a brand's versions without their text, newest first, before a place.
    package func programmeVersions(
        of brand: BrandID, before: Int64?, limit: Int
    ) throws -> [(mark: ProgrammeMark, publishedBy: String)] {
        try all(
            """
            SELECT version, digest, published_at, published_by FROM programme_versions
            WHERE brand = $1 AND version < $2 ORDER BY version DESC LIMIT $3
            """, .text(brand.text), .integer(before ?? .max), .count(limit)
        ) { row in
            guard let digest = row.digest(1) else {
                throw StoreError(kind: .corrupt, message: "a programme version of \(brand) has no digest")
            }
            let mark = ProgrammeMark(version: row.integer(0), digest: digest, publishedAt: row.instant(2))
            return (mark, row.text(3))
        }
    }
}

extension WriteTransaction {
    /// The number of a brand's next draft; that of a deleted one comes back when it was the last.
    package func nextDraftNumber(of brand: BrandID) throws -> Int64 {
        let largest = try connection.first(
            "SELECT max(draft) FROM programme_drafts WHERE brand = $1", .text(brand.text)
        ) { $0.integer(0) }
        return (largest ?? 0) + 1
    }

    /// Writes a draft as it stands now.
    package func put(_ draft: ProgrammeDraft, of brand: BrandID) throws {
        try connection.run(
            """
            INSERT INTO programme_drafts (brand, draft, name, document, digest, base_version, revision, created_at,
                created_by, updated_at, updated_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (brand, draft) DO UPDATE SET name = excluded.name, document = excluded.document,
                digest = excluded.digest, base_version = excluded.base_version, revision = excluded.revision,
                updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """,
            .text(brand.text), .integer(draft.number), .text(draft.name), .text(draft.document),
            .digest(draft.digest), .integer(draft.baseVersion), .integer(draft.revision),
            .instant(draft.createdAt), .text(draft.createdBy), .instant(draft.updatedAt),
            .text(draft.updatedBy))
    }

    /// Removes a draft.
    package func deleteDraft(_ number: Int64, of brand: BrandID) throws {
        try connection.run(
            "DELETE FROM programme_drafts WHERE brand = $1 AND draft = $2", .text(brand.text),
            .integer(number))
    }
}
