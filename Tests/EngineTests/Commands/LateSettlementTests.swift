import Engine
import Model
import Testing

/// What falls due is the same however late somebody asks (rules 3.5, 4.6).
struct LateSettlementTests {
    /// Coins that lapse two months after the last activity, and 150 coins on every birthday.
    private static func books() throws -> TestBooks {
        let books = try TestBooks(at: "2026-01-05T10:00:00Z")
        let document = TestProgramme().document.replacing(
            #""expiry": {"kind": "never"}"#,
            with: #""expiry": {"kind": "inactivity", "unit": "months", "after": 2}"#
        ).replacing(
            #""triggers": []"#,
            with:
                #""triggers": [{"id": "party", "kind": "birthday", "title": "Party", "coins": 150, "automatic": true, "#
                + #""frequency": {"kind": "times", "count": 1, "per": "year"}}]"#)
        _ = try PublishProgramme.run(Array(document.utf8), by: .commandLine, on: books.engine)
        try books.run { context in
            let input = UpsertCustomer.Input(
                id: try #require(CustomerID("customer-ada")), birthday: LocalDate(iso: "1990-02-10"))
            _ = try UpsertCustomer.run(input, in: context)
            _ = try AdjustWallet.run(
                AdjustWallet.Input(customer: input.id, wallet: .coins, coins: 20, note: "gift"), in: context)
        }
        return books
    }

    private static func lots(of books: TestBooks) throws -> [String] {
        try books.run { context in
            let customer = try context.snapshot.customer(try #require(CustomerID("customer-ada")))
            try Settle.run(customer.number, in: context)
        }
        return try books.rows(
            """
            SELECT coins || '|' || remaining || '|' || (earned_at / 1000) || '|' || (expires_at / 1000) FROM lots
            ORDER BY lot
            """)
    }

    @Test(arguments: ["2026-02-10T00:00:00Z", "2026-02-20T00:00:00Z", "2026-03-31T00:00:00Z"])
    func `a birthday's coins count from the birthday, and renew what lapses after it`(asked: String) throws {
        let books = try Self.books()
        try books.move(to: asked)
        let lots = try Self.lots(of: books)
        // The gift would have lapsed after 5 March; the birthday of 10 February, 1770681600, renews it to the end of
        // 10 April, 1775865600.
        #expect(lots == ["20|20|1767607200|1775865600", "150|150|1770681600|1775865600"])
    }
}
