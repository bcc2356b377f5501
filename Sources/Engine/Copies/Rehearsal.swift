package import Model
import Store

/// Tries on a copy what is to be done to a database in earnest: the copy is checked, brought up to this program's schema
/// and verified; the original is only read.
package enum Rehearsal {
    /// What was found.
    package struct Findings: Sendable, Hashable {
        /// The schema's version before and after.
        package let schemaBefore: Int64
        package let schemaAfter: Int64
        package let report: Verification.Report
        /// The copy's bytes.
        package let bytes: Int64
    }

    /// Copies `source` to `path`, and leaves the copy there, in this program's schema, once it has turned out sound.
    ///
    /// - Parameter secrets: Any will do: verification looks at nothing that is signed.
    /// - Throws: ``AdministrationError`` with what is wrong; there is no copy then.
    package static func run(
        of source: String, at path: String, secrets: Secrets, clock: any WallClock,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Findings {
        do {
            let before = try DatabaseCopy.schemaVersion(of: source)
            guard before > 0 else { throw AdministrationError("\(source) holds no books") }
            let bytes = try DatabaseCopy.make(of: source, at: path) { done in
                progress(
                    AdministrationProgress(
                        phase: "copying", done: done.pages, total: done.total, unit: "pages"))
            }
            try DatabaseCopy.check(path)
            let report = try verify(path, secrets: secrets, clock: clock, progress)
            guard report.isClean else {
                throw AdministrationError(
                    "\(report.faultCount) faults in the books",
                    details: report.faults.prefix(faultsNamedMax).map(\.description))
            }
            return Findings(
                schemaBefore: before, schemaAfter: Migrations.current, report: report, bytes: bytes)
        } catch {
            DatabaseCopy.remove(path)
            throw AdministrationError(error, doing: "\(source) cannot be used")
        }
    }

    /// Faults that are named where a copy is refused for them.
    private static let faultsNamedMax = 20

    private static func verify(
        _ path: String, secrets: Secrets, clock: any WallClock, _ progress: ProgressReport
    ) throws -> Verification.Report {
        let store = try Store(path: path, now: clock.now(), syncs: false)
        defer { store.close() }
        let engine = try Engine(store: store, secrets: secrets, clock: clock)
        return try Verification.run(on: engine, progress: progress)
    }
}
