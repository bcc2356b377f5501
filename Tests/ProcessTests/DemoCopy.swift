import Foundation
import TestFiles
import Testing

/// A running demo of one's own, over a copy of one that was made once: the demo's two years of purchases take a debug build
/// ten seconds, and a second start serves what is there.
final class DemoCopy {
    let server: RunningServer
    private let scratch: Scratch

    /// The file of assignments.
    var file: String { scratch.path("demo.env") }
    var database: String { scratch.path("demo.db") }

    private static let made: Result<Scratch, any Error> = Result {
        let scratch = try Scratch()
        let server = try start(in: scratch)
        try #require(server.stop() == 0)
        return scratch
    }

    /// Starts one, and waits until it has said everything.
    init(_ more: [String] = []) throws {
        scratch = try Scratch()
        let original = try Self.made.get().url
        for file in try FileManager.default.contentsOfDirectory(atPath: original.path) {
            try FileManager.default.copyItem(
                at: original.appending(path: file), to: scratch.url.appending(path: file))
        }
        server = try Self.start(in: scratch, more)
    }

    private static func start(in scratch: Scratch, _ more: [String] = []) throws -> RunningServer {
        let server = try RunningServer(
            [
                "demo", "--port", "0", "--database", scratch.path("demo.db"), "--env-file",
                scratch.path("demo.env"),
            ] + more)
        server.program.wait { $0.output.contains("/redemptions") }
        return server
    }
}
