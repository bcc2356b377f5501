package import Model
internal import Store

/// The keys of one book, for its admin keys: those of another brand or mode are not there.
extension Keys {
    /// Makes a key for the book of the command. Its text is in the receipt alone.
    ///
    /// - Parameter isServer: Nil for what is usual in the dialect: a read key of the Nector dialect is a server key.
    /// - Throws: ``Refusal``: `tooMany`; ``InvalidInput`` for a server key that does not read, and for an admin key of
    ///   the Nector dialect.
    package static func create(
        _ kind: KeyKind, isServer: Bool?, label: String, dialect: KeyDialect = .native,
        in context: CommandContext
    ) throws -> Made {
        guard isServer != true || kind == .read else {
            throw InvalidInput.field(
                ["server"], FieldCode.notAllowed,
                "Only a read key is made for servers; others read every customer.")
        }
        guard dialect == .native || kind != .admin else {
            throw InvalidInput.field(
                ["dialect"], FieldCode.notAllowed, "The Nector dialect has read and write keys.")
        }
        try checkRoom(in: context)
        let text = KeyText.text(kind, context.book.mode, dialect, bytes: randomBytes(KeyText.randomByteCount))
        let new = NewKey(
            text: text, book: context.book.number, kind: kind,
            isServer: isServer ?? (dialect == .nector && kind == .read), label: label, dialect: dialect)
        let key = try insert(new, by: context.actor, at: context.realNow, in: context.transaction)
        return Made(text: text, key: key)
    }

    /// Makes a key like the given one, which ends after the overlap (rule 11.3).
    ///
    /// - Throws: ``Refusal``: `keyNotFound`, `tooMany`, `keyEnded`.
    package static func rotate(
        _ id: Int64, overlapSeconds: Int64, in context: CommandContext
    ) throws -> (made: Made, old: APIKey) {
        let old = try key(id, in: context)
        try checkRoom(in: context)
        guard old.isGood(at: context.realNow) else { throw Refusal.keyEnded }
        let text = KeyText.text(
            old.kind, context.book.mode, old.dialect, bytes: randomBytes(KeyText.randomByteCount))
        let end = context.realNow.adding(seconds: overlapSeconds)
        let made = try replace(
            old, with: text, endingAt: end, by: context.actor, at: context.realNow, in: context.transaction)
        return (Made(text: text, key: made), try key(id, in: context))
    }

    /// Ends a key at once; twice is once.
    ///
    /// - Throws: ``Refusal/keyNotFound``
    package static func revoke(_ id: Int64, in context: CommandContext) throws -> APIKey {
        _ = try end(
            try key(id, in: context), by: context.actor, at: context.realNow, in: context.transaction)
        return try key(id, in: context)
    }

    private static func key(_ id: Int64, in context: CommandContext) throws -> APIKey {
        // The books, not the registry: another write of the same batch may have changed it.
        let keys = try context.transaction.connection.keys()
        guard let key = keys.first(where: { $0.id == id && $0.book == context.book.number }) else {
            throw Refusal.keyNotFound
        }
        return key
    }

    private static func checkRoom(in context: CommandContext) throws {
        let limit = Int64(AdministrationLimits.keysMax)
        guard try context.transaction.nextKeyNumber() <= limit else { throw Refusal.tooMany(limit: limit) }
    }
}
