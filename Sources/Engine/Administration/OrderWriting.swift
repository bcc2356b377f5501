import Model
import Store
import Synchronization

/// The second reading of an order file: its rows into the books, many in one write, a few writes ahead of the
/// disk.
struct OrderWriting {
    let book: Book
    let engine: Engine
    let skipsBadRows: Bool

    /// Writes that are under way at once; those that wait together share one sync of the disk.
    private static let writesAhead = 16
    /// How often, and how long, a write waits while the writer's mailbox is full.
    private static let overloadRetriesMax = 600
    private static let overloadWaitMilliseconds = 100

    /// One row on its way.
    struct Row: Sendable {
        let line: Int
        let order: PutOrder.Input
    }

    func run(
        _ file: OrderFile, _ columns: OrderColumns, _ check: OrderCheck.Findings, _ progress: ProgressReport
    ) throws(AdministrationError) -> ImportOrders.Receipt {
        let tally = Tally(check, writesAhead: Self.writesAhead)
        let places = check.places.inWritingOrder(leavingOut: check.badLines)
        let total = Int64(places.count)
        for start in stride(from: 0, to: places.count, by: AdministrationLimits.importBatchRows) {
            var batch: [Row] = []
            for place in places[start..<min(start + AdministrationLimits.importBatchRows, places.count)] {
                do {
                    batch.append(Row(line: place.line, order: try file.order(at: place, columns)))
                } catch {
                    throw tally.stopped(because: error)
                }
            }
            try submit(batch, tally)
            let done = Int64(start + batch.count)
            progress(AdministrationProgress(phase: "importing", done: done, total: total, unit: "rows"))
        }
        return try tally.end()
    }

    private func submit(_ batch: [Row], _ tally: Tally) throws(AdministrationError) {
        tally.takeWrite()
        var tries = 0
        while true {
            guard !tally.hasFailed else {
                tally.leaveWrite()
                throw tally.stopped()
            }
            let wasTaken = start(batch, tally)
            if wasTaken { return }
            tries += 1
            guard tries < Self.overloadRetriesMax else {
                tally.leaveWrite()
                throw tally.stopped(because: AdministrationError("the service is too busy to import"))
            }
            WriteWindow.pause(milliseconds: Self.overloadWaitMilliseconds)
        }
    }

    /// Hands one write to the writer; false when its mailbox was full, which it says before this returns.
    private func start(_ batch: [Row], _ tally: Tally) -> Bool {
        let request = WriteRequest(book: book, actor: Actor("import"))
        let refusal = Flag()
        engine.store.write(as: .bulk) { [self] transaction in
            .keep(try write(batch, in: try engine.context(for: request, in: transaction)))
        } completion: { (result: Result<ImportOrders.Receipt, any Error>) in
            if case .failure(let error as StoreError) = result, error.kind == .overloaded {
                return refusal.isSet.store(true, ordering: .releasing)
            }
            tally.writeEnded(result)
        }
        return !refusal.isSet.load(ordering: .acquiring)
    }

    /// Runs the command for each row. When one is refused and may be left out, they all run again, each in a savepoint.
    private func write(_ batch: [Row], in context: CommandContext) throws -> ImportOrders.Receipt {
        guard skipsBadRows else { return try writeAll(batch, in: context) }
        let connection = context.transaction.connection
        let noted = context.transaction.entryCount
        try connection.run("SAVEPOINT imported_batch")
        do {
            let receipt = try writeAll(batch, in: context)
            try connection.run("RELEASE imported_batch")
            return receipt
        } catch is RefusedRow {
            try connection.run("ROLLBACK TO imported_batch")
            context.transaction.forgetEntries(after: noted)
            try connection.run("RELEASE imported_batch")
        }
        return try writeOneByOne(batch, in: context)
    }

    /// Runs all rows or none.
    private func writeAll(_ batch: [Row], in context: CommandContext) throws -> ImportOrders.Receipt {
        var receipt = ImportOrders.Receipt()
        for row in batch {
            do {
                receipt.count(try PutOrder.run(row.order, in: context))
            } catch Refusal.orderCancelled {
                // The order and its customer are there: nothing but what was due anyway has been written.
                receipt.late += 1
            } catch let refusal as Refusal {
                throw RefusedRow(line: row.line, refusal: refusal)
            }
        }
        return receipt
    }

