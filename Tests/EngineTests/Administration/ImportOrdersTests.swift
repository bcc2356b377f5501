import Engine
import Model
import Store
import Testing

struct ImportOrdersTests {
    private static let goodRows = """
        1,customer-1,2026-01-02,29.33,USD,paid
        2,customer-1,2026-01-03T10:00:00Z,0.99,USD,paid
        3,customer-2,2026-01-04,10,USD,created
        """

    @Test func `rows become orders, customers and coins`() throws {
        let books = try AdministrationBooks.published()
        let receipt = try books.importRows(Self.goodRows)
        #expect(receipt.rows == 3)
        #expect(receipt.created == 3)
        #expect(receipt.coins == 29)
        #expect(try books.count("customers") == 2)
    }

    @Test func `the same file again changes nothing`() throws {
        let books = try AdministrationBooks.published()
        try books.importRows(Self.goodRows)
        let entries = try books.count("entries")
        let again = try books.importRows(Self.goodRows)
        #expect(again.repeated == 3)
        #expect(again.created + again.updated + again.coins == 0)
        #expect(try books.count("entries") == entries)
    }

    @Test func `columns stand in any order`() throws {
        let books = try AdministrationBooks.published()
        let file = TextSource(
            "status,amount,currency,placed_at,customer_id,order_id\npaid,5,USD,2026-01-02,customer-1,1\n")
        let receipt = try ImportOrders.run(file, into: try books.live, skipsBadRows: false, on: books.engine)
        #expect(receipt.coins == 5)
    }

    @Test func `a local date is the start of that day in the brand's zone`() throws {
        let books = try AdministrationBooks.published()
        try books.importRows("1,customer-1,2026-01-02,5,USD,paid")
        let order = try books.engine.store.makeReader().readFresh { connection, _ in
            try connection.order(#require(OrderID("1")), in: try books.live.number)
        }
        #expect(order?.placedAt == (try Instant(rfc3339: "2026-01-02T05:00:00Z")))
    }

    @Test(arguments: [
        ("x,customer-1,2026-01-02,29.33,EUR,paid", "column currency (5)", "programme's currency is USD"),
        ("x,short,2026-01-02,29.33,USD,paid", "column customer_id (2)", "8 to 128 characters"),
        (",customer-1,2026-01-02,29.33,USD,paid", "column order_id (1)", "1 to 128 characters"),
        ("x,customer-1,2026-02-30,29.33,USD,paid", "column placed_at (3)", "RFC 3339"),
        ("x,customer-1,2027-01-01,29.33,USD,paid", "column placed_at (3)", "future"),
        ("x,customer-1,2026-01-02,29.333,USD,paid", "column amount (4)", "at most 2 decimals"),
        ("x,customer-1,2026-01-02,1e3,USD,paid", "column amount (4)", "not a decimal amount"),
        ("x,customer-1,2026-01-02,-1,USD,paid", "column amount (4)", "negative"),
        ("x,customer-1,2026-01-02,1000000000.01,USD,paid", "column amount (4)", "100000000000 minor units"),
        ("x,customer-1,2026-01-02,29.33,USD,payed", "column status (6)", "created, paid, fulfilled"),
        ("x,customer-1,2026-01-02,29.33,USD", "column 5", "5 fields instead of 6"),
        ("x,customer-1,2026-01-02,\"29.33,USD,paid", "column 4", "never closed"),
        ("2,customer-9,2026-01-02,29.33,USD,paid", "column customer_id", "another customer's on line 3"),
    ])
    func `a bad row is named and keeps the whole file out`(row: String, place: String, reason: String) throws
    {
        let books = try AdministrationBooks.published()
        let error = try #require(throws: AdministrationError.self) {
            try books.importRows(Self.goodRows + "\n" + row + "\n")
        }
        #expect(error.message.hasPrefix("nothing was imported"))
        let detail = try #require(error.details.first)
        #expect(detail.hasPrefix("line 5, \(place)"), "\(detail)")
        #expect(detail.contains(reason), "\(detail)")
        #expect(try books.count("orders") == 0)
        #expect(try books.count("customers") == 0)
    }

