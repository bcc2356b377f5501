import Engine
import Foundation
import Model

/// The command `growth`: what a cold screen costs in a small database and in a large one, in instructions of the
/// processor (callgrind) and of SQLite's virtual machine, which no other program's load changes.
struct Growth {
    private let loyalty: String
    private let databases: [String]
    private let requests: Int

    init(_ options: Options) throws {
        loyalty = options.text("loyalty", default: CompareSettings.beside("loyalty"))
        databases = options.list("databases")
        requests = try options.number("requests", default: 500)
        guard databases.count == 2 else { throw BenchError("--databases takes a small and a large one: A,B") }
    }

    /// What one screen costs.
    private struct Cost {
        let entries: Int
        let instructions: Double
        let steps: Double
    }

    func run() throws {
        try Tool.check([.valgrind, .taskset])
        Interruption.cleanUp()
        let costs = try databases.map(cost)
        let work = "a cold screen, \(costs[1].entries) entries"
        let beside = "\(costs[0].entries) entries"
        print(
            Report([
                ReportRow(
                    part: "growth", work: work, unit: "instructions", ours: [costs[1].instructions],
                    reference: .init(name: beside, values: [costs[0].instructions]), goal: .atMost(1.8)),
                ReportRow(
                    part: "growth", work: work, unit: "SQLite steps", ours: [costs[1].steps],
                    reference: .init(name: beside, values: [costs[0].steps]), goal: .atMost(1.02)),
            ]).table)
    }

    private func cost(_ database: String) throws -> Cost {
        let workbench = try Workbench(try Options(["--database", database, "--loyalty", loyalty]))
        return Cost(
            entries: workbench.entries, instructions: try instructions(workbench), steps: try steps(workbench)
        )
    }

    /// Instructions of SQLite's virtual machine for the facts of one screen, without the service. The first customers
    /// of two databases of one seed have the same histories.
    private func steps(_ workbench: Workbench) throws -> Double {
        let engine = try openEngine(workbench.database)
        defer { engine.close() }
        let reading = try FactReading(engine, screen: .wallet)
        let before = reading.instructionsRun
        for customer in 0..<min(requests, workbench.tokens.count) { try reading.read(customer: customer) }
        return Double(reading.instructionsRun - before) / Double(min(requests, workbench.tokens.count))
    }

    /// Instructions of the whole service for one request.
    private func instructions(_ workbench: Workbench) throws -> Double {
        let (counts, lean) = (workbench.scratch.path("callgrind"), workbench.scratch.path("loyalty"))
        // Older valgrinds cannot read the debug information of a newer compiler.
        _ = try workbench.start("strip", ["strip", "-g", "-o", lean, loyalty], on: nil).finish()
        let server = try LoyaltyServer(
            workbench, ColdScreens.options, program: lean,
            under: ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=\(counts)"])
        defer { server.stop() }
        _ = try server.survey(workbench.some(Self.warmUp))
        try control(workbench, "on", server)
        _ = try server.survey(workbench.some(requests))
        try control(workbench, "off", server)
        server.stop()
        let text = try String(contentsOfFile: counts, encoding: .utf8)
        guard let found = text.firstMatch(of: /\ntotals: ([0-9]+)/), let total = Double(found.1)
        else {
            throw BenchError("callgrind left no total")
        }
        return total / Double(requests)
    }

    /// Requests before the counting begins.
    private static let warmUp = 200

    private func control(_ workbench: Workbench, _ state: String, _ server: LoyaltyServer) throws {
        _ = try workbench.start(
            "control", ["callgrind_control", "-i", state, "\(server.program.identifier)"], on: nil
        ).finish()
    }
}
