import Foundation

/// A foreign program that a measurement needs.
enum Tool: String, CaseIterable {
    case wrk, nginx, strace, valgrind, taskset

    /// The Debian package that has it.
    var package: String {
        switch self {
        case .nginx: "nginx-light"
        case .taskset: "util-linux"
        default: rawValue
        }
    }

    /// Its path; administrators' folders count, too.
    var path: String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(
            String.init)
        return (folders + ["/usr/sbin", "/sbin"]).map { "\($0)/\(rawValue)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// - Throws: What to install, when something is missing.
    static func check(_ tools: Set<Tool>) throws {
        let missing = tools.filter { $0.path == nil }.sorted { $0.rawValue < $1.rawValue }
        guard !missing.isEmpty else { return }
        let names = missing.map(\.rawValue).joined(separator: ", ")
        let packages = missing.map(\.package).joined(separator: " ")
        throw BenchError("not found: \(names); on Debian: apt-get install \(packages)")
    }
}
