internal import Dispatch
internal import Glibc
internal import Model
internal import Synchronization

/// The one thread that writes, and its mailbox.
///
/// Whatever has gathered when it looks is one transaction: each command runs in a savepoint of its own, the batch
/// commits once, and everybody is answered after the commit. Under load many writes share one fsync; alone, a write
/// waits for nobody.
final class Writer: Sendable {
    /// One command in the mailbox.
    struct Job: Sendable {
        /// Runs inside the savepoint and keeps its own result; answers whether its writes are kept.
        let run: @Sendable (WriteTransaction) -> Bool
        /// Is told once: nil after the commit that the result depends on, or why there is none.
        let finish: @Sendable (StoreError?) -> Void
        /// Whether nothing of it is kept in any case; then it is run also where nothing can be written.
        var isLook = false
    }

    private struct Mailbox {
        var jobs: [Job] = []
        var isClosed = false
        /// Why nothing is written any more, once a sync has failed.
        var failure: StoreError?
    }

    private let mailbox = Mutex(Mailbox())
    private let arrived = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let counters: ChangeCounters
    private let statistics: WriterStatistics
    private let alarms: Alarms

    init(counters: ChangeCounters, statistics: WriterStatistics, alarms: Alarms) {
        self.counters = counters
        self.statistics = statistics
        self.alarms = alarms
    }

    /// Whether commands are taken.
    var isOpen: Bool { mailbox.withLock { !$0.isClosed && $0.failure == nil } }

    /// Why nothing is written any more, once a sync has failed.
    var failure: StoreError? { mailbox.withLock { $0.failure } }

    /// How many commands wait now.
    var waiting: Int { mailbox.withLock { $0.jobs.count } }

    /// Puts a command into the mailbox, or answers at once why not.
    func submit(_ job: Job) {
        let refused = mailbox.withLock { box -> StoreError? in
            if box.isClosed { return StoreError(kind: .closed, message: "the writer has stopped") }
            if let failure = box.failure, !job.isLook { return failure }
            guard box.jobs.count < StoreLimits.mailboxMax else {
                return StoreError(kind: .overloaded, message: "too many writes are waiting")
            }
            box.jobs.append(job)
            return nil
        }
        if let refused { return job.finish(refused) }
        arrived.signal()
    }

    /// Takes what has gathered, waiting for the first; empty once the mailbox is closed and drained.
    private func takeBatch() -> [Job] {
        while true {
            let (batch, isClosed) = mailbox.withLock { box -> ([Job], Bool) in
                let count = min(box.jobs.count, StoreLimits.batchMax)
                guard count > 0 else { return ([], box.isClosed) }
                let batch = Array(box.jobs.prefix(count))
                box.jobs.removeFirst(count)
                return (batch, box.isClosed)
            }
            if !batch.isEmpty || isClosed { return batch }
            arrived.wait()
        }
    }

    /// Starts the thread; it owns the connection until ``close()``.
    ///
    /// - Parameters:
    ///   - maintenance: Runs between two batches.
    ///   - ending: Runs once, after the last batch.
    func start(
        connection: sending Connection, maintenance: @escaping @Sendable (Connection) -> Void,
        ending: @escaping @Sendable (Connection) -> Void
    ) {
        // The thread is the connection's only user from here on.
        nonisolated(unsafe) let connection = connection
        Thread.start { [self] in
            while true {
                let batch = takeBatch()
                guard !batch.isEmpty else { break }
                unsafe run(batch, on: connection)
                guard failure == nil else { continue }
                unsafe maintenance(connection)
                unsafe stopIfUnsynced(connection)
            }
            if failure == nil { unsafe ending(connection) }
            // Before anybody is told that it has ended: whoever opens the database next must not meet this one.
            unsafe connection.close()
            ended.signal()
        }
    }

    /// Takes no more commands, finishes those that wait and ends the thread.
    func close() {
        let wasClosed = mailbox.withLock { box in
            defer { box.isClosed = true }
            return box.isClosed
        }
        guard !wasClosed else { return }
        arrived.signal()
        ended.wait()
    }

    /// Stops the writing for good once a sync has failed: the system may have let go of what it could not write, and a
    /// sync that is tried again would succeed without it. What was acknowledged is in the log, and synced.
    private func stopIfUnsynced(_ connection: Connection) {
        guard let cause = connection.syncFailure, failure == nil else { return }
        let reason = "writing has stopped, because the disk failed to sync: \(cause.message)"
        mailbox.withLock { $0.failure = StoreError(kind: .sync, code: cause.code, message: reason) }
        alarms.raise(.writingStopped(reason: reason))
    }

    /// What is only looked at comes after what is written, so that it is answered also when that fails.
    private func run(_ batch: [Job], on connection: Connection) {
        let writes = batch.filter { !$0.isLook }
        if let failure {
            for job in writes { job.finish(failure) }
        } else if !writes.isEmpty {
            write(writes, on: connection)
        }
        for job in batch where job.isLook { look(job, on: connection) }
    }

    /// Runs a command and undoes it: that takes no room on the disk, and no sync.
    private func look(_ job: Job, on connection: Connection) {
        do {
            try connection.execute("BEGIN")
            _ = job.run(WriteTransaction(connection: connection))
            let isWhole = !connection.isAutocommit
            if isWhole { try connection.execute("ROLLBACK") }
            job.finish(isWhole ? nil : Self.lost)
        } catch {
            job.finish(error)
        }
    }

    /// One transaction: every command in its savepoint, one commit, then the answers.
    private func write(_ batch: [Job], on connection: Connection) {
        let transaction = WriteTransaction(connection: connection)
        do throws(StoreError) {
            try connection.execute("BEGIN IMMEDIATE")
            for job in batch { try run(job, in: transaction) }
            if let failure = connection.syncFailure { throw failure }
            try statistics.timingCommit { () throws(StoreError) in try connection.execute("COMMIT") }
        } catch {
            // Whatever SQLite has undone by itself, nothing of this batch may stay.
            if !connection.isAutocommit { try? connection.execute("ROLLBACK") }
            statistics.batchFailed(error)
            stopIfUnsynced(connection)
            for job in batch { job.finish(error) }
            return
        }
        counters.publish(touched: transaction.touched, everyone: transaction.touchesEveryone)
        if transaction.touchesRegistry { counters.registryChanged() }
        statistics.batchCommitted(writes: batch.count, transaction.ledger)
        for job in batch { job.finish(nil) }
    }

    private static let lost = StoreError(
        kind: .inputOutput, message: "the transaction was lost while a command ran")

    /// Runs one command in its savepoint. Throws when the whole transaction is lost, never for the command's own sake.
    private func run(_ job: Job, in transaction: WriteTransaction) throws(StoreError) {
        let connection = transaction.connection
        try connection.run("SAVEPOINT command")
        let noted = transaction.ledger.count
        let isKept = job.run(transaction)
        // https://www.sqlite.org/lang_transaction.html: after SQLITE_FULL, SQLITE_IOERR and others the whole
        // transaction may be gone; then everything before this command is, too.
        guard !connection.isAutocommit else { throw Self.lost }
        if !isKept {
            try connection.run("ROLLBACK TO command")
            transaction.forgetEntries(after: noted)
        }
        try connection.run("RELEASE command")
    }
}
