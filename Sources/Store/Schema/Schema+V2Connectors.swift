/// Checkout connectors and the ids by which they call. Times are real ones.
extension SchemaV2 {
    static let connectors: [String] = [
        """
        CREATE TABLE connectors (
            book INTEGER NOT NULL, kind TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state = 'not_initialised' OR state = 'initialised' OR state = 'awaiting_confirmation'
                    OR state = 'confirmed'),
            is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)), settings TEXT NOT NULL,
            initialised_at INTEGER, confirmed_at INTEGER, updated_at INTEGER NOT NULL, PRIMARY KEY (book, kind)
        ) STRICT, WITHOUT ROWID
        """,
        // The id itself is nowhere (rule 11.3).
        """
        CREATE TABLE webhook_ids (
            digest BLOB PRIMARY KEY CHECK (length(digest) = 32), book INTEGER NOT NULL, kind TEXT NOT NULL,
            hint TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX webhook_ids_by_connector ON webhook_ids (book, kind)",
    ]
}
