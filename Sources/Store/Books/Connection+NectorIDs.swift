package import Model

extension Connection {
    /// Every UUID from elsewhere for what programmes name: all but those of customers.
    package func nectorAliases() throws -> [(book: BookNumber, alias: NectorAlias)] {
        try all(
            "SELECT book, kind, uuid, target FROM nector_ids WHERE kind <> 'lead' ORDER BY book, kind, uuid"
        ) { row in
            guard let kind = NectorAlias.Kind(rawValue: row.text(1)) else {
                throw StoreError(kind: .corrupt, message: "an id of book \(row.integer(0)) has no sound kind")
            }
            return (
                BookNumber(row.integer(0)),
                NectorAlias(kind: kind, uuid: row.blob(2), target: row.text(3))
            )
        }
    }

    /// What a UUID from elsewhere names; nil for none of that kind.
    package func nectorTarget(
        _ kind: NectorAlias.Kind, _ uuid: [UInt8], in book: BookNumber
    ) throws -> String? {
        try first(
            "SELECT target FROM nector_ids WHERE book = $1 AND kind = $2 AND uuid = $3", .book(book),
            .text(kind.rawValue), .blob(uuid)
        ) { $0.text(0) }
    }

    /// The UUID under which something was known elsewhere; nil for none.
    package func nectorUUID(
        _ kind: NectorAlias.Kind, _ target: String, in book: BookNumber
    ) throws -> [UInt8]? {
        try first(
            "SELECT uuid FROM nector_ids WHERE book = $1 AND kind = $2 AND target = $3", .book(book),
            .text(kind.rawValue), .text(target)
        ) { $0.blob(0) }
    }
}

extension WriteTransaction {
    /// Keeps a UUID from elsewhere.
    package func insert(_ alias: NectorAlias, in book: BookNumber) throws {
        try connection.run(
            "INSERT INTO nector_ids (book, kind, uuid, target) VALUES ($1, $2, $3, $4)", .book(book),
            .text(alias.kind.rawValue), .blob(alias.uuid), .text(alias.target))
        if alias.kind != .lead { touchRegistry() }
    }
}
