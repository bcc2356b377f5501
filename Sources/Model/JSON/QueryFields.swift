/// The parameters of a query, asked for by name with the same verbs as the members of an object.
package struct QueryFields: InputFields {
    /// What was found wrong so far.
    package private(set) var errors: [FieldError] = []

    private let pairs: [(name: String, value: String)]
    private var known: [Bool]

    private init(_ pairs: [(name: String, value: String)]) {
        self.pairs = pairs
        known = [Bool](repeating: false, count: pairs.count)
    }

    /// Reads all parameters, already percent-decoded.
    ///
    /// Throws everything that was found wrong: what the verbs recorded, every repeated parameter and every
    /// one that nobody asked for.
    @discardableResult
    package static func read<T>(
        _ pairs: [(name: String, value: String)], _ body: (inout QueryFields) -> T?
    ) throws(InvalidInput) -> T {
        var fields = QueryFields(pairs)
        let result = body(&fields)
        fields.finish()
        return try InputResult.check(result, fields.errors)
    }

    package mutating func take(_ name: String) -> RawField {
        var found: RawField = .missing
        for (index, pair) in pairs.enumerated() where pair.name == name {
            if case .text = found, !known[index] {
                refuse(name, FieldCode.duplicate, "must be given once only")
            }
            known[index] = true
            if case .missing = found { found = .text(pair.value) }
        }
        return found
    }

    package func pointer(to name: String) -> String {
        JSONPointer.appending(name, to: "#/query")
    }

    package mutating func record(_ error: FieldError) {
        if errors.count < InvalidInput.errorsMax { errors.append(error) }
    }

    /// Records `unknown_field` for every parameter that nobody asked for.
    package mutating func finish() {
        for (index, pair) in pairs.enumerated() where !known[index] {
            known[index] = true
            refuse(pair.name, FieldCode.unknownField, "is not known here")
        }
    }
}
