// Store keeps the books: one SQLite file with the append-only ledger, its lots and wallets, idempotency records,
// programme versions and everything else that must outlive the process. One writer, many readers; it knows how rows
// are written and read, and no rule of the engine.

internal import CSQLite
internal import Glibc
package import Model
internal import Synchronization

/// An open database: its lock, its writer, its readers and its change counters.
package final class Store: Sendable {
    package let path: String
    package let counters = ChangeCounters()
    package let statistics = WriterStatistics()
    private let lock: DatabaseLock
    private let writer: Writer
    private let readers: ReaderList

    /// Opens or makes the database, brings its schema up to date and starts the writer.
    ///
    /// - Parameter rehearse: Called with the version of an older schema before anything is changed; what it throws leaves
    ///   the database as it was.
    /// - Parameter syncs: Whether a commit waits for the disk; only a test that measures something else does without.
    /// - Throws: `.locked` when another process has it, `.unknownSchema` when a newer program made it, `.corrupt`
    ///   when it is no sound database.
    package init(
        path: String, now: Instant, syncs: Bool = true, rehearse: (Int64) throws -> Void = { _ in }
    ) throws {
        self.path = path
        lock = try DatabaseLock(databasePath: path)
        try Self.makePrivate(path)
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute(Pragmas.patience)
        try Migrations.check(connection)
        let present = try Migrations.present(in: connection)
        if present > 0, present < Migrations.current { try rehearse(present) }
        for pragma in Pragmas.writer { try connection.execute(pragma) }
        if !syncs { try connection.execute(Pragmas.withoutSyncing) }
        connection.countLogFrames()
        try Migrations.run(on: connection, at: now)
        let readers = ReaderList()
        self.readers = readers
        writer = Writer(counters: counters, statistics: statistics)
        writer.start(
            connection: connection, maintenance: { Self.maintain($0, readers: readers) },
            ending: { connection in
                // A snapshot that stood would have the checkpoint wait for it.
                readers.closeAll()
                _ = try? connection.checkpoint(.truncate)
            })
    }

    /// Makes the file, if there is none, and keeps everybody else from reading it. SQLite gives its log and index
    /// the same permissions (https://www.sqlite.org/src/file/src/os_unix.c, findCreateFileMode).
    private static func makePrivate(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw StoreError(kind: .inputOutput, message: "cannot open \(path): \(describe(errno))")
        }
        _ = Glibc.close(descriptor)
    }

    /// Makes the readers of one event loop.
    package func makeReader() throws(StoreError) -> Reader {
        let reader = try Reader(path: path, counters: counters)
        readers.add(reader)
        return reader
    }

    /// Runs a command on the writer's thread; `completion` is called there, after the commit.
    ///
    /// What `body` throws rolls back its own writes and nobody else's, and reaches `completion` after the commit of
    /// the batch, so that a refusal never speaks of a state that is not yet durable.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Disposition<Value>,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        let slot = ResultSlot<Value>()
        writer.submit(
            Writer.Job(
                run: { transaction in slot.fill(running: body, in: transaction) },
                finish: { error in
                    if let error { return completion(.failure(error)) }
                    completion(slot.take())
                }))
    }

    /// Runs a command and waits for it; for the command line and tests, never on an event loop.
    package func writeAndWait<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Disposition<Value>
    ) throws -> Value {
        let waiting = Waiting<Value>()
        write(body) { waiting.resume($0) }
        return try waiting.value()
    }

    /// The version of the SQLite library that is linked.
    package static var sqliteVersion: String { unsafe String(cString: sqlite3_libversion()) }

    /// Whether writes are taken.
    package var isOpen: Bool { writer.isOpen }

    /// How many writes wait for the writer now.
    package var waitingWrites: Int { writer.waiting }

    /// Stops taking writes, finishes those that wait, ends the reading and gives the database up.
    package func close() {
        writer.close()
        lock.release()
    }

    /// Between two batches: moves the log into the database once it has grown long, so that it starts over.
    ///
    /// A steady snapshot keeps frames that are newer than itself in the log, so all are let go first: those that are
    /// opened again see the log to its end and hinder nobody. Once everything has been moved they are let go again,
    /// because only a snapshot that was opened after that reads no frame of the log, and the log starts over with the
    /// next commit that finds no other (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files").
    private static func maintain(_ connection: Connection, readers: ReaderList) {
        guard connection.logFrames >= StoreLimits.checkpointFrames else { return }
        readers.releaseAll()
        _ = try? connection.checkpoint(.passive)
        readers.releaseAll()
    }
}

/// The readers that were handed out and are still in use: one that nobody holds any more closes its connections.
private final class ReaderList: Sendable {
    private struct Held {
        weak var reader: Reader?
    }

    private let readers = Mutex<[Held]>([])

    func add(_ reader: Reader) {
        readers.withLock { held in
            held.removeAll { $0.reader == nil }
            held.append(Held(reader: reader))
        }
    }

    func releaseAll() {
        for reader in readers.withLock({ $0.compactMap(\.reader) }) { reader.release() }
    }

    func closeAll() {
        for reader in readers.withLock({ $0.compactMap(\.reader) }) { reader.close() }
    }
}

/// Carries a command's result from inside the transaction to after its commit; both on the writer's thread.
private final class ResultSlot<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    /// Runs the command; answers whether its writes are kept.
    func fill(
        running body: (WriteTransaction) throws -> Disposition<Value>, in transaction: WriteTransaction
    ) -> Bool {
        let outcome: (Result<Value, any Error>, Bool)
        do {
            switch try body(transaction) {
            case .keep(let value): outcome = (.success(value), true)
            case .discard(let value): outcome = (.success(value), false)
            }
        } catch {
            outcome = (.failure(error), false)
        }
        let kept = outcome.0
        result.withLock { $0 = kept }
        return outcome.1
    }

    func take() -> Result<Value, any Error> {
        result.withLock { $0 } ?? .failure(StoreError(kind: .misuse, message: "a command left no result"))
    }
}
