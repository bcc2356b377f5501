internal import CPages
package import Model
internal import Synchronization

/// What a snapshot is known to contain: every commit up to this number.
package struct SnapshotMark: Sendable, Hashable {
    package let commit: UInt64
}

/// Reads for one event loop, from snapshots that contain every acknowledged write to the customer read.
///
/// In WAL mode every commit makes every other connection drop its page cache when it next opens a transaction, which
/// more than halves cold reads while awards arrive. So a reader keeps a *steady* snapshot open across
/// requests, and reads from it every customer that no commit has touched since it was opened: for those the past and
/// the present are the same, and the pages stay cached. A customer that has been touched is read from a *fresh*
/// snapshot on a second connection. ``ChangeCounters`` decide which, and are published after each COMMIT and before
/// any answer of it, so nobody can be told of a write and then read from before it.
///
/// A reader belongs to one loop, or to one of those who read no customer's screens; only ``release()`` comes from the
/// writer's thread, so the gate is never contended for long.
package final class Reader: @unchecked Sendable {
    // Sendable: everything below is used with the gate held.
    private let gate = Mutex<Void>(())
    /// Nil in a reader that only reads what belongs to no single customer.
    private let steady: Connection?
    /// Nil until it is needed, or was opened ahead: nobody waits for a connection that nothing is read on yet.
    private var fresh: Connection?
    /// The commits that the steady snapshot is known to contain; nil while none is open.
    private var steadyMark: SnapshotMark?
    private var isClosed = false
    /// How many pages were missing (CPages) when both connections were mapped last.
    private var pagesMissing: UInt64
    private let path: String
    private let counters: ChangeCounters
    private let alarms: Alarms

    /// What fresh snapshots are read on is opened by ``prepare()``, or by the first read that needs it.
    ///
    /// - Parameter steady: What it keeps its steady snapshot on, as ``open(_:)`` answers it.
    init(path: String, steady: Connection?, counters: ChangeCounters, alarms: Alarms) {
        self.path = path
        self.steady = steady
        self.alarms = alarms
        self.counters = counters
        pagesMissing = loyaltyMissingPages()
    }

    /// Opens ahead what it will need, so that the descriptors and the memory for it are its own before they run short.
    ///
    /// A failure is left to the read that needs it.
    func prepare() {
        guard holdingGate({ fresh == nil && !isClosed }), let connection = try? Self.open(path) else {
            return
        }
        holdingGate {
            if fresh == nil, !isClosed { fresh = connection }
        }
    }

    /// Opens a database to be read.
    static func open(_ path: String) throws(StoreError) -> Connection {
        let connection = try Connection(path: path, access: .readOnly, files: .keepingMapping)
        for pragma in Pragmas.reader { try connection.execute(pragma) }
        return connection
    }

    /// Reads one customer: `locate` finds it, `body` reads more of it from the same snapshot.
    ///
    /// `locate` answers nil when there is no such customer; `body` then runs on a fresh snapshot, with nil. Where it
    /// throws, a fresh snapshot is asked too: several customers of one address may have become one since.
    package func read<Located, Result>(
        locate: (Connection) throws -> (customer: CustomerNumber, located: Located)?,
        body: (Connection, Located?, SnapshotMark) throws -> Result
    ) throws -> Result {
        try reading {
            try checkOpen()
            if let steady {
                let mark = try openSteady(on: steady)
                if let found = (try? locate(steady)) ?? nil,
                    counters.commit(touching: found.customer) <= mark.commit
                {
                    try alarms.check(found.customer)
                    return try body(steady, found.located, mark)
                }
            }
            return try readFreshHoldingGate { connection, mark in
                let found = try locate(connection)
                if let found { try alarms.check(found.customer) }
                return try body(connection, found?.located, mark)
            }
        }
    }

    /// Reads what belongs to no single customer, always from a fresh snapshot.
    package func readFresh<Result>(_ body: (Connection, SnapshotMark) throws -> Result) throws -> Result {
        try reading {
            try checkOpen()
            return try readFreshHoldingGate(body)
        }
    }

    /// Lets go of the steady snapshot, so that the log can be checkpointed and started over.
    package func release() {
        holdingGate { closeSteady() }
    }

    /// Ends the reading: what another process writes from here on would not be seen.
    func close() {
        holdingGate {
            closeSteady()
            isClosed = true
        }
    }

    private func holdingGate<Result>(_ body: () throws -> Result) rethrows -> Result {
        gate._unsafeLock()
        defer { gate._unsafeUnlock() }
        return try body()
    }

    /// The same for a read, whose failure may be one that an operator must hear of.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try holdingGate {
                try mapAnewWherePagesAreMissing()
                let result = try body()
                guard pagesMissing == loyaltyMissingPages() else {
                    throw StoreError(
                        kind: .corrupt, message: "a part of the file is not there any more, or cannot be read"
                    )
                }
                return result
            }
        } catch {
            alarms.note(error)
            throw error
        }
    }

    /// In the place of a page that could not be read the mapping holds zeros, which nobody may read again as the page.
    private func mapAnewWherePagesAreMissing() throws {
        let missing = loyaltyMissingPages()
        guard missing != pagesMissing, !isClosed else { return }
        closeSteady()
        for connection in [steady, fresh].compactMap(\.self) {
            try connection.execute(Pragmas.withoutMapping)
            try connection.execute(Pragmas.mapping)
        }
        pagesMissing = missing
    }

    private func checkOpen() throws(StoreError) {
        if isClosed { throw StoreError(kind: .closed, message: "the database is closed") }
    }

    private func openSteady(on steady: Connection) throws -> SnapshotMark {
        let commit = counters.commit
        if let mark = steadyMark {
            let isYoung =
                commit - mark.commit <= StoreLimits.steadySnapshotCommitsMax
                && counters.commitTouchingEveryone <= mark.commit
            // After an I/O error SQLite may have ended the snapshot by itself.
            if isYoung, !steady.isAutocommit { return mark }
            closeSteady()
        }
        try steady.run("BEGIN")
        // The snapshot is taken by the first read (https://www.sqlite.org/isolation.html), so it is at least as
        // new as the counter that was read before it.
        do {
            _ = try steady.first("SELECT 1 FROM schema_versions LIMIT 1") { $0.integer(0) }
        } catch {
            _ = try? steady.run("ROLLBACK")
            throw error
        }
        let mark = SnapshotMark(commit: commit)
        steadyMark = mark
        return mark
    }

    private func closeSteady() {
        guard let steady, steadyMark != nil else { return }
        if !steady.isAutocommit { _ = try? steady.run("COMMIT") }
        steadyMark = nil
    }

    private func readFreshHoldingGate<Result>(
        _ body: (Connection, SnapshotMark) throws -> Result
    ) throws -> Result {
        let connection = try fresh ?? Self.open(path)
        fresh = connection
        let mark = SnapshotMark(commit: counters.commit)
        try connection.run("BEGIN")
        defer { _ = try? connection.run("COMMIT") }
        return try body(connection, mark)
    }
}
