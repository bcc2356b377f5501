package import Model
internal import Store

/// Keeps the UUIDs under which a brand's apps knew things before: `kind,nector_id,id`.
///
/// `kind` is `lead` (`id` is the customer id), `trigger`, `offer` (a reward), `entity` or `workspace` (no `id`). The same
/// row again changes nothing; a UUID or a thing that has another partner already is a fault.
package enum ImportNectorIDs {
    /// - Throws: ``AdministrationError`` with a line for each bad row; then nothing of the file was kept.
    package static func run(
        _ source: some ImportSource, into book: Book, skipsBadRows: Bool, on engine: Engine,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> SmallImportReceipt {
        guard let programme = engine.registry.contents.programme(of: book)?.programme else {
            throw AdministrationError("cannot import ids: \(book.brand) has no programme yet")
        }
        let table = try CSVTable.read(source, required: ["kind", "nector_id"], optional: ["id"])
        let importing = SmallImport<NectorAlias>(book: book, engine: engine, skipsBadRows: skipsBadRows)
        return try importing.run(table, progress: progress) { row throws(RowFault) in
            try alias(row, programme)
        } write: { alias, context in
            try write(alias, in: context)
        }
    }

    /// The row's alias; a lead's target is still the customer id.
    private static func alias(
        _ row: CSVTable.Row, _ programme: Programme
    ) throws(RowFault) -> NectorAlias {
        guard let kind = NectorAlias.Kind(rawValue: row["kind"].lowercased()) else {
            let kinds = NectorAlias.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw RowFault(line: row.line, column: "kind", reason: "must be one of \(kinds)")
        }
        let digits = row["nector_id"].replacing("-", with: "")
        guard row["nector_id"].utf8.count == 36, let uuid = Hex.decode(digits), uuid.count == 16 else {
            throw RowFault(line: row.line, column: "nector_id", reason: "must be a UUID")
        }
        let id = row["id"]
        let isKnown =
            switch kind {
            case .lead: CustomerID(id) != nil
            case .trigger: TriggerID(id).flatMap(programme.trigger) != nil
            case .offer: RewardID(id).flatMap(programme.reward) != nil
            case .entity, .workspace: id.isEmpty
            }
        guard isKnown else {
            throw RowFault(line: row.line, column: "id", reason: reason(kind))
        }
        return NectorAlias(kind: kind, uuid: uuid, target: id)
    }

    private static func reason(_ kind: NectorAlias.Kind) -> String {
        switch kind {
        case .lead: "must be \(CustomerID.expected)"
        case .trigger: "must be a trigger of the programme"
        case .offer: "must be a reward of the programme"
        case .entity, .workspace: "must be empty: the brand is meant"
        }
    }

    private static func write(
        _ row: NectorAlias, in context: CommandContext
    ) throws -> SmallImport<NectorAlias>.Outcome {
        let (connection, book) = (context.connection, context.book.number)
        var alias = row
        if row.kind == .lead {
            guard let id = CustomerID(row.target), let number = try connection.customerNumber(id, in: book)
            else { throw Refusal.customerNotFound }
            alias.target = String(number.number)
        }
        let target = try connection.nectorTarget(alias.kind, alias.uuid, in: book)
        let uuid = try connection.nectorUUID(alias.kind, alias.target, in: book)
        if target == alias.target, uuid == alias.uuid { return .repeated }
        guard target == nil, uuid == nil else {
            throw InvalidInput.field(
                ["nector_id"], FieldCode.notAllowed,
                target == nil
                    ? "\(row.target) has another UUID already" : "the UUID names something else already")
        }
        try context.transaction.insert(alias, in: book)
        return .done
    }
}
