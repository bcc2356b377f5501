import Foundation
import Model
import TestFiles
import Testing

@testable import Store

/// A store in a directory of its own.
final class TestStore: Sendable {
    private let folder: Scratch
    let path: String
    let store: Store

    init() throws {
        folder = try Scratch()
        path = folder.path("books.db")
        try EmptyDatabase.copy(to: path)
        store = try Store(path: path, now: .epoch)
    }

    deinit { store.close() }

    /// The path of what is beside the database under a name.
    func path(_ name: String) -> String { folder.path(name) }

    /// What a file beside the database weighs, in bytes; 0 when there is none.
    func size(of suffix: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
        return (attributes?[.size] as? Int) ?? 0
    }

    /// Which permissions a file beside the database has.
    func permissions(of suffix: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
    }
}

/// A setting as the tests keep it: a name with a number.
func keep(_ number: Int64, as name: String, in transaction: WriteTransaction) throws {
    try transaction.connection.run(
        """
        INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """, .text(name), .text(String(number)))
}

/// Reads it back; nil when it was never kept.
func setting(_ name: String, on connection: Connection) throws -> Int64? {
    try connection.first("SELECT value FROM settings WHERE name = $1", .text(name)) { Int64($0.text(0)) }
        ?? nil
}

/// An error of the tests' own.
struct Refused: Error, Equatable {}

/// Counts down to zero, and lets one thread wait for it.
final class Countdown: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let count: Int
    init(_ count: Int) { self.count = count }
    func arrive() { semaphore.signal() }
    func wait() { for _ in 0..<count { semaphore.wait() } }
}

/// Holds the writer inside one command until it is let go, so that what comes after gathers in the mailbox.
final class Gate: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    /// - Parameter time: How long the command takes at least.
    init(on store: Store, as nature: WriteNature = .single, time: Duration = .zero) {
        store.write(as: nature) { [entered, opened] _ -> Disposition<Void> in
            let start = ContinuousClock.now
            entered.signal()
            opened.wait()
            // It stays open: a command may be run a second time.
            opened.signal()
            while ContinuousClock.now - start < time {}
            return .keep(())
        } completion: { _ in
        }
        entered.wait()
    }

    func open() { opened.signal() }
}

/// The file and the log of a database as they stand, beside it under another name: what another process would find if this
/// one ended now.
func copyAfterCrash(_ path: String) throws -> String {
    let copy = "\(path)-\(UUID().uuidString)"
    for suffix in ["", "-wal"] {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
    }
    return copy
}
