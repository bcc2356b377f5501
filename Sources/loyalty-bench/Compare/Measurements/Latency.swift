import Foundation

/// The open-loop driver as a program of its own, on the clients' core.
struct OpenLoopRun {
    let workbench: Workbench
    /// Requests a second in all.
    let rate: Int

    /// Writes a path, and a token where there is one, a line.
    func requests(_ name: String, _ lines: [String]) throws -> String {
        let path = workbench.scratch.path("\(name).requests")
        try lines.joined(separator: "\n").write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// Runs it to its end; answers what it printed.
    ///
    /// - Throws: When a request failed.
    func run(port: Int, requests: String, awards: Int = 0) throws -> [OpenLoopSchedule.Kind: OpenLoopResult] {
        var words = [
            "open-loop", "--port", "\(port)", "--requests", requests, "--rate", "\(rate)", "--seconds",
            "\(workbench.settings.seconds)", "--read-key", workbench.readKey,
        ]
        if awards > 0 {
            words += [
                "--awards", "\(awards)", "--write-key", workbench.writeKey, "--customers",
                "\(workbench.tokens.count)",
            ]
        }
        let output = try workbench.bench(words, on: workbench.settings.clientCore)
        let results = OpenLoopSchedule.Kind.allCases.compactMap { OpenLoopResult($0, in: output) }
        guard !results.isEmpty, results.allSatisfy({ $0.failed == 0 }) else {
            throw BenchError("the open loop failed: \(output)")
        }
        return Dictionary(uniqueKeysWithValues: results.map { ($0.kind, $0) })
    }

    /// Milliseconds of the slowest hundredth.
    static func p99(_ result: OpenLoopResult?) -> Double { Double(result?.p99 ?? 0) / 1_000_000 }
}

/// 2,000 screens a second, whatever the answers do: the slowest hundredth beside nginx's.
enum OpenLoopScreens: Measurement {
    static let name = "open-loop"
    static let tools: Set<Tool> = [.nginx]
    private static let rate = 2_000

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench)
        defer { server.stop() }
        let nginx = try NginxServer(workbench, file: try server.survey(workbench.some(100)).typicalBody)
        defer { nginx.stop() }
        let loop = OpenLoopRun(workbench: workbench, rate: rate)
        let ours = try loop.requests("screens", workbench.screenLines)
        let theirs = try loop.requests("file", [NginxServer.path])
        let values = try workbench.inTurns(
            { OpenLoopRun.p99(try loop.run(port: server.port, requests: ours)[.reads]) },
            { OpenLoopRun.p99(try loop.run(port: nginx.port, requests: theirs)[.reads]) })
        return [
            ReportRow(
                part: name, work: "p99 at \(rate) screens/s", unit: "ms", ours: values.ours,
                reference: .init(name: "nginx, p99", values: values.reference), goal: .atMost(1.5))
        ]
    }
}

/// 900 screens and 100 awards a second: the slowest hundredth of each.
enum MixedOpenLoop: Measurement {
    static let name = "mixed-open"
    static let tools: Set<Tool> = [.nginx]
    private static let rate = 1_000
    private static let awards = 100

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench, ColdScreens.options)
        defer { server.stop() }
        let nginx = try NginxServer(workbench, file: try server.survey(workbench.some(100)).typicalBody)
        defer { nginx.stop() }
        let loop = OpenLoopRun(workbench: workbench, rate: rate)
        let ours = try loop.requests("screens", workbench.screenLines)
        let theirs = try loop.requests("file", [NginxServer.path])
        var (screens, awarded, files): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<workbench.settings.rounds {
            let results = try loop.run(port: server.port, requests: ours, awards: awards)
            screens.append(OpenLoopRun.p99(results[.reads]))
            awarded.append(OpenLoopRun.p99(results[.awards]))
            files.append(OpenLoopRun.p99(try loop.run(port: nginx.port, requests: theirs)[.reads]))
        }
        let mix = "at \(rate - awards) screens/s and \(awards) awards/s"
        return [
            ReportRow(
                part: name, work: "p99 of screens \(mix)", unit: "ms", ours: screens, goal: .atMost(0.6)),
            ReportRow(part: name, work: "p99 of awards \(mix)", unit: "ms", ours: awarded, goal: .atMost(2)),
            ReportRow(
                part: name, work: "p99 of nginx, \(rate) files/s, in the same run", unit: "ms", ours: files),
        ]
    }
}
