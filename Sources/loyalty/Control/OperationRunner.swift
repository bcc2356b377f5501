import Engine
import Model
import Store

/// Does an operation wherever it must be done: in this process when the database is free, else in the server
/// that has it.
enum OperationRunner {
    /// How often, and how long in milliseconds, a database is waited for that is locked without a server to
    /// talk to: one that is starting or stopping, or another command.
    private static let tries = 50
    private static let waitMilliseconds = 100

    /// - Parameter makesDatabase: Whether a database that is not there is made.
    static func run(
        _ operation: Operation, input: FileSource?, database: String, makesDatabase: Bool,
        to output: some OperationOutput
    ) throws -> Int32 {
        guard makesDatabase || Files.exists(database) else {
            throw AdministrationError("there is no database \(database)")
        }
        var reason = ""
        for attempt in 0..<tries {
            if attempt > 0 { WriteWindow.pause(milliseconds: waitMilliseconds) }
            if let client = try ControlClient(database: database) {
                return try client.run(operation, input: input, to: output)
            }
            do {
                return try runHere(operation, input: input, database: database, to: output)
            } catch let error as StoreError where error.kind == .locked {
                reason = error.message
            }
        }
        throw AdministrationError("\(reason), which does not answer on \(ControlServer.path(of: database))")
    }

    private static func runHere(
        _ operation: Operation, input: FileSource?, database: String, to output: some OperationOutput
    ) throws -> Int32 {
        let clock = SystemClock()
        let store = try Upgrade.open(database, clock: clock) { output.progress($0) }
        defer { store.close() }
        let engine = try Engine(store: store, secrets: try Secrets.loadOrMake(beside: database), clock: clock)
        return try operation.run(input: input, on: engine, to: output)
    }
}

/// An operation's output on this terminal.
final class TerminalOutput: OperationOutput {
    private let line = ProgressLine()

    func answer(_ text: String) {
        line.finish()
        Terminal.out(text)
    }

    func note(_ text: String) {
        line.finish()
        Terminal.error(text)
    }

    func progress(_ progress: AdministrationProgress) { line.report(progress) }

    /// Leaves the terminal clean.
    func finish() { line.finish() }
}
