import API
import HTTPServer
import Model

/// What a request says, read as Nector's clients write it: what nobody asked for is ignored, numbers may be texts and texts
/// numbers, and an empty text is as good as none. What is asked for and cannot be read is refused with its name.
struct NectorInput: Sendable {
    private let values: [(name: String, value: JSONValue)]
    /// Where the values came from, for refusals: `#/query`, `#`, `#/metadetail`.
    private let pointer: String

    /// The parameters of a query.
    ///
    /// - Throws: ``RequestError`` for one that is not text.
    init(query request: Request) throws {
        values = try request.queryItems().map { ($0.name, .string($0.value)) }
        pointer = "#/query"
    }

    /// The members of an object; of anything else none.
    init(_ value: JSONValue?, at pointer: String = JSONPointer.root) {
        self.pointer = pointer
        guard case .object(let object) = value else {
            values = []
            return
        }
        values = object.members.map { ($0.name, $0.value) }
    }

    /// What clients write where they have nothing: joinnector sends `None`, browsers `undefined`.
    private static let nothings: Set<String> = ["", "null", "None", "undefined"]

    /// The value of that name; nil where there is none, or nothing in it. Of several the first counts.
    func value(_ name: String) -> JSONValue? {
        guard let value = values.first(where: { $0.name == name })?.value, value != .null else { return nil }
        if case .string(let text) = value, Self.nothings.contains(text) { return nil }
        return value
    }

    /// A text; a number and a boolean as they were written. Nil for none, and for anything else.
    func text(_ name: String) -> String? { value(name).flatMap(Self.text) }

    /// A text that must be there.
    ///
    /// - Throws: ``InvalidInput``
    func requiredText(_ name: String) throws(InvalidInput) -> String {
        guard let text = text(name) else { throw missing(name) }
        return text
    }

    /// Every text of a name that is repeated, or of an array.
    func texts(_ name: String) -> [String] {
        values.filter { $0.name == name || $0.name == "\(name)[]" }.flatMap { item in
            guard case .array(let elements) = item.value else { return [item.value] }
            return elements
        }.compactMap(Self.text).filter { !Self.nothings.contains($0) }
    }

    /// A UUID of any version; nil for none, and for a text that is not one.
    func uuid(_ name: String) -> NectorID? { text(name).flatMap(NectorID.init) }

    /// Whether something is on, however it is written; nil for none.
    func bool(_ name: String) -> Bool? {
        switch text(name)?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    /// The members of an object; none where there is no such object.
    func object(_ name: String) -> NectorInput {
        NectorInput(value(name), at: JSONPointer.appending(name, to: pointer))
    }

    /// Whether there is anything in it.
    var isEmpty: Bool { values.isEmpty }

    /// A whole number; a fraction of zeros counts for none (`"12"`, `12`, `12.0`). Nil where there is none.
    ///
    /// - Throws: ``InvalidInput`` for anything else.
    func wholeNumber(_ name: String) throws(InvalidInput) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let text = Self.number(value), let number = WholeNumber.read(text) else {
            throw refused(name, FieldCode.notAnInteger, "must be a whole number")
        }
        return number
    }

    /// An amount of money in major units, read exactly; more decimals than the currency has must be zeros.
    ///
    /// - Throws: ``InvalidInput`` for anything else, and for an amount that the sign does not allow.
    func money(_ name: String, _ currency: Currency, sign: MoneySign = .notNegative) throws(InvalidInput)
        -> Int64?
    {
        guard let value = value(name) else { return nil }
        guard let text = Self.number(value) else {
            throw refused(name, FieldCode.wrongType, "must be an amount such as 100")
        }
        do {
            return try Money(decimal: text, currency: currency, sign: sign).minorUnits
        } catch {
            throw refused(name, error.code, error.reason)
        }
    }

    /// Refuses a field, with its name and the reason as the end of a sentence.
    func refused(_ name: String, _ code: String, _ reason: String) -> InvalidInput {
        InvalidInput(
            FieldError(
                pointer: JSONPointer.appending(name, to: pointer), code: code, detail: "\(name) \(reason)."))
    }

    /// Refuses that a field is missing.
    func missing(_ name: String) -> InvalidInput { refused(name, FieldCode.required, "is required") }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.text
        case .bool(let isOn): isOn ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The digits of a number, which may stand in a text.
    private static func number(_ value: JSONValue) -> String? {
        switch value {
        case .integer(let number): String(number)
        case .number(let number): number.text
        case .string(let text): String(text.filter { $0 != " " })
        case .bool, .null, .array, .object: nil
        }
    }
}

/// Whole numbers as texts.
enum WholeNumber {
    /// Reads digits with a sign perhaps in front, and a fraction of zeros perhaps behind; nil for anything else.
    static func read(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, let number = Int64(whole), !whole.hasPrefix("+")
        else { return nil }
        guard parts.count == 2 else { return number }
        return !parts[1].isEmpty && parts[1].utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? number : nil
    }
}
