package import Model
internal import Store

/// A connector's redemption rule is the programme's: changing it publishes a version in which nothing else differs, so
/// that every discount is explained by a version.
package enum ConnectorRule {
    /// What the rule becomes.
    package enum Wanted: Sendable, Hashable {
        /// A rule as the programme writes it (`redemption.channels.…`).
        case rule(JSONValue)
        /// The app's, as it stands.
        case sameAsApp
    }

    package struct Receipt: Sendable {
        package var published: PublishProgramme.Receipt
        /// The programme with the new rule.
        package var programme: Programme
        package var changes: [ProgrammeChange]
    }

    /// - Parameter base: The newest version that the caller knows; nil changes whatever the newest is.
    /// - Throws: ``Refusal``: `programmeVersionConflict`, `connectorWithoutRule`; ``InvalidInput`` with pointers into
    ///   the rule.
    package static func change(
        _ kind: ConnectorKind, to wanted: Wanted, expecting base: Int64?, in context: CommandContext
    ) throws -> Receipt {
        guard let channel = kind.channel else { throw Refusal.connectorWithoutRule }
        let brand = context.book.brand
        guard let mark = try context.connection.newestProgrammeMark(of: brand),
            let stored = try context.connection.programme(of: brand, version: mark.version)
        else { throw Refusal.programmeVersionNotFound }
        let present = Array(stored.document.utf8)
        let standing = try JSONValue(parsing: present, limits: ProgrammeLimits.json)
        let path = ["redemption", "channels", channel.rawValue]
        var json = JSONWriter(capacity: present.count + 1_024)
        json.value(standing.setting(try rule(wanted, of: standing), at: path[...]))
        let programme = try check(json.bytes, path, in: context)
        let receipt = try PublishProgramme.publish(
            json.bytes, programme, expecting: base, by: context.actor, at: context.realNow,
            in: context.transaction)
        if receipt.isNew {
            try context.auditBrand(
                .connectorRuleChanged, kind.rawValue, summary: [("version", .integer(receipt.version))])
        }
        let before = try Programme(parsing: present).canonicalDocument()
        return Receipt(
            published: receipt, programme: programme,
            changes: try Programme.changes(from: before, to: programme.canonicalDocument()))
    }

    private static func rule(_ wanted: Wanted, of standing: JSONValue) throws(InvalidInput) -> JSONValue {
        switch wanted {
        case .rule(let rule): return rule
        case .sameAsApp:
            guard let rule = standing["redemption"]?["channels"]?["app"] else {
                throw InvalidInput.field(
                    ["same_as_app"], FieldCode.notAllowed, "The programme has no redemption rule for the app."
                )
            }
            return rule
        }
    }

    /// The errors point into the rule that was sent, not into a document that the caller never saw.
    private static func check(
        _ document: [UInt8], _ path: [String], in context: CommandContext
    ) throws(InvalidInput) -> Programme {
        do {
            return try ProgrammeDrafts.check(
                document, for: context.book.brand, currency: context.programme.currency, isPublished: true)
        } catch {
            let prefix = path.reduce(JSONPointer.root) { JSONPointer.appending($1, to: $0) }
            let errors = error.errors.map { fault in
                guard fault.pointer.hasPrefix(prefix) else { return fault }
                let rest = fault.pointer.dropFirst(prefix.count)
                return FieldError(pointer: "#/rule\(rest)", code: fault.code, detail: fault.detail)
            }
            throw InvalidInput(errors[0], Array(errors.dropFirst()))
        }
    }
}

extension JSONValue {
    /// The same with a value at a path of member names; objects that are missing are made.
    fileprivate func setting(_ value: JSONValue, at path: ArraySlice<String>) -> JSONValue {
        guard let name = path.first else { return value }
        var members: [JSONObject.Member] = []
        if case .object(let object) = self { members = object.members }
        let new = JSONObject.Member(
            name: name,
            value: (self[name] ?? .object(JSONObject(members: []))).setting(value, at: path.dropFirst()))
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = new
        } else {
            members.append(new)
        }
        return .object(JSONObject(members: members))
    }
}
