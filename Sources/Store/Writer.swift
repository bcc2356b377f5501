internal import Dispatch
internal import Glibc
internal import Model
internal import Synchronization

/// The one thread that writes, and its mailbox.
///
/// Whatever has gathered when it looks is one transaction: what one command undoes is nobody else's, the batch commits
/// once, and everybody is answered after the commit. Under load many writes share one fsync; alone, a write waits for
/// nobody.
final class Writer: Sendable {
    /// One command in the mailbox.
    struct Job: Sendable {
        /// What its caller knows about it beforehand.
        let nature: WriteNature
        /// Runs inside the transaction and keeps its own result; answers whether its writes are kept. It may be run again,
        /// after everything that it has written was undone.
        let run: @Sendable (WriteTransaction) -> Bool
        /// Is told once: nil after the commit that the result depends on, or why there is none.
        let finish: @Sendable (StoreError?) -> Void

        var isUndone: Bool { nature == .dryRun }
        var isLook: Bool { nature == .look }
        var isBulk: Bool { nature == .bulk }
        var isWhole: Bool { nature == .whole }
    }

    private struct Mailbox {
        var jobs: [Job] = []
        var isClosed = false
        /// Why nothing is written any more, once a sync has failed.
        var failure: StoreError?

        /// Whether it may be worth waiting for more: there are few, and each of them alone would cost a commit.
        var mayGather: Bool {
            !isClosed && failure == nil && jobs.count < StoreLimits.gatheredMin
                && jobs.allSatisfy { $0.nature == .single }
        }

        /// What is at its beginning and may be one batch.
        mutating func take(_ most: Int) -> [Job] {
            removeFirst(max(1, jobs.prefix(most).prefix { !$0.isWhole }.count))
        }

        /// The writes at its beginning that may join others.
        mutating func takeWrites(_ most: Int) -> [Job] {
            removeFirst(jobs.prefix(most).prefix { !$0.isLook && !$0.isWhole }.count)
        }

        private mutating func removeFirst(_ most: Int) -> [Job] {
            let taken = Array(jobs.prefix(most))
            jobs.removeFirst(taken.count)
            return taken
        }
    }

    private let mailbox = Mutex(Mailbox())
    private let arrived = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let counters: ChangeCounters
    private let statistics: WriterStatistics
    private let alarms: Alarms
    private let crowd: Crowd

