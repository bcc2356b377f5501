import Foundation
import TestFiles
import Testing

/// The engine against the independent auditor, a Python program that keeps books of its own (`Tests/Auditor`).
struct AuditTests {
    /// `LOYALTY_SEED=random` explores; `LOYALTY_COMMANDS` goes further.
    static let seed = ProcessInfo.processInfo.environment["LOYALTY_SEED"] ?? "1"
    static let commands = ProcessInfo.processInfo.environment["LOYALTY_COMMANDS"] ?? "20000"

    /// The `loyalty-bench` to hold to account; another one is, for example, built for release or with a sanitizer.
    static let driver =
        ProcessInfo.processInfo.environment["LOYALTY_AUDIT_DRIVER"]
        ?? Executable.loyalty.deletingLastPathComponent().appending(path: "loyalty-bench").path

    @Test func `random programmes and commands come to what the auditor's own books say`() throws {
        let scratch = try Scratch()
        let audit = try Executable.run(
            Executable.python,
            [
                Executable.root.appending(path: "Tests/Auditor/audit.py").path, "--driver", Self.driver,
                "--seed", Self.seed, "--commands", Self.commands, "--directory", scratch.url.path,
            ], patience: 1_800)
        print(audit.output)
        #expect(audit.code == 0, "\(audit.output.suffix(12_000))\n\(audit.errors.suffix(2_000))")
        #expect(audit.output.contains(" agree, in "))
    }
}
