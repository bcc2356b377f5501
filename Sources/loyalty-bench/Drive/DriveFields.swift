import Model

/// The members of one command.
struct DriveFields: Sendable {
    private let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    func value(_ name: String) -> JSONValue? { object[name] }

    func text(_ name: String) throws -> String {
        guard let text = optionalText(name) else { throw BenchError("\(name) is missing") }
        return text
    }

    func optionalText(_ name: String) -> String? {
        guard case .string(let text) = object[name] else { return nil }
        return text
    }

    func number(_ name: String) -> Int64? {
        guard case .integer(let number) = object[name] else { return nil }
        return number
    }

    func needed(_ name: String) throws -> Int64 {
        guard let number = number(name) else { throw BenchError("\(name) is missing") }
        return number
    }

    func flag(_ name: String) -> Bool? {
        guard case .bool(let flag) = object[name] else { return nil }
        return flag
    }

    func instant(_ name: String) -> Instant? { number(name).map(Instant.init(milliseconds:)) }

    /// An id, or another value that is written as text.
    func parsed<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(try text(name)) else { throw BenchError("\(name) is not sound") }
        return value
    }

    func optional<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value? {
        try optionalText(name).map { text in
            guard let value = parse(text) else { throw BenchError("\(name) is not sound") }
            return value
        }
    }

    func objects(_ name: String) -> [DriveFields]? {
        guard case .array(let values) = object[name] else { return nil }
        return values.compactMap { value in
            guard case .object(let object) = value else { return nil }
            return DriveFields(object)
        }
    }

    func texts(_ name: String) -> [String] {
        guard case .array(let values) = object[name] else { return [] }
        return values.compactMap { value in
            guard case .string(let text) = value else { return nil }
            return text
        }
    }

    /// What a repeat is recognised by: the key `k`, over everything but when it came.
    var idempotency: Idempotency? {
        guard let key = optionalText("k") else { return nil }
        let members = object.members.filter { !["at", "n"].contains($0.name) }
        var json = JSONWriter(capacity: 256)
        json.value(.object(JSONObject(members: members)))
        return Idempotency(scope: SHA256.hash(Array(key.utf8)), fingerprint: SHA256.hash(json.bytes))
    }
}
