import Foundation
import Model
import Store
import TestFiles
import Testing

@testable import Engine

/// An engine over a database of its own, with a clock that stands still until it is moved.
final class TestBooks: Sendable {
    private let folder: Scratch
    let clock: ManualClock
    let engine: Engine
    /// The live book of the brand `alpha`.
    let live: Book
    /// Its sandbox.
    let sandbox: Book
    /// The live book of another brand.
    let other: Book

    /// - Parameter time: RFC 3339.
    init(_ programme: TestProgramme = TestProgramme(), at time: String = "2026-01-15T10:00:00Z") throws {
        folder = try Scratch()
        let path = folder.path("books.db")
        let now = try instant(time)
        let brands = [programme, programme.with { $0.brand = "beta" }].map(\.document)
        try Self.made.copy(Recipe(programmes: brands, now: now), to: path) { path in
            let engine = try Self.engine(path, ManualClock(now))
            defer { engine.close() }
            for brand in brands {
                _ = try PublishProgramme.run(Array(brand.utf8), by: .commandLine, on: engine)
            }
        }
        clock = ManualClock(now)
        engine = try Self.engine(path, clock)
        let contents = engine.registry.contents
        let (alpha, beta) = (try #require(BrandID("alpha")), try #require(BrandID("beta")))
        live = try #require(contents.book(alpha, .live))
        sandbox = try #require(contents.book(alpha, .test))
        other = try #require(contents.book(beta, .live))
    }

    deinit { engine.store.close() }

    private struct Recipe: Hashable {
        let programmes: [String]
        let now: Instant
    }

    private static let made = MadeDatabases<Recipe, Void>()

    private static func engine(_ path: String, _ clock: ManualClock) throws -> Engine {
        let store = try Store(path: path, now: clock.now())
        return try Engine(
            store: store, secrets: Secrets(master: Array(repeating: 7, count: 32)), clock: clock)
    }

    /// The folder of the database.
    var directory: URL { folder.url }

    /// Makes a programme the newest of its brand.
    func publish(_ programme: TestProgramme) throws {
        _ = try PublishProgramme.run(Array(programme.document.utf8), by: .commandLine, on: engine)
    }

    /// Moves the clock to a time; RFC 3339.
    func move(to time: String) throws { clock.set(try instant(time)) }

    /// Runs a command on the live book, as a key.
    @discardableResult
    func run<Value: Sendable>(
        in book: Book? = nil, isDryRun: Bool = false,
        _ body: @escaping @Sendable (CommandContext) throws -> Value
    ) throws(EngineError) -> Value {
        try engine.performAndWait(
            WriteRequest(book: book ?? live, actor: Actor("key:1"), isDryRun: isDryRun), body)
    }

    /// Runs SQL text as it is.
    func execute(_ sql: String) throws {
        try engine.store.writeAndWait { transaction in
            try transaction.connection.execute(sql)
            return .keep(())
        }
    }

    /// The rows of a query, each column as text; NULL is `NULL`.
    func rows(_ sql: String) throws -> [String] {
        let connection = try Connection(path: engine.store.path, access: .readOnly)
        return try connection.table(sql)
    }

    /// The number that a query gives.
    func number(_ sql: String) throws -> Int64 {
        let row = try rows(sql).first
        return try #require(row.flatMap { Int64($0) })
    }
}

extension Connection {
    /// The rows of a query whose text is made at run time, columns joined by `|`.
    func table(_ sql: String) throws -> [String] {
        try execute("CREATE TEMP TABLE IF NOT EXISTS answer (line TEXT); DELETE FROM temp.answer")
        try execute("INSERT INTO temp.answer SELECT * FROM (\(sql))")
        return try all("SELECT coalesce(line, 'NULL') FROM temp.answer ORDER BY rowid") { $0.text(0) }
    }
}

/// An instant from RFC 3339 text.
func instant(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

/// A customer's id: the name, made long enough.
func id(_ name: String) throws -> CustomerID { try #require(CustomerID("customer-\(name)")) }
