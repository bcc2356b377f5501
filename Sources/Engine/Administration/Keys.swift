package import Model
internal import Store

/// How keys are written and recognised (rule 11.3): stored as a digest, shown once.
package enum KeyText {
    /// Random bytes in a key: 192 bits, past guessing.
    package static let randomByteCount = 24

    /// The digest under which a key is stored and looked up.
    ///
    /// Nector's clients may send the SHA-256 of their key instead of it (`x-apikey-algo: sha256`). So that what is stored
    /// can never be sent, such a key's digest is taken over those hexadecimal digits.
    package static func digest(of key: String, _ dialect: KeyDialect = .native) -> Digest {
        switch dialect {
        case .native: SHA256.hash(key)
        case .nector: nectorDigest(ofHash: SHA256.hash(key).hex)
        }
    }

    /// The digest under which a Nector key is stored, from the SHA-256 of the key in lowercase hexadecimal digits.
    package static func nectorDigest(ofHash hash: String) -> Digest { SHA256.hash(hash) }

    /// The words that a key of this kind and mode starts with: `lbr_live_`.
    package static func prefix(_ kind: KeyKind, _ mode: Mode) -> String {
        let letter =
            switch kind {
            case .read: "r"
            case .write: "w"
            case .admin: "a"
            }
        return "lb\(letter)_\(mode.rawValue)_"
    }

    /// A key of these bytes.
    package static func text(
        _ kind: KeyKind, _ mode: Mode, _ dialect: KeyDialect = .native, bytes: [UInt8]
    ) -> String {
        (dialect == .nector ? "nector_" : "") + prefix(kind, mode) + Base64URL.encode(bytes)
    }
}

