import Engine
import HTTPServer
import Model

/// The API keys of the admin key's own brand and mode. The text of a new one is in its answer and nowhere else, which is
/// why these writes take no Idempotency-Key: a kept answer would keep the secret.
enum KeysEndpoint {
    /// Every key, ended ones included, oldest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let engine = exchange.service.engine
        let (book, now) = (exchange.book, engine.realNow())
        let keys = engine.registry.contents.keys.values.filter { $0.book == book.number }
            .sorted { $0.id < $1.id }
        return .answer(
            .list(keys) { key, json in
                write(key, of: book, at: now, into: &json)
            })
    }

    /// What is wanted of a new key.
    private struct Wish: Sendable {
        var kind: KeyKind
        /// Nil for what is usual in the dialect.
        var isServer: Bool?
        var label: String
        var dialect: KeyDialect
    }

    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let wish = try exchange.body { fields -> Wish? in
            let kinds = Dictionary(uniqueKeysWithValues: KeyKind.allCases.map { ($0.rawValue, $0) })
            let kind = fields.oneOf("kind", kinds)
            let dialects = Dictionary(uniqueKeysWithValues: KeyDialect.allCases.map { ($0.rawValue, $0) })
            let dialect = fields.has("dialect") ? fields.oneOf("dialect", dialects) : .native
            let isServer = fields.optionalBool("server")
            let label = fields.optionalField("label", parse: plainLabel, expected: labelExpected) ?? ""
            guard let kind, let dialect else { return nil }
            return Wish(kind: kind, isServer: isServer, label: label, dialect: dialect)
        }
        let (book, secrets) = (exchange.book, exchange.service.engine.secrets)
        return .write { context in
            let made = try Keys.create(
                wish.kind, isServer: wish.isServer, label: wish.label, dialect: wish.dialect, in: context)
            return .json(.created) { json in
                write(made.key, of: book, at: context.realNow, made: (made.text, secrets), into: &json)
            }
        }
    }

    /// Makes a key in place of another, which ends after an overlap.
    static func rotate(_ exchange: inout Exchange) throws -> Outcome {
        let id = try keyID(of: exchange)
        let overlap = try exchange.body { fields in
            Int64?.some(
                fields.optionalInteger("overlap_seconds", in: 0...AdministrationLimits.overlapSecondsMax)
                    ?? overlapSecondsDefault)
        }
        let (book, secrets) = (exchange.book, exchange.service.engine.secrets)
        return .write { context in
            let (made, old) = try Keys.rotate(id, overlapSeconds: overlap, in: context)
            return .json(.created) { json in
                json.beginObject()
                json.key("key")
                write(made.key, of: book, at: context.realNow, made: (made.text, secrets), into: &json)
                json.key("replaces")
                write(old, of: book, at: context.realNow, into: &json)
                json.endObject()
            }
        }
    }

    static func revoke(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let id = try keyID(of: exchange)
        let book = exchange.book
        return .write { context in
            let key = try Keys.revoke(id, in: context)
            return .json { json in write(key, of: book, at: context.realNow, into: &json) }
        }
    }

    /// A day: time enough to bring a new key out.
    static let overlapSecondsDefault: Int64 = 86_400

    private static func keyID(of exchange: Exchange) throws -> Int64 {
        guard let id = ProgrammeReference.number("key-", in: exchange.parameter("key_id")) else {
            throw Refusal.keyNotFound
        }
        return id
    }

    private static let labelExpected =
        "at most \(AdministrationLimits.labelLengthMax) characters, none of them a control character"

    private static func plainLabel(_ text: String) -> String? {
        IdentifierRule.isPlainText(text, length: 0...AdministrationLimits.labelLengthMax) ? text : nil
    }

    private static func write(
        _ key: APIKey, of book: Book, at now: Instant, made: (text: String, secrets: Secrets)? = nil,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", "key-\(key.id)")
        if let made { json.member("key", made.text) }
        if let made, key.dialect == .nector,
            let secret = NectorSigning.secret(of: key, in: book, secrets: made.secrets)
        {
            json.member("signing_secret", secret)
        }
        json.member("kind", key.kind.rawValue)
        json.member("mode", book.mode.rawValue)
        json.member("dialect", key.dialect.rawValue)
        json.member("server", key.isServer)
        json.member("label", key.label)
        json.member("ends_with", key.hint)
        json.member("state", state(of: key, at: now))
        json.member("created_at", key.createdAt)
        if let end = key.expiresAt { json.member("expires_at", end) }
        if let end = key.revokedAt { json.member("revoked_at", end) }
        json.endObject()
    }

    private static func state(of key: APIKey, at now: Instant) -> String {
        if key.revokedAt != nil { return "revoked" }
        guard let end = key.expiresAt else { return "good" }
        return end <= now ? "ended" : "ending"
    }
}
