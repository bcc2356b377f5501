import Foundation
import Testing

/// The contract, held against a running demo by foreign programs: the specification's validator, a JSON Schema
/// validator, a client generator and property-based requests with schemathesis.
struct ContractTests {
    /// A Python with `Tests/Contract/requirements.txt` installed; `Tests/run` makes one.
    static let python = ProcessInfo.processInfo.environment["LOYALTY_TEST_PYTHON"]

    /// What schemathesis asks takes most of the time, so it asks another demo beside the other checks.
    @Test(
        .enabled(if: python != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"),
        arguments: ["--but-fuzz", "--only-fuzz"])
    func `the demo keeps the contract, whatever it is asked`(part: String) throws {
        let demo = try DemoCopy(["--rate-limits", "off"])
        let checks = try Executable.run(
            "bash",
            [Executable.root.appending(path: "Tests/Contract/run").path, part, demo.file, demo.database],
            environment: ["LOYALTY_TEST_PYTHON": try #require(Self.python)], patience: 1_800)
        #expect(checks.code == 0, "\(checks.output.suffix(8_000))\n\(checks.errors.suffix(2_000))")
        #expect(demo.server.stop() == 0)
    }
}