    @Test func `an order of another customer in the books keeps the file out`() throws {
        let books = try AdministrationBooks.published()
        try books.importRows(Self.goodRows)
        let error = try #require(throws: AdministrationError.self) {
            try books.importRows("4,customer-4,2026-01-02,5,USD,paid\n1,customer-4,2026-01-02,5,USD,paid\n")
        }
        #expect(error.details == ["line 3, column customer_id: order 1 is another customer's in the books"])
        #expect(try books.count("orders") == 3)
    }

    @Test func `bad rows are left out when that is asked for`() throws {
        let books = try AdministrationBooks.published()
        let receipt = try books.importRows(
            "1,customer-1,2026-01-02,x,USD,paid\n2,customer-1,2026-01-02,7,USD,paid\n", skipsBadRows: true)
        #expect(receipt.rows == 2)
        #expect(receipt.skipped == 1)
        #expect(receipt.created == 1)
        #expect(receipt.faults.map(\.line) == [2])
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("order_id,customer_id,placed_at,amount,currency\n", "column status is missing"),
        ("order_id,customer_id,placed_at,amount,currency,status,colour\n", "unknown column \"colour\""),
        (
            "order_id,order_id,customer_id,placed_at,amount,currency,status\n",
            "column order_id is there twice"
        ),
    ])
    func `a wrong header is named`(text: String, reason: String) throws {
        let books = try AdministrationBooks.published()
        let error = try #require(throws: AdministrationError.self) {
            try ImportOrders.run(TextSource(text), into: try books.live, skipsBadRows: true, on: books.engine)
        }
        #expect(error.description.contains(reason))
    }

    @Test func `the largest order that there may be is taken`() throws {
        let books = try AdministrationBooks.published()
        let receipt = try books.importRows("1,customer-1,2026-01-02,1000000000.00,USD,paid\n")
        #expect(receipt.coins == 1_000_000_000)
    }

    @Test func `an order that was cancelled since is late, in a file imported again too`() throws {
        let books = try AdministrationBooks.published()
        let rows = "1,customer-1,2026-01-02,5,USD,paid\n1,customer-1,2026-01-02,5,USD,cancelled\n"
        let first = try books.importRows(rows)
        #expect(first.created == 1)
        #expect(first.updated == 1)
        let entries = try books.count("entries")
        let again = try books.importRows(rows)
        #expect(again.created + again.updated == 0)
        #expect(again.late + again.repeated == 2)
        #expect(try books.count("entries") == entries)
    }

    @Test func `the coins are what the rows gave, less what they took back`() throws {
        let books = try AdministrationBooks.published()
        let rows = ["created", "paid", "fulfilled", "delivered"].map {
            "1,customer-1,2026-01-02,100,USD,\($0)\n"
        }
        #expect(try books.importRows(rows.joined()).coins == 100)
        #expect(try books.importRows("1,customer-1,2026-01-02,100,USD,cancelled\n").coins == -100)
        let ended = "2,customer-1,2026-01-02,29.33,USD,paid\n2,customer-1,2026-01-02,29.33,USD,cancelled\n"
        #expect(try books.importRows(ended + "3,customer-1,2026-01-02,9,USD,cancelled\n").coins == 0)
    }

    @Test func `only so many bad rows are named, the others are counted`() throws {
        let books = try AdministrationBooks.published()
        let count = AdministrationLimits.badRowsReportedMax + 5
        let rows = String(repeating: "x,customer-1,2026-01-02,x,USD,paid\n", count: count)
        let error = try #require(throws: AdministrationError.self) { try books.importRows(rows) }
        #expect(error.message.contains("\(count) rows are bad"))
        #expect(error.details.count == AdministrationLimits.badRowsReportedMax + 1)
        #expect(error.details.last == "and 5 more")
    }

    @Test func `a file of many batches is taken whole and told as it goes`() throws {
        let books = try AdministrationBooks.published()
        let count = AdministrationLimits.importBatchRows * 5 + 3
        let rows = (1...count).map { "\($0),customer-\($0 % 97),2026-01-02,2.50,USD,paid\n" }.joined()
        let file = TextSource("order_id,customer_id,placed_at,amount,currency,status\n" + rows)
        var phases: [String] = []
        let receipt = try ImportOrders.run(
            file, into: try books.live, skipsBadRows: false, on: books.engine
        ) { progress in
            if phases.last != progress.phase { phases.append(progress.phase) }
        }
        #expect(receipt.created == Int64(count))
        #expect(receipt.coins == Int64(count) * 2)
        #expect(phases == ["checking", "importing"])
        #expect(try Verification.run(on: books.engine).isClean)
    }
}
