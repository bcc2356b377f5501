import Engine
import Foundation
import Model
import Store
import TestFiles
import Testing

/// A database in a directory of its own, with an engine on a clock that stands still.
final class AdministrationBooks {
    let clock: ManualClock
    let store: Store
    let engine: Engine
    let path: String
    private let folder: Scratch

    /// With nothing published.
    convenience init() throws {
        try self.init { try EmptyDatabase.copy(to: $0) }
    }

    private init(making make: (_ path: String) throws -> Void) throws {
        folder = try Scratch()
        path = folder.path("books.db")
        try make(path)
        (store, clock, engine) = try Self.open(path)
    }

    /// On a clock that stands still.
    private static func open(_ path: String) throws -> (Store, ManualClock, Engine) {
        let clock = ManualClock(try Instant(rfc3339: "2026-11-21T06:00:00Z"))
        let store = try Store(path: path, now: clock.now())
        let secrets = Secrets(master: Array(repeating: 7, count: 32))
        return (store, clock, try Engine(store: store, secrets: secrets, clock: clock))
    }

    deinit { store.close() }

    /// With a programme published: the plain one, or another.
    static func published(_ document: String = programme()) throws -> AdministrationBooks {
        try AdministrationBooks { path in
            try made.copy(document, to: path) { path in
                let (store, _, engine) = try open(path)
                defer { store.close() }
                _ = try PublishProgramme.run(Array(document.utf8), by: .commandLine, on: engine)
            }
        }
    }

    private static let made = MadeDatabases<String, Void>()

    var live: Book {
        get throws { try engine.book(brand: nil, mode: .live, for: "cannot test") }
    }

    /// One coin per dollar, coupons from one coin up, an app-install trigger.
    static func programme(
        brand: String = "plain-records", name: String = "Plain Records", currency: String = "USD"
    )
        -> String
    {
        """
        {
          "schema": 1, "brand": {"id": "\(brand)", "name": "\(name)"}, "currency": "\(currency)",
          "time_zone": "America/New_York", "default_locale": "en-US",
          "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
          "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "award_on": "paid"},
          "expiry": {"kind": "never"},
          "triggers": [{"id": "app-install", "kind": "app_install", "title": "App", "coins": 50,
            "open": false, "active": true, "frequency": {"kind": "once"}, "pending_days": 0, "listed": true}],
          "rewards": [{"id": "any", "kind": "variable_amount", "coins_per_step": 1, "amount_per_step": 1,
            "steps_minimum": 1, "steps_maximum": 1000, "title": "Any", "valid_days": 90, "code_prefix": "P",
            "active": true, "returns_coins_on_expiry": true}]
        }
        """
    }

    /// Imports rows under the usual header.
    @discardableResult
    func importRows(_ rows: String, skipsBadRows: Bool = false) throws -> ImportOrders.Receipt {
        try ImportOrders.run(
            TextSource("order_id,customer_id,placed_at,amount,currency,status\n" + rows), into: try live,
            skipsBadRows: skipsBadRows, on: engine)
    }

    /// How many rows a table has.
    func count(_ sql: String) throws -> Int64 {
        let statement = sql
        return try store.writeAndWait { transaction in
            .keep(try transaction.connection.countRows(statement))
        }
    }

    /// Does to the database what the program never would.
    func damage(_ sql: String) throws {
        try store.writeAndWait { transaction in
            try transaction.connection.execute(sql)
            return .keep(())
        }
    }
}

extension Connection {
    /// The number of rows of one of the tables that the tests look at.
    fileprivate func countRows(_ table: String) throws -> Int64 {
        switch table {
        case "orders": try first("SELECT count(*) FROM orders") { $0.integer(0) } ?? 0
        case "customers": try first("SELECT count(*) FROM customers") { $0.integer(0) } ?? 0
        case "nector_ids": try first("SELECT count(*) FROM nector_ids") { $0.integer(0) } ?? 0
        case "pool_codes": try first("SELECT count(*) FROM pool_codes") { $0.integer(0) } ?? 0
        case "entries": try first("SELECT count(*) FROM entries") { $0.integer(0) } ?? 0
        case "programme_versions": try first("SELECT count(*) FROM programme_versions") { $0.integer(0) } ?? 0
        default: throw StoreError(kind: .misuse, message: "the tests do not count \(table)")
        }
    }
}

/// A file that is a text.
struct TextSource: ImportSource {
    let all: [UInt8]
    init(_ text: String) { all = Array(text.utf8) }
    var byteCount: Int64 { Int64(all.count) }
    func bytes(at offset: Int64, count: Int) throws(AdministrationError) -> [UInt8] {
        Array(all.dropFirst(Int(offset)).prefix(count))
    }
}