    /// Runs each row in a savepoint of its own, so that a refused one leaves nothing behind.
    ///
    /// SQLite walks the whole journal of the outer savepoint whenever an inner one is released, so many of them in one
    /// write cost their square: this is for the batches that need it.
    private func writeOneByOne(_ batch: [Row], in context: CommandContext) throws -> ImportOrders.Receipt {
        var receipt = ImportOrders.Receipt()
        let connection = context.transaction.connection
        for row in batch {
            let noted = context.transaction.entryCount
            try connection.run("SAVEPOINT imported_row")
            do {
                receipt.count(try PutOrder.run(row.order, in: context))
            } catch let refusal as Refusal {
                try connection.run("ROLLBACK TO imported_row")
                context.transaction.forgetEntries(after: noted)
                if refusal == .orderCancelled {
                    receipt.late += 1
                } else {
                    receipt.skip(RowFault(line: row.line, reason: "refused: \(refusal.code)"))
                }
            }
            try connection.run("RELEASE imported_row")
        }
        return receipt
    }
}

/// A flag that two closures share.
private final class Flag: Sendable {
    let isSet = Atomic(false)
}

/// A row that passed the check and was refused all the same: the books changed in between.
private struct RefusedRow: Error {
    let line: Int
    let refusal: Refusal
}

extension ImportOrders.Receipt {
    /// Counts what became of one row.
    fileprivate mutating func count(_ receipt: PutOrder.Receipt) {
        switch receipt.change {
        case .created: created += 1
        case .updated: updated += 1
        case .repeated: repeated += 1
        case .late: late += 1
        }
        coins = coins.addingReportingOverflow(receipt.coinsGiven).partialValue
    }

    /// Leaves one row out.
    fileprivate mutating func skip(_ fault: RowFault) {
        skipped += 1
        if faults.count < AdministrationLimits.badRowsReportedMax { faults.append(fault) }
    }

    /// Adds what became of one write's rows.
    fileprivate mutating func add(_ other: ImportOrders.Receipt) {
        created += other.created
        updated += other.updated
        repeated += other.repeated
        late += other.late
        skipped += other.skipped
        coins = coins.addingReportingOverflow(other.coins).partialValue
        faults += other.faults.prefix(max(0, AdministrationLimits.badRowsReportedMax - faults.count))
    }
}

/// What the writes under way have come to; the reading thread and the writer's share it.
private final class Tally: Sendable {
    private struct State {
        var receipt = ImportOrders.Receipt()
        var failure: AdministrationError?
    }

    private let state: Mutex<State>
    private let window: WriteWindow

    /// - Parameter check: What it found bad is left out.
    init(_ check: OrderCheck.Findings, writesAhead: Int) {
        var receipt = ImportOrders.Receipt()
        receipt.rows = check.rows
        receipt.skipped = Int64(check.badRowCount)
        receipt.faults = check.faults
        state = Mutex(State(receipt: receipt))
        window = WriteWindow(size: writesAhead)
    }

    /// Waits until one more write may be under way.
    func takeWrite() { window.enter() }

    /// One write that was taken is not under way, after all.
    func leaveWrite() { window.leave() }

    func writeEnded(_ result: Result<ImportOrders.Receipt, any Error>) {
        state.withLock { state in
            switch result {
            case .success(let receipt): state.receipt.add(receipt)
            case .failure(let error): state.failure = state.failure ?? Self.explain(error)
            }
        }
        window.leave()
    }

    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    /// Waits until nothing is under way any more.
    func end() throws(AdministrationError) -> ImportOrders.Receipt {
        window.waitForAll()
        guard !hasFailed else { throw stopped() }
        return state.withLock { $0.receipt }
    }

    /// Why the import stopped, when nothing is under way any more, and how far it came.
    func stopped(because reason: AdministrationError? = nil) -> AdministrationError {
        window.waitForAll()
        let (receipt, failure) = state.withLock { ($0.receipt, $0.failure) }
        let done = receipt.created + receipt.updated + receipt.repeated + receipt.late
        let rows = done == 1 ? "one row was" : "\(done) rows were"
        let error = failure ?? reason ?? AdministrationError("the import stopped")
        return AdministrationError(
            error.message, details: error.details + ["\(rows) imported; the import may be run again"])
    }

    private static func explain(_ error: any Error) -> AdministrationError {
        guard let row = error as? RefusedRow else {
            return AdministrationError(error, doing: "the import stopped")
        }
        return AdministrationError("line \(row.line) was refused: \(row.refusal.code)")
    }
}
