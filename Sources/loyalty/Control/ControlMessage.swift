import Engine
import Model

/// What travels over the control socket: one JSON object a line, in both directions.
///
/// The client sends one request, then its input in chunks, then the end of it. The server sends lines of the
/// answer, notes and progress, and last either `done` with the exit code or `error`.
enum ControlMessage {
    case request(Operation)
    /// A piece of the input.
    case chunk([UInt8])
    case endOfInput
    case answer(String)
    case note(String)
    case progress(AdministrationProgress)
    case done(Int32)
    case error(AdministrationError)

    /// The bounds of what travels, each with a test.
    enum Limits {
        /// Bytes of one line: a programme document, escaped, and room.
        static let lineBytesMax = 8 * 1_048_576
        /// Bytes of input in one line.
        static let chunkBytes = 262_144
        /// Bytes of input in all.
        static let inputBytesMax: Int64 = 4 * 1_073_741_824
        /// How long either side waits for the other to send or to take something, in seconds.
        static let waitSeconds = 30
        /// Clients at once.
        static let clientsMax = 16
    }

    /// The message as its line, line feed included.
    var line: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch self {
        case .request(let operation): Self.write(operation, &writer)
        case .chunk(let bytes): writer.member("chunk", Base64URL.encode(bytes))
        case .endOfInput: writer.member("end", true)
        case .answer(let text): writer.member("answer", text)
        case .note(let text): writer.member("note", text)
        case .progress(let progress): Self.write(progress, &writer)
        case .done(let code): writer.member("done", Int64(code))
        case .error(let error):
            writer.member("error", error.message)
            writer.key("details")
            writer.beginArray()
            for detail in error.details { writer.string(detail) }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes + [0x0A]
    }

    private static func write(_ operation: Operation, _ writer: inout JSONWriter) {
        writer.member("operation", operation.name.rawValue)
        writer.key("arguments")
        writer.beginObject()
        for (name, value) in operation.arguments.sorted(by: { $0.key < $1.key }) {
            writer.key(dynamic: name)
            writer.string(value)
        }
        writer.endObject()
    }

    private static func write(_ progress: AdministrationProgress, _ writer: inout JSONWriter) {
        writer.member("progress", progress.phase)
        writer.member("completed", progress.done)
        if let total = progress.total { writer.member("total", total) }
        writer.member("unit", progress.unit)
    }

    /// Reads a line without its line feed; nil for anything that is no message.
    init?(line: [UInt8]) {
        let limits = JSONLimits(depthMax: 4, valuesMax: 4_096)
        guard let value = try? JSONValue(parsing: line, limits: limits) else { return nil }
        if let text = value["answer"]?.text {
            self = .answer(text)
        } else if let text = value["note"]?.text {
            self = .note(text)
        } else if let text = value["chunk"]?.text, let bytes = Base64URL.decode(text) {
            self = .chunk(bytes)
        } else if value["end"] == .bool(true) {
            self = .endOfInput
        } else if case .integer(let code)? = value["done"] {
            self = .done(Int32(truncatingIfNeeded: code))
        } else if let message = value["error"]?.text {
            self = .error(AdministrationError(message, details: value["details"]?.texts ?? []))
        } else if let phase = value["progress"]?.text {
            guard case .integer(let done)? = value["completed"], let unit = value["unit"]?.text else {
                return nil
            }
            self = .progress(
                AdministrationProgress(phase: phase, done: done, total: value["total"]?.integer, unit: unit))
        } else if let name = value["operation"]?.text.flatMap(Operation.Name.init(rawValue:)) {
            guard let arguments = value["arguments"]?.textMembers else { return nil }
            self = .request(Operation(name: name, arguments: arguments))
        } else {
            return nil
        }
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    fileprivate var texts: [String]? {
        if case .array(let values) = self { values.compactMap(\.text) } else { nil }
    }

    /// The members of an object whose values are all texts.
    fileprivate var textMembers: [String: String]? {
        guard case .object(let object) = self else { return nil }
        var members: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.text else { return nil }
            members[member.name] = text
        }
        return members
    }
}
