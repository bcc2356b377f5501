/// `--name value` pairs, and words that stand alone as switches.
struct Options {
    private var values: [String: String] = [:]
    private static let switches: Set = ["json"]

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else { throw BenchError("expected --option VALUE, got \(word)") }
            let name = String(word.dropFirst(2))
            if Self.switches.contains(name) {
                values[name] = "on"
            } else if let value = rest.popFirst() {
                values[name] = value
            } else {
                throw BenchError("--\(name) takes a value")
            }
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw BenchError("--\(name) is missing") }
        return value
    }

    func text(_ name: String, default value: String) -> String { values[name] ?? value }

    /// Whether an option or a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Words with commas between them.
    func list(_ name: String, default value: String = "") -> [String] {
        text(name, default: value).split(separator: ",").map(String.init)
    }

    func number(_ name: String, default value: Int? = nil) throws -> Int {
        let number = try count(name, default: value)
        guard number > 0 else { throw BenchError("--\(name) takes a number above 0") }
        return number
    }

    /// A number that may be 0.
    func count(_ name: String, default value: Int? = nil) throws -> Int {
        guard let text = values[name] else {
            guard let value else { throw BenchError("--\(name) is missing") }
            return value
        }
        guard let number = Int(text), number >= 0 else { throw BenchError("--\(name) takes a number") }
        return number
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
