extension RawField {
    /// The text, however long.
    func text() throws(FieldFault) -> String {
        switch self {
        case .text(let text), .json(.string(let text)): text
        default: throw wrongType("a string")
        }
    }

    func string(length: ClosedRange<Int>, lines: Bool) throws(FieldFault) -> String {
        let text = try text()
        let count = text.unicodeScalars.count
        guard count >= length.lowerBound else {
            throw FieldFault(FieldCode.tooShort, "must have at least \(characters(length.lowerBound))")
        }
        guard count <= length.upperBound else {
            throw FieldFault(FieldCode.tooLong, "must have at most \(characters(length.upperBound))")
        }
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F || lines && (byte == 0x0A || byte == 0x0D || byte == 0x09)
        }
        guard isPlain else {
            throw FieldFault(FieldCode.invalidFormat, "must not contain control characters")
        }
        return text
    }

    func integer(in range: ClosedRange<Int64>) throws(FieldFault) -> Int64 {
        let value = try integer(beyondRange: range)
        guard range.contains(value) else { throw outOfRange(range) }
        return value
    }

    private func integer(beyondRange range: ClosedRange<Int64>) throws(FieldFault) -> Int64 {
        switch self {
        case .json(.integer(let value)): return value
        case .json(.number(let number)):
            if number.isWhole { throw outOfRange(range) }
            throw FieldFault(
                FieldCode.notAnInteger, "must be an integer, written without a fraction or an exponent")
        case .text(let text):
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw FieldFault(FieldCode.notAnInteger, "must be an integer")
            }
            guard let value = Int64(text) else { throw outOfRange(range) }
            return value
        default: throw wrongType("an integer")
        }
    }

    func bool() throws(FieldFault) -> Bool {
        switch self {
        case .json(.bool(let value)): return value
        case .text("true"): return true
        case .text("false"): return false
        default: throw FieldFault(FieldCode.wrongType, "must be true or false")
        }
    }

    func instant() throws(FieldFault) -> Instant {
        let text = try text()
        do {
            return try Instant(rfc3339: text)
        } catch {
            throw FieldFault(
                FieldCode.invalidFormat,
                "must be a date-time of RFC 3339 such as 2026-11-21T02:20:00Z, but it \(error.reason)")
        }
    }

    func localDate() throws(FieldFault) -> LocalDate {
        guard let date = LocalDate(iso: try text()) else {
            throw FieldFault(FieldCode.invalidFormat, "must be a day such as 2026-11-21")
        }
        return date
    }

    func currency() throws(FieldFault) -> Currency {
        guard let currency = Currency(code: try text()) else {
            throw FieldFault(
                FieldCode.invalidFormat, "must be the code of an active ISO 4217 currency such as INR")
        }
        return currency
    }

    func moneyDecimal(in currency: Currency, sign: MoneySign) throws(FieldFault) -> Money {
        let text = try text()
        do {
            return try Money(decimal: text, currency: currency, sign: sign)
        } catch {
            throw FieldFault(error.code, error.reason)
        }
    }

    func oneOf<T>(_ values: [String: T]) throws(FieldFault) -> T {
        guard let value = values[try text()] else {
            let words = values.keys.sorted().joined(separator: ", ")
            throw FieldFault(FieldCode.notAllowed, "must be one of: \(words)")
        }
        return value
    }

    func parsed<T>(_ parse: (String) -> T?, expected: String) throws(FieldFault) -> T {
        guard let value = parse(try text()) else {
            throw FieldFault(FieldCode.invalidFormat, "must be \(expected)")
        }
        return value
    }

    /// The fault of a value that is of another type than the one expected.
    func wrongType(_ expected: String) -> FieldFault {
        guard case .json(let value) = self else {
            return FieldFault(FieldCode.wrongType, "must be \(expected)")
        }
        return FieldFault(FieldCode.wrongType, "must be \(expected), not \(value.kind)")
    }

    private func outOfRange(_ range: ClosedRange<Int64>) -> FieldFault {
        FieldFault(FieldCode.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound)")
    }

    private func characters(_ count: Int) -> String {
        count == 1 ? "1 character" : "\(count) characters"
    }
}
