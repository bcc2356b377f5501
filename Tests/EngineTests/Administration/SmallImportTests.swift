import Engine
import Foundation
import Model
import Store
import Testing

/// The CSV forms of points, codes and ids.
struct SmallImportTests {
    private func points(
        _ text: String, into books: AdministrationBooks, name: String = "balances.csv", skips: Bool = false
    ) throws -> SmallImportReceipt {
        try ImportPoints.run(
            TextSource(text), name: name, into: try books.live, skipsBadRows: skips, on: books.engine)
    }

    private func balance(of id: String, in books: AdministrationBooks) throws -> Coins {
        let (live, customer) = (try books.live, try #require(CustomerID(id)))
        let version = try #require(books.engine.registry.contents.programme(of: live))
        let reader = try books.engine.store.makeReader()
        return try books.engine.read(live, version: version, customer: customer, on: reader) {
            snapshot, customer, _ in
            try snapshot.wallet(.coins, of: customer).available
        }
    }

    private func customer(email: String, in books: AdministrationBooks) throws -> Customer? {
        try books.engine.store.makeReader().readFresh { connection, _ in
            let book = try books.live.number
            return try connection.customers(emailKey: email, after: "", in: book, limit: 2).first.flatMap {
                try connection.customer($0, in: book)
            }
        }
    }

    private static let nector = """
        email,mobile,points_balance,points_operation
        ada@example.com,,500,cr
        bob@example.com,,200,
        ada@example.com,,120,dr
        cy@example.com,,,
        dee@example.com,,0,cr

        """

    @Test func `Nector's form credits and debits, and a row without points asks for nothing`() throws {
        let books = try AdministrationBooks.published()
        let receipt = try points(Self.nector, into: books)
        #expect((receipt.rows, receipt.done, receipt.empty, receipt.skipped) == (5, 3, 2, 0))
        let ada = try #require(try customer(email: "ada@example.com", in: books))
        let bob = try #require(try customer(email: "bob@example.com", in: books))
        #expect(ada.id.text.hasPrefix("imported-"))
        #expect(try balance(of: ada.id.text, in: books) == 380)
        #expect(try balance(of: bob.id.text, in: books) == 200)
        #expect(try customer(email: "cy@example.com", in: books) == nil)
    }

    @Test func `Smile's form has its names in title case`() throws {
        let books = try AdministrationBooks.published()
        let receipt = try points(
            "Name,Email,Points Balance,State\nAda,ada@example.com,75,member\n", into: books)
        #expect(receipt.done == 1)
        #expect(receipt.ignored == ["state"])
        let ada = try #require(try customer(email: "ada@example.com", in: books))
        #expect(ada.name == "Ada")
        #expect(try balance(of: ada.id.text, in: books) == 75)
    }

    @Test func `the same file again changes nothing, and under another name it counts again`() throws {
        let books = try AdministrationBooks.published()
        _ = try points(Self.nector, into: books)
        let entries = try books.count("entries")
        let again = try points(Self.nector, into: books)
        #expect((again.done, again.repeated) == (0, 3))
        #expect(try books.count("entries") == entries)
        #expect(try points(Self.nector, into: books, name: "december.csv").done == 3)
    }

    @Test func `two rows alike in one file are two rows`() throws {
        let books = try AdministrationBooks.published()
        let file = "customer_id,points_balance\ncustomer-1,50\ncustomer-1,50\n"
        #expect(try points(file, into: books).done == 2)
        #expect(try balance(of: "customer-1", in: books) == 100)
        #expect(try points(file, into: books).repeated == 2)
    }

    @Test func `a customer who is known by mail or mobile is that customer`() throws {
        let books = try AdministrationBooks.published()
        let live = try books.live
        _ = try books.engine.performAndWait(WriteRequest(book: live, actor: .commandLine)) { context in
            try UpsertCustomer.run(
                .init(
                    id: #require(CustomerID("shopify-1001")), email: "Ada@Example.com",
                    mobile: "+919876543210"), in: context)
        }
        let file = "email,mobile,points_balance\nada@example.COM,,5\n,+91 98765 43210,7\n"
        #expect(try points(file, into: books).done == 2)
        #expect(try balance(of: "shopify-1001", in: books) == 12)
        #expect(try books.count("customers") == 1)
    }

    @Test(arguments: [
        ("a@example.com,,5.5,cr", "column points_balance"), ("a@example.com,,-5,cr", "column points_balance"),
        ("a@example.com,,9999999999999999999999,cr", "column points_balance"),
        ("a@example.com,,five,cr", "column points_balance"),
        ("a@example.com,,5,add", "column points_operation"),
        (",,5,cr", "names nobody"), ("nobody,,5,cr", "column email"), ("a@example.com,5", "2 fields"),
        ("\"a@example.com,,5,cr", "never closed"),
    ])
    func `a bad row keeps the file out, and is named`(row: String, reason: String) throws {
        let books = try AdministrationBooks.published()
        let file = "email,mobile,points_balance,points_operation\nada@example.com,,500,cr\n\(row)\n"
        let error = try #require(throws: AdministrationError.self) { try points(file, into: books) }
        #expect(error.details.first?.contains("line 3") == true)
        #expect(error.description.contains(reason), "\(error.description)")
        #expect(try books.count("customers") == 0)
        let receipt = try points(file, into: books, skips: true)
        #expect((receipt.done, receipt.skipped) == (1, 1))
    }

    @Test func `a debit that the wallet cannot pay keeps the file out, or is left out and named`() throws {
        let books = try AdministrationBooks.published()
        let file = "customer_id,points_balance,points_operation\ncustomer-1,50,cr\ncustomer-1,80,dr\n"
        let error = try #require(throws: AdministrationError.self) { try points(file, into: books) }
        #expect(error.description.contains("nothing was imported: one row is bad"), "\(error.description)")
        #expect(error.details == ["line 3: refused: insufficient_coins"])
        #expect(try books.count("customers") == 0)
        #expect(try books.count("entries") == 0)
        let receipt = try points(file, into: books, skips: true)
        #expect((receipt.done, receipt.skipped) == (1, 1))
        #expect(receipt.faults.first?.description == "line 3: refused: insufficient_coins")
        #expect(try balance(of: "customer-1", in: books) == 50)
    }

    @Test func `a file without the column for points, or with it twice, is refused`() throws {
        let books = try AdministrationBooks.published()
        for header in ["", "email,mobile\n", "points_balance,Points Balance\n"] {
            #expect(throws: AdministrationError.self) { try points(header, into: books) }
        }
    }

    @Test func `a file with more rows than are read is refused whole`() throws {
        let books = try AdministrationBooks.published()
        let rows = String(
            repeating: "a@example.com,0\n", count: AdministrationLimits.smallImportRowsMax + 1)
        let error = try #require(throws: AdministrationError.self) {
            try points("email,points_balance\n" + rows, into: books)
        }
        #expect(error.message.contains("more than 200000 rows"))
    }

