/// A command with what it was given: operands, options, environment and configuration file.
struct Invocation: Sendable {
    /// Where a value came from, as an error names it: `--port`, `LOYALTY_PORT`, `loyalty.conf:3: port`.
    struct Value: Sendable, Hashable {
        let origin: String
        let text: String
    }

    let command: Command
    let operands: [String]
    /// From the command line, by the option's name; a switch has an empty text.
    let given: [String: Value]
    let environment: [String: String]
    /// From the configuration file.
    var configured: [String: Value] = [:]

    /// Whether a switch is on.
    func isSet(_ option: Option) -> Bool { given[option.name] != nil }

    /// An option's value: the command line's, else the environment's, else the configuration file's.
    func value(_ option: Option) -> Value? {
        if let value = given[option.name] { return value }
        guard option.isSetting else { return nil }
        if let text = environment[option.environmentName] {
            return Value(origin: option.environmentName, text: text)
        }
        return configured[option.name]
    }

    /// An option that must be there.
    func required(_ option: Option) throws(UsageError) -> Value {
        if let value = value(option) { return value }
        let also = option.isSetting ? " (or \(option.environmentName))" : ""
        throw UsageError("--\(option.name)\(also) is required: \(option.summary)")
    }

    /// Reads an option's value; nil when it was not given.
    func parsed<Result>(
        _ option: Option, expecting expected: String, _ read: (String) -> Result?
    ) throws(UsageError) -> Result? {
        guard let value = value(option) else { return nil }
        guard let result = read(value.text) else {
            throw UsageError("\(value.origin) is \"\(value.text)\"; expected is \(expected)")
        }
        return result
    }

    /// Reads a whole number within bounds.
    func integer(_ option: Option, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        try parsed(option, expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            text in
            Int(text).flatMap { range.contains($0) && String($0) == text ? $0 : nil }
        }
    }

    /// Reads one of a few words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ option: Option, _: Word.Type
    ) throws(UsageError) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return try parsed(option, expecting: "one of \(words)", Word.init(rawValue:))
    }
}
