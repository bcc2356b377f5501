internal import CSQLite
internal import Model

/// One prepared statement and the places of its `$n` parameters.
///
/// SQLite reads `$1` as a *named* parameter and numbers names by first appearance
/// (https://www.sqlite.org/c3ref/bind_blob.html); PostgreSQL reads it as a position. Looking the names up once,
/// when the statement is prepared, lets the same text serve both.
@safe
final class Statement {
    private let handle: OpaquePointer
    private let places: [Int32]
    let text: String
    /// Whether it may change what a ``TransactionMemory`` holds without telling it.
    let outdatesMemory: Bool
    /// Whether it undoes a part of a transaction.
    let undoesPart: Bool

    init(preparing sql: StaticString, on connection: OpaquePointer?) throws(StoreError) {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql.description, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else {
            let message = unsafe String(cString: sqlite3_errmsg(connection))
            throw StoreError(ofStatement: code, message: "\(message) in: \(sql)")
        }
        unsafe handle = prepared
        text = sql.description
        outdatesMemory = Self.outdating.contains { sql.description.hasPrefix($0) }
        undoesPart = sql.description.hasPrefix("ROLLBACK TO")
        let count = unsafe sqlite3_bind_parameter_count(prepared)
        places = (0..<count).map { unsafe sqlite3_bind_parameter_index(prepared, "$\($0 + 1)") }
        invariant(!places.contains(0), "the parameters of a statement are $1 … $n: \(sql)")
    }

    /// How statements begin that change customers and merges, or undo; all else that is remembered is written in one place,
    /// which tells.
    private static let outdating = [
        "ROLLBACK", "UPDATE customers", "DELETE FROM customers", "INSERT INTO merges", "UPDATE merges",
    ]

    deinit { _ = unsafe sqlite3_finalize(handle) }

    var row: Row { unsafe Row(handle) }

    /// Binds `values[0]` to `$1`, and so on.
    func bind(_ values: [SQLValue]) throws(StoreError) {
        invariant(values.count == places.count, "\(values.count) values for \(places.count) places: \(text)")
        for index in values.indices {
            let code = bind(values[index], at: places[index])
            guard code == SQLITE_OK else { throw StoreError(code: code, message: "cannot bind in: \(text)") }
        }
    }

    private func bind(_ value: SQLValue, at place: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, place)
        case .integer(let number): return unsafe sqlite3_bind_int64(handle, place, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                    unsafe loyalty_bind_text(
                        handle, place, characters.baseAddress ?? emptyText, Int32(characters.count))
                }
            }
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes { buffer in
                unsafe loyalty_bind_blob(handle, place, buffer.baseAddress, Int32(buffer.count))
            }
        }
    }

    /// Steps to the next row; false at the end.
    func step() throws(StoreError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = unsafe sqlite3_db_handle(handle)
            let message = unsafe String(cString: sqlite3_errmsg(connection))
            throw StoreError(ofStatement: code, message: "\(message) in: \(text)")
        }
    }

    /// The instructions of SQLite's virtual machine that this statement has taken so far.
    var instructionsRun: Int { unsafe Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 0)) }

    /// Ends the reading; the bound values stay until the next binding.
    func reset() { _ = unsafe sqlite3_reset(handle) }
}

/// A bound text is never a null pointer, which SQLite would read as NULL.
@safe private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    unsafe pointer.initialize(to: 0)
    return unsafe UnsafePointer(pointer)
}()
