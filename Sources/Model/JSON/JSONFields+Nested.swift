extension JSONFields {
    /// Any JSON value, as it is.
    package mutating func value(_ name: String) -> JSONValue? {
        required(name) { raw throws(FieldFault) in try raw.json() }
    }

    /// As `value`, or nil if absent.
    package mutating func optionalValue(_ name: String) -> JSONValue? {
        optional(name) { raw throws(FieldFault) in try raw.json() }
    }

    /// A nested object, whose members `body` asks for.
    package mutating func object<T>(_ name: String, _ body: (inout JSONFields) -> T?) -> T? {
        guard let value = value(name) else { return nil }
        return nested(value, pointer: pointer(to: name), name: name, body)
    }

    /// As `object`, or nil if absent.
    package mutating func optionalObject<T>(_ name: String, _ body: (inout JSONFields) -> T?) -> T? {
        has(name) ? object(name, body) : nil
    }

    /// An array of `count` objects, each read by `body`; nil if any of them is refused.
    package mutating func array<T>(
        _ name: String, count: ClosedRange<Int>, _ body: (inout JSONFields) -> T?
    ) -> [T]? {
        elements(name, count: count) { fields, value, pointer in
            fields.nested(value, pointer: pointer, name: name, body)
        }
    }

    /// As `array`, or nil if absent.
    package mutating func optionalArray<T>(
        _ name: String, count: ClosedRange<Int>, _ body: (inout JSONFields) -> T?
    ) -> [T]? {
        has(name) ? array(name, count: count, body) : nil
    }

    /// An array of `count` texts, each of `length` characters and without control characters.
    package mutating func strings(
        _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>
    ) -> [String]? {
        scalars(name, count: count) { raw throws(FieldFault) in try raw.string(length: length, lines: false) }
    }

    /// As `strings`, or nil if absent.
    package mutating func optionalStrings(
        _ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>
    ) -> [String]? {
        has(name) ? strings(name, count: count, length: length) : nil
    }

    /// An array of `count` values that `convert` reads one by one.
    package mutating func scalars<T>(
        _ name: String, count: ClosedRange<Int>, _ convert: (RawField) throws(FieldFault) -> T
    ) -> [T]? {
        elements(name, count: count) { fields, value, pointer in
            do throws(FieldFault) {
                return try convert(.json(value))
            } catch {
                fields.record(
                    FieldError(
                        pointer: pointer, code: error.code,
                        detail: "An element of \(name) \(error.reason)."))
                return nil
            }
        }
    }

    /// An amount as the API writes it: `{"amount": 40000, "currency": "INR"}`, in minor units.
    ///
    /// The `text` that answers carry beside them is accepted and not looked at.
    package mutating func money(_ name: String, in range: ClosedRange<Int64>) -> Money? {
        object(name) { fields in
            let amount = fields.integer("amount", in: range)
            let currency = fields.currency("currency")
            _ = fields.optionalString("text", length: 0...200)
            guard let amount, let currency else { return nil }
            return Money(minorUnits: amount, currency: currency)
        }
    }

    /// As `money`, or nil if absent.
    package mutating func optionalMoney(_ name: String, in range: ClosedRange<Int64>) -> Money? {
        has(name) ? money(name, in: range) : nil
    }

    private mutating func elements<T>(
        _ name: String, count: ClosedRange<Int>,
        _ read: (inout JSONFields, JSONValue, _ pointer: String) -> T?
    ) -> [T]? {
        guard let values = required(name, { raw throws(FieldFault) in try raw.array(count: count) }) else {
            return nil
        }
        let pointer = pointer(to: name)
        var elements: [T] = []
        elements.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard let element = read(&self, value, JSONPointer.appending(index, to: pointer)) else {
                continue
            }
            elements.append(element)
        }
        return elements.count == values.count ? elements : nil
    }

    private mutating func nested<T>(
        _ value: JSONValue, pointer: String, name: String, _ body: (inout JSONFields) -> T?
    ) -> T? {
        guard case .object(let object) = value else {
            record(
                FieldError(
                    pointer: pointer, code: FieldCode.wrongType,
                    detail: "\(name) must be an object, not \(value.kind)."))
            return nil
        }
        var fields = JSONFields(object, pointer: pointer)
        let result = body(&fields)
        fields.finish()
        for error in fields.errors { record(error) }
        if result == nil, fields.errors.isEmpty {
            record(
                FieldError(
                    pointer: pointer, code: FieldCode.invalidFormat, detail: "\(name) is not acceptable."))
        }
        return fields.errors.isEmpty ? result : nil
    }
}

extension RawField {
    func json() throws(FieldFault) -> JSONValue {
        guard case .json(let value) = self else { throw wrongType("a JSON value") }
        return value
    }

    func array(count: ClosedRange<Int>) throws(FieldFault) -> [JSONValue] {
        guard case .json(.array(let values)) = self else { throw wrongType("an array") }
        guard values.count >= count.lowerBound else {
            throw FieldFault(FieldCode.tooShort, "must have at least \(elements(count.lowerBound))")
        }
        guard values.count <= count.upperBound else {
            throw FieldFault(FieldCode.tooLong, "must have at most \(elements(count.upperBound))")
        }
        return values
    }

    private func elements(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }
}