    // MARK: Ids

    private static let lead = "5b1f0c9e-7d2a-4c3b-9a8e-1f2d3c4b5a60"
    private static let trigger = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

    private func ids(_ rows: String, into books: AdministrationBooks) throws -> SmallImportReceipt {
        try ImportNectorIDs.run(
            TextSource("kind,nector_id,id\n" + rows), into: try books.live, skipsBadRows: false,
            on: books.engine)
    }

    @Test func `ids from elsewhere are known both ways, and again they change nothing`() throws {
        let books = try AdministrationBooks.published()
        _ = try points("customer_id,points_balance\ncustomer-1,50\n", into: books)
        let rows = "lead,\(Self.lead),customer-1\ntrigger,\(Self.trigger.uppercased()),app-install\n"
        #expect(try ids(rows, into: books).done == 2)
        #expect(try ids(rows, into: books).repeated == 2)
        let known = try #require(books.engine.registry.contents.nectorIDs[try books.live.number])
        let uuid = try #require(Hex.decode(Self.trigger.replacing("-", with: "")))
        #expect(known.target(.trigger, uuid) == "app-install")
        #expect(known.uuid(.trigger, "app-install") == uuid)
        #expect(known.target(.offer, uuid) == nil)
    }

    @Test(arguments: [
        ("lead,\(lead),customer-2", "customer_not_found"), ("lead,\(lead),x", "column id"),
        ("lead,not-a-uuid,customer-1", "column nector_id"), ("person,\(lead),customer-1", "column kind"),
        ("trigger,\(trigger),no-such-trigger", "trigger of the programme"),
        ("offer,\(trigger),no-such-reward", "reward of the programme"),
        ("entity,\(trigger),plain-records", "must be empty"),
    ])
    func `a bad id is named`(row: String, reason: String) throws {
        let books = try AdministrationBooks.published()
        _ = try points("customer_id,points_balance\ncustomer-1,50\n", into: books)
        do {
            let receipt = try ids(row + "\n", into: books)
            #expect(receipt.faults.first?.reason.contains(reason) == true)
        } catch let error as AdministrationError {
            #expect(error.description.contains(reason), "\(error.description)")
        }
        #expect(try books.count("nector_ids") == 0)
    }

    @Test func `one id names one thing`() throws {
        let books = try AdministrationBooks.published()
        #expect(try ids("trigger,\(Self.trigger),app-install\n", into: books).done == 1)
        let error = try #require(throws: AdministrationError.self) {
            try ids("trigger,\(Self.lead),app-install\n", into: books)
        }
        #expect(error.description.contains("nothing was imported"), "\(error.description)")
        #expect(try books.count("nector_ids") == 1)
    }

    // MARK: Codes

    private static func pooled() throws -> AdministrationBooks {
        let books = try AdministrationBooks()
        let reward = """
            {"id": "pooled", "kind": "fixed_amount", "coins": 10, "amount": 100, "title": "Pooled", "valid_days": 90,
             "active": true, "returns_coins_on_expiry": true, "code_source": {"kind": "pool"}}
            """
        let document = AdministrationBooks.programme().replacing(
            #""rewards": ["#, with: #""rewards": [\#(reward), "#)
        _ = try PublishProgramme.run(Array(document.utf8), by: .commandLine, on: books.engine)
        return books
    }

    private func codes(_ text: String, _ books: AdministrationBooks, skips: Bool = false) throws
        -> SmallImportReceipt
    {
        try ImportCodes.run(
            TextSource(text), to: try #require(RewardID("pooled")), in: try books.live, skipsBadRows: skips,
            on: books.engine)
    }

    @Test(arguments: ["code\nSAVE-1\nSAVE-2\n", "type,value\ncode,SAVE-1\ncode,SAVE-2\n"])
    func `codes are added once, in either form`(file: String) throws {
        let books = try Self.pooled()
        #expect(try codes(file, books).done == 2)
        let again = try codes(file, books)
        #expect((again.done, again.repeated) == (0, 2))
        #expect(try books.count("pool_codes") == 2)
    }

    @Test func `a code for everybody is refused, and so is another column`() throws {
        let books = try Self.pooled()
        let file = "type,value\ncode,SAVE-1\ngeneric_code,ALL10\n"
        let error = try #require(throws: AdministrationError.self) { try codes(file, books) }
        #expect(error.details.first?.contains("line 3, column type") == true)
        #expect(try codes(file, books, skips: true).done == 1)
        #expect(throws: AdministrationError.self) { try codes("kode\nSAVE-9\n", books) }
    }
}