    init(counters: ChangeCounters, statistics: WriterStatistics, alarms: Alarms, crowd: Crowd) {
        self.crowd = crowd
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

    /// Has the writer come by its maintenance, though there may be nothing to write.
    func nudge() {
        submit(Job(nature: .look, run: { _ in false }, finish: { _ in }))
    }

    /// Takes what has gathered, waiting for the first; empty once the mailbox is closed and drained.
    private func takeBatch() -> [Job] {
        while true {
            let (isEmpty, isClosed) = mailbox.withLock { ($0.jobs.isEmpty, $0.isClosed) }
            guard isEmpty, !isClosed else { break }
            arrived.wait()
        }
        gather()
        return mailbox.withLock { $0.take(StoreLimits.batchMax) }
    }

    /// Lets more writes come while there is a crowd.
    ///
    /// It looks now and then: a semaphore's patience would be the wall clock's (``Wakeup``), and a pipe would cost every
    /// write a system call.
    private func gather() {
        guard let patience = crowd.patience else { return }
        let end = ContinuousClock.now + patience
        while mailbox.withLock({ $0.mayGather }), .now < end {
            _ = poll(nil, 0, 5)
        }
    }

    /// Takes what has gathered while a batch was run, so that it shares its sync: until the batch is full or has taken its
    /// time, or, where it and all that waits is in bulk, the longer time that is given to that; or no longer fits into the
    /// cache.
    private func takeMore(
        after batch: [Job], since start: ContinuousClock.Instant, on connection: Connection
    ) -> [Job] {
        guard !connection.hasSpilled, !batch.contains(where: \.isWhole) else { return [] }
        let room = StoreLimits.batchMax - batch.count
        let elapsed = ContinuousClock.now - start
        guard room > 0, elapsed < StoreLimits.bulkTime else { return [] }
        return mailbox.withLock { box in
            let isInTime =
                elapsed < StoreLimits.batchTime
                || box.jobs.allSatisfy(\.isBulk) && batch.allSatisfy(\.isBulk)
            return isInTime ? box.takeWrites(room) : []
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

    /// One transaction for the batch, then the answers.
    ///
    /// The commands run one after the other without savepoints, each of which would have SQLite copy every page that is
    /// written under it. A command whose writes are not kept has mostly written nothing, because it refuses first. Where one
    /// has, everything is undone and the batch runs again, each command in a savepoint of its own. A batch that outgrew the
    /// cache cannot be undone in part, and is not run again as one: each command is a batch of its own then.
    ///
    /// - Parameter joined: Whether what arrives meanwhile joins the batch.
    private func write(_ gathered: [Job], joined: Bool = true, on connection: Connection) {
        connection.memory = TransactionMemory()
        defer { connection.memory = nil }
        var batch = gathered
        do throws(StoreError) {
            var ending = try commit(&batch, joined: joined, on: connection)
            if case .undone = ending, batch.count > 1, !connection.hasSpilled {
                ending = try commitInSavepoints(batch, on: connection)
            }
            if case .refused = ending, batch.count == 1, !batch[0].isUndone {
                ending = try commitInMemory(batch[0], on: connection)
            }
            switch ending {
            case .committed(let transaction): tell(batch, of: transaction)
            // Nothing else is to be kept, and what it was told is so.
            case .undone where batch.count == 1, .refused where batch.count == 1: batch[0].finish(nil)
            case .undone, .refused: for job in batch { write([job], joined: false, on: connection) }
            }
        } catch {
            statistics.batchFailed(error)
            stopIfUnsynced(connection)
            for job in batch { job.finish(error) }
        }
    }

    /// Tells everybody what was committed: first those who keep screens, then those who wait.
    private func tell(_ batch: [Job], of transaction: WriteTransaction) {
        counters.publish(touched: transaction.touched, everyone: transaction.touchesEveryone)
        if transaction.touchesRegistry { counters.registryChanged() }
        statistics.batchCommitted(writes: batch.count, transaction.ledger)
        for job in batch { job.finish(nil) }
    }

    private static let lost = StoreError(
        kind: .inputOutput, message: "the transaction was lost while a command ran")

    /// What became of a transaction.
    private enum Ending {
        case committed(WriteTransaction)
        /// A command has written something that is not to be kept, and it is undone.
        case undone
        /// It could not be committed safely, and is undone.
        case refused
    }

    /// Runs and commits a batch, and where others may be `joined` to it, what arrives meanwhile.
    private func commit(
        _ batch: inout [Job], joined: Bool, on connection: Connection
    ) throws(StoreError) -> Ending {
        var jobs = batch
        defer { batch = jobs }
        let start = ContinuousClock.now
        return try transaction(on: connection) { transaction throws(StoreError) in
            var done = 0
            while done < jobs.count {
                for job in jobs[done...] where !connection.mustNotCommit {
                    guard try runAlone(job, in: transaction) else { return false }
                }
                done = jobs.count
                if joined { jobs += takeMore(after: jobs, since: start, on: connection) }
            }
            return true
        }
    }

    /// The same of a command alone that undoes parts of what it does, with as much memory as that takes.
    private func commitInMemory(_ job: Job, on connection: Connection) throws(StoreError) -> Ending {
        try connection.execute("PRAGMA cache_spill = OFF")
        defer { try? connection.execute("PRAGMA cache_spill = ON") }
        var batch = [job]
        let ending = try commit(&batch, joined: false, on: connection)
        if case .refused = ending { throw Self.lost }
        return ending
    }

    /// Runs one command without a savepoint, unless it is known to need one; false where it has left something behind.
    private func runAlone(_ job: Job, in transaction: WriteTransaction) throws(StoreError) -> Bool {
        if job.isUndone {
            try runInSavepoint(job, in: transaction)
            return true
        }
        let before = transaction.connection.rowsChanged
        let isKept = try run(job, in: transaction)
        return isKept || transaction.connection.rowsChanged == before
    }

    /// Runs and commits a batch with every command in a savepoint, so that what is not kept leaves nothing behind.
    private func commitInSavepoints(_ batch: [Job], on connection: Connection) throws(StoreError) -> Ending {
        try transaction(on: connection) { transaction throws(StoreError) in
            for job in batch where !connection.mustNotCommit { try runInSavepoint(job, in: transaction) }
            return true
        }
    }

    /// One transaction around `body`, committed where that answers true.
    private func transaction(
        on connection: Connection, _ body: (WriteTransaction) throws(StoreError) -> Bool
    ) throws(StoreError) -> Ending {
        let transaction = WriteTransaction(connection: connection)
        do throws(StoreError) {
            try connection.begin()
            let isWanted = try body(transaction)
            guard isWanted, !connection.mustNotCommit else {
                try connection.run("ROLLBACK")
                return isWanted ? .refused : .undone
            }
            if let failure = connection.syncFailure { throw failure }
            try connection.syncNames()
            try statistics.timingCommit { () throws(StoreError) in try connection.run("COMMIT") }
            return .committed(transaction)
        } catch {
            // Whatever SQLite has undone by itself, nothing of this batch may stay.
            if !connection.isAutocommit { _ = try? connection.run("ROLLBACK") }
            throw error
        }
    }

    private func runInSavepoint(_ job: Job, in transaction: WriteTransaction) throws(StoreError) {
        try transaction.connection.run("SAVEPOINT command")
        let isKept = try run(job, in: transaction)
        if !isKept { try transaction.connection.run("ROLLBACK TO command") }
        try transaction.connection.run("RELEASE command")
    }

    /// Runs one command; answers whether its writes are kept. Throws when the whole transaction is lost, never for the
    /// command's own sake.
    private func run(_ job: Job, in transaction: WriteTransaction) throws(StoreError) -> Bool {
        let noted = transaction.ledger.count
        let isKept = job.run(transaction)
        if !isKept { transaction.forgetEntries(after: noted) }
        // https://www.sqlite.org/lang_transaction.html: after SQLITE_FULL, SQLITE_IOERR and others the whole
        // transaction may be gone; then everything before this command is, too.
        guard !transaction.connection.isAutocommit else { throw Self.lost }
        return isKept
    }
}
