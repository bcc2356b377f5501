import Model
import Store
import Testing

@testable import Engine

/// What coins and store credit paid at a checkout, told to the shop where the connector says so.
struct PaymentEventTests {
    private static let cart = QuoteRequest(channel: .shiprocket, total: 10_000, subtotal: 10_000)

    /// A connector that takes store credit, with settings as JSON text.
    private func books(_ settings: String) throws -> TestBooks {
        let books = try TestBooks(
            TestProgramme.redeeming(["shiprocket": #""takes_credits": true"#, "gokwik": ""]))
        try books.join("one")
        try books.adjust("one", by: 301)
        try books.adjust("one", by: 400, wallet: .credits)
        try configure(.shiprocket, settings, in: books)
        return books
    }

    private func configure(_ kind: ConnectorKind, _ settings: String, in books: TestBooks) throws {
        let document = try JSONValue(parsing: Array(settings.utf8))
        try books.run { _ = try Connectors.update(kind, with: document, in: $0) }
    }

    /// The payments that were told, as `what wallet coins amount reference attempt order`.
    private func payments(_ books: TestBooks) throws -> [String] {
        try books.events().compactMap { event in
            guard case .payment(let payment) = event.subject else { return nil }
            func text(_ name: String) -> String {
                switch payment[name] {
                case .string(let text)?: text
                case .integer(let number)?: "\(number)"
                default: "-"
                }
            }
            let members = ["wallet", "coins", "amount", "reference", "attempt", "order_id"].map(text)
            return ([event.kind.rawValue] + members).joined(separator: " ")
        }
    }

    private static let both = #"{"record_points_payment": true, "record_credit_payment": true}"#

    @Test func `what was paid is told once, store credit first, and what comes back is, too`() throws {
        let books = try books(Self.both)
        for _ in 0..<2 { try books.perform(Self.cart, for: "one", reference: "r-1", order: "order-1") }
        let paid = [
            "payment_recorded credits - 400 r-1 1 order-1", "payment_recorded coins 301 301 r-1 1 order-1",
        ]
        #expect(try payments(books) == paid)
        for _ in 0..<2 { try books.revert(in: .shiprocket, of: "one", reference: "r-1") }
        #expect(
            try payments(books) == paid + [
                "payment_reverted coins 301 301 r-1 1 order-1",
                "payment_reverted credits - 400 r-1 1 order-1",
            ])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a hold is no payment until the purchase is done, however that is said`() throws {
        let books = try books(Self.both)
        let hold = try books.perform(Self.cart, for: "one", reference: "r-1").hold
        #expect(try payments(books).isEmpty)
        try books.commit(hold, order: "order-1")
        #expect(try payments(books).count == 2)
        // Another connector, which records nothing.
        try books.adjust("one", by: 50)
        try books.perform(
            QuoteRequest(channel: .gokwik, total: 100, subtotal: 100), for: "one", reference: "r-2",
            order: "order-2")
        #expect(try payments(books).count == 2)
    }

    @Test func `an order that becomes known later is named from then on`() throws {
        let books = try books(#"{"record_points_payment": true}"#)
        let hold = try books.perform(Self.cart, for: "one", reference: "r-1").hold
        try books.commit(hold)
        #expect(try payments(books) == ["payment_recorded coins 301 301 r-1 1 -"])
        try books.commit(hold, order: "order-1")
        #expect(try payments(books) == ["payment_recorded coins 301 301 r-1 1 order-1"])
    }

    @Test func `the parts that come back add up to what was paid`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.more.append(
                    """
                    "redemption": {"channels": {"gokwik": {"value": {"coins": 3, "amount": 100}}}}
                    """)
            })
        try books.join("one")
        try books.adjust("one", by: 10)
        try configure(.gokwik, #"{"record_points_payment": true}"#, in: books)
        // 10 coins are worth 333; 333 costs 10.
        try books.perform(
            QuoteRequest(channel: .gokwik, total: 5_000, subtotal: 5_000), for: "one", reference: "r",
            order: "o")
        for coins in [Coins(1), 4] {
            try books.revert(in: .gokwik, of: "one", reference: "r", coins: coins)
        }
        try books.revert(in: .gokwik, of: "one", reference: "r")
        // 333 × 9/10 is 299, × 5/10 is 166.
        #expect(
            try payments(books) == [
                "payment_recorded coins 10 333 r 1 o", "payment_reverted coins 1 34 r 1 o",
                "payment_reverted coins 4 133 r 1 o", "payment_reverted coins 5 166 r 1 o",
            ])
    }

    @Test(arguments: [
        (#"{}"#, [String]()), (#"{"record_points_payment": true}"#, ["coins"]),
        (#"{"record_credit_payment": true}"#, ["credits"]), (both, ["credits", "coins"]),
    ])
    func `only what the connector records is told`(settings: String, wallets: [String]) throws {
        let books = try books(settings)
        try books.perform(Self.cart, for: "one", reference: "r-1", order: "order-1")
        #expect(try payments(books).map { String($0.split(separator: " ")[1]) } == wallets)
    }

    @Test func `what was told comes back told, though the connector records nothing by then`() throws {
        let books = try books(Self.both)
        try books.perform(Self.cart, for: "one", reference: "r-1", order: "order-1")
        try configure(
            .shiprocket, #"{"record_points_payment": false, "record_credit_payment": false}"#, in: books)
        try books.revert(in: .shiprocket, of: "one", reference: "r-1")
        #expect(try payments(books).count == 4)
        // And what was not told does not.
        try books.perform(Self.cart, for: "one", reference: "r-2", order: "order-2")
        try configure(.shiprocket, Self.both, in: books)
        try books.revert(in: .shiprocket, of: "one", reference: "r-2")
        #expect(try payments(books).count == 4)
    }

    @Test func `what a refund gives back of a payment is told, and a revert after it tells the rest`() throws
    {
        let books = try books(Self.both)
        try books.perform(Self.cart, for: "one", reference: "r-1", order: "order-1")
        let lines = [line("a", 10_000)]
        try books.order("order-1", of: "one", lines: lines)
        for _ in 0..<2 { try books.refund("order-1", "refund-1", amount: 5_000) }
        // Half of the order stays: ⌈301 / 2⌉ = 151 coins and 200 of the store credit stay spent.
        let half = [
            "payment_recorded credits - 400 r-1 1 order-1", "payment_recorded coins 301 301 r-1 1 order-1",
            "payment_reverted coins 150 150 r-1 1 order-1", "payment_reverted credits - 200 r-1 1 order-1",
        ]
        #expect(try payments(books).sorted() == half.sorted())
        for _ in 0..<2 { try books.revert(in: .shiprocket, of: "one", reference: "r-1") }
        let whole =
            half + [
                "payment_reverted coins 151 151 r-1 1 order-1",
                "payment_reverted credits - 200 r-1 1 order-1",
            ]
        #expect(try payments(books).sorted() == whole.sorted())
        #expect(try books.proof.isEmpty)
    }

    @Test func `a cancelled order tells its payments as reverted, once, also where it was known first`()
        throws
    {
        let books = try books(Self.both)
        let lines = [line("a", 10_000)]
        try books.perform(Self.cart, for: "one", reference: "r-1", order: "order-1")
        try books.order("order-1", of: "one", lines: lines)
        for _ in 0..<2 { try books.order("order-1", of: "one", lines: lines, state: .cancelled) }
        let first = [
            "payment_recorded coins 301 301 r-1 1 order-1", "payment_recorded credits - 400 r-1 1 order-1",
            "payment_reverted coins 301 301 r-1 1 order-1", "payment_reverted credits - 400 r-1 1 order-1",
        ]
        #expect(try payments(books).sorted() == first)
        try books.order("order-2", of: "one", lines: lines, state: .cancelled)
        try books.perform(Self.cart, for: "one", reference: "r-2", order: "order-2")
        let second = first.map { $0.replacing("r-1 1 order-1", with: "r-2 1 order-2") }
        #expect(try payments(books).sorted() == (first + second).sorted())
        let told = try payments(books)
        let (paid, back) = (
            told.lastIndex { $0.hasPrefix("payment_recorded") },
            told.lastIndex { $0.contains("reverted coins") }
        )
        #expect(try #require(paid) < #require(back))
        #expect(try books.proof.isEmpty)
    }
}
