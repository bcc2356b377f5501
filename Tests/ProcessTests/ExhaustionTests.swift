import Foundation
import TestFiles
import Testing

/// What a running server does when it is short of memory, of descriptors or of time.
struct ExhaustionTests {
    private static let script = Executable.root.appending(path: "Tests/Conformance/exhaustion.py").path

    /// Each with fewer requests than a run by hand, which takes its own numbers.
    @Test(arguments: [("bodies", 200), ("idle", 5_000), ("steady", 4_000), ("descriptors", 200)])
    func `a server that is pressed hard keeps within its limits and goes on serving`(
        name: String, number: Int
    ) throws {
        let served = try Self.served()
        let outcome = try Self.press(served, name, number)
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors.suffix(2_000))")
        #expect(served.server.stop() == 0)
        #expect(try Executable.run(["verify", "--database", served.database]).code == 0)
    }

    @Test func `a stop finishes half-sent requests, tells those that stay so, and ends within ten seconds`()
        throws
    {
        let served = try Self.served()
        let outcome = try Self.press(served, "stop", 20)
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors.suffix(2_000))")
        #expect(served.server.program.waitForEnd() == 0)
        #expect(try Executable.run(["verify", "--database", served.database]).code == 0)
    }

    /// A server with its books, which go with it.
    private struct Served {
        let scratch: Scratch
        let server: RunningServer
        let key: String
        let database: String
    }

    private static func served() throws -> Served {
        let scratch = try Scratch()
        let database = try scratch.published()
        let created = try Executable.run(
            ["keys", "create", "--brand", "cdnow", "--kind", "write", "--database", database])
        try #require(created.code == 0, "\(created.errors)")
        let key = created.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return Served(
            scratch: scratch, server: try RunningServer(database: database, ["--rate-limits", "off"]),
            key: key,
            database: database)
    }

    private static func press(
        _ served: Served, _ name: String, _ number: Int
    ) throws -> Executable.Outcome {
        try Executable.run(
            Executable.python,
            [
                script, "127.0.0.1:\(served.server.port)", String(served.server.program.identifier),
                served.key, name, String(number),
            ], patience: 300)
    }
}
