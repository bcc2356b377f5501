import Engine
import Foundation
import Model
import Store

/// A database of customers with histories, written through the engine's own commands, so that entries, lots, tiers and
/// chains are as the service would have left them.
struct MakeData {
    let path: String
    let customers: Int
    let entries: Int
    let seed: Int

    init(path: String, customers: Int, entries: Int, seed: Int = 1) {
        (self.path, self.customers, self.entries, self.seed) = (path, customers, entries, seed)
    }

    init(_ options: Options) throws {
        self.init(
            path: try options.text("database"), customers: try options.number("customers", default: 100_000),
            entries: try options.number("entries", default: 20), seed: try options.number("seed", default: 1))
    }

    /// Entries written in one transaction, about: each page that they share is then written once.
    private static let batchEntries = 40_000
    /// 256 MiB: what one transaction touches, and the inner pages of the indexes of a very large database.
    private static let roomyCache = "PRAGMA cache_size = -262144"
    /// Orders are spread over this much time before now: no coins have lapsed, and more than one year counts.
    private static let historyHours = 18 * 730

    func run() throws {
        try fill()
        let engine = try openEngine(path)
        defer { engine.close() }
        for (name, kind, isServer) in [
            ("READ_KEY", KeyKind.read, false), ("SERVER_KEY", .read, true), ("WRITE_KEY", .write, false),
        ] {
            print("\(name)='\(try makeBenchKey(kind, isServer: isServer, on: engine))'")
        }
    }

    /// Makes the brand and its customers. Nothing waits for the disk until it is whole.
    func fill() throws {
        let engine = try openEngine(path, syncs: false)
        defer { engine.close() }
        _ = try PublishProgramme.run(Array(BenchBrand.programme.utf8), by: .commandLine, on: engine)
        let book = try BenchBrand.book(of: engine)
        try engine.store.writeAndWait { transaction in
            .keep(try transaction.connection.execute(Self.roomyCache))
        }
        let batch = max(1, Self.batchEntries / entries)
        let started = ContinuousClock.now
        for first in stride(from: 0, to: customers, by: batch) {
            let range = first..<min(first + batch, customers)
            try engine.performAndWait(WriteRequest(book: book, actor: Actor("import"))) { context in
                for number in range { try makeCustomer(number, in: context) }
            }
            if range.upperBound / 10_000 > first / 10_000 { progress(range.upperBound, since: started) }
        }
    }

    /// One customer: orders that earn, a coupon bought now and then.
    private func makeCustomer(_ number: Int, in context: CommandContext) throws {
        guard let id = BenchBrand.customer(number) else { throw BenchError("bad customer id") }
        _ = try UpsertCustomer.run(UpsertCustomer.Input(id: id, name: "Customer \(number)"), in: context)
        var random = SeededNumbers(seed: seed, stream: number)
        let hours = (0..<entries).map { _ in Int64.random(in: 1...Int64(Self.historyHours), using: &random) }
        for (index, hoursAgo) in hours.sorted(by: >).enumerated() {
            if index % 10 == 9, let reward = RewardID("five-off") {
                _ = try? RedeemReward.run(RedeemReward.Input(customer: id, reward: reward), in: context)
                continue
            }
            guard let order = OrderID("\(number)-\(index)") else { throw BenchError("bad order id") }
            let amount = Int64.random(in: 2_000..<17_000, using: &random)
            _ = try PutOrder.run(
                PutOrder.Input(
                    id: order, customer: id, state: .paid,
                    placedAt: context.now.adding(milliseconds: -hoursAgo * 3_600_000),
                    currency: "USD", total: amount, subtotal: amount), in: context)
        }
    }

    private func progress(_ done: Int, since started: ContinuousClock.Instant) {
        let elapsed = ContinuousClock.now - started
        FileHandle.standardError.write(
            Data("\(done) of \(customers) customers, \(rate(done * entries, elapsed)) entries/s\n".utf8))
    }
}

/// Opens a database with the secrets beside it.
func openEngine(_ path: String, syncs: Bool = true) throws -> Engine {
    let clock = SystemClock()
    let store = try Store(path: path, now: clock.now(), syncs: syncs)
    return try Engine(store: store, secrets: try Secrets.loadOrMake(beside: path), clock: clock)
}

/// A new key of the made brand.
func makeBenchKey(_ kind: KeyKind, isServer: Bool = false, on engine: Engine) throws -> String {
    let wanted = Keys.Wanted(
        brand: try BenchBrand.id, mode: .live, kind: kind, isServer: isServer, label: "bench")
    return try Keys.create(wanted, on: engine).text
}
