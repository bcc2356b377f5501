import API
import HTTPServer
import Model

/// A JSON object as the dialect's clients send it: unknown members are passed over, null and an empty text are nothing, and
/// a number may come as its text. What is there is read strictly.
struct NectorBody {
    private let object: JSONObject
    private let path: String

    /// The whole body; no body is an empty object.
    ///
    /// - Throws: ``InvalidInput``, ``JSONSyntaxError``
    init(_ exchange: Exchange, limits: JSONLimits = .standard) throws {
        guard !exchange.request.body.isEmpty else {
            self.init(JSONObject(members: []), at: JSONPointer.root)
            return
        }
        guard case .object(let object) = try JSONValue(parsing: exchange.request.body, limits: limits) else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.wrongType,
                    detail: "The body must be an object."))
        }
        self.init(object, at: JSONPointer.root)
    }

    private init(_ object: JSONObject, at path: String) {
        self.object = object
        self.path = path
    }

    /// A fault of one member.
    func fault(_ name: String, _ code: String, _ reason: String) -> InvalidInput {
        InvalidInput(
            FieldError(
                pointer: JSONPointer.appending(name, to: path), code: code, detail: "\(name) \(reason)."))
    }

    /// What stands under a name; nil for nothing.
    private func value(_ name: String) -> JSONValue? {
        switch object[name] {
        case nil, .null, .string(""): nil
        case let value: value
        }
    }

    /// Whether anything stands under a name.
    func has(_ name: String) -> Bool { value(name) != nil }

    /// The object under a name, or an empty one.
    func object(_ name: String) throws(InvalidInput) -> NectorBody {
        let place = JSONPointer.appending(name, to: path)
        guard let value = value(name) else { return NectorBody(JSONObject(members: []), at: place) }
        guard case .object(let object) = value else {
            throw fault(name, FieldCode.wrongType, "must be an object")
        }
        return NectorBody(object, at: place)
    }

    /// The objects of the list under a name; nil for no list.
    func objects(_ name: String, most: Int) throws(InvalidInput) -> [NectorBody]? {
        guard let value = value(name) else { return nil }
        guard case .array(let values) = value else {
            throw fault(name, FieldCode.wrongType, "must be an array")
        }
        guard values.count <= most else {
            throw fault(name, FieldCode.tooLong, "must have at most \(most) elements")
        }
        let place = JSONPointer.appending(name, to: path)
        var bodies: [NectorBody] = []
        for (index, value) in values.enumerated() {
            guard case .object(let object) = value else {
                throw fault(name, FieldCode.wrongType, "must have objects as elements")
            }
            bodies.append(NectorBody(object, at: JSONPointer.appending(index, to: place)))
        }
        return bodies
    }
}

// Texts
extension NectorBody {
    /// The texts of the list under a name; none for no list.
    func texts(_ name: String, most: Int) throws(InvalidInput) -> [String] {
        guard let value = value(name) else { return [] }
        guard case .array(let values) = value else {
            throw fault(name, FieldCode.wrongType, "must be an array")
        }
        guard values.count <= most else {
            throw fault(name, FieldCode.tooLong, "must have at most \(most) elements")
        }
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value else {
                throw fault(name, FieldCode.wrongType, "must have strings as elements")
            }
            texts.append(text)
        }
        return texts
    }

    /// A text of at most so many characters without control characters but line breaks; a number counts as its text.
    func text(_ name: String, most: Int, lines: Bool = false) throws(InvalidInput) -> String? {
        let text: String
        switch value(name) {
        case nil: return nil
        case .string(let value)?: text = value
        case .integer(let value)?: text = String(value)
        default: throw fault(name, FieldCode.wrongType, "must be a string")
        }
        guard text.unicodeScalars.count <= most else {
            throw fault(name, FieldCode.tooLong, "must have at most \(most) characters")
        }
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F || lines && (byte == 0x0A || byte == 0x0D || byte == 0x09)
        }
        guard isPlain else {
            throw fault(name, FieldCode.invalidFormat, "must not contain control characters")
        }
        return text
    }

    /// The same where there must be one.
    func needed(_ name: String, most: Int, lines: Bool = false) throws(InvalidInput) -> String {
        guard let text = try text(name, most: most, lines: lines) else {
            throw fault(name, FieldCode.required, "is required")
        }
        return text
    }

    /// One of a few words, in any case; nil for none.
    func word<Value>(_ name: String, _ words: [String: Value]) throws(InvalidInput) -> Value? {
        guard let text = try text(name, most: Self.wordLengthMax) else { return nil }
        guard let value = words[text.lowercased()] else {
            let list = words.keys.sorted().joined(separator: ", ")
            throw fault(name, FieldCode.notAllowed, "must be one of: \(list)")
        }
        return value
    }

    /// A value that `parse` makes of a text; nil for none.
    func parsed<Value>(
        _ name: String, most: Int = 254, expected: String, _ parse: (String) -> Value?
    ) throws(InvalidInput) -> Value? {
        guard let text = try text(name, most: most) else { return nil }
        guard let value = parse(text) else {
            throw fault(name, FieldCode.invalidFormat, "must be \(expected)")
        }
        return value
    }

    private static let wordLengthMax = 64
}

