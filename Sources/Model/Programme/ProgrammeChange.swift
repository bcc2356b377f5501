/// One difference between two programme documents.
package struct ProgrammeChange: Sendable, Hashable {
    /// What happened to the value.
    package enum Kind: String, Sendable, CaseIterable { case added, removed, changed }

    /// Where: a JSON pointer (see ``FieldError/pointer``) into the newer document; of what was removed, into the
    /// older.
    package let pointer: String
    /// The id of the list element in which it lies, such as a reward's; nil outside of lists with ids.
    package let element: String?
    package let kind: Kind
    /// Nil for what was added.
    package let before: JSONValue?
    /// Nil for what was removed.
    package let after: JSONValue?

    package init(
        pointer: String, element: String?, kind: Kind, before: JSONValue?, after: JSONValue?
    ) {
        self.pointer = pointer
        self.element = element
        self.kind = kind
        self.before = before
        self.after = after
    }
}

extension Programme {
    /// What a document changes about another, in the order of the newer one.
    ///
    /// Take canonical documents (``canonicalDocument()``): in others, a default written out is a change.
    /// Elements of lists that have ids (rewards, tiers, rules) are compared by id; where their order differs, the
    /// list is `changed`, from the old order of the ids that stayed to the new one. Other lists are compared as
    /// a whole.
    ///
    /// - Throws: ``JSONSyntaxError`` if one of them is not JSON within the limits of programmes.
    package static func changes(
        from before: [UInt8], to after: [UInt8]
    ) throws(JSONSyntaxError) -> [ProgrammeChange] {
        var comparison = ProgrammeComparison()
        comparison.compare(
            try JSONValue(parsing: before, limits: ProgrammeLimits.json),
            try JSONValue(parsing: after, limits: ProgrammeLimits.json), Place())
        return comparison.changes
    }
}

/// Where a comparison stands: the same value has its own pointer in each document, once a list was reordered.
private struct Place {
    var before = JSONPointer.root
    var after = JSONPointer.root
    var element: String?

    func member(_ name: String) -> Place {
        Place(
            before: JSONPointer.appending(name, to: before), after: JSONPointer.appending(name, to: after),
            element: element)
    }
}

/// Collects the differences of two values, from the outside to the inside.
private struct ProgrammeComparison {
    var changes: [ProgrammeChange] = []

    mutating func compare(_ before: JSONValue?, _ after: JSONValue?, _ place: Place) {
        guard before != after else { return }
        switch (before, after) {
        case (.object(let before)?, .object(let after)?): compare(before, after, place)
        case (.array(let old)?, .array(let new)?):
            guard let oldIDs = Self.ids(of: old), let newIDs = Self.ids(of: new) else {
                return note(.changed, before, after, place)
            }
            compare(Keyed(old, oldIDs), Keyed(new, newIDs), place)
        case (nil, _): note(.added, before, after, place)
        case (_, nil): note(.removed, before, after, place)
        default: note(.changed, before, after, place)
        }
    }

    private mutating func compare(_ before: JSONObject, _ after: JSONObject, _ place: Place) {
        for member in after.members {
            compare(before[member.name], member.value, place.member(member.name))
        }
        for member in before.members where after[member.name] == nil {
            compare(member.value, nil, place.member(member.name))
        }
    }

    /// A list with the place of each id in it.
    private struct Keyed {
        let values: [JSONValue]
        let ids: [String]
        let places: [String: Int]

        init(_ values: [JSONValue], _ ids: [String]) {
            self.values = values
            self.ids = ids
            places = Dictionary(zip(ids, ids.indices)) { first, _ in first }
        }
    }

    private mutating func compare(_ before: Keyed, _ after: Keyed, _ place: Place) {
        let kept = (
            before: before.ids.filter { after.places[$0] != nil },
            after: after.ids.filter { before.places[$0] != nil }
        )
        if kept.before != kept.after {
            note(
                .changed, .array(kept.before.map(JSONValue.string)),
                .array(kept.after.map(JSONValue.string)), place)
        }
        for (index, id) in after.ids.enumerated() {
            let old = before.places[id]
            let inside = Place(
                before: JSONPointer.appending(old ?? index, to: place.before),
                after: JSONPointer.appending(index, to: place.after), element: id)
            compare(old.map { before.values[$0] }, after.values[index], inside)
        }
        for (index, id) in before.ids.enumerated() where after.places[id] == nil {
            let pointer = JSONPointer.appending(index, to: place.before)
            compare(before.values[index], nil, Place(before: pointer, after: pointer, element: id))
        }
    }

    private mutating func note(
        _ kind: ProgrammeChange.Kind, _ before: JSONValue?, _ after: JSONValue?, _ place: Place
    ) {
        changes.append(
            ProgrammeChange(
                pointer: kind == .removed ? place.before : place.after, element: place.element, kind: kind,
                before: before, after: after))
    }

    /// The ids of a list's elements; nil unless each has one of its own.
    private static func ids(of values: [JSONValue]) -> [String]? {
        var ids: [String] = []
        for value in values {
            guard case .string(let id)? = value["id"] else { return nil }
            ids.append(id)
        }
        return Set(ids).count == ids.count ? ids : nil
    }
}
