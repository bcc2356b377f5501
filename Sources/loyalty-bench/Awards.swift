import Engine
import Foundation
import Model
import Store

/// The service's own award in batches, without HTTP: what one costs the writer, to be counted with `valgrind
/// --tool=callgrind` where time is noise.
struct Awards {
    private let path: String
    private let customers: Int
    private let awards: Int
    private let batch: Int

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 100_000)
        awards = try options.number("awards", default: 10_000)
        batch = try options.number("batch", default: 64)
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.close() }
        let book = try BenchBrand.book(of: engine)
        var random = SeededNumbers(seed: Int(Date().timeIntervalSince1970 * 1_000))
        let start = ContinuousClock.now
        var done = 0
        while done < awards {
            let count = min(batch, awards - done)
            try award(count, in: book, on: engine, &random)
            done += count
        }
        let elapsed = ContinuousClock.now - start
        let (batches, _, _) = engine.store.statistics.totals
        print("awards: \(awards) in \(batches) transactions, \(rate(awards, elapsed)) awards/s")
    }

    /// Submits one batch behind a write that waits until it is whole, so that it is one transaction, and waits for it.
    private func award(
        _ count: Int, in book: Book, on engine: Engine, _ random: inout SeededNumbers
    ) throws {
        let gate = DispatchSemaphore(value: 0)
        let answered = DispatchGroup()
        answered.enter()
        engine.store.write({ _ in .discard(gate.wait()) }, completion: { _ in answered.leave() })
        for _ in 0..<count {
            guard let id = BenchBrand.customer(Int.random(in: 0..<customers, using: &random))
            else {
                throw BenchError("bad customer id")
            }
            var request = WriteRequest(book: book, actor: .commandLine)
            request.idempotency = Idempotency(
                scope: SHA256.hash(randomBytes(16)), fingerprint: SHA256.hash(id.text))
            let input = AdjustWallet.Input(customer: id, wallet: .coins, coins: 1, note: "bench")
            answered.enter()
            engine.perform(request) { context in
                let receipt = try AdjustWallet.run(input, in: context)
                return StoredAnswer(status: 201, body: Self.body(of: receipt))
            } completion: { result in
                if case .failure(let error) = result { fatalError("an award failed: \(error)") }
                answered.leave()
            }
        }
        gate.signal()
        answered.wait()
    }

    /// As many bytes as the service's answer to an award has.
    private static func body(of receipt: AdjustWallet.Receipt) -> [UInt8] {
        var json = JSONWriter(capacity: bodyBytes)
        json.beginObject()
        json.member("transaction", receipt.entry.id.description)
        json.member("filler", filler)
        json.endObject()
        return json.bytes
    }

    private static let bodyBytes = 900
    private static let filler = String(repeating: "x", count: bodyBytes)
}
