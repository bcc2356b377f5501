import Engine
import Model
import Store

/// `loyalty upgrade`, and the opening of a database that an older program made.
enum Upgrade {
    /// Opens a database. Where its schema is older than this program's, the step is first taken on a copy, which is
    /// checked and verified; the database itself is changed only after that, in one transaction.
    static func open(
        _ database: String, clock: any WallClock, progress: ProgressReport = { _ in }
    ) throws -> Store {
        try Store(path: database, now: clock.now()) { _ in
            _ = try rehearse(database, clock: clock, progress: progress)
        }
    }

    /// Tries the step on a copy, and removes it.
    private static func rehearse(
        _ database: String, clock: any WallClock, progress: ProgressReport
    ) throws -> Rehearsal.Findings {
        let copy = database + ".upgrading"
        let findings = try Rehearsal.run(
            of: database, at: copy, secrets: try secrets(of: database), clock: clock, progress: progress)
        DatabaseCopy.remove(copy)
        return findings
    }

    private static func secrets(of database: String) throws -> Secrets {
        // A database without one gets it when it is opened in earnest; the copy's books are not signed with it.
        try Secrets.load(beside: database)
            ?? Secrets(master: Array(repeating: 0, count: SecretsLimits.masterBytes))
    }

    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let database = try invocation.databasePath()
        guard Files.exists(database) else { throw AdministrationError("there is no database \(database)") }
        let output = TerminalOutput()
        defer { output.finish() }
        let present = try DatabaseCopy.schemaVersion(of: database)
        let isCurrent = present == Migrations.current
        if invocation.isSet(.check) {
            let findings = try rehearse(database, clock: SystemClock(), progress: output.progress)
            let step =
                isCurrent
                ? "the schema has version \(present) already"
                : "the schema goes from version \(findings.schemaBefore) to \(findings.schemaAfter)"
            output.answer(
                "tried on a copy: \(step); \(findings.report.customers) customers,"
                    + " \(findings.report.entries) entries verified; the database is as it was")
            return ExitCode.success
        }
        guard !isCurrent else {
            output.answer("the schema has version \(present) already")
            return ExitCode.success
        }
        try open(database, clock: SystemClock(), progress: output.progress).close()
        output.answer("tried on a copy, then done: the schema has version \(Migrations.current) now")
        return ExitCode.success
    }
}
