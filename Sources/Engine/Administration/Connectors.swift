package import Model
internal import Store

/// How Secret Webhook IDs are written and recognised (rule 11.3): stored as a digest, shown once.
package enum WebhookIDText {
    /// Random bytes in an id: 192 bits, past guessing.
    package static let randomByteCount = 24

    /// The digest under which an id is stored and looked up.
    package static func digest(of id: String) -> Digest { SHA256.hash(id) }

    /// What an id of a mode begins with: `lbh_live_`.
    package static func prefix(_ mode: Mode) -> String { "lbh_\(mode.rawValue)_" }

    /// An id of these bytes.
    package static func text(_ mode: Mode, bytes: [UInt8]) -> String {
        prefix(mode) + Base64URL.encode(bytes)
    }
}

/// Sets up what calls by a Secret Webhook ID: checkouts and the shop's order feed.
package enum Connectors {
    /// A new id: its text, which is kept nowhere, and what the books keep of it and of its connector.
    package struct Made: Sendable, Hashable {
        package var text: String
        package var id: WebhookID
        package var connector: Connector
    }

    /// Gives a connector its first id.
    ///
    /// - Parameter bytes: The id's random part; nil for fresh random bytes, which is right for all but a demo.
    /// - Throws: ``Refusal/connectorInitialised``
    package static func initialise(
        _ kind: ConnectorKind, bytes: [UInt8]? = nil, in context: CommandContext
    ) throws -> Made {
        var connector = try stored(kind, in: context)
        guard connector.state == .notInitialised else { throw Refusal.connectorInitialised }
        connector.state = .handedOut(kind)
        connector.initialisedAt = context.realNow
        let made = try make(connector, bytes: bytes, in: context)
        try context.audit(
            .connectorInitialised, kind.rawValue, summary: [("ends_with", .string(made.id.hint))])
        return made
    }

    /// Gives a connector a new id; the ones before stay good for the overlap (rule 11.3).
    ///
    /// - Parameter overlapSeconds: At most ``AdministrationLimits/overlapSecondsMax``.
    /// - Throws: ``Refusal``: `tooMany` ids that are good at the same time, `connectorNotInitialised`.
    package static func rotate(
        _ kind: ConnectorKind, overlapSeconds: Int64, in context: CommandContext
    ) throws -> Made {
        var connector = try stored(kind, in: context)
        guard connector.state != .notInitialised else { throw Refusal.connectorNotInitialised }
        let now = context.realNow
        try context.transaction.endWebhookIDs(
            of: kind, at: now.adding(seconds: overlapSeconds), now: now, in: context.book.number)
        let standing = try context.connection.webhookIDs(of: kind, in: context.book.number)
        guard Int64(standing.count) < ConnectorLimits.idsMax else {
            throw Refusal.tooMany(limit: ConnectorLimits.idsMax)
        }
        connector.state = .handedOut(kind)
        connector.confirmedAt = nil
        let made = try make(connector, bytes: nil, in: context)
        try context.audit(
            .connectorRotated, kind.rawValue,
            summary: [("ends_with", .string(made.id.hint)), ("overlap_seconds", .integer(overlapSeconds))])
        return made
    }

    /// Changes the settings that a document names; the others stay.
    ///
    /// - Throws: ``InvalidInput`` with everything that is wrong with the document.
    package static func update(
        _ kind: ConnectorKind, with document: JSONValue, in context: CommandContext
    ) throws -> Connector {
        let present = try stored(kind, in: context)
        var connector = present
        connector.settings = try settings(document, over: present.settings, of: kind)
        guard connector.settings != present.settings else { return present }
        connector.updatedAt = context.realNow
        try context.transaction.put(connector, at: context.realNow, in: context.book.number)
        try context.audit(
            .connectorUpdated, kind.rawValue,
            before: SHA256.hash(present.settings.document(for: kind)),
            after: SHA256.hash(connector.settings.document(for: kind)),
            summary: [
                ("enabled", .bool(connector.settings.isEnabled)),
                ("allowed_ips", .integer(Int64(connector.settings.allowedAddresses.count))),
            ])
        return connector
    }

    /// Reads a document of settings over those that stand.
    ///
    /// - Throws: ``InvalidInput`` with everything that is wrong with it.
    package static func settings(
        _ document: JSONValue, over present: ConnectorSettings, of kind: ConnectorKind
    ) throws(InvalidInput) -> ConnectorSettings {
        try JSONFields.read(document) { fields in
            var settings = present
            settings.read(&fields, for: kind)
            return settings
        }
    }

    /// Notes that whoever was given the id has said that it is set up; again changes nothing.
    ///
    /// - Throws: ``Refusal``: `connectorNotInitialised`, `connectorNotAwaiting`.
    package static func confirm(_ kind: ConnectorKind, in context: CommandContext) throws -> Connector {
        var connector = try stored(kind, in: context)
        switch connector.state {
        case .confirmed: return connector
        case .notInitialised: throw Refusal.connectorNotInitialised
        case .initialised: throw Refusal.connectorNotAwaiting
        case .awaitingConfirmation: break
        }
        connector.state = .confirmed
        connector.confirmedAt = context.realNow
        connector.updatedAt = context.realNow
        try context.transaction.put(connector, at: context.realNow, in: context.book.number)
        try context.audit(.connectorConfirmed, kind.rawValue)
        return connector
    }

    /// The books, not the registry: another write of the same batch may have changed it.
    private static func stored(_ kind: ConnectorKind, in context: CommandContext) throws -> Connector {
        try context.connection.connector(kind, in: context.book.number) ?? Connector(kind)
    }

    private static func make(
        _ connector: Connector, bytes: [UInt8]?, in context: CommandContext
    ) throws -> Made {
        var connector = connector
        connector.updatedAt = context.realNow
        let text = WebhookIDText.text(
            context.book.mode, bytes: bytes ?? randomBytes(WebhookIDText.randomByteCount))
        let id = WebhookID(
            book: context.book.number, kind: connector.kind, digest: WebhookIDText.digest(of: text),
            hint: String(text.suffix(4)), createdAt: context.realNow)
        try context.transaction.put(connector, at: context.realNow, in: context.book.number)
        try context.transaction.insert(id)
        return Made(text: text, id: id, connector: connector)
    }
}

extension ConnectorState {
    /// The state of a connector whose id has just been made: Shiprocket's support sets theirs up and says so.
    fileprivate static func handedOut(_ kind: ConnectorKind) -> ConnectorState {
        kind == .shiprocket ? .awaitingConfirmation : .initialised
    }
}

extension Snapshot {
    /// A connector with its ids, the oldest first; none of an id's text.
    package func connector(_ kind: ConnectorKind) throws -> (connector: Connector, ids: [WebhookID]) {
        (
            try connection.connector(kind, in: book.number) ?? Connector(kind),
            try connection.webhookIDs(of: kind, in: book.number)
        )
    }
}
