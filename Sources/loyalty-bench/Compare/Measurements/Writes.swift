import Foundation
import Model

/// The write driver as a program of its own, on the clients' core.
struct WriteRun {
    let workbench: Workbench

    /// Runs it to its end; answers the acknowledged awards, and how many there were a second.
    func run(port: Int, clients: Int) throws -> (acknowledged: Int, perSecond: Double) {
        let output = try workbench.bench(
            [
                "writes", "--port", "\(port)", "--write-key", workbench.writeKey, "--clients", "\(clients)",
                "--seconds", "\(workbench.settings.seconds)", "--customers", "\(workbench.tokens.count)",
            ], on: workbench.settings.clientCore)
        let pattern = /writes: ([0-9]+) acknowledged by [0-9]+ clients, ([0-9]+) failed, ([0-9]+) writes/
        guard let found = output.firstMatch(of: pattern), found.2 == "0", let count = Int(found.1),
            let rate = Double(found.3)
        else { throw BenchError("the write driver failed: \(output)") }
        return (count, rate)
    }
}

/// Durable awards of 64 clients, beside a plain SQLite loop that puts 100 writes into a transaction.
///
/// The loop writes an entry and a wallet a time, without checks, idempotency, chain or lots, and keeps to the server's
/// core. It does so once in a file that was filled with as many customers and entries as the service's books have, so
/// that its writes land on as many pages, which is what the goal speaks of; and once in an empty file.
enum DurableAwards: Measurement {
    static let name = "awards"
    static let tools: Set<Tool> = []
    private static let clients = 64
    private static let batch = 100

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench)
        defer { server.stop() }
        let writes = WriteRun(workbench: workbench)
        let filled = workbench.scratch.path("raw.db")
        // Fills it, before anything is measured.
        _ = try raw(workbench, file: filled, seconds: 1)
        var (ours, full, empty): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<workbench.settings.rounds {
            ours.append(try writes.run(port: server.port, clients: clients).perSecond)
            full.append(try raw(workbench, file: filled, seconds: workbench.settings.seconds))
            empty.append(try raw(workbench, file: nil, seconds: workbench.settings.seconds))
        }
        let work = "durable awards of \(clients) clients"
        return [
            ReportRow(
                part: name, work: work, unit: "/s", ours: ours,
                reference: .init(name: "SQLite, \(batch) a transaction, as many rows", values: full),
                goal: .atLeast(0.8)),
            ReportRow(
                part: name, work: work, unit: "/s", ours: ours,
                reference: .init(name: "SQLite, \(batch) a transaction, empty", values: empty)),
        ]
    }

    private static func raw(_ workbench: Workbench, file: String?, seconds: Int) throws -> Double {
        let place =
            file.map { ["--database", $0, "--entries", "\(workbench.entries)"] }
            ?? ["--directory", workbench.scratch.path("")]
        let output = try workbench.bench(
            [
                "raw", "--batch", "\(batch)", "--seconds", "\(seconds)", "--customers",
                "\(workbench.tokens.count)",
            ] + place, on: workbench.settings.serverCore)
        guard let found = output.firstMatch(of: /([0-9]+) writes\/s/), let rate = Double(found.1) else {
            throw BenchError("the raw loop failed: \(output)")
        }
        return rate
    }
}

/// How often the service has the disk sync for each award that it acknowledges, counted by strace in a run of its
/// own: not the service's word.
enum SyncsPerAward: Measurement {
    static let name = "syncs"
    static let tools: Set<Tool> = [.strace]

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let log = workbench.scratch.path("syncs.log")
        let server = try LoyaltyServer(
            workbench,
            // -D: the service is our child, not strace's; only these two calls stop it.
            under: [
                "strace", "-D", "-f", "--seccomp-bpf", "-qq", "-y", "-e", "trace=fsync,fdatasync", "-o", log,
            ])
        defer { server.stop() }
        var (many, one): ([Double], [Double]) = ([], [])
        for _ in 0..<workbench.settings.rounds {
            many.append(try perAward(workbench, server, log: log, clients: 64))
            one.append(try perAward(workbench, server, log: log, clients: 1))
        }
        return [
            ReportRow(
                part: name, work: "fsyncs per acknowledged award, 64 clients", unit: "", ours: many,
                goal: .atMost(0.05)),
            // One before each answer; those of a checkpoint now and then come on top.
            ReportRow(
                part: name, work: "fsyncs per acknowledged award, 1 client", unit: "", ours: one,
                goal: .between(1, 1.05)),
        ]
    }

    private static func perAward(
        _ workbench: Workbench, _ server: LoyaltyServer, log: String, clients: Int
    ) throws -> Double {
        let before = try syncs(in: log)
        let acknowledged = try WriteRun(workbench: workbench).run(port: server.port, clients: clients)
            .acknowledged
        guard acknowledged > 0 else { throw BenchError("no award was acknowledged") }
        return Double(try syncs(in: log) - before) / Double(acknowledged)
    }

    /// Calls that ended so far; strace writes a call that it left in the middle in two lines.
    private static func syncs(in log: String) throws -> Int {
        try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count { $0.contains(" = 0") }
    }
}

/// Nine cold screens to one award, each client as fast as it is answered, beside the same server's cold screens alone.
enum MixedLoad: Measurement {
    static let name = "mixed"
    static let tools: Set<Tool> = [.wrk]

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench, ColdScreens.options)
        defer { server.stop() }
        let wrk = Wrk(workbench: workbench)
        let screens = ColdScreens.script(workbench)
        let alone = try wrk.script("alone", screens)
        let values = try workbench.inTurns(
            {
                let mixed = screens.mixedWithAwards(
                    customers: workbench.tokens.count, writeKey: workbench.writeKey,
                    run: Hex.encode(randomBytes(8)))
                return try wrk.run(port: server.port, script: try wrk.script("mixed", mixed))
                    .requestsPerSecond
            }, { try wrk.run(port: server.port, script: alone).requestsPerSecond })
        return [
            ReportRow(
                part: name, work: "90 % cold screens, 10 % awards", unit: "/s", ours: values.ours,
                reference: .init(name: "cold screens alone", values: values.reference), goal: .atLeast(0.9))
        ]
    }
}
