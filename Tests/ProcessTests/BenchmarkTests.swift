import Foundation
import TestFiles
import Testing

/// That the benchmarks run, on few customers and for a second; what they measure is nobody's business here.
struct BenchmarkTests {
    private static let bench = Executable.loyalty.deletingLastPathComponent().appending(path: "loyalty-bench")
        .path

    private struct Line: Decodable {
        let part: String
        let ours: [Double]
        let value: Double
    }

    @Test func `a comparison measures both sides in every round, and leaves nothing behind`() throws {
        let scratch = try Scratch()
        let outcome = try Executable.run(
            Self.bench,
            [
                "compare", "--only", "warm,not-modified,mixed-open,awards,start", "--rounds", "1",
                "--seconds", "1",
                "--customers", "50", "--entries", "10", "--directory", scratch.url.path, "--json",
            ])
        try #require(outcome.code == 0, "\(outcome.errors)")
        let lines = try JSONDecoder().decode([Line].self, from: Data(outcome.output.utf8))
        #expect(
            lines.map(\.part) == [
                "warm", "warm", "warm", "not-modified", "not-modified", "not-modified", "mixed-open",
                "mixed-open", "mixed-open", "awards", "awards", "start",
            ])
        #expect(lines.allSatisfy { $0.value > 0 && !$0.ours.isEmpty })
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
    }

    @Test func `a missing program is named with the package that has it`() throws {
        let outcome = try Executable.run(
            Self.bench, ["compare", "--only", "cold"], environment: ["PATH": "/nowhere"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("not found: taskset, wrk; on Debian: apt-get install util-linux wrk"))
    }

    @Test func `an unknown part is refused with those that there are`() throws {
        let outcome = try Executable.run(Self.bench, ["compare", "--only", "warm,hot"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("no part is named hot; there are warm, not-modified, cold,"))
    }

    @Test func `made books agree with themselves, and one seed makes the same coins`() throws {
        let scratch = try Scratch()
        var coins: [String] = []
        for name in ["a.db", "b.db"] {
            let made = try Executable.run(
                Self.bench,
                [
                    "make", "--database", scratch.path(name), "--customers", "30", "--entries", "25",
                    "--seed", "7",
                ])
            try #require(made.code == 0, "\(made.errors)")
            #expect(made.output.contains("WRITE_KEY='lbw_live_"))
            let verified = try Executable.run(["verify", "--database", scratch.path(name)])
            #expect(verified.code == 0, "\(verified.output)")
            coins.append(verified.output)
        }
        #expect(coins[0] == coins[1])
        #expect(coins[0].contains("30 customers"))
    }
}
