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
    }

    private struct Mailbox {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let mailbox = Mutex(Mailbox())
    private let arrived = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let counters: ChangeCounters
    private let statistics: WriterStatistics

    init(counters: ChangeCounters, statistics: WriterStatistics) {
        self.counters = counters
        self.statistics = statistics
    }

    /// Whether commands are taken.
    var isOpen: Bool { mailbox.withLock { !$0.isClosed } }

    /// How many commands wait now.
    var waiting: Int { mailbox.withLock { $0.jobs.count } }

    /// Puts a command into the mailbox, or answers at once why not.
    func submit(_ job: Job) {
        let refused = mailbox.withLock { box -> StoreError? in
            if box.isClosed { return StoreError(kind: .closed, message: "the writer has stopped") }
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
                unsafe maintenance(connection)
            }
            unsafe ending(connection)
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

    /// One transaction: every command in its savepoint, one commit, then the answers.
    private func run(_ batch: [Job], on connection: Connection) {
        let transaction = WriteTransaction(connection: connection)
        do {
            try connection.execute("BEGIN IMMEDIATE")
            for job in batch { try run(job, in: transaction) }
            try statistics.timingCommit { () throws(StoreError) in try connection.execute("COMMIT") }
        } catch {
            // Whatever SQLite has undone by itself, nothing of this batch may stay.
            if !connection.isAutocommit { try? connection.execute("ROLLBACK") }
            statistics.batchFailed(error)
            for job in batch { job.finish(error) }
            return
        }
        counters.publish(touched: transaction.touched, everyone: transaction.touchesEveryone)
        if transaction.touchesRegistry { counters.registryChanged() }
        statistics.batchCommitted(writes: batch.count, transaction.ledger)
        for job in batch { job.finish(nil) }
    }

    /// Runs one command in its savepoint. Throws when the whole transaction is lost, never for the command's own sake.
    private func run(_ job: Job, in transaction: WriteTransaction) throws(StoreError) {
        let connection = transaction.connection
        try connection.run("SAVEPOINT command")
        let noted = transaction.ledger.count
        let isKept = job.run(transaction)
        // https://www.sqlite.org/lang_transaction.html: after SQLITE_FULL, SQLITE_IOERR and others the whole
        // transaction may be gone; then everything before this command is, too.
        guard !connection.isAutocommit else {
            throw StoreError(kind: .inputOutput, message: "the transaction was lost while a command ran")
        }
        if !isKept {
            try connection.run("ROLLBACK TO command")
            transaction.forgetEntries(after: noted)
        }
        try connection.run("RELEASE command")
    }
}
