import Foundation
import Model
import Testing

/// One answer, read from its bytes.
struct TestResponse: CustomStringConvertible {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// Why bytes are no answer.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads one answer and no more.
    init(parsing bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Malformed(description: "no head in: \(text)")
        }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Malformed(description: "no status line in: \(text)")
        }
        self.status = status
        fields = try lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: ":") else { throw Malformed(description: line) }
            let value = line[line.index(after: colon)...]
            return (line[..<colon].lowercased(), value.trimmingCharacters(in: .whitespaces))
        }
        body = Array(bytes[end.upperBound...])
    }

    /// The value of a field; several of one name are joined.
    subscript(name: String) -> String? {
        let values = fields.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; `null` where it is none.
    var json: TestJSON { TestJSON(try? JSONSerialization.jsonObject(with: Data(body))) }

    /// The stable code of a problem.
    var code: String? { json["code"]?.string }

    var description: String {
        "\(status) \(fields.map { "\($0.name): \($0.value)" }) \(text)"
    }
}

/// A JSON value that tests can look into; read by Foundation, not by the service's own parser.
struct TestJSON: CustomStringConvertible {
    let value: Any?

    init(_ value: Any?) { self.value = value }

    subscript(name: String) -> TestJSON? {
        (value as? [String: Any])?[name].map { TestJSON($0) }
    }

    subscript(index: Int) -> TestJSON? {
        guard let array = value as? [Any], array.indices.contains(index) else { return nil }
        return TestJSON(array[index])
    }

    var string: String? { value as? String }
    var integer: Int64? { (value as? NSNumber)?.int64Value }
    var bool: Bool? { value as? Bool }
    var count: Int? { (value as? [Any])?.count }
    var array: [TestJSON] { (value as? [Any])?.map { TestJSON($0) } ?? [] }
    var names: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
    /// A text as it is, anything else as JSON text with the members of objects by their names: the same for the same
    /// value.
    var description: String {
        guard let value else { return "nothing" }
        if let string { return string }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        let bytes = try? JSONSerialization.data(withJSONObject: value, options: options)
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
    }
}

extension TestJSON: Equatable {
    static func == (one: TestJSON, other: TestJSON) -> Bool { one.description == other.description }
}