/// Makes, lists, ends and renews API keys.
package enum Keys {
    /// What kind of key is wanted.
    package struct Wanted: Sendable, Hashable {
        package var brand: BrandID?
        package var mode: Mode
        package var kind: KeyKind
        /// A read key that reads any customer without a token; for back ends only.
        package var isServer: Bool
        package var label: String
        /// The wire format that it is for. A read key of the Nector dialect is a server key or a storefront key.
        package var dialect: KeyDialect
        package init(
            brand: BrandID?, mode: Mode, kind: KeyKind, isServer: Bool = false, label: String = "",
            dialect: KeyDialect = .native
        ) {
            self.dialect = dialect
            self.brand = brand
            self.mode = mode
            self.kind = kind
            self.isServer = isServer
            self.label = label
        }
    }

    /// A new key: its text, which is kept nowhere, and what the books keep of it.
    package struct Made: Sendable, Hashable {
        package var text: String
        package var key: APIKey
    }

    /// Makes a key; it is good before this returns.
    ///
    /// - Parameter bytes: The key's random part; nil for fresh random bytes, which is right for all but a
    ///   demo.
    package static func create(
        _ wanted: Wanted, bytes: [UInt8]? = nil, on engine: Engine
    ) throws(AdministrationError) -> Made {
        let task = "cannot make a key"
        let book = try engine.book(brand: wanted.brand, mode: wanted.mode, for: task)
        try check(wanted)
        let text = KeyText.text(
            wanted.kind, wanted.mode, wanted.dialect, bytes: bytes ?? randomBytes(KeyText.randomByteCount))
        return try make(wanted, text, sealedSecret: nil, in: book, for: task, on: engine)
    }

    /// Takes over a key that a brand's apps have already, so that they go on with it.
    ///
    /// - Parameters:
    ///   - text: The key as the apps send it.
    ///   - signingSecret: What the brand's back end signs lead tokens and digests with; nil for the derived secret.
    package static func bring(
        _ wanted: Wanted, text: String, signingSecret: String?, on engine: Engine
    ) throws(AdministrationError) -> Made {
        let task = "cannot import the key"
        let book = try engine.book(brand: wanted.brand, mode: wanted.mode, for: task)
        try check(wanted)
        guard wanted.dialect == .nector else {
            throw AdministrationError("\(task): only keys of the Nector dialect come from elsewhere")
        }
        let lengths = AdministrationLimits.foreignKeyBytes
        guard lengths.contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw AdministrationError(
                "\(task): it must be \(lengths.lowerBound) to \(lengths.upperBound) printable ASCII characters"
                    + " without spaces")
        }
        guard engine.registry.contents.keys[KeyText.digest(of: text, .nector)] == nil else {
            throw AdministrationError("\(task): it is known already; `keys list` shows it")
        }
        if let signingSecret {
            guard (1...NectorSigning.secretBytesMax).contains(signingSecret.utf8.count) else {
                throw AdministrationError(
                    "\(task): its signing secret must be 1 to \(NectorSigning.secretBytesMax) bytes")
            }
        }
        let sealed = signingSecret.map { NectorSigning.seal($0, in: book, secrets: engine.secrets) }
        return try make(wanted, text, sealedSecret: sealed, in: book, for: task, on: engine)
    }

    private static func make(
        _ wanted: Wanted, _ text: String, sealedSecret: [UInt8]?, in book: Book, for task: String,
        on engine: Engine
    ) throws(AdministrationError) -> Made {
        let new = NewKey(
            text: text, book: book.number, kind: wanted.kind, isServer: wanted.isServer,
            label: wanted.label, dialect: wanted.dialect, sealedSecret: sealedSecret)
        let now = engine.realNow()
        let key = try engine.administer(task) { transaction in
            try insert(new, by: .commandLine, at: now, in: transaction)
        }
        return Made(text: text, key: key)
    }

    /// A key that is about to be written.
    struct NewKey: Sendable {
        let text: String
        let book: BookNumber
        let kind: KeyKind
        let isServer: Bool
        let label: String
        var dialect = KeyDialect.native
        /// A signing secret that comes along, sealed (``NectorSigning``); nil for the derived one.
        var sealedSecret: [UInt8]?
    }

    /// Writes a key and says so in the audit log.
    static func insert(
        _ new: NewKey, replacing old: Int64? = nil, by actor: Actor, at now: Instant,
        in transaction: WriteTransaction
    ) throws -> APIKey {
        let key = APIKey(
            id: try room(in: transaction), book: new.book, kind: new.kind, isServer: new.isServer,
            digest: KeyText.digest(of: new.text, new.dialect), hint: String(new.text.suffix(4)),
            label: new.label, createdAt: now, expiresAt: nil, revokedAt: nil, dialect: new.dialect,
            sealedSecret: new.sealedSecret)
        try transaction.insert(key, rotatedFrom: old)
        var summary: [(name: String, value: JSONValue)] = [
            ("kind", .string(key.kind.rawValue)), ("server", .bool(key.isServer)),
            ("ends_with", .string(key.hint)), ("dialect", .string(key.dialect.rawValue)),
        ]
        if let old { summary.append(("replaces", .string("key-\(old)"))) }
        try audit(old == nil ? .keyCreated : .keyRotated, key, by: actor, at: now, summary, in: transaction)
        return key
    }

    static func audit(
        _ act: AuditAct, _ key: APIKey, by actor: Actor, at now: Instant,
        _ summary: [(name: String, value: JSONValue)] = [], in transaction: WriteTransaction
    ) throws {
        try transaction.append(
            AuditRecord(
                act: act.rawValue, subject: "key-\(key.id)", customer: nil, actor: actor.text,
                recordedAt: now,
                summary: AuditSummary.text(summary)),
            in: key.book)
    }

    /// Every key, ended ones included, oldest first; of one brand, or of all.
    package static func list(
        brand: BrandID?, on engine: Engine
    ) throws(AdministrationError) -> [(book: Book, key: APIKey)] {
        if let brand { _ = try engine.book(brand: brand, mode: .live, for: "cannot list keys") }
        let contents = engine.registry.contents
        return contents.keys.values.sorted { $0.id < $1.id }.compactMap { key in
            guard let book = contents.books[key.book], brand == nil || book.brand == brand else { return nil }
            return (book, key)
        }
    }

    /// Ends a key at once; no request with it is answered once this has returned. Twice is once.
    ///
    /// - Returns: False when it had been revoked before.
    package static func revoke(_ id: Int64, on engine: Engine) throws(AdministrationError) -> Bool {
        let key = try standing(id, for: "cannot revoke key-\(id)", on: engine)
        let now = engine.realNow()
        return try engine.administer("cannot revoke key-\(id)") { transaction in
            try end(key, by: .commandLine, at: now, in: transaction)
        }
    }

    /// Ends a key and says so in the audit log; false when it had been revoked before.
    static func end(
        _ key: APIKey, by actor: Actor, at now: Instant, in transaction: WriteTransaction
    ) throws -> Bool {
        guard try transaction.revokeKey(key.id, at: now) else { return false }
        try audit(.keyRevoked, key, by: actor, at: now, in: transaction)
        return true
    }

    /// Makes a key like the given one and ends that one after the overlap (rule 11.3).
    package static func rotate(
        _ id: Int64, overlapSeconds: Int64, on engine: Engine
    ) throws(AdministrationError) -> Made {
        let task = "cannot rotate key-\(id)"
        let old = try standing(id, for: task, on: engine)
        let now = engine.realNow()
        guard old.isGood(at: now) else {
            throw AdministrationError("\(task): it is no longer good; make a new key with `keys create`")
        }
        guard (0...AdministrationLimits.overlapSecondsMax).contains(overlapSeconds) else {
            throw AdministrationError("\(task): the overlap must be between nothing and 90 days")
        }
        guard let book = engine.registry.contents.books[old.book] else {
            throw AdministrationError("\(task): its book is not there")
        }
        let text = KeyText.text(
            old.kind, book.mode, old.dialect, bytes: randomBytes(KeyText.randomByteCount))
        let end = now.adding(seconds: overlapSeconds)
        let key = try engine.administer(task) { transaction in
            try replace(old, with: text, endingAt: end, by: .commandLine, at: now, in: transaction)
        }
        return Made(text: text, key: key)
    }

    /// Writes the key that takes another's place, and that one's end.
    static func replace(
        _ old: APIKey, with text: String, endingAt end: Instant, by actor: Actor, at now: Instant,
        in transaction: WriteTransaction
    ) throws -> APIKey {
        let new = NewKey(
            text: text, book: old.book, kind: old.kind, isServer: old.isServer, label: old.label,
            dialect: old.dialect, sealedSecret: old.sealedSecret)
        let key = try insert(new, replacing: old.id, by: actor, at: now, in: transaction)
        try transaction.expireKey(old.id, at: end)
        return key
    }

    private static func check(_ wanted: Wanted) throws(AdministrationError) {
        guard !wanted.isServer || wanted.kind == .read else {
            throw AdministrationError(
                "cannot make a key: --server is for read keys; a \(wanted.kind.rawValue) key reads every customer"
            )
        }
        guard wanted.dialect == .native || wanted.kind != .admin else {
            throw AdministrationError(
                "cannot make a key: the Nector dialect has read and write keys; administration is native")
        }
        guard IdentifierRule.isPlainText(wanted.label, length: 0...AdministrationLimits.labelLengthMax) else {
            throw AdministrationError(
                "cannot make a key: --label must be at most \(AdministrationLimits.labelLengthMax) characters"
                    + " without control characters")
        }
    }

    private static func room(in transaction: WriteTransaction) throws -> Int64 {
        let number = try transaction.nextKeyNumber()
        guard number <= Int64(AdministrationLimits.keysMax) else {
            throw AdministrationError(
                "the database has \(AdministrationLimits.keysMax) keys, the most that it keeps")
        }
        return number
    }

    private static func standing(
        _ id: Int64, for task: String, on engine: Engine
    ) throws(AdministrationError) -> APIKey {
        guard let key = engine.registry.contents.keys.values.first(where: { $0.id == id }) else {
            throw AdministrationError("\(task): there is no key-\(id); `keys list` shows them")
        }
        return key
    }
}
