package import Model

extension Connection {
    /// Every book's connectors that somebody has touched; the others are as they begin.
    package func connectors() throws -> [(book: BookNumber, connector: Connector)] {
        try all(
            """
            SELECT book, kind, state, settings, initialised_at, confirmed_at, updated_at FROM connectors
            ORDER BY book, kind
            """
        ) { row in (book: BookNumber(row.integer(0)), connector: try Self.connector(row)) }
    }

    /// One connector of one book; nil for one that nobody has touched.
    package func connector(_ kind: ConnectorKind, in book: BookNumber) throws -> Connector? {
        try first(
            """
            SELECT book, kind, state, settings, initialised_at, confirmed_at, updated_at FROM connectors
            WHERE book = $1 AND kind = $2
            """, .book(book), .text(kind.rawValue), map: Self.connector)
    }

    private static func connector(_ row: Row) throws(StoreError) -> Connector {
        guard let kind = ConnectorKind(rawValue: row.text(1)),
            let state = ConnectorState(rawValue: row.text(2)),
            let settings = try? ConnectorSettings(document: row.text(3), for: kind)
        else {
            throw StoreError(
                kind: .corrupt, message: "connector \(row.text(1)) of book \(row.integer(0)) is not sound")
        }
        var connector = Connector(kind)
        connector.state = state
        connector.settings = settings
        connector.initialisedAt = row.optionalInstant(4)
        connector.confirmedAt = row.optionalInstant(5)
        connector.updatedAt = row.instant(6)
        return connector
    }

    /// The webhook ids of every book, ended ones included until a rotation removes them.
    package func webhookIDs() throws -> [WebhookID] {
        try all(
            "SELECT book, kind, digest, hint, created_at, expires_at FROM webhook_ids", map: Self.webhookID)
    }

    /// The webhook ids of one connector, the oldest first.
    package func webhookIDs(of kind: ConnectorKind, in book: BookNumber) throws -> [WebhookID] {
        try all(
            """
            SELECT book, kind, digest, hint, created_at, expires_at
            FROM webhook_ids INDEXED BY webhook_ids_by_connector WHERE book = $1 AND kind = $2
            """, .book(book), .text(kind.rawValue), map: Self.webhookID
        ).sorted { ($0.createdAt, $0.expiresAt ?? .never) < ($1.createdAt, $1.expiresAt ?? .never) }
    }

    private static func webhookID(_ row: Row) throws(StoreError) -> WebhookID {
        guard let kind = ConnectorKind(rawValue: row.text(1)), let digest = row.digest(2) else {
            throw StoreError(kind: .corrupt, message: "a webhook id of book \(row.integer(0)) is not sound")
        }
        return WebhookID(
            book: BookNumber(row.integer(0)), kind: kind, digest: digest, hint: row.text(3),
            createdAt: row.instant(4), expiresAt: row.optionalInstant(5))
    }
}

extension WriteTransaction {
    /// Writes a connector, new or changed.
    package func put(_ connector: Connector, at now: Instant, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO connectors (book, kind, state, is_enabled, settings, initialised_at, confirmed_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (book, kind) DO UPDATE SET state = excluded.state, is_enabled = excluded.is_enabled,
                settings = excluded.settings, initialised_at = excluded.initialised_at,
                confirmed_at = excluded.confirmed_at, updated_at = excluded.updated_at
            """,
            .book(book), .text(connector.kind.rawValue), .text(connector.state.rawValue),
            .bool(connector.settings.isEnabled), .text(connector.settings.document(for: connector.kind)),
            .optional(connector.initialisedAt), .optional(connector.confirmedAt), .instant(now))
        touchRegistry()
    }

    /// Writes a new webhook id; the id itself is not among what is written.
    package func insert(_ id: WebhookID) throws {
        try connection.run(
            """
            INSERT INTO webhook_ids (digest, book, kind, hint, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .digest(id.digest), .book(id.book), .text(id.kind.rawValue), .text(id.hint),
            .instant(id.createdAt), .optional(id.expiresAt))
        touchRegistry()
    }

    /// Ends every id of a connector at an instant, if nothing ends it sooner, and removes those that have ended.
    package func endWebhookIDs(
        of kind: ConnectorKind, at end: Instant, now: Instant, in book: BookNumber
    ) throws {
        try connection.run(
            """
            UPDATE webhook_ids SET expires_at = min(coalesce(expires_at, $3), $3) WHERE book = $1 AND kind = $2
            """, .book(book), .text(kind.rawValue), .instant(end))
        try connection.run(
            "DELETE FROM webhook_ids WHERE book = $1 AND kind = $2 AND expires_at <= $3", .book(book),
            .text(kind.rawValue), .instant(now))
        touchRegistry()
    }
}
