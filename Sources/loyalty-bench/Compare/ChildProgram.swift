import Foundation
import Synchronization

/// A program that was started here, with what it prints in a file; it ends with this process at the latest.
final class ChildProgram {
    private let process = Process()
    private let output: String
    let words: [String]

    /// - Parameters:
    ///   - words: The program, by path or found on the path, and its arguments.
    ///   - output: The file that takes what it prints, its errors among it.
    init(_ words: [String], output: String) throws {
        self.words = words
        self.output = output
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        if words[0].contains("/") {
            process.executableURL = URL(filePath: words[0])
            process.arguments = Array(words.dropFirst())
        }
        guard FileManager.default.createFile(atPath: output, contents: nil),
            let handle = FileHandle(forWritingAtPath: output)
        else {
            throw BenchError("cannot write \(output)")
        }
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        Self.running.withLock { _ = $0.insert(process.processIdentifier) }
    }

    deinit { stop() }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var printed: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// Waits for its end; answers what it printed.
    ///
    /// - Throws: When it ended with another code than 0.
    func finish() throws -> String {
        waitForEnd()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw BenchError(
                "\(words.joined(separator: " ")) ended with \(process.terminationStatus): \(printed)")
        }
        return printed
    }

    /// Asks it to end, and waits until it has.
    func stop() {
        if process.isRunning { _ = kill(identifier, SIGTERM) }
        waitForEnd()
    }

    private func waitForEnd() {
        process.waitUntilExit()
        Self.running.withLock { _ = $0.remove(process.processIdentifier) }
    }

    /// Those that have not ended.
    private static let running = Mutex<Set<Int32>>([])

    /// Asks all of them to end.
    static func stopAll() { running.withLock { $0.forEach { _ = kill($0, SIGTERM) } } }
}
