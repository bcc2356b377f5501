/// What stands under a name in an input: nothing, a JSON value, or the text of a query parameter.
package enum RawField: Sendable {
    case missing
    case json(JSONValue)
    case text(String)
}

/// Why a value is refused: everything of a `FieldError` but the place.
package struct FieldFault: Error, Hashable, Sendable {
    /// A stable word of `FieldCode`.
    package let code: String
    /// The reason without its subject: "must be a string".
    package let reason: String

    /// Says what and why.
    package init(_ code: String, _ reason: String) {
        (self.code, self.reason) = (code, reason)
    }
}

/// A set of named values that a handler asks for one by one.
///
/// Each verb gives the value, or records what is wrong with it and gives nil, so that one answer can name
/// every fault. An `optional…` verb gives nil for an absent name without recording anything. JSON `null` is a
/// value of the wrong type everywhere: what is optional is left out.
package protocol InputFields {
    /// What stands under a name; from now on the name counts as known.
    mutating func take(_ name: String) -> RawField
    /// The pointer to a name.
    func pointer(to name: String) -> String
    /// Remembers an error.
    mutating func record(_ error: FieldError)
}

extension InputFields {
    /// Records that the value under a name is refused; `reason` is the end of a sentence that begins with the
    /// name.
    package mutating func refuse(_ name: String, _ code: String, _ reason: String) {
        record(FieldError(pointer: pointer(to: name), code: code, detail: "\(name) \(reason)."))
    }

    /// The value under a name as `convert` reads it; an absent one is recorded as `required`.
    package mutating func required<T>(
        _ name: String, _ convert: (RawField) throws(FieldFault) -> T
    ) -> T? {
        let raw = take(name)
        if case .missing = raw {
            refuse(name, FieldCode.required, "is required")
            return nil
        }
        return converted(name, raw, convert)
    }

    /// The value under a name as `convert` reads it, or nil if it is absent.
    package mutating func optional<T>(
        _ name: String, _ convert: (RawField) throws(FieldFault) -> T
    ) -> T? {
        let raw = take(name)
        if case .missing = raw { return nil }
        return converted(name, raw, convert)
    }

    private mutating func converted<T>(
        _ name: String, _ raw: RawField, _ convert: (RawField) throws(FieldFault) -> T
    ) -> T? {
        do {
            return try convert(raw)
        } catch {
            refuse(name, error.code, error.reason)
            return nil
        }
    }
}
