import Engine
import Foundation
import Model
import Store

/// What a wallet screen's facts cost without HTTP and JSON: random customers, one snapshot each, on one thread.
struct ColdReads {
    private let path: String
    private let customers: Int
    private let seconds: Int
    private let screen: ScreenName

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 100_000)
        seconds = try options.number("seconds", default: 5)
        guard let screen = ScreenName(rawValue: options.text("screen", default: "wallet")) else {
            throw BenchError(
                "--screen names one of \(ScreenName.ofCustomer.map(\.rawValue).joined(separator: ", "))")
        }
        self.screen = screen
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.store.close() }
        guard let brand = BrandID("bench"), let book = engine.registry.contents.book(brand, .live),
            let version = engine.registry.contents.programme(of: book)
        else { throw BenchError("the database has no brand named bench") }
        let reader = try engine.store.makeReader()
        var random = SystemRandomNumberGenerator()
        let start = ContinuousClock.now
        var reads = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            let number = Int.random(in: 0..<customers, using: &random)
            guard let id = CustomerID("bench-\(1_000_000 + number)") else { continue }
            let facts = try engine.read(book, version: version, customer: id, on: reader) {
                snapshot, customer, _ in
                try snapshot.screenFacts(screen, of: customer, page: Snapshot.PageRequest())
            }
            if facts.wallet.available < 0 { throw BenchError("a wallet in debt in made data") }
            reads += 1
        }
        let elapsed = ContinuousClock.now - start
        print("reads: \(reads) snapshots of \(screen.rawValue), \(rate(reads, elapsed)) a second")
    }
}
