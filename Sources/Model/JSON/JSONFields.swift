/// The members of one JSON object, asked for by name.
///
/// Members that nobody asked for are recorded as `unknown_field` when the object's closure ends.
package struct JSONFields: InputFields {
    /// The pointer to this object.
    package let pointer: String
    /// What was found wrong so far, here and in the objects below.
    package private(set) var errors: [FieldError] = []

    private let object: JSONObject
    private var known: [Bool]

    init(_ object: JSONObject, pointer: String) {
        self.object = object
        self.pointer = pointer
        known = [Bool](repeating: false, count: object.members.count)
    }

    /// Reads a whole document, which must be an object.
    ///
    /// Throws everything that was found wrong: what the verbs recorded, and every member nobody asked for.
    @discardableResult
    package static func read<T>(
        _ value: JSONValue, _ body: (inout JSONFields) -> T?
    ) throws(InvalidInput) -> T {
        guard case .object(let object) = value else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.wrongType,
                    detail: "The document must be an object, not \(value.kind)."))
        }
        var fields = JSONFields(object, pointer: JSONPointer.root)
        let result = body(&fields)
        fields.finish()
        return try InputResult.check(result, fields.errors)
    }

    package mutating func take(_ name: String) -> RawField {
        guard let index = object.members.firstIndex(where: { $0.name == name }) else { return .missing }
        known[index] = true
        return .json(object.members[index].value)
    }

    package func pointer(to name: String) -> String {
        JSONPointer.appending(name, to: pointer)
    }

    package mutating func record(_ error: FieldError) {
        if errors.count < InvalidInput.errorsMax { errors.append(error) }
    }

    /// The names of the members, in order; asking for them does not make them known.
    package var names: [String] { object.members.map(\.name) }

    /// Whether a member of that name is there, whatever its value.
    package func has(_ name: String) -> Bool { object[name] != nil }

    /// Records `unknown_field` for every member that nobody asked for.
    package mutating func finish() {
        for (index, member) in object.members.enumerated() where !known[index] {
            known[index] = true
            refuse(member.name, FieldCode.unknownField, "is not known here")
        }
    }
}

/// Ends a reading with its value or with everything that was wrong.
enum InputResult {
    static func check<T>(_ value: T?, _ errors: [FieldError]) throws(InvalidInput) -> T {
        if let first = errors.first {
            throw InvalidInput(first, Array(errors.dropFirst()))
        }
        guard let value else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.invalidFormat,
                    detail: "The input is not acceptable."))
        }
        return value
    }
}
