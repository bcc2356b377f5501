import Foundation
import Model
import Store
import Testing

@testable import Engine

/// Erasing a customer (rule 11.4).
struct EraseTests {
    private func erase(_ name: String, in books: TestBooks) throws {
        let id = try id(name)
        try books.run { context in _ = try EraseCustomer.run(id, in: context) }
    }

    @Test func `erasing removes personal data and keeps the ledger, and the proofs still hold (rule 11.4)`()
        throws
    {
        let books = try TestBooks()
        try books.join("one", email: "asha@shop.test", mobile: "+919812345678", called: "Asha Rao")
        try books.adjust("one", by: 30)
        try books.order("order-1", of: "one", 4_000)
        try books.fire("no-such-trigger", by: "one")
        let chain = try books.rows("SELECT hex(chain) FROM entries ORDER BY sequence")
        try erase("one", in: books)
        #expect(try books.proof.isEmpty)
        #expect(try books.rows("SELECT hex(chain) FROM entries ORDER BY sequence") == chain)
        #expect(try books.rows("SELECT coins FROM entries ORDER BY sequence") == ["30", "40"])
        let tables = try books.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for table in tables {
            let columns = try books.rows("SELECT name FROM pragma_table_info('\(table)')")
            for column in columns {
                for word in ["asha@", "9812345678", "Asha", "asha", "customer-one", "by hand"] {
                    let found = try books.number(
                        "SELECT count(*) FROM \(table) WHERE instr(CAST(\(column) AS TEXT), '\(word)') > 0")
                    #expect(found == 0, "\(word) in \(table).\(column)")
                }
            }
        }
    }

    @Test func `what was erased is not in the file either`() throws {
        let books = try TestBooks()
        try books.join("one", email: "asha@shop.test", called: "Asha Rao")
        try books.adjust("one", by: 30)
        try erase("one", in: books)
        let path = books.engine.store.path
        books.engine.close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        for word in ["asha@shop.test", "Asha Rao", "customer-one", "by hand"] {
            #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
        }
    }

    @Test func `the id is free for a new customer, who has no past`() throws {
        let books = try TestBooks()
        try books.join("one", called: "Asha")
        try books.adjust("one", by: 30)
        try erase("one", in: books)
        #expect(refusal { try books.wallet("one") } == .customerNotFound)
        #expect(refusal { try erase("one", in: books) } == .customerNotFound)
        let again = try books.join("one")
        #expect(again.number.number == 2 && again.name == nil)
        #expect(try books.wallet("one").available == 0)
        #expect(try books.proof.isEmpty)
    }

    @Test func `those who were merged into a customer are erased with it`() throws {
        let books = try TestBooks()
        try books.join("one")
        try books.join("two", called: "Asha")
        try books.adjust("two", by: 30)
        try books.merge("two", into: "one")
        try erase("two", in: books)
        #expect(refusal { try books.wallet("one") } == .customerNotFound)
        #expect(try books.number("SELECT count(*) FROM customers WHERE name IS NOT NULL") == 0)
        #expect(try books.number("SELECT count(*) FROM erased_customers") == 2)
        #expect(try books.proof.isEmpty)
    }

    @Test func `what falls due for an erased customer is still settled`() throws {
        let books = try TestBooks()
        try books.join("one")
        try books.adjust("one", by: 30, lastDay: "2026-02-28")
        try erase("one", in: books)
        try books.move(to: "2026-03-01T00:00:00Z")
        try books.run { context in try Settle.run(CustomerNumber(1), in: context) }
        #expect(try books.rows("SELECT kind FROM entries ORDER BY sequence") == ["adjustment", "expiry"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a referral's reward for an erased friend whose wallet is full hinders nobody`() throws {
        let books = try TestBooks(TestProgramme(referral: .init(holdDays: 7)))
        let code = try books.join("ada").referralCode
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.order("1", of: "bob", 5_000)
        try books.execute(
            """
            UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax) WHERE customer = 2;
            UPDATE entries SET earned_after = \(CoinLimits.perWalletMax) WHERE customer = 2
            """)
        try erase("bob", in: books)
        try books.move(to: "2026-01-23T00:00:00Z")
        #expect(try books.wallet("ada").available == 50)
        #expect(try books.number("SELECT count(*) FROM non_awards") == 0)
    }
}
