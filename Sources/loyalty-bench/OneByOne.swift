import Engine
import Foundation
import Model

/// The service's own award, one transaction and one sync each: what group commit has to beat with the same work.
struct OneByOne {
    private let path: String
    private let customers: Int
    private let seconds: Int

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 100_000)
        seconds = try options.number("seconds", default: 10)
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.close() }
        let request = WriteRequest(book: try BenchBrand.book(of: engine), actor: .commandLine)
        let start = ContinuousClock.now
        var writes = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            guard let id = BenchBrand.customer(Int.random(in: 0..<customers)) else { continue }
            let input = AdjustWallet.Input(customer: id, wallet: .coins, coins: 1, note: "bench")
            try engine.performAndWait(request) { context in _ = try AdjustWallet.run(input, in: context) }
            writes += 1
        }
        let elapsed = ContinuousClock.now - start
        print("one by one: \(writes) awards, one transaction each, \(rate(writes, elapsed)) writes/s")
    }
}
