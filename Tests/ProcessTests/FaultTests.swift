import Foundation
import TestFiles
import Testing

/// What happens to the machine under a running server: `Tests/Faults` kills it, takes its power, fills its disk and has
/// the disk fail. Each of those programs says what it found; `--help` says what it does.
struct FaultTests {
    /// `LOYALTY_SEED=random` explores; `LOYALTY_KILLS` goes further.
    static let seed: String = {
        let wanted = ProcessInfo.processInfo.environment["LOYALTY_SEED"] ?? "1"
        return wanted == "random" ? String(UInt32.random(in: 1...UInt32.max)) : wanted
    }()
    static let kills = ProcessInfo.processInfo.environment["LOYALTY_KILLS"] ?? "10"

    private func run(_ script: String, _ arguments: [String]) throws {
        let scratch = try Scratch()
        let path = Executable.root.appending(path: "Tests/Faults/\(script)").path
        let fixed = ["--program", Executable.loyalty.path, "--directory", scratch.url.path]
        let outcome = try Executable.run(
            Executable.python, [path] + fixed + arguments, patience: 1_800)
        print(outcome.output)
        #expect(outcome.code == 0, "\(outcome.output.suffix(4_000))\n\(outcome.errors.suffix(4_000))")
    }

    @Test func `nothing acknowledged is lost or doubled by kills and losses of power`() throws {
        try run("kills.py", ["--seed", Self.seed, "--kills", Self.kills])
    }

    @Test(arguments: [
        "full-disk", "full-mount", "file-limit", "failing-sync", "failing-checkpoint", "failing-writes",
        "second-instance", "log-gone", "no-standard-files", "clock-jumps", "file-cut-off",
    ])
    func `troubles of the machine are told, survived, and leave the books whole`(trouble: String) throws {
        try run("troubles.py", [trouble])
    }

    @Test func `a damaged file tells no wrong balance`() throws {
        try run("corrupt.py", ["--seed", Self.seed, "--seeds", "40"])
    }

    @Test(arguments: ["lying-disk", "no-idempotency"])
    func `the test of kills finds out what is broken on purpose`(fault: String) throws {
        try run("kills.py", ["--seed", Self.seed, "--kills", "10", "--broken", fault])
    }
}
