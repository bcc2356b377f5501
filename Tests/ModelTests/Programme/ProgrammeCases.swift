import Foundation
import Model
import Testing

/// Changes of the demo document, from the table that the schema's own check in Python reads too.
struct ProgrammeCase: CustomTestStringConvertible, Sendable {
    let path: String
    /// JSON; nil takes the member out.
    let value: String?
    /// The fault's place and code; nil for a valid document.
    let fault: String?

    var testDescription: String { "\(path) = \((value ?? "nothing").prefix(100)): \(fault ?? "accepted")" }

    func document() throws -> [UInt8] { try ProgrammeDocuments.demo(path, value) }

    /// The cases of one of the table's lists: `valid`, `schema_faults` or `other_faults`.
    static func list(_ name: String) -> [ProgrammeCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Contract/programme_cases.json")
        guard let data = try? Data(contentsOf: file), let table = try? JSONValue(parsing: Array(data)),
            case .array(let cases)? = table[name]
        else { return [] }
        return cases.map { entry in
            let fault = entry["pointer"].map { "\(text($0)) \(text(entry["code"] ?? .null))" }
            return ProgrammeCase(
                path: text(entry["path"] ?? .null), value: entry["value"].map(json), fault: fault)
        }
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { json(value) }
    }

    private static func json(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// The table's lists, read once.
enum ProgrammeCasesTable {
    static let valid = ProgrammeCase.list("valid")
    static let faults = ProgrammeCase.list("schema_faults") + ProgrammeCase.list("other_faults")
}
