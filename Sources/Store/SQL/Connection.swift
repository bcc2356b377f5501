internal import CFiles
internal import CSQLite
internal import Model

/// One SQLite connection and its prepared statements. Used by one thread at a time.
///
/// SQLite runs in its multi-thread mode: "In this mode, SQLite can be safely used by multiple threads provided
/// that no single database connection nor any object derived from database connection … is used in two or more
/// threads at the same time" (https://www.sqlite.org/threadsafe.html). Whoever owns a connection sees to that.
@safe
package final class Connection {
    /// Whether the connection may write.
    package enum Access: Sendable { case readWrite, readOnly }

    /// How the connection's files are written and read.
    package enum Files: Sendable {
        /// As SQLite does it by itself.
        case usual
        /// What is written to the log goes to the system in large pieces, at the latest with the sync of a commit; only of
        /// a connection that syncs each.
        case gatheringLog
        /// A database that is read through a mapping stays mapped from one snapshot to the next.
        case keepingMapping

        var name: UnsafePointer<CChar>? {
            switch self {
            case .usual: nil
            case .gatheringLog: unsafe loyaltyLogBufferName
            case .keepingMapping: unsafe loyaltyKeptMappingName
            }
        }
    }

    private(set) var handle: OpaquePointer?
    /// Frames in the write-ahead log after this connection's last commit.
    package private(set) var logFrames = 0
    private var statements = StatementTable()
    /// What the open transaction remembers of its rows; nil on a connection that is not the writer's, and outside of one.
    var memory: TransactionMemory?
    /// The first sync that failed; nothing may be written through this connection after it.
    private(set) var syncFailure: StoreError?

    /// Pages written before their commit when the open transaction began.
    private var pagesSpilledBefore: Int32 = 0
    /// Whether the open transaction must not be committed, because the log would not be read after a crash.
    ///
    /// Where pages were written to the log before their commit, for want of room in the cache, and a part of the transaction
    /// is undone after that, SQLite 3.40 may write frames without a checksum: whoever reads the log anew takes these for its
    /// end, and all commits behind them are lost.
    private(set) var mustNotCommit = false

    /// A file in the folder whose names must last before anything is committed; nil once they do.
    ///
    /// SQLite syncs the folder with the first commit that made a log there, and believes it whatever the disk says.
    var namesToSync: String?

    /// Done once, before the first connection.
    private static let isConfigured =
        loyalty_sqlite_without_statistics() == SQLITE_OK && loyaltyRegisterFiles() == SQLITE_OK

    package init(path: String, access: Access, files: Files = .usual) throws(StoreError) {
        invariant(Self.isConfigured, "SQLite is configured before it is used")
        let flags =
            access == .readWrite
            ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            : SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &opened, flags, files.name)
        unsafe handle = opened
        guard code == SQLITE_OK else {
            let message = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            throw StoreError(code: code, message: "cannot open \(path): \(message)")
        }
        _ = unsafe sqlite3_extended_result_codes(opened, 1)
    }

    /// Has SQLite report the length of the log after each commit (https://www.sqlite.org/c3ref/wal_hook.html).
    ///
    /// Automatic checkpoints are a hook of this kind, too, and there is one hook: this call ends them, and
    /// `PRAGMA wal_autocheckpoint` afterwards would end this.
    func countLogFrames() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe sqlite3_wal_hook(
            handle,
            { context, _, _, frames in
                guard let context = unsafe context else { return SQLITE_OK }
                unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logFrames = Int(frames)
                return SQLITE_OK
            }, context)
    }

    /// Closes the database; nothing may be asked of the connection afterwards.
    func close() {
        guard unsafe handle != nil else { return }
        statements.removeAll()
        // The last connection to close would move the log into the database, and believe the sync after that.
        if syncFailure != nil { _ = unsafe loyalty_no_checkpoint_on_close(handle) }
        _ = unsafe sqlite3_close_v2(handle)
        unsafe handle = nil
    }

    deinit { close() }

    /// Runs SQL text of one or more statements that give no rows: pragmas, schema, `BEGIN`.
    package func execute(_ sql: String) throws(StoreError) {
        memory?.forget()
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            notePartUndone()
            throw lastError(code, sql)
        }
    }

    /// Runs one statement that gives no rows; answers how many rows it changed.
    @discardableResult
    package func run(_ sql: StaticString, _ values: SQLValue...) throws(StoreError) -> Int {
        let statement = try prepared(sql)
        try statement.bind(values)
        defer { statement.reset() }
        if statement.outdatesMemory { memory?.forget() }
        if statement.undoesPart { notePartUndone() }
        guard try !step(statement) else {
            throw StoreError(kind: .misuse, message: "a statement to run gave a row: \(sql)")
        }
        return unsafe Int(sqlite3_changes(handle))
    }

    /// The first row of a query; nil when there is none.
    package func first<Result, Failure: Error>(
        _ sql: StaticString, _ values: SQLValue..., map: (Row) throws(Failure) -> Result
    ) throws -> Result? {
        let statement = try prepared(sql)
        try statement.bind(values)
        defer { statement.reset() }
        guard try step(statement) else { return nil }
        return try map(statement.row)
    }

    /// All rows of a query, in order. Queries that can be long carry a `LIMIT`.
    package func all<Result, Failure: Error>(
        _ sql: StaticString, _ values: SQLValue..., map: (Row) throws(Failure) -> Result
    ) throws -> [Result] {
        let statement = try prepared(sql)
        try statement.bind(values)
        defer { statement.reset() }
        var results: [Result] = []
        while try step(statement) { results.append(try map(statement.row)) }
        return results
    }

    /// Visits the rows of a query while `body` answers true.
    package func each<Failure: Error>(
        _ sql: StaticString, _ values: SQLValue..., body: (Row) throws(Failure) -> Bool
    ) throws {
        let statement = try prepared(sql)
        try statement.bind(values)
        defer { statement.reset() }
        while try step(statement) {
            guard try body(statement.row) else { return }
        }
    }

    /// Begins a transaction that writes.
    func begin() throws(StoreError) {
        try run("BEGIN IMMEDIATE")
        pagesSpilledBefore = unsafe loyalty_pages_spilled(handle)
        mustNotCommit = false
    }

    /// Whether pages of the open transaction were written to the log already.
    var hasSpilled: Bool { unsafe loyalty_pages_spilled(handle) != pagesSpilledBefore }

    /// A statement that fails may undo what it has done so far, which is a part too.
    private func notePartUndone() {
        if hasSpilled { mustNotCommit = true }
    }

    /// Whether no transaction is open: after some errors SQLite ends the whole transaction by itself
    /// (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
    package var isAutocommit: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// The rows that this connection has inserted, changed and deleted so far, those of triggers included; it may wrap.
    var rowsChanged: Int32 { unsafe sqlite3_total_changes(handle) }

    /// Checkpoints as `mode` says; answers the frames in the log and those of them already moved.
    package func checkpoint(_ mode: CheckpointMode) throws(StoreError) -> (log: Int, moved: Int) {
        var log: Int32 = 0
        var moved: Int32 = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode.rawValue, &log, &moved)
        guard code == SQLITE_OK || code == SQLITE_BUSY else { throw lastError(code, "checkpoint") }
        return (Int(log), Int(moved))
    }

    /// How far a checkpoint goes (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
    package enum CheckpointMode: Int32, Sendable {
        case passive = 0
        case restart = 2
        case truncate = 3
    }

    /// The prepared form of a statement; each is prepared once in the connection's life.
    private func prepared(_ sql: StaticString) throws(StoreError) -> Statement {
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        if let statement = statements[key] { return statement }
        let statement = try unsafe Statement(preparing: sql, on: handle)
        statements.add(statement, at: key)
        return statement
    }

    func lastError(_ code: Int32, _ context: String) -> StoreError {
        let extended = unsafe sqlite3_extended_errcode(handle)
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        return noting(StoreError(code: extended == 0 ? code : extended, message: "\(message) in: \(context)"))
    }

    private func step(_ statement: Statement) throws(StoreError) -> Bool {
        do { return try statement.step() } catch {
            notePartUndone()
            throw noting(error)
        }
    }

    /// Makes the names of the database and its log last, unless they do.
    func syncNames() throws(StoreError) {
        guard let path = namesToSync else { return }
        do { try syncFolder(of: path) } catch { throw noting(error) }
        namesToSync = nil
    }

    /// Takes note of what failed on another connection of the same database: a sync that failed there counts here.
    func note(failureElsewhere error: StoreError) { _ = noting(error) }

    private func noting(_ error: StoreError) -> StoreError {
        if error.kind == .sync, syncFailure == nil { syncFailure = error }
        return error
    }

    /// The query plan of a statement, a line each, for the tests that hold plans to their indexes.
    package func plan(of sql: String) throws(StoreError) -> [String] {
        try explanation("EXPLAIN QUERY PLAN " + sql, column: 3)
    }

    /// The instructions of SQLite's virtual machine that a statement is made of, by their names
    /// (https://www.sqlite.org/opcode.html).
    package func instructions(of sql: String) throws(StoreError) -> [String] {
        try explanation("EXPLAIN " + sql, column: 1)
    }

    private func explanation(_ sql: String, column: Int32) throws(StoreError) -> [String] {
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else { throw lastError(code, sql) }
        defer { _ = unsafe sqlite3_finalize(statement) }
        var lines: [String] = []
        while unsafe sqlite3_step(statement) == SQLITE_ROW {
            lines.append(unsafe Row(statement).text(column))
        }
        return lines
    }

    /// The instructions that SQLite has run for this connection's statements; for the tests that hold screens to an
    /// amount of work that does not grow with the history (https://www.sqlite.org/c3ref/c_stmtstatus_counter.html).
    package var instructionsRun: Int { statements.all.reduce(0) { $0 + $1.instructionsRun } }

    /// The SQL of every statement that this connection has prepared.
    package var preparedSQL: [String] { statements.all.map(\.text) }
}
