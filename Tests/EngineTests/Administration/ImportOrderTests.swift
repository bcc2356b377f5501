import Model
import Synchronization
import Testing

@testable import Engine

/// In which order an import of orders writes its rows, and how it ends half-way.
struct ImportOrderTests {
    private static let header = "order_id,customer_id,placed_at,amount,currency,status\n"

    @Test
    func `known customers come by their numbers, then new ones, each with their rows as the file has them`()
        throws
    {
        let books = try TestBooks()
        for name in ["ben", "ada"] { try books.join(name) }
        try books.importRows([
            "1,customer-cleo,2026-01-02,1,USD,paid", "2,customer-ada,2026-01-02,2,USD,created",
            "3,customer-ben,2026-01-02,3,USD,paid", "4,customer-bob,2026-01-02,4,USD,paid",
            "2,customer-ada,2026-01-02,2,USD,paid", "5,customer-cleo,2026-01-02,5,USD,paid",
            "6,customer-ben,2026-01-02,6,USD,paid", "7,customer-ada,2026-01-02,7,USD,paid",
        ])
        let told = try books.told().filter { $0.hasPrefix("entry") }
        #expect(
            told == [
                "entry_recorded ben earn 3 coins-1", "entry_recorded ben earn 6 coins-2",
                "entry_recorded ada earn 2 coins-1",
                "entry_recorded ada earn 7 coins-2", "entry_recorded cleo earn 1 coins-1",
                "entry_recorded cleo earn 5 coins-2",
                "entry_recorded bob earn 4 coins-1",
            ])
        #expect(try books.faults().isEmpty)
    }

    @Test func `of friends whose referral is open the file says who comes first`() throws {
        let books = try TestBooks(TestProgramme(referral: TestProgramme.Referral(lifetimeCap: 1)))
        let code = try books.join("ada").referralCode
        for friend in ["ben", "cleo"] {
            try books.join(friend)
            try books.claim(code, by: friend)
        }
        // That the first row of ben's is bad changes nothing.
        try books.importRows(
            [
                "3,customer-ada,2026-01-02,50,USD,paid", "3,customer-ben,2026-01-02,50,USD,paid",
                "1,customer-cleo,2026-01-02,50,USD,paid", "2,customer-ben,2026-01-02,50,USD,paid",
            ], bad: 1)
        let referrals = try books.rows(
            "SELECT order_id || ' ' || referrer_coins FROM referrals ORDER BY number")
        #expect(
            referrals == [
                "2 0", "1 50",
            ])
    }

    @Test func `two ids of one customer keep the order of the file`() throws {
        let books = try TestBooks()
        for name in ["ada", "ben", "cleo"] { try books.join(name) }
        try books.merge("ada", into: "cleo")
        let before = try books.newestEvent()
        try books.importRows([
            "1,customer-cleo,2026-01-02,1,USD,paid", "2,customer-ben,2026-01-02,2,USD,paid",
            "3,customer-ada,2026-01-02,3,USD,paid", "4,customer-cleo,2026-01-02,4,USD,paid",
        ])
        let told = try books.told(after: before)
        #expect(
            told == [
                "entry_recorded ben earn 2 coins-1", "entry_recorded cleo earn 1 coins-1",
                "entry_recorded cleo earn 3 coins-2",
                "entry_recorded cleo earn 4 coins-3",
            ])
    }

    @Test func `a file that changes under the import is told, with how far it came`() throws {
        let books = try TestBooks()
        let batch = AdministrationLimits.importBatchRows
        let rows = (0..<(batch * 2)).map { "\(100_000 + $0),customer-ada,2026-01-02,1,USD,paid" }
        let source = ChangingSource(
            Self.header + rows.joined(separator: "\n"), reads: batch + 1, then: "the rows are gone")
        let error = try #require(throws: AdministrationError.self) {
            try ImportOrders.run(source, into: books.live, skipsBadRows: false, on: books.engine)
        }
        #expect(error.message == "line \(batch + 2) of the file has changed since it was checked")
        #expect(error.details == ["\(batch) rows were imported; the import may be run again"])
        #expect(try books.number("SELECT count(*) FROM orders") == Int64(batch))
    }

    @Test func `a row that is refused stops the import and is named`() throws {
        let books = try TestBooks()
        let rows = ["1,customer-ada,2026-01-02,1,USD,paid", "2,customer-ben,2026-01-02,1,USD,paid"]
        let source = ChangingSource(Self.header + rows.joined(separator: "\n"), reads: 1, then: "") {
            // Somebody else takes the second order between the check and the writing.
            #expect(throws: Never.self) { try books.order("2", of: "cleo", 100, makesCustomer: true) }
        }
        let error = try #require(throws: AdministrationError.self) {
            try ImportOrders.run(source, into: books.live, skipsBadRows: false, on: books.engine)
        }
        #expect(error.message == "line 3 was refused: order_of_another_customer")
        #expect(error.details == ["0 rows were imported; the import may be run again"])
        #expect(try books.rows("SELECT order_id FROM orders") == ["2"])
    }
}

extension TestBooks {
    /// Imports rows under the usual header.
    fileprivate func importRows(_ rows: [String], bad: Int64 = 0) throws {
        let header = "order_id,customer_id,placed_at,amount,currency,status\n"
        let receipt = try ImportOrders.run(
            TextSource(header + rows.joined(separator: "\n")), into: live, skipsBadRows: bad > 0, on: engine)
        #expect(receipt.created + receipt.updated == Int64(rows.count) - bad)
        #expect(receipt.skipped == bad)
    }
}

/// A file that is read so many times and is another one then, or beside which something happens then.
private final class ChangingSource: ImportSource {
    private let text: [UInt8]
    private let later: [UInt8]?
    private let reads: Int
    private let happening: @Sendable () -> Void
    private let count = Mutex(0)

    /// - Parameter later: Empty for the same.
    init(
        _ text: String, reads: Int, then later: String, happening: @escaping @Sendable () -> Void = {}
    ) {
        self.text = Array(text.utf8)
        self.later = later.isEmpty ? nil : Array(later.utf8)
        self.reads = reads
        self.happening = happening
    }

    var byteCount: Int64 { Int64(text.count) }

    func bytes(at offset: Int64, count wanted: Int) throws(AdministrationError) -> [UInt8] {
        let number = count.withLock {
            $0 += 1
            return $0
        }
        if number == reads + 1 { happening() }
        let present = number > reads ? later ?? text : text
        return Array(present.dropFirst(Int(offset)).prefix(wanted))
    }
}
