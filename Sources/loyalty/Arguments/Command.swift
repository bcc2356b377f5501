/// One command: its words, what it takes and what runs it. The table of them is ``Commands/all``.
struct Command: Sendable {
    /// `["keys", "create"]`.
    let path: [String]
    let summary: String
    /// More sentences for its own help.
    var discussion = ""
    /// What stands after the words, by the name that the help shows: `FILE`.
    var operands: [String] = []
    var options: [Option] = []
    let run: @Sendable (Invocation) throws -> Int32

    var name: String { path.joined(separator: " ") }
    var allOptions: [Option] { options + [.help] }
}

/// Exit codes of the program.
enum ExitCode {
    static let success: Int32 = 0
    /// The command was understood and could not be done, or found something wrong.
    static let failure: Int32 = 1
    /// The command was not understood.
    static let usage: Int32 = 2
}

/// A mistake in how the program was called.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
