package import Model
internal import Store

/// The UUIDs that came from elsewhere for what a programme names, both ways.
package struct NectorIDs: Sendable, Hashable {
    private struct Name: Hashable {
        let kind: NectorAlias.Kind
        let target: String
    }

    private struct Place: Hashable {
        let kind: NectorAlias.Kind
        let uuid: [UInt8]
    }

    private var uuids: [Name: [UInt8]] = [:]
    private var targets: [Place: String] = [:]

    /// None.
    package init() {}

    /// The UUID of something, 16 bytes; nil where none came along.
    package func uuid(_ kind: NectorAlias.Kind, _ target: String = "") -> [UInt8]? {
        uuids[Name(kind: kind, target: target)]
    }

    /// What a UUID names; nil for none that came along.
    package func target(_ kind: NectorAlias.Kind, _ uuid: [UInt8]) -> String? {
        targets[Place(kind: kind, uuid: uuid)]
    }

    static func load(from connection: Connection) throws -> [BookNumber: NectorIDs] {
        var books: [BookNumber: NectorIDs] = [:]
        for (book, alias) in try connection.nectorAliases() {
            books[book, default: NectorIDs()].uuids[Name(kind: alias.kind, target: alias.target)] = alias.uuid
            books[book, default: NectorIDs()].targets[Place(kind: alias.kind, uuid: alias.uuid)] =
                alias.target
        }
        return books
    }
}

/// Whom a dialect's credential names; the books know who that is.
package enum NamedSubject: Sendable, Hashable {
    case number(CustomerNumber)
    /// A UUID from elsewhere, 16 bytes.
    case nectorUUID([UInt8])
}

extension Snapshot {
    /// The customer whom a credential names; nil for nobody.
    package func customerIfKnown(_ subject: NamedSubject) throws -> Customer? {
        switch subject {
        case .number(let number): try customerIfKnown(number)
        case .nectorUUID(let uuid): try customer(nectorUUID: uuid)
        }
    }

    /// The customer whom a UUID from elsewhere names; of one that was merged, the one who goes on for it.
    package func customer(nectorUUID uuid: [UInt8]) throws -> Customer? {
        guard let target = try connection.nectorTarget(.lead, uuid, in: book.number),
            let number = Int64(target)
        else { return nil }
        return try connection.customer(CustomerNumber(number), in: book.number)
    }

    /// The UUID under which a customer was known elsewhere, 16 bytes; nil for none.
    package func nectorUUID(of customer: CustomerNumber) throws -> [UInt8]? {
        try connection.nectorUUID(.lead, String(customer.number), in: book.number)
    }
}
