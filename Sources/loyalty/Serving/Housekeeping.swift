import Dispatch
import API
import Engine
import Model
import Store
import Synchronization

/// Writes what has fallen due — releases, expiries, lapsed coupons, referral rewards — for customers who do
/// not come by themselves (rule 4.6). One thread, small writes with pauses between them: it never stands in
/// anybody's way.
final class Housekeeping: Sendable {
    /// Customers in one write.
    static let batchCustomers = 16
    /// Between two writes while much is due.
    static let pauseMilliseconds = 5
    /// Between two looks when nothing was due.
    static let intervalMilliseconds = 2_000
    /// Before the first: whoever waited for the service to start comes first.
    static let startMilliseconds = 200
    /// Customers that are left out after a failure; more would say that the whole database is at fault.
    static let failingMax = 10_000

    private let engine: Engine
    private let log: Log
    private let reader: Reader
    private let isStopped = Atomic(false)
    private let wake = Wakeup()
    private let ended = DispatchSemaphore(value: 0)
    private let failing = Mutex<Set<CustomerNumber>>([])

    private let apiLog: APILog?
    private let flushed = Mutex(ContinuousClock.now)
    private let began = ContinuousClock.now
    private let clocks: Mutex<ClockGuard>
    private let roundAt = Mutex<Instant?>(nil)

    /// When it last came round; nil before the first time.
    var lastRound: Instant? { roundAt.withLock { $0 } }

    /// - Parameter apiLog: What the loops have gathered of it is written between two sweeps.
    init(engine: Engine, log: Log, apiLog: APILog? = nil) {
        self.apiLog = apiLog
        self.engine = engine
        self.log = log
        reader = engine.store.makeFreshReader()
        clocks = Mutex(ClockGuard(wall: engine.realNow(), elapsed: .zero))
    }

    /// Starts the thread.
    func start() {
        Thread.start { [self] in
            wake.wait(milliseconds: Self.startMilliseconds)
            while !isStopped.load(ordering: .acquiring) {
                engine.store.prepareReaders()
                let isTimeGood = isTimeGood()
                flush(trimming: isTimeGood)
                roundAt.withLock { $0 = engine.realNow() }
                let wait = isTimeGood && sweep() ? Self.pauseMilliseconds : Self.intervalMilliseconds
                wake.wait(milliseconds: wait)
            }
            apiLog?.flush(to: engine)
            ended.signal()
        }
    }

    /// Whether the wall clock can be believed; tells when that changes.
    private func isTimeGood() -> Bool {
        let (now, elapsed) = (engine.realNow(), began.duration(to: .now))
        let finding = clocks.withLock { $0.look(wall: now, elapsed: elapsed) }
        switch finding {
        case .steady, .waiting: break
        case .jumped(let ahead):
            tell(
                .error, "clock_jumped_ahead", ahead,
                "what falls due waits until the clock is put right, or has gone on for an hour")
        case .accepted(let ahead): tell(.warning, "clock_accepted", ahead, "what has fallen due is written")
        case .steppedBack(let by): tell(.warning, "clock_stepped_back", by, "nothing waits for it")
        case .returned:
            log.write(.warning, "clock_put_right", [("detail", "what falls due is written again")])
        }
        return finding.isGood
    }

    private func tell(_ level: Log.Level, _ event: String, _ by: Duration, _ detail: String) {
        log.write(level, event, [("seconds", String(by.components.seconds)), ("detail", detail)])
    }

    /// Writes the API log, as often as nothing is due at most.
    private func flush(trimming: Bool) {
        let isTime = flushed.withLock { last in
            guard last.duration(to: .now) >= .milliseconds(Self.intervalMilliseconds - 100) else {
                return false
            }
            last = .now
            return true
        }
        if isTime { apiLog?.flush(to: engine, trimming: trimming) }
    }

    /// Ends the thread; returns when it has.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wake.wake()
        ended.wait()
    }

    /// Settles some due customers of each book; answers whether there may be more.
    func sweep() -> Bool {
        var mayBeMore = false
        let contents = engine.registry.contents
        for book in contents.books.values {
            do {
                if EraseCustomer.isIDToForget(of: book, contents, at: engine.realNow()) {
                    try engine.performAndWait(WriteRequest(book: book, actor: .service)) {
                        try EraseCustomer.forgetIDs(in: $0)
                    }
                }
                let isAdopting = try adopt(in: book)
                mayBeMore = mayBeMore || isAdopting
                let due = try dueCustomers(of: book)
                if due.isEmpty { continue }
                let failed = try settle(due, in: book)
                leaveOut(failed, of: book)
                mayBeMore = mayBeMore || failed.count < due.count
            } catch {
                log.write(
                    .warning, "housekeeping failed", [("brand", book.brand.text), ("error", "\(error)")])
            }
        }
        return mayBeMore
    }

    /// Carries a newly published programme to some of the customers; answers whether there may be more.
    private func adopt(in book: Book) throws -> Bool {
        guard let version = engine.registry.contents.programme(of: book),
            try engine.readFresh(book, version: version, on: reader, { try Adoption.isDue($0) })
        else { return false }
        let failed = try engine.performAndWait(WriteRequest(book: book, actor: .service)) {
            try Adoption.step(limit: Self.batchCustomers, in: $0)
        }
        for customer in failed ?? [] {
            log.write(
                .error, "a customer cannot be settled; run `loyalty verify`",
                [("brand", book.brand.text), ("customer", String(customer.number))])
        }
        return failed != nil
    }

    private func dueCustomers(of book: Book) throws -> [CustomerNumber] {
        let leftOut = failing.withLock { $0 }
        let now = engine.now(in: book)
        let due = try reader.readFresh { connection, _ in
            try connection.dueWallets(by: now, in: book.number, limit: Self.batchCustomers + leftOut.count)
        }
        var seen = leftOut
        return Array(due.filter { seen.insert($0).inserted }.prefix(Self.batchCustomers))
    }

    /// Settles customers in one write, each in a savepoint; answers those that could not be.
    private func settle(_ customers: [CustomerNumber], in book: Book) throws -> [CustomerNumber] {
        try engine.performAndWait(WriteRequest(book: book, actor: .service)) { context in
            let connection = context.transaction.connection
            var failed: [CustomerNumber] = []
            for customer in customers {
                let noted = context.transaction.entryCount
                try connection.run("SAVEPOINT settled_customer")
                do {
                    try Settle.run(customer, in: context)
                } catch {
                    try connection.run("ROLLBACK TO settled_customer")
                    context.transaction.forgetEntries(after: noted)
                    failed.append(customer)
                }
                try connection.run("RELEASE settled_customer")
            }
            return failed
        }
    }

    private func leaveOut(_ customers: [CustomerNumber], of book: Book) {
        guard !customers.isEmpty else { return }
        failing.withLock { failing in
            for customer in customers where failing.count < Self.failingMax { failing.insert(customer) }
        }
        for customer in customers {
            log.write(
                .error, "a customer cannot be settled; run `loyalty verify`",
                [("brand", book.brand.text), ("customer", String(customer.number))])
        }
    }
}
