/// The help texts, made from the table of commands.
enum Help {
    private static let column = 26
    private static let width = 100

    /// Help on the commands that begin with some words: one command's own, or a list.
    static func text(on path: [String], among commands: [Command]) -> String {
        if let command = commands.first(where: { $0.path == path }) { return text(command) }
        let below = commands.filter { $0.path.starts(with: path) }
        let words = (["loyalty"] + path).joined(separator: " ")
        var lines = ["Usage: \(words) COMMAND [options]", ""]
        if path.isEmpty {
            lines = ["A loyalty service: coins, coupons, tiers and referrals over HTTP.", ""] + lines
        }
        lines.append("Commands:")
        for command in below { lines += entry(command.name, command.summary) }
        lines += ["", "`\(words) COMMAND --help` tells more of one command."]
        lines.append("Exit codes: 0 done, 1 failed or something wrong was found, 2 not understood.")
        return lines.joined(separator: "\n")
    }

    private static func text(_ command: Command) -> String {
        var usage = "Usage: loyalty \(command.name)"
        for operand in command.operands { usage += " \(operand)" }
        if !command.options.isEmpty { usage += " [options]" }
        var lines = [usage, "", command.summary]
        if !command.discussion.isEmpty { lines += ["", command.discussion] }
        lines += ["", "Options:"]
        for option in command.allOptions {
            var summary = option.summary
            if let byDefault = option.byDefault { summary += " Default: \(byDefault)." }
            if option.isSetting { summary += " [\(option.environmentName)]" }
            lines += entry("--\(option.name)" + (option.placeholder.map { " \($0)" } ?? ""), summary)
        }
        if command.options.contains(.config) {
            lines += [
                "",
                "An option comes from the command line, else from the variable in brackets, else from the",
            ]
            lines.append("file that --config names, where it stands as `name = value`.")
        }
        return lines.joined(separator: "\n")
    }

    /// A name and what it is, in two columns.
    private static func entry(_ name: String, _ summary: String) -> [String] {
        var lines: [String] = []
        var line = "  " + name
        if line.count >= column {
            lines.append(line)
            line = ""
        }
        line += String(repeating: " ", count: column - line.count)
        for word in summary.split(separator: " ") {
            if line.count + word.count > width, line.count > column {
                lines.append(trimmed(line))
                line = String(repeating: " ", count: column)
            }
            line += word + " "
        }
        return lines + [trimmed(line)]
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
