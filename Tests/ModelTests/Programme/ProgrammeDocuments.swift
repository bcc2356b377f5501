import Assets
import Model

/// The documents that the tests of the programme start from.
enum ProgrammeDocuments {
    /// The demo brand's, as it travels in the binary; it writes out what it could leave to defaults.
    static let demo: [UInt8] = unsafe [UInt8](
        UnsafeBufferPointer(start: loyalty_demo_programme_bytes(), count: loyalty_demo_programme_size))

    /// The least that a programme needs: one coin per dollar, no tiers, no bonuses.
    static let smallest = """
        {
          "schema": 1,
          "brand": {"id": "plain-records", "name": "Plain Records"},
          "currency": "USD", "time_zone": "America/New_York", "default_locale": "en-US",
          "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
          "earning": {"base": {"coins": 1, "per_amount": 100}}
        }
        """

    /// The errors of a document; none when it is accepted.
    static func errors(of document: [UInt8]) -> [FieldError] {
        do {
            _ = try Programme(parsing: document)
            return []
        } catch {
            return error.errors
        }
    }

    /// The demo document with one value put in the place of what `path` leads to, or taken out when nil.
    ///
    /// A path is names and indices joined by `/`; a value is JSON.
    static func demo(_ path: String, _ json: String?) throws -> [UInt8] {
        let value = try JSONValue(parsing: demo)
        let replacement = try json.map { json in try JSONValue(parsing: Array(json.utf8)) }
        let steps = path.split(separator: "/").map(String.init)
        var writer = JSONWriter()
        writer.value(value.replacing(steps[...], with: replacement) ?? .null)
        return writer.bytes
    }
}

extension JSONValue {
    /// The value with another one at the end of a path; nil when it is itself to be taken out.
    func replacing(_ path: ArraySlice<String>, with replacement: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return replacement }
        let rest = path.dropFirst()
        switch self {
        case .object(let object):
            var members = object.members.compactMap { member in
                let value =
                    member.name == step ? member.value.replacing(rest, with: replacement) : member.value
                return value.map { JSONObject.Member(name: member.name, value: $0) }
            }
            if let replacement, rest.isEmpty, object[step] == nil {
                members.append(JSONObject.Member(name: step, value: replacement))
            }
            return .object(JSONObject(members: members))
        case .array(let elements):
            var changed: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                let value = String(index) == step ? element.replacing(rest, with: replacement) : element
                if let value { changed.append(value) }
            }
            return .array(changed)
        default: return self
        }
    }

    /// The value with the members of every object in the order of their names.
    var sorted: JSONValue {
        switch self {
        case .object(let object):
            let members = object.members.map { JSONObject.Member(name: $0.name, value: $0.value.sorted) }
            return .object(JSONObject(members: members.sorted { $0.name < $1.name }))
        case .array(let elements): return .array(elements.map(\.sorted))
        default: return self
        }
    }
}
