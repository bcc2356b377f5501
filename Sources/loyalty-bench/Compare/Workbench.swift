import Engine
import Foundation
import Model
import Store

/// What all measurements share: the settings, the database with its customers, and a folder.
final class Workbench {
    let settings: CompareSettings
    let scratch: Scratch
    let database: String
    /// The customers' tokens, by number.
    let tokens: [String]
    /// The entries in the books when the comparison began.
    let entries: Int
    let readKey: String
    let writeKey: String
    private var programs = 0

    /// Opens the database that is given, or makes one.
    init(_ options: Options) throws {
        settings = try CompareSettings(options)
        let given = options.text("database", default: "")
        let beside = given.isEmpty ? "." : URL(filePath: given).deletingLastPathComponent().path
        scratch = try Scratch(in: options.text("directory", default: beside))
        database = given.isEmpty ? scratch.path("books.db") : given
        if given.isEmpty {
            let make = MakeData(
                path: database, customers: try options.number("customers", default: 100_000),
                entries: try options.number("entries", default: 20))
            try make.fill()
        }
        let engine = try openEngine(database)
        defer { engine.close() }
        let counts = try Self.counts(engine)
        guard counts.customers > 0 else { throw BenchError("\(database) has no customers that `make` made") }
        entries = counts.entries
        tokens = try PrintTokens.mint(counts.customers, on: engine)
        readKey = try makeBenchKey(.read, on: engine)
        writeKey = try makeBenchKey(.write, on: engine)
    }

    /// Customers that `make` made, and entries.
    static func counts(_ engine: Engine) throws -> (customers: Int, entries: Int) {
        let book = Int64(try BenchBrand.book(of: engine).number.number)
        return try engine.store.makeFreshReader().readFresh { connection, _ in
            let customers = try connection.first(
                "SELECT count(*) FROM customers WHERE book = $1 AND customer_id LIKE 'bench-%'",
                .integer(book)
            ) { Int($0.integer(0)) }
            let entries = try connection.first("SELECT count(*) FROM entries") { Int($0.integer(0)) }
            return (customers ?? 0, entries ?? 0)
        }
    }

    /// Customers whose screens all fit into the cache.
    static let warmCustomersMax = 10_000
    var warmCustomers: Int { min(tokens.count, Self.warmCustomersMax) }

    /// The path of every customer's wallet screen, with its token.
    var screenLines: [String] {
        tokens.enumerated().map { "\(BenchRequest.screenPath(BenchBrand.customerText($0))) \($1)" }
    }

    /// Some customers, at random.
    func some(_ count: Int) -> [Int] { (0..<count).map { _ in .random(in: tokens.indices) } }

    /// Starts a program on one core, or wherever the system likes.
    func start(_ name: String, _ words: [String], on core: Int?) throws -> ChildProgram {
        programs += 1
        let pinned = core.map { ["taskset", "-c", "\($0)"] + words } ?? words
        return try ChildProgram(pinned, output: scratch.path("\(programs)-\(name).out"))
    }

    /// Runs a command of this very program to its end; answers what it printed.
    func bench(_ words: [String], on core: Int) throws -> String {
        try start(words[0], [CompareSettings.ownPath.path] + words, on: core).finish()
    }

    /// Measures ours and what stands beside it in turns, once a round.
    func inTurns(_ ours: () throws -> Double, _ reference: () throws -> Double) throws
        -> (ours: [Double], reference: [Double])
    {
        var values: (ours: [Double], reference: [Double]) = ([], [])
        for _ in 0..<settings.rounds {
            values.ours.append(try ours())
            values.reference.append(try reference())
        }
        return values
    }

    /// A port that nobody listens on now.
    ///
    /// None of those that the system gives to clients: one that waits for the server to listen could meet itself there
    /// (RFC 9293 §3.5, simultaneous connections).
    static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 20_000..<32_000)
            if canListen(on: port) { return port }
        }
        throw BenchError("no free port")
    }

    private static func canListen(on port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return unsafe BlockingSocket.withAddress(of: port) { unsafe bind(descriptor, $0, $1) } == 0
    }
}
