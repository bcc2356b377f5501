import Foundation
import Synchronization
import Testing

/// A program that runs, with what it says.
final class RunningProgram: Sendable {
    private struct State {
        var output = Data()
        var errors = Data()
        var openEnds = 2
    }

    /// How long a test waits for something that must come.
    static let patience: TimeInterval = 120

    /// How a program ended.
    private final class Ending: Sendable {
        let code = Mutex<Int32?>(nil)
    }

    private let ended: Ending
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    let identifier: Int32

    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: program.contains("/") ? program : "/usr/bin/env")
        process.arguments = program.contains("/") ? arguments : [program] + arguments
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LOYALTY_") }
        variables.merge(environment) { $1 }
        process.environment = variables
        let (output, errors, feed) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input == nil ? FileHandle.nullDevice : feed
        let (ended, changed) = (Ending(), changed)
        self.ended = ended
        process.terminationHandler = { process in
            ended.code.withLock {
                $0 =
                    process.terminationReason == .exit
                    ? process.terminationStatus : -process.terminationStatus
            }
            changed.signal()
        }
        try process.run()
        identifier = process.processIdentifier
        if let input {
            feed.fileHandleForWriting.write(Data(input.utf8))
            try feed.fileHandleForWriting.close()
        }
        listen(to: output.fileHandleForReading) { $0.output += $1 }
        listen(to: errors.fileHandleForReading) { $0.errors += $1 }
    }

    private func listen(
        to handle: FileHandle, _ take: @escaping @Sendable (inout State, Data) -> Void
    ) {
        Thread.detachNewThread { [self] in
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                state.withLock { take(&$0, data) }
                changed.signal()
            }
            state.withLock { $0.openEnds -= 1 }
            changed.signal()
        }
    }

    var output: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }
    var errors: String { state.withLock { String(decoding: $0.errors, as: UTF8.self) } }
    var hasEnded: Bool { ended.code.withLock { $0 != nil } }

    /// Waits until the condition holds; each thing that the program says or does asks again.
    @discardableResult
    func wait(for patience: TimeInterval = patience, until condition: (RunningProgram) -> Bool) -> Bool {
        let limit = Date(timeIntervalSinceNow: patience)
        while !condition(self) {
            let rest = limit.timeIntervalSinceNow
            guard rest > 0, !(hasEnded && state.withLock { $0.openEnds } == 0 && !condition(self)) else {
                return condition(self)
            }
            _ = changed.wait(timeout: .now() + min(rest, 1))
        }
        return true
    }

    /// Waits for the end; answers the exit code, or minus the signal.
    func waitForEnd(patience: TimeInterval = patience) -> Int32 {
        wait(for: patience) { program in program.hasEnded && program.state.withLock { $0.openEnds == 0 } }
        return ended.code.withLock { $0 } ?? .min
    }

    func signal(_ number: Int32) { _ = kill(identifier, number) }
}

/// A `loyalty serve` or `loyalty demo` that is ready.
final class RunningServer {
    let program: RunningProgram
    /// `http://127.0.0.1:12345`.
    let baseURL: String
    var port: Int { Int(baseURL.split(separator: ":").last ?? "") ?? 0 }

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        program = try RunningProgram(Executable.loyalty.path, arguments, environment: environment)
        let isReady = program.wait { $0.output.contains("http://") && $0.output.contains("\n") }
        try #require(isReady, "\(program.output) \(program.errors)")
        let match = try #require(program.output.firstMatch(of: /http:\/\/[0-9a-z.:\[\]]+/))
        baseURL = String(match.output)
    }

    /// Serves a database on a free port.
    convenience init(database: String, _ more: [String] = []) throws {
        try self.init(["serve", "--database", database, "--port", "0", "--log-level", "warning"] + more)
    }

    /// Stops as an operator does; answers the exit code.
    @discardableResult
    func stop() -> Int32 {
        program.signal(SIGTERM)
        return program.waitForEnd()
    }

    /// Stops as a power cut does.
    func kill() {
        program.signal(SIGKILL)
        _ = program.waitForEnd()
    }

    deinit {
        if !program.hasEnded { program.signal(SIGKILL) }
    }
}
