import Engine
import Model
import Store

/// `loyalty restore`.
enum RestoreCommand {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let database = try invocation.databasePath()
        let output = TerminalOutput()
        defer { output.finish() }
        let receipt = try Restore.run(
            from: invocation.operands[0], to: database, replaces: invocation.isSet(.replace),
            clock: SystemClock(), progress: output.progress)
        if let aside = receipt.setAside { output.note("what was there is \(aside) now") }
        if !receipt.hasOwnSecret {
            output.note("the backup has no .secret beside it; the one of \(database) stays")
        }
        if receipt.findings.schemaBefore < receipt.findings.schemaAfter {
            output.note(
                "the schema went from version \(receipt.findings.schemaBefore) to"
                    + " \(receipt.findings.schemaAfter)")
        }
        let report = receipt.findings.report
        output.answer(
            "restored and verified: \(report.customers) customers, \(report.wallets) wallets,"
                + " \(report.entries) entries; everything agrees")
        return ExitCode.success
    }
}
