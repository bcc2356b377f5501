/// `--name value` pairs.
struct Options {
    private var values: [String: String] = [:]

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw BenchError("expected --option VALUE, got \(name)")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw BenchError("--\(name) is missing") }
        return value
    }

    func text(_ name: String, default value: String) -> String { values[name] ?? value }

    func number(_ name: String, default value: Int? = nil) throws -> Int {
        guard let text = values[name] else {
            guard let value else { throw BenchError("--\(name) is missing") }
            return value
        }
        guard let number = Int(text), number > 0 else { throw BenchError("--\(name) takes a number above 0") }
        return number
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
