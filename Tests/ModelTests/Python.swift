import Foundation

/// Runs Python's standard library as an independent witness.
enum Python {
    struct Failure: Error {
        var status: Int32
    }

    /// The lines that a program prints when it is given lines.
    static func run(_ program: String, arguments: [String] = [], input: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        // A file instead of a pipe: neither side can then wait for the other.
        let source = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(input.map { $0 + "\n" }.joined().utf8).write(to: source)
        defer { try? FileManager.default.removeItem(at: source) }
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
