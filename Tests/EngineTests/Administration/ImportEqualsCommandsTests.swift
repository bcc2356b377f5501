import Engine
import Foundation
import Model
import Store
import Testing

/// An import is faster than the same orders one by one, and tells of one customer after the other: nothing else.
struct ImportEqualsCommandsTests {
    private static let programme = """
        {"schema": 1, "brand": {"id": "plain-records", "name": "Plain Records"}, "currency": "USD",
         "time_zone": "America/New_York", "default_locale": "en-US",
         "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
         "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "award_on": "paid",
             "pending_days": 14, "caps": {"per_day": 90}},
         "expiry": {"kind": "months", "after": 3},
         "tiers": {"metric": "net_spend", "window": {"kind": "rolling_months", "months": 12}, "grace_days": 30,
             "levels": [
             {"id": "fan", "name": "Fan", "threshold": 0, "multiplier_basis_points": 10000, "benefits": []},
             {"id": "silver", "name": "Silver", "threshold": 30000, "multiplier_basis_points": 12500,
              "benefits": [], "entry_bonus": 25},
             {"id": "gold", "name": "Gold", "threshold": 90000, "multiplier_basis_points": 15000,
              "benefits": []}]},
         "triggers": [], "rewards": []}
        """

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `an import leaves every row as the commands one by one leave it`(seed: UInt64) throws {
        let rows = Self.rows(seed: seed)
        let imported = try AdministrationBooks.published(Self.programme)
        let receipt = try imported.importRows(rows.joined(separator: "\n"))
        #expect(receipt.rows == Int64(rows.count))
        let oneByOne = try AdministrationBooks.published(Self.programme)
        for row in rows { try put(row, into: oneByOne) }
        let (first, second) = (try Self.contents(of: imported), try Self.contents(of: oneByOne))
        #expect(first.keys.sorted() == second.keys.sorted())
        for table in first.keys.sorted() where table != "events" {
            #expect(first[table] == second[table], "table \(table)")
        }
        #expect(try Self.eventsByCustomer(of: imported) == Self.eventsByCustomer(of: oneByOne))
        #expect(first["standing_changes"]?.isEmpty == false && first["lot_history"]?.isEmpty == false)
    }

    /// Orders of a few customers over a year, some of them sent again in another state or with another amount.
    private static func rows(seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        let states = ["created", "paid", "paid", "paid", "fulfilled", "delivered", "cancelled"]
        return (0..<700).map { number in
            let order = number % 4 == 3 ? Int.random(in: 0..<number, using: &random) : number
            let (month, day) = (1 + order * 10 / 700, 1 + order % 28)
            let amount = Int.random(in: 0...120, using: &random)
            let state = states[Int.random(in: states.indices, using: &random)]
            let date = "2026-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            return "order-\(order),customer-\(order % 23),\(date),\(amount).50,USD,\(state)"
        }
    }

    /// The command that a row of the file stands for.
    private func put(_ row: String, into books: AdministrationBooks) throws {
        let parts = row.split(separator: ",").map(String.init)
        let book = try books.live
        let zone = try #require(books.engine.registry.contents.programme(of: book)).programme.zone
        let cents = try #require(Int64(parts[3].replacingOccurrences(of: ".", with: "")))
        let input = PutOrder.Input(
            id: try #require(OrderID(parts[0])), customer: try #require(CustomerID(parts[1])),
            state: try #require(OrderState(rawValue: parts[5])),
            placedAt: zone.startOfDay(try #require(LocalDate(iso: parts[2]))), currency: parts[4],
            total: cents,
            subtotal: cents, makesCustomer: true)
        let request = WriteRequest(book: book, actor: Actor("import"))
        let isLate = try books.engine.performAndWait(request) { context in
            do {
                _ = try PutOrder.run(input, in: context)
                return false
            } catch let refusal as Refusal where refusal == .orderCancelled {
                return true
            }
        }
        // The import counts these, and goes on.
        #expect(!isLate || parts[5] != "cancelled")
    }

    /// What is told of each customer, in its order, without the numbers that count everybody's events.
    private static func eventsByCustomer(of books: AdministrationBooks) throws -> [String] {
        try Connection(path: books.path, access: .readOnly).table(
            """
            SELECT book || '|' || customer || '|' || kind || '|' || reference || '|' || coalesce(detail, '')
                || '|' || recorded_at
            FROM main.events ORDER BY book, customer, number
            """)
    }

    /// Every row of every table, as text, but for what is drawn at random.
    private static func contents(of books: AdministrationBooks) throws -> [String: [String]] {
        let connection = try Connection(path: books.path, access: .readOnly)
        var contents: [String: [String]] = [:]
        let tables = try connection.table(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for table in tables {
            let columns = try connection.table("SELECT name FROM pragma_table_info('\(table)')")
                .filter { $0 != "referral_code" }
            let line = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
            contents[table] = try connection.table("SELECT \(line) FROM main.\(table)").sorted()
        }
        return contents
    }
}
