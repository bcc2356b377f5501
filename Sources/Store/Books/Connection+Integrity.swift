/// What SQLite checks of its own file (https://www.sqlite.org/pragma.html#pragma_integrity_check).
extension Connection {
    /// The tables of the database, in order.
    package func tableNames() throws -> [String] {
        try all("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
            .filter { !$0.hasPrefix("sqlite_") }.sorted()
    }

    /// What is wrong with a table and its indexes, a sentence each; none when nothing is.
    package func integrityFindings(of table: String) throws -> [String] {
        try all("SELECT integrity_check FROM pragma_integrity_check($1)", .text(table)) { $0.text(0) }
            .filter { $0 != "ok" }.map { "table \(table): \($0)" }
    }
}
