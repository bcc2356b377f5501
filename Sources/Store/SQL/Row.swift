internal import CSQLite
package import Model

/// The current row of a statement; good until the statement steps on.
@safe
package struct Row {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { unsafe self.statement = statement }

    /// A number; 0 for NULL.
    package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }
    /// A number read as a truth; false for 0 and NULL.
    package func bool(_ column: Int32) -> Bool { integer(column) != 0 }
    /// Milliseconds read as an instant.
    package func instant(_ column: Int32) -> Instant { Instant(milliseconds: integer(column)) }

    /// Whether a column holds NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// A number; nil for NULL.
    package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    /// An instant; nil for NULL.
    package func optionalInstant(_ column: Int32) -> Instant? { isNull(column) ? nil : instant(column) }
    /// A text; nil for NULL.
    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Lends the bytes of a text; none for NULL.
    func withText<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = unsafe sqlite3_column_text(statement, column)
        let count = unsafe start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
        return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A text; empty for NULL.
    package func text(_ column: Int32) -> String {
        guard let bytes = unsafe sqlite3_column_text(statement, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(statement, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Bytes; none for NULL.
    package func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = unsafe sqlite3_column_blob(statement, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(statement, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// A 32-byte digest; nil when the column holds anything else.
    package func digest(_ column: Int32) -> Digest? {
        unsafe withBytes(column) { unsafe Digest(bytes: $0) }
    }

    /// Calls `body` with a text's or a blob's bytes as they lie; none for NULL.
    func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = unsafe sqlite3_column_blob(statement, column)
        let count = unsafe start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
        return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }
}
