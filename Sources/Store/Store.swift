// Store keeps the books: one SQLite file with the append-only ledger, its lots and wallets, idempotency records,
// programme versions and everything else that must outlive the process. One writer, many readers; it knows how rows
// are written and read, and no rule of the engine.

internal import CPages
internal import CSQLite
internal import Glibc
package import Model
internal import Synchronization

/// An open database: its lock, its writer, its readers and its change counters.
package final class Store: Sendable {
    package let path: String
    package let counters = ChangeCounters()
    package let statistics = WriterStatistics()
    package let alarms = Alarms()
    /// Whether writes had better come together first.
    package let crowd = Crowd()
    private let lock: DatabaseLock
    private let writer: Writer
    private let readers: ReaderList

    /// Once a process: a page that vanishes from under the mapped file fails its read instead of ending the program.
    private static let pagesAreGuarded: Void = loyaltyGuardPages()

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
        _ = Self.pagesAreGuarded
        lock = try DatabaseLock(databasePath: path)
        try Self.makePrivate(path)
        let log = try LogLeftBehind.secure(beside: path)
        // The log may have the first page, and the file not yet.
        if log == nil { try FileCheck.begins(path) }
        let connection = try Connection(path: path, access: .readWrite, files: syncs ? .gatheringLog : .usual)
        try connection.execute(Pragmas.patience)
        try Migrations.check(connection)
        try FileCheck.isWhole(path, connection, log: log)
        let present = try Migrations.present(in: connection)
        if present > 0, present < Migrations.current { try rehearse(present) }
        for pragma in Pragmas.writer { try connection.execute(pragma) }
        if !syncs { try connection.execute(Pragmas.withoutSyncing) }
        connection.countLogFrames()
        try Migrations.run(on: connection, at: now)
        if syncs { connection.namesToSync = path }
        let readers = ReaderList()
        self.readers = readers
        writer = Writer(counters: counters, statistics: statistics, alarms: alarms, crowd: crowd)
        let checkpoints = Checkpoints(path: path, syncs: syncs, readers: readers)
        checkpoints.start { [writer] in writer.nudge() }
        writer.start(
            connection: connection, maintenance: { checkpoints.maintain($0) },
            ending: { connection in
                // A snapshot that stood would have the checkpoint wait for it.
                readers.closeAll()
                checkpoints.close()
                guard connection.syncFailure == nil else { return }
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

    /// Makes the reader of one event loop.
    package func makeReader() throws(StoreError) -> Reader {
        makeReader(steady: try Reader.open(path))
    }

    /// Makes a reader of what belongs to no single customer: each time from a fresh snapshot. It opens the database when it
    /// first reads, or at ``prepareReaders()``.
    package func makeFreshReader() -> Reader { makeReader(steady: nil) }

    private func makeReader(steady: Connection?) -> Reader {
        let reader = Reader(path: path, steady: steady, counters: counters, alarms: alarms)
        readers.add(reader)
        return reader
    }

    /// Runs a command on the writer's thread; `completion` is called there, after the commit.
    ///
    /// What `body` throws rolls back its own writes and nobody else's, and reaches `completion` after the commit of
    /// the batch, so that a refusal never speaks of a state that is not yet durable.
    ///
    /// - Parameters:
    ///   - nature: What is known about it beforehand.
    ///   - body: May be run again, after everything that it has written was undone.
    package func write<Value: Sendable>(
        as nature: WriteNature = .single,
        _ body: @escaping @Sendable (WriteTransaction) throws -> Disposition<Value>,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        submit(body, as: nature, completion: completion)
    }

    /// Runs a command on the writer's thread and keeps nothing of it, whatever it says; for reads that must see what a
    /// command would leave. It needs neither room on the disk nor a sync, so it goes on where writing does not.
    package func look<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        submit({ .discard(try body($0)) }, as: .look, completion: completion)
    }

    /// Looks and waits for it; never on an event loop.
    package func lookAndWait<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) throws -> Value {
        let waiting = Waiting<Value>()
        look(body) { waiting.resume($0) }
        return try waiting.value()
    }

    /// Opens ahead what the readers that were made so far will need; called where nobody waits for it.
    package func prepareReaders() { readers.prepareAll() }

    private func submit<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Disposition<Value>, as nature: WriteNature,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        let slot = ResultSlot<Value>()
        let finish: @Sendable (StoreError?) -> Void = { [alarms] error in
            let result = error.map(Result<Value, any Error>.failure) ?? slot.take()
            if case .failure(let error) = result { alarms.note(error) }
            completion(result)
        }
        writer.submit(
            Writer.Job(
                nature: nature, run: { transaction in slot.fill(running: body, in: transaction) },
                finish: finish))
    }

    /// Runs a command and waits for it; for the command line and tests, never on an event loop.
    package func writeAndWait<Value: Sendable>(
        as nature: WriteNature = .single,
        _ body: @escaping @Sendable (WriteTransaction) throws -> Disposition<Value>
    ) throws -> Value {
        let waiting = Waiting<Value>()
        write(as: nature, body) { waiting.resume($0) }
        return try waiting.value()
    }

    /// The version of the SQLite library that is linked.
    package static var sqliteVersion: String { unsafe String(cString: sqlite3_libversion()) }

    /// Whether writes are taken.
    package var isOpen: Bool { writer.isOpen }

    /// How many writes wait for the writer now.
    package var waitingWrites: Int { writer.waiting }

    /// Why nothing is written any more, once the disk has failed to sync; nil while writes are taken.
    package var writingFailure: StoreError? { writer.failure }

    /// Stops taking writes, finishes those that wait, ends the reading and gives the database up.
    package func close() {
        writer.close()
        lock.release()
    }
}

/// The readers that were handed out and are still in use: one that nobody holds any more closes its connections.
final class ReaderList: Sendable {
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

    func prepareAll() {
        for reader in readers.withLock({ $0.compactMap(\.reader) }) { reader.prepare() }
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
