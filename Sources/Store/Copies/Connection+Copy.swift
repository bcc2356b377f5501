internal import CSQLite

/// How much of a database has been copied.
package struct CopyProgress: Sendable, Hashable {
    /// Pages that are copied.
    package let pages: Int64
    /// Pages that there are.
    package let total: Int64
}

extension Connection {
    /// Pages that are copied at a time: 8 MiB of a database with pages of 4 KiB.
    private static let pagesAtATime: Int32 = 2_048

    /// Copies everything into an empty database, from one snapshot, while others go on writing
    /// (https://www.sqlite.org/backup.html).
    ///
    /// A copy in steps starts over whenever another connection writes, unless its own connection reads the same snapshot
    /// from the first page to the last. That is why a read transaction stays open all along; what is written meanwhile
    /// waits in the log.
    func copyEverything(to copy: Connection, progress: (CopyProgress) -> Void) throws {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        // The snapshot is taken by the first read.
        _ = try first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }
        guard let backup = unsafe sqlite3_backup_init(copy.handle, "main", handle, "main") else {
            throw copy.lastError(SQLITE_ERROR, "backup")
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = unsafe sqlite3_backup_step(backup, Self.pagesAtATime)
            let total = unsafe Int64(sqlite3_backup_pagecount(backup))
            let rest = unsafe Int64(sqlite3_backup_remaining(backup))
            progress(CopyProgress(pages: total - rest, total: total))
        }
        let end = unsafe sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, end == SQLITE_OK else {
            throw copy.lastError(code == SQLITE_DONE ? end : code, "backup")
        }
    }

    /// What SQLite finds wrong with the file, a line each; none when it is sound
    /// (https://www.sqlite.org/pragma.html#pragma_integrity_check).
    ///
    /// - Parameter isQuick: Without holding every index against its table.
    func faultsOfFile(isQuick: Bool) throws -> [String] {
        let lines =
            isQuick
            ? try all("PRAGMA quick_check(20)") { $0.text(0) }
            : try all("PRAGMA integrity_check(20)") { $0.text(0) }
        return lines == ["ok"] ? [] : lines
    }
}
