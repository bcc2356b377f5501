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
        defer { engine.close() }
        let reading = try FactReading(engine, screen: screen)
        var random = SystemRandomNumberGenerator()
        let start = ContinuousClock.now
        var reads = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try reading.read(customer: Int.random(in: 0..<customers, using: &random))
            reads += 1
        }
        let elapsed = ContinuousClock.now - start
        print("reads: \(reads) snapshots of \(screen.rawValue), \(rate(reads, elapsed)) a second")
    }
}

/// One reader and the facts of one screen.
struct FactReading {
    private let engine: Engine
    private let screen: ScreenName
    private let book: Book
    private let version: ProgrammeVersion
    private let reader: Reader
    private let connection: Connection

    init(_ engine: Engine, screen: ScreenName) throws {
        self.engine = engine
        self.screen = screen
        (book, version) = try BenchBrand.bookAndVersion(of: engine)
        reader = try engine.store.makeReader()
        connection = try reader.read(
            locate: { connection in (customer: CustomerNumber(0), located: connection) },
            body: { fresh, steady, _ in steady ?? fresh })
    }

    /// Instructions of SQLite's virtual machine that the reads have taken so far.
    var instructionsRun: Int { connection.instructionsRun }

    func read(customer number: Int) throws {
        guard let id = BenchBrand.customer(number) else { return }
        let facts = try engine.read(book, version: version, customer: id, on: reader) {
            snapshot, customer, _ in
            try snapshot.screenFacts(screen, of: customer, page: Snapshot.PageRequest())
        }
        if facts.wallet.available < 0 { throw BenchError("a wallet in debt in made data") }
    }
}
