import Foundation
import Model
import Testing

/// Compares JSON with a file under `Snapshots`, and writes that file when `RECORD_SNAPSHOTS=1` is set.
enum Snapshot {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "Snapshots")
    static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

    static func check(_ json: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let text = pretty(try JSONValue(parsing: json)) + "\n"
        let file = directory.appending(path: name + ".json")
        if isRecording {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        guard let known = try? String(contentsOf: file, encoding: .utf8) else {
            Issue.record("There is no snapshot \(name); record it.", sourceLocation: sourceLocation)
            return
        }
        if known != text {
            Issue.record(
                "\(name) has changed:\n\(difference(from: known, to: text))", sourceLocation: sourceLocation)
        }
    }

    /// The lines that went and came, with their numbers.
    static func difference(from old: String, to new: String) -> String {
        let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
        return new.difference(from: old).map { change in
            switch change {
            case .remove(let line, let text, _): "- \(line + 1): \(text)"
            case .insert(let line, let text, _): "+ \(line + 1): \(text)"
            }
        }.joined(separator: "\n")
    }

    /// JSON with sorted keys, one value a line; what cannot be seen (isolates, hard spaces) is written as
    /// `\u2068`.
    static func pretty(_ value: JSONValue, indentation: String = "") -> String {
        let inner = indentation + "  "
        switch value {
        case .null: return "null"
        case .bool(let value): return String(value)
        case .integer(let value): return String(value)
        case .number(let number): return number.text
        case .string(let text): return quoted(text)
        case .array(let elements):
            if elements.isEmpty { return "[]" }
            let lines = elements.map { inner + pretty($0, indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
        case .object(let object):
            if object.members.isEmpty { return "{}" }
            let lines = object.members.sorted { $0.name < $1.name }.map { member in
                "\(inner)\(quoted(member.name)): \(pretty(member.value, indentation: inner))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let characters = text.unicodeScalars.map { scalar -> String in
            switch scalar.value {
            case 0x22, 0x5C: "\\" + String(Character(scalar))
            case 0..<0x20, 0x7F...0xA0, 0x61C, 0x200B...0x200F, 0x2028...0x202F, 0x2066...0x2069:
                "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(Character(scalar))
            }
        }
        return "\"" + characters.joined() + "\""
    }
}
