import Foundation

/// What wrk printed at its end.
package struct WrkReport: Sendable, Hashable {
    package let requestsPerSecond: Double
    package let requests: Int
    /// Answers with a status of 400 or more, and sockets that failed.
    package let failures: Int

    /// Nil when it is no report of wrk's.
    package init?(parsing text: String) {
        guard let found = text.firstMatch(of: /Requests\/sec:\s+([0-9.]+)/), let rate = Double(found.1),
            let counted = text.firstMatch(of: /([0-9]+) requests in/), let requests = Int(counted.1)
        else { return nil }
        requestsPerSecond = rate
        self.requests = requests
        var failures = 0
        if let refused = text.firstMatch(of: /Non-2xx or 3xx responses: ([0-9]+)/) {
            failures += Int(refused.1) ?? 0
        }
        if let lost = text.firstMatch(
            of: /Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)/)
        {
            failures += [lost.1, lost.2, lost.3, lost.4].reduce(0) { $0 + (Int($1) ?? 0) }
        }
        self.failures = failures
    }
}

/// wrk with one thread and 64 connections, on the clients' core.
struct Wrk {
    static let connections = 64
    let workbench: Workbench

    /// Writes a script where wrk finds it.
    func script(_ name: String, _ script: WrkScript) throws -> String {
        let path = workbench.scratch.path("\(name).lua")
        try script.text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// Runs it to its end; answers what it counted.
    func run(port: Int, script: String, while watch: (ChildProgram) throws -> Void = { _ in }) throws
        -> WrkReport
    {
        let child = try workbench.start(
            "wrk",
            [
                "wrk", "-t1", "-c\(Self.connections)", "-d\(workbench.settings.seconds)s", "-s", script,
                "http://127.0.0.1:\(port)/",
            ], on: workbench.settings.clientCore)
        try watch(child)
        let output = try child.finish()
        guard let report = WrkReport(parsing: output) else {
            throw BenchError("wrk printed no figures: \(output)")
        }
        guard report.failures == 0 else { throw BenchError("\(report.failures) requests failed: \(output)") }
        return report
    }
}
