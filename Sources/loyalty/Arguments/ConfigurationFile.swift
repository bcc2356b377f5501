/// A file of settings: `name = value` a line, `#` for comments, names as the options without their hyphens.
enum ConfigurationFile {
    /// Bytes that such a file may have.
    static let bytesMax = 65_536

    /// Reads a file's settings; every name must be one of the options.
    static func read(_ path: String, options: [Option]) throws(UsageError) -> [String: Invocation.Value] {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, bytesMax: bytesMax)
        } catch {
            throw UsageError("--config: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError("--config: \(path) is not UTF-8 text")
        }
        return try parse(text, path: path, names: options.filter(\.isSetting).map(\.name))
    }

    /// Reads the lines of a file.
    static func parse(
        _ text: String, path: String, names: [String]
    ) throws(UsageError) -> [String: Invocation.Value] {
        var settings: [String: Invocation.Value] = [:]
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let place = "\(path):\(index + 1)"
            let content = trimmed(line)
            if content.isEmpty || content.hasPrefix("#") { continue }
            guard let equals = content.firstIndex(of: "=") else {
                throw UsageError("\(place): \"\(content)\" is not `name = value`")
            }
            let name = trimmed(content[..<equals])
            guard names.contains(name) else {
                let near = NearMatch.best(for: name, among: names)
                let hint =
                    near.isEmpty ? "there is: \(names.joined(separator: ", "))" : "did you mean \(near[0])?"
                throw UsageError("\(place): unknown setting \"\(name)\"; \(hint)")
            }
            guard settings[name] == nil else { throw UsageError("\(place): \(name) is set twice") }
            settings[name] = Invocation.Value(
                origin: "\(place): \(name)", text: unquoted(trimmed(content[content.index(after: equals)...]))
            )
        }
        return settings
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast())
    }
}
