/// One JSON value, read strictly (RFC 8259).
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written as digits alone that fits in 64 bits. `-0` is not one: it has no integer of its own.
    case integer(Int64)
    /// Any other number, as its exact text.
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// What the value is, as an error message names it.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The member of that name, or nil if this is no object or has none.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }
}

/// A number that is not a 64-bit integer: it has a fraction or an exponent, is `-0`, or is too large.
package struct JSONNumber: Hashable, Sendable {
    /// The number exactly as it was written.
    package let text: String

    /// Takes text that is a JSON number.
    init(text: String) {
        self.text = text
    }

    /// Whether it is written as digits alone, so that only its size keeps it from being an integer.
    package var isWhole: Bool {
        text != "-0" && text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
    }
}

/// A JSON object with its members in the order in which they were written.
package struct JSONObject: Hashable, Sendable {
    /// One name and its value.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue

        /// Pairs a name with its value.
        package init(name: String, value: JSONValue) {
            (self.name, self.value) = (name, value)
        }
    }

    /// The members in order; no two have the same name.
    package let members: [Member]

    /// Takes members whose names differ.
    package init(members: [Member]) {
        self.members = members
    }

    /// The value of the member of that name.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }
}
