import Assets
import Model

/// The JSON Schema of programmes, as far as the tests must understand it.
struct ProgrammeSchema {
    let root: JSONValue

    init() throws {
        root = try JSONValue(
            parsing: unsafe [UInt8](
                UnsafeBufferPointer(
                    start: loyalty_programme_schema_bytes(), count: loyalty_programme_schema_size)))
    }

    /// Everything that the schema says about one place in a document.
    struct Place {
        /// Schemas without references and alternatives: all that may count there.
        let nodes: [JSONValue]
        /// The names that lead there; an element of a list, or a member of any name, is `*`.
        let path: String

        /// The values of a keyword, without those that are not there.
        func all(_ keyword: String) -> [JSONValue] { nodes.compactMap { $0[keyword] } }

        /// The words that may stand there.
        var words: Set<String> {
            var constants = all("const")
            for case .array(let words) in all("enum") { constants += words }
            return Set(constants.compactMap(Self.text))
        }

        private static func text(_ value: JSONValue) -> String? {
            if case .string(let text) = value { text } else { nil }
        }

        private static func number(_ value: JSONValue) -> Int64? {
            if case .integer(let number) = value { number } else { nil }
        }

        /// The one integer that all say under a keyword; nil where they differ or say nothing.
        func integer(_ keyword: String) -> Int64? {
            let numbers = Set(all(keyword).compactMap(Self.number))
            return numbers.count == 1 ? numbers.first : nil
        }
    }

    var top: Place { Place(nodes: flat(root), path: "") }

    /// The names of the members that a place knows, with the places that they lead to.
    func members(of place: Place) -> [String: Place] {
        var nodes: [String: [JSONValue]] = [:]
        for case .object(let properties) in place.all("properties") {
            for member in properties.members { nodes[member.name, default: []] += flat(member.value) }
        }
        var places: [String: Place] = [:]
        for (name, nodes) in nodes { places[name] = Place(nodes: nodes, path: "\(place.path)/\(name)") }
        return places
    }

    /// The place of a list's elements, or of members of any name.
    func elements(of place: Place) -> Place? {
        let nodes = (place.all("items") + place.all("additionalProperties")).flatMap { flat($0) }
        return nodes.isEmpty ? nil : Place(nodes: nodes, path: "\(place.path)/*")
    }

    /// The place of a member, by its own name or any.
    func member(_ name: String, of place: Place) -> Place? { members(of: place)[name] ?? elements(of: place) }

    /// The places of a document's values; nil for each that the schema does not know.
    func visit(
        _ value: JSONValue, at place: Place? = nil, pointer: String = "#",
        _ body: (JSONValue, Place?, _ pointer: String) -> Void
    ) {
        let place = place ?? top
        body(value, place, pointer)
        let parts: [(name: String, value: JSONValue)]
        switch value {
        case .object(let object): parts = object.members.map { ($0.name, $0.value) }
        case .array(let elements): parts = elements.enumerated().map { ("\($0)", $1) }
        default: return
        }
        for part in parts {
            let inside = JSONPointer.appending(part.name, to: pointer)
            if let next = member(part.name, of: place) {
                visit(part.value, at: next, pointer: inside, body)
            } else {
                body(part.value, nil, inside)
            }
        }
    }

    /// The paths of all places under one.
    func paths(under place: Place) -> Set<String> {
        let next = Array(members(of: place).values) + [elements(of: place)].compactMap(\.self)
        return next.reduce(into: []) { paths, place in
            paths.insert(place.path)
            paths.formUnion(self.paths(under: place))
        }
    }

    /// A schema and all that it refers to or is composed of.
    private func flat(_ schema: JSONValue) -> [JSONValue] {
        guard case .object(let object) = schema else { return [] }
        var nodes = [schema]
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if case .array(let parts)? = object[keyword] { nodes += parts.flatMap { flat($0) } }
        }
        if let then = object["then"] { nodes += flat(then) }
        if case .string(let reference)? = object["$ref"], let name = reference.split(separator: "/").last,
            let definition = root["$defs"]?[String(name)]
        {
            nodes += flat(definition)
        }
        return nodes
    }
}
