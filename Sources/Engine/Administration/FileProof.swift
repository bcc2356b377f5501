import Model
import Store

/// What SQLite itself finds wrong in the file: pages that are not what they should be, rows out of order, indexes
/// that do not say what their tables say.
struct FileProof {
    private let reader: Reader

    init(_ reader: Reader) { self.reader = reader }

    /// Checks table by table, each from a snapshot of its own, so that the log can be checkpointed between them.
    ///
    /// - Returns: A sentence for each finding; none of a sound file.
    func run() throws -> [String] {
        let tables = try reader.readFresh { connection, _ in try connection.tableNames() }
        var findings: [String] = []
        for table in tables where findings.count < AdministrationLimits.faultsReportedMax {
            do {
                findings += try reader.readFresh { connection, _ in
                    try connection.integrityFindings(of: table)
                }
            } catch let error as StoreError where error.kind == .corrupt {
                findings.append("table \(table): \(error.message)")
            }
        }
        return findings
    }
}
