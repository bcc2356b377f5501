import Model
import Testing

@testable import Engine

/// Rule 5.2: a connector's calculation base also governs earning. Subtotal 100.00, of which 20.00 are off by the shop's own
/// discount, tax 8.00, shipping 5.00: the total is 93.00.
struct ConnectorBaseTests {
    private static let amounts = OrderAmounts(total: 9_300, subtotal: 10_000, tax: 800, shipping: 500)

    private func books(_ base: String, _ rules: [String: String]) throws -> TestBooks {
        let books = try TestBooks(TestProgramme(base: base).redeeming(rules))
        try books.join("ada")
        return books
    }

    private func earned(_ connector: String?, _ order: String, in books: TestBooks) throws -> Coins {
        let amounts = Self.amounts
        let input = PutOrder.Input(
            id: try #require(OrderID(order)), customer: try id("ada"), state: .paid,
            placedAt: books.clock.now(), currency: "USD", total: amounts.total, subtotal: amounts.subtotal,
            tax: amounts.tax, shipping: amounts.shipping, connector: connector)
        let receipt = try books.run { try PutOrder.run(input, in: $0) }
        guard case .awarded(let entry) = receipt.award else { return 0 }
        let preview = try books.preview(Cart(amounts: amounts, connector: connector), of: "ada")
        #expect(preview.coins == entry.coins)
        return entry.coins
    }

    @Test func `a connector's calculation base also governs earning`() throws {
        let books = try books("total", ["gokwik": #""of": "subtotal""#, "shiprocket": #""of": "total""#])
        #expect(try earned(nil, "1", in: books) == 93)
        #expect(try earned("gokwik", "2", in: books) == 100)
        #expect(try earned("shiprocket", "3", in: books) == 93)
        // One without a rule, or that the service does not know, governs nothing.
        #expect(try earned("custom_checkout", "4", in: books) == 93)
        #expect(try earned("shopify", "5", in: books) == 93)
    }

    @Test func `a total of a connector has tax and shipping in it, a rule that is off governs nothing`()
        throws
    {
        let books = try books(
            "subtotal", ["gokwik": #""of": "total""#, "shiprocket": #""of": "total", "active": false"#])
        #expect(try earned(nil, "1", in: books) == 100)
        #expect(try earned("gokwik", "2", in: books) == 93)
        #expect(try earned("shiprocket", "3", in: books) == 100)
        // The app's own rule is for the app's carts, not for orders.
        #expect(try earned("app", "4", in: books) == 100)
    }

    @Test func `the explanation names the connector whose base governs, and a refund keeps it`() throws {
        let books = try books("total", ["gokwik": #""of": "subtotal""#])
        #expect(try earned("gokwik", "1", in: books) == 100)
        #expect(
            try books.explanations("ada")[0].steps.contains(
                "USD 100.00 (subtotal, the base of gokwik) × 1 coin per USD 1.00 = 100 coins"))
        try books.publish(TestProgramme(base: "total"))
        // Half of the total: half of the 100 coins, by the stored trace.
        try books.refund("1", "r-1", amount: 4_650)
        #expect(try books.wallet("ada").available == 50)
    }
}
