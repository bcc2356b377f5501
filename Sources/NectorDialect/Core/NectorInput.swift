import API
import HTTPServer
import Model

/// What a query says, read as Nector's clients write it: what nobody asked for is ignored, and an empty text is as good as
/// none. What must be there and is not, or cannot be read, is refused with its name.
struct NectorInput: Sendable {
    private let items: [QueryItem]

    /// The parameters of a query.
    ///
    /// - Throws: ``RequestError`` for one that is not text.
    init(query request: Request) throws { items = try request.queryItems() }

    /// What clients write where they have nothing: joinnector sends `None`, browsers `undefined`.
    private static let nothings: Set<String> = ["", "null", "None", "undefined"]

    /// The value of that name; nil where there is none, or nothing in it. Of several the first counts.
    func text(_ name: String) -> String? {
        guard let text = items.first(where: { $0.name == name })?.value, !Self.nothings.contains(text) else {
            return nil
        }
        return text
    }

    /// Every value of a name that may be repeated.
    func texts(_ name: String) -> [String] {
        items.filter { $0.name == name || $0.name == "\(name)[]" }.map(\.value).filter {
            !Self.nothings.contains($0)
        }
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

    /// Refuses a parameter, with its name and the reason as the end of a sentence.
    func refused(_ name: String, _ code: String, _ reason: String) -> InvalidInput {
        InvalidInput(
            FieldError(
                pointer: JSONPointer.appending(name, to: "#/query"), code: code, detail: "\(name) \(reason).")
        )
    }

    /// Refuses that a parameter is missing.
    func missing(_ name: String) -> InvalidInput { refused(name, FieldCode.required, "is required") }
}

/// Whole numbers as texts.
enum WholeNumber {
    /// The digits, with the sign if one is in front, of a text that is a whole number: `500`, `-3`, `500.00`. Nil for
    /// anything else. How large the number is says whoever reads the digits.
    static func digits(of text: String) -> Substring? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2 else { return nil }
        let unsigned = whole.hasPrefix("-") ? whole.dropFirst() : whole
        guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard parts.count == 2 else { return whole }
        return !parts[1].isEmpty && parts[1].utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? whole : nil
    }
}
