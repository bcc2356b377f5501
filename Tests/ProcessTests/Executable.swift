import Foundation
import TestFiles
import Testing

/// The built program and what the tests run beside it.
enum Executable {
    /// `loyalty`, which lies beside the test bundle.
    static let loyalty: URL = {
        let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        var directory = runner.deletingLastPathComponent()
        if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
            directory = URL(filePath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
        }
        return directory.appending(path: "loyalty")
    }()

    /// The top of the repository, found from this very file.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The Python that the test script has prepared, else the system's.
    static var python: String { ProcessInfo.processInfo.environment["LOYALTY_TEST_PYTHON"] ?? "python3" }

    /// What a program that has ended left.
    struct Outcome: Sendable {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Runs `loyalty` with these words to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> Outcome {
        try run(loyalty.path, arguments, environment: environment, input: input)
    }

    /// Runs a program to its end.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        patience: TimeInterval = RunningProgram.patience
    ) throws -> Outcome {
        let running = try RunningProgram(program, arguments, environment: environment, input: input)
        let code = running.waitForEnd(patience: patience)
        return Outcome(code: code, output: running.output, errors: running.errors)
    }
}

extension Scratch {
    /// Writes a file and answers its path.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(to: url.appending(path: name), atomically: true, encoding: .utf8)
        return path(name)
    }

    /// A database with a brand that gives one coin per dollar.
    func published(_ name: String = "books.db") throws -> String {
        let document = try file("programme.json", Programmes.plain)
        let outcome = try Executable.run(["program", "publish", document, "--database", path(name)])
        try #require(outcome.code == 0, "\(outcome.errors)")
        return path(name)
    }
}

/// Programme documents for the tests.
enum Programmes {
    /// One coin per dollar, no tiers, nothing expires, coupons from one coin up.
    static let plain = """
        {
          "schema": 1, "brand": {"id": "cdnow", "name": "CDNOW"}, "currency": "USD",
          "time_zone": "America/New_York", "default_locale": "en-US",
          "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
          "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "award_on": "paid"},
          "expiry": {"kind": "never"},
          "rewards": [{"id": "any", "kind": "variable_amount", "coins_per_step": 1, "amount_per_step": 1,
            "steps_minimum": 1, "steps_maximum": 1000, "title": "Any", "valid_days": 90, "code_prefix": "P",
            "active": true, "returns_coins_on_expiry": true}]
        }
        """
}