// Numbers
extension NectorBody {
    /// A number as it was written, of a number or of a text.
    func decimal(_ name: String) throws(InvalidInput) -> String? {
        switch value(name) {
        case nil: return nil
        case .integer(let value)?: return String(value)
        case .number(let number)?: return number.text
        case .string(let text)? where text.utf8.count <= Self.digitsMax: return text
        default: throw fault(name, FieldCode.wrongType, "must be a number")
        }
    }

    /// A whole number within bounds; `500`, `"500"` and `500.00` are the same.
    func whole(_ name: String, in range: ClosedRange<Int64>) throws(InvalidInput) -> Int64? {
        guard let text = try decimal(name) else { return nil }
        guard let digits = WholeNumber.digits(of: text) else {
            throw fault(name, FieldCode.notAnInteger, "must be a whole number")
        }
        guard let value = Int64(digits), range.contains(value) else {
            throw fault(
                name, FieldCode.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// An amount of major units, exactly, as minor units; at most ``MoneyLimits/orderAmountMax``.
    func money(_ name: String, in currency: Currency, sign: MoneySign) throws(InvalidInput) -> Int64? {
        guard let text = try decimal(name) else { return nil }
        return try money(name, of: text, in: currency, sign: sign, isRounded: false)
    }

    /// An amount that a shop has computed, zero or more: decimals beyond the currency's own are rounded half up to the
    /// minor unit, because shops compute in binary fractions (59.970000000000006) and an order that was paid for counts.
    func shopAmount(_ name: String, in currency: Currency) throws(InvalidInput) -> Int64? {
        guard let text = try decimal(name) else { return nil }
        return try money(
            name, of: Self.isNextToNothing(text) ? "0" : text, in: currency, sign: .notNegative,
            isRounded: true)
    }

    /// Whether this is how JavaScript writes what is left over of a sum that should be zero: 5.551115123125783e-17. It
    /// writes an exponent below zero from the seventh decimal on, where no currency has any.
    private static func isNextToNothing(_ text: String) -> Bool {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].first == "-", let exponent = Int(parts[1].dropFirst()), exponent >= 7
        else { return false }
        let digits = parts[0].utf8
        return digits.first.map { (0x30...0x39).contains($0) } == true
            && (digits.dropFirst().first ?? 0x2E) == 0x2E
            && digits.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) }
    }

    private func money(
        _ name: String, of text: String, in currency: Currency, sign: MoneySign, isRounded: Bool
    ) throws(InvalidInput) -> Int64 {
        let money: Money
        do {
            money = try Money(decimal: text, currency: currency, sign: sign, isRounded: isRounded)
        } catch {
            throw fault(name, error.code, error.reason)
        }
        guard money.minorUnits.magnitude <= UInt64(MoneyLimits.orderAmountMax) else {
            throw fault(name, FieldCode.outOfRange, "is larger than any amount that is kept")
        }
        return money.minorUnits
    }

    /// Characters of a number that comes as a text.
    private static let digitsMax = 40
}
