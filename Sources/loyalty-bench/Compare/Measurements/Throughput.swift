/// As many requests as a server answers, beside nginx, in turns; with the processor time that each takes, which other
/// programs' load hardly changes.
struct Throughput {
    /// A server under wrk.
    struct Side {
        let port: Int
        let process: Int32
        let script: String
    }

    let workbench: Workbench
    let ours: Side
    /// nginx asked for its file in the fewest words.
    let nginx: Side
    /// nginx asked for it in as many words as the service, with a key and a token: wrk's own work is the same beside both,
    /// which counts where wrk's core is full before the server's.
    let likewise: Side
    /// What nginx answers with.
    let file: String

    func rows(part: String, work: String, goal: Goal) throws -> [ReportRow] {
        var (rates, costs): ([Side: [Double]], [Side: [Double]]) = ([:], [:])
        let wrk = Wrk(workbench: workbench)
        for _ in 0..<workbench.settings.rounds {
            for side in [ours, nginx, likewise] {
                let before = try ProcessorTime.nanoseconds(of: side.process)
                let report = try wrk.run(port: side.port, script: side.script)
                let spent = try ProcessorTime.nanoseconds(of: side.process) - before
                rates[side, default: []].append(report.requestsPerSecond)
                costs[side, default: []].append(spent / 1_000 / Double(max(1, report.requests)))
            }
        }
        return [
            ReportRow(
                part: part, work: work, unit: "/s", ours: rates[ours] ?? [],
                reference: .init(name: "nginx, \(file)", values: rates[nginx] ?? []), goal: goal),
            ReportRow(
                part: part, work: "the same, in the same words", unit: "/s", ours: rates[ours] ?? [],
                reference: .init(name: "nginx, \(file)", values: rates[likewise] ?? [])),
            ReportRow(
                part: part, work: "the same, processor time each", unit: "µs", ours: costs[ours] ?? [],
                reference: .init(name: "nginx, \(file)", values: costs[nginx] ?? [])),
        ]
    }
}

extension Throughput.Side: Hashable {}
