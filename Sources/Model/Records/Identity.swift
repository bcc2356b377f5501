/// One brand in one mode, as the registry knows it.
package struct Book: Sendable, Hashable {
    package let number: BookNumber
    package let brand: BrandID
    package let mode: Mode
    /// How far the programme's time runs ahead of real time; 0 in live books.
    package let clockOffsetMilliseconds: Int64
    /// Counts up when the derived secrets of the book are renewed.
    package let secretGeneration: Int64

    package init(
        number: BookNumber, brand: BrandID, mode: Mode, clockOffsetMilliseconds: Int64,
        secretGeneration:
            Int64
    ) {
        self.number = number
        self.brand = brand
        self.mode = mode
        self.clockOffsetMilliseconds = clockOffsetMilliseconds
        self.secretGeneration = secretGeneration
    }
}

/// The wire format that a key speaks; it is good for no other.
package enum KeyDialect: String, Sendable, Hashable, CaseIterable {
    case native, nector
}

/// One API key, without the key itself.
package struct APIKey: Sendable, Hashable {
    /// Shown as `key-12`.
    package let id: Int64
    package let book: BookNumber
    package let kind: KeyKind
    /// A read key that reads any customer without a token; for back ends only (rule 11.1).
    package let isServer: Bool
    package let digest: Digest
    /// The last four characters, to recognise it by.
    package let hint: String
    package let label: String
    package let createdAt: Instant
    /// The end of a rotated key's overlap, in real time.
    package let expiresAt: Instant?
    package let revokedAt: Instant?
    /// The wire format that it speaks.
    package let dialect: KeyDialect
    /// A signing secret that was brought along with an imported key, sealed; nil where it is derived (rule 11.3).
    package let sealedSecret: [UInt8]?

    package init(
        id: Int64, book: BookNumber, kind: KeyKind, isServer: Bool, digest: Digest, hint: String,
        label:
            String, createdAt: Instant, expiresAt: Instant?, revokedAt: Instant?,
        dialect: KeyDialect = .native, sealedSecret: [UInt8]? = nil
    ) {
        self.id = id
        self.book = book
        self.kind = kind
        self.isServer = isServer
        self.digest = digest
        self.hint = hint
        self.label = label
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.dialect = dialect
        self.sealedSecret = sealedSecret
    }

    /// Whether the key is good at a moment of real time.
    package func isGood(at now: Instant) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }

    /// How the books name who acted with it.
    package var actor: Actor { Actor("key:\(id)") }
}
