import Foundation
import Testing

/// Clients of Nector's format that were not written for this service, pointed at a running demo by their base URL.
struct NectorClientTests {
    private func run(_ script: String, _ arguments: [String] = [], patience: TimeInterval = 600) throws {
        let demo = try DemoCopy(["--rate-limits", "off"])
        let path = Executable.root.appending(path: "Tests/Nector/\(script)").path
        let outcome = try Executable.run(
            try #require(ContractTests.python), [path, "--env-file", demo.file] + arguments,
            patience: patience)
        #expect(outcome.code == 0, "\(outcome.output.suffix(8_000))\n\(outcome.errors.suffix(2_000))")
        #expect(demo.server.stop() == 0)
        let verified = try Executable.run(["verify", "--database", demo.database])
        #expect(verified.code == 0, "\(verified.output)")
    }

    @Test(.enabled(if: ContractTests.python != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `Nector's own Python SDK does everything that it can`() throws { try run("sdk.py") }

    @Test(.enabled(if: ContractTests.python != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `what shops, apps and checkouts send is answered with what they read`() throws {
        try run("storefront.py")
    }

    @Test(.enabled(if: ContractTests.python != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `Nector's published description, sent at random, is never answered with a fault of ours`() throws {
        try run("published.py", ["--examples", "15"])
    }
}
