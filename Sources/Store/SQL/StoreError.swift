/// What SQLite said no to, as data: switch on ``kind``, never on the text.
package struct StoreError: Error, Sendable, Hashable {
    /// The failures that callers tell apart.
    package enum Kind: Sendable, Hashable {
        /// A constraint of the schema refused a row.
        case constraint
        /// No room: the disk, a quota or a file-size limit.
        case full
        /// Reading or writing failed.
        case inputOutput
        /// Syncing failed: what was written may be on the disk or not, and no later sync can tell
        /// (https://www.sqlite.org/rescode.html#ioerr_fsync).
        case sync
        /// The file is not a database, or not a sound one.
        case corrupt
        /// Another process has the database.
        case locked
        /// The service is stopping or has stopped writing.
        case closed
        /// More writes are waiting than ``StoreLimits/mailboxMax``.
        case overloaded
        /// The database was made by a newer version of this program, or by another program.
        case unknownSchema
        /// Anything else, which is a mistake in this program.
        case misuse
    }

    package let kind: Kind
    /// SQLite's extended result code; 0 when SQLite was not asked.
    package let code: Int32
    /// For the log and the operator; never for a client.
    package let message: String

    package init(kind: Kind, code: Int32 = 0, message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// Sorts a SQLite result code, extended or not, into a kind.
    init(code: Int32, message: String) {
        self.init(kind: Self.kind(of: code), code: code, message: message)
    }

    /// Sorts the code of a statement of ours, which tests have seen prepared and run: where SQLite finds a mistake in
    /// one, a column that is not there or a sum that overflows, the file is not what this program made.
    init(ofStatement code: Int32, message: String) {
        self.init(kind: code & 0xFF == 1 ? .corrupt : Self.kind(of: code), code: code, message: message)
    }

    // The primary result codes of https://www.sqlite.org/rescode.html; the extended ones carry them in the low byte.
    private static func kind(of code: Int32) -> Kind {
        // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC.
        if code == 1_034 || code == 1_290 { return .sync }
        return switch code & 0xFF {
        case 19: .constraint
        case 13: .full
        case 8, 10, 14: .inputOutput
        case 11, 26: .corrupt
        case 5, 6: .locked
        default: .misuse
        }
    }
}
