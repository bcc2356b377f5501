import Foundation
import TestFiles
import Testing

/// The contract, held against a running demo by foreign programs: the specification's validator, a JSON Schema
/// validator, a client generator and property-based requests with schemathesis.
struct ContractTests {
    /// A Python with `Tests/Contract/requirements.txt` installed; `Tests/run` makes one.
    static let python = ProcessInfo.processInfo.environment["LOYALTY_TEST_PYTHON"]

    @Test(.enabled(if: python != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `the demo keeps the contract, whatever it is asked`() throws {
        let scratch = try Scratch()
        let file = scratch.path("demo.env")
        let database = scratch.path("demo.db")
        let server = try RunningServer([
            "demo", "--port", "0", "--rate-limits", "off", "--database", database, "--env-file", file,
        ])
        server.program.wait { $0.output.contains("/redemptions") }
        let checks = try Executable.run(
            "bash", [Executable.root.appending(path: "Tests/Contract/run").path, file, database],
            environment: ["LOYALTY_TEST_PYTHON": try #require(Self.python)], patience: 1_800)
        #expect(checks.code == 0, "\(checks.output.suffix(8_000))\n\(checks.errors.suffix(2_000))")
        #expect(server.stop() == 0)
    }
}
