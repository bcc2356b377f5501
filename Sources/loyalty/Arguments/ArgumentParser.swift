/// Reads the words of the command line: `loyalty keys create --brand cdnow --kind=read`.
struct ArgumentParser {
    let commands: [Command]

    /// What the words ask for.
    enum Reading {
        case run(Invocation)
        /// Help on everything below some words.
        case help([String])
    }

    /// Reads the words after the program's name.
    func read(_ words: [String], environment: [String: String]) throws(UsageError) -> Reading {
        let leading = Array(words.prefix { !$0.hasPrefix("-") })
        if words.isEmpty || leading.first == "help" { return .help(Array(leading.dropFirst())) }
        guard let command = command(of: leading) else {
            let known = known(leading)
            if known == leading, words.contains("--help") || words.contains("-h") { return .help(known) }
            throw unknown(leading.isEmpty ? words : leading, after: known)
        }
        let rest = Array(words.dropFirst(command.path.count))
        let beforeEnd = rest.prefix { $0 != "--" }
        if beforeEnd.contains("--help") || beforeEnd.contains("-h") { return .help(command.path) }
        return .run(try invocation(command, rest, environment))
    }

    /// The longest command that the words begin with.
    private func command(of words: [String]) -> Command? {
        commands.filter { words.starts(with: $0.path) }.max { $0.path.count < $1.path.count }
    }

    /// As many of the words as some command begins with.
    private func known(_ words: [String]) -> [String] {
        var count = words.count
        while count > 0, !commands.contains(where: { $0.path.starts(with: words.prefix(count)) }) {
            count -= 1
        }
        return Array(words.prefix(count))
    }

    private func unknown(_ words: [String], after known: [String]) -> UsageError {
        let next = commands.filter { $0.path.starts(with: known) && $0.path.count > known.count }
            .map { $0.path[known.count] }
        guard known.count < words.count else {
            return UsageError("\"\(known.joined(separator: " "))\" wants one of: \(unique(next))")
        }
        let word = words[known.count]
        let what = word.hasPrefix("-") ? "option" : "command"
        let near = NearMatch.best(for: word, among: next)
        let hint =
            near.isEmpty ? "; there is: \(unique(next))" : "; did you mean \(near.joined(separator: " or "))?"
        return UsageError("unknown \(what) \"\((known + [word]).joined(separator: " "))\"\(hint)")
    }

    private func unique(_ words: [String]) -> String {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }.joined(separator: ", ")
    }

    private func invocation(
        _ command: Command, _ words: [String], _ environment: [String: String]
    ) throws(UsageError) -> Invocation {
        var operands: [String] = []
        var given: [String: Invocation.Value] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let (option, value) = try option(word, of: command, &rest)
            guard given[option.name] == nil else { throw UsageError("--\(option.name) is given twice") }
            given[option.name] = Invocation.Value(origin: "--\(option.name)", text: value)
        }
        guard operands.count == command.operands.count else {
            throw wrongOperands(operands, of: command)
        }
        return Invocation(command: command, operands: operands, given: given, environment: environment)
    }

    private func option(
        _ word: String, of command: Command, _ rest: inout ArraySlice<String>
    ) throws(UsageError) -> (Option, String) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.allOptions.first(where: { "--\($0.name)" == name }) else {
            let names = command.allOptions.map { "--\($0.name)" }
            let near = NearMatch.best(for: name, among: names)
            let hint =
                near.isEmpty
                ? "; `\(command.name)` takes: \(names.joined(separator: ", "))"
                : "; did you mean \(near.joined(separator: " or "))?"
            throw UsageError("unknown option \(name)\(hint)")
        }
        guard let placeholder = option.placeholder else {
            guard parts.count == 1 else { throw UsageError("--\(option.name) takes no value") }
            return (option, "")
        }
        if parts.count == 2 { return (option, String(parts[1])) }
        guard let value = rest.first, value == "-" || !value.hasPrefix("-") else {
            throw UsageError("--\(option.name) needs a value: --\(option.name) \(placeholder)")
        }
        rest.removeFirst()
        return (option, value)
    }

    private func wrongOperands(_ operands: [String], of command: Command) -> UsageError {
        if operands.count < command.operands.count {
            return UsageError("`\(command.name)` needs \(command.operands[operands.count])")
        }
        let extra = operands[command.operands.count]
        return UsageError("`\(command.name)` does not know what to do with \"\(extra)\"")
    }
}
