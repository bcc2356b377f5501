/// What the Nector dialect keeps: which format a key speaks, and the ids that came from elsewhere.
extension SchemaV2 {
    static let nector: [String] = [
        """
        ALTER TABLE keys ADD COLUMN dialect TEXT NOT NULL DEFAULT 'native' CHECK (dialect IN ('native', 'nector'))
        """,
        // The signing secret that came with an imported key, sealed under the master key; nil where it is derived.
        "ALTER TABLE keys ADD COLUMN sealed_secret BLOB",
        // The UUIDs under which a brand's apps knew things before; all others are computed.
        """
        CREATE TABLE nector_ids (
            book INTEGER NOT NULL, kind TEXT NOT NULL
                CHECK (kind = 'lead' OR kind = 'trigger' OR kind = 'offer' OR kind = 'entity' OR kind = 'workspace'),
            uuid BLOB NOT NULL CHECK (length(uuid) = 16), target TEXT NOT NULL, PRIMARY KEY (book, kind, uuid)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX nector_ids_by_target ON nector_ids (book, kind, target)",
    ]
}
