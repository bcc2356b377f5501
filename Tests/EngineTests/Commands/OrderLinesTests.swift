import Model
import Testing

@testable import Engine

/// Orders with lines through the books (rules 2.4, 2.6, 5.1, 5.2).
struct OrderLinesTests {
    @Test func `ten thousand lines are kept, earn once and are refunded line by line`() throws {
        let rule = #""rules": [{"id": "even", "tags": ["even"], "multiplier_basis_points": 20000}]"#
        let books = try TestBooks(TestProgramme(earningMore: [rule]))
        try books.join("ada")
        // 5 000 lines of 1.01 at ×2 and 5 000 of 1.01: 15 150 coins.
        let lines = (0..<OrderLimits.linesMax).map { number in
            line(
                "line-\(number)", 101, quantity: 2, product: "product-\(number)",
                tags: [number.isMultiple(of: 2) ? "even" : "odd"])
        }
        let receipt = try books.order("1", of: "ada", lines: lines)
        #expect(receipt.order.awardCoins == 15_150)
        #expect(try books.order("1").lines == lines)
        #expect(try books.order("1", of: "ada", lines: lines).change == .repeated)
        // A unit of an even line: 10 100.00 less 0.505, 15 150 less 1.01.
        let refund = try books.refund("1", "r-1", lines: [("line-0", 1)])
        #expect(refund.refund.coinsTakenBack == 2 && refund.order.countedSpend == 1_009_949)
        let preview = try books.preview(
            Cart(amounts: OrderAmounts(total: 1_010_000, subtotal: 1_010_000), lines: lines), of: "ada")
        #expect(preview.coins == 15_150 && preview.coinsByLine.count == OrderLimits.linesMax)
    }

    static let unsound: [Row<[OrderLine]>] = [
        Row("a line more", (0...OrderLimits.linesMax).map { line("\($0)", 1) }),
        Row("two lines of one id", [line("a", 1), line("a", 2)]),
        Row("no units", [line("a", 1, quantity: 0)]),
        Row("more units than there may be", [line("a", 1, quantity: OrderLimits.quantityMax + 1)]),
        Row("a negative amount", [line("a", -1)]),
        Row("more than an order", [line("a", MoneyLimits.orderAmountMax + 1)]),
        Row("a discount of more than the amount", [line("a", 1, discount: 2)]),
        Row("a negative discount", [line("a", 1, discount: -1)]),
    ]

    @Test(arguments: unsound)
    func `lines beyond their limits are invalid input`(row: Row<[OrderLine]>) throws {
        let books = try TestBooks()
        try books.join("ada")
        #expect(throws: EngineError.self) {
            try books.order("1", of: "ada", lines: row.value, total: 1, subtotal: 1)
        }
        #expect(try books.number("SELECT count(*) FROM orders") == 0)
    }

    @Test func `amounts that change before the award count, those that change after it do not`() throws {
        let books = try TestBooks(TestProgramme(awardOn: "fulfilled"))
        try books.join("ada")
        try books.order("1", of: "ada", lines: [line("a", 1_000)])
        try books.order("1", of: "ada", lines: [line("a", 1_000), line("b", 2_000)])
        let fulfilled = try books.order(
            "1", of: "ada", lines: [line("a", 1_000), line("b", 3_000)], state: .fulfilled)
        #expect(fulfilled.order.awardCoins == 40)
        let edited = try books.order("1", of: "ada", lines: [line("a", 1_000)], state: .fulfilled)
        #expect(edited.change == .updated && edited.order.countedSpend == 1_000)
        #expect(try books.history("ada") == ["earn 40 → 40"])
        // The line that is left is the order now; of the award, its share was a quarter.
        try books.refund("1", "r-1", lines: [("a", 1)])
        #expect(try books.order("1").refunded == .full)
        #expect(try books.wallet("ada").available == 0)
    }

    @Test func `what an update leaves out stays as it was`() throws {
        let books = try TestBooks()
        try books.join("ada")
        let lines = [line("a", 1_000, product: "hat", in: ["hats"], tags: ["red"])]
        try books.order("1", of: "ada", lines: lines, tax: 70, shipping: 30, coinsDiscount: 5)
        let later = try books.order("1", of: "ada", 1_000, state: .delivered).order
        #expect(later.lines == lines)
        #expect([later.tax, later.shipping, later.coinsDiscount] == [70, 30, 5])
        #expect(try books.order("1", of: "ada", lines: [], total: 1_000, state: .delivered).order.lines == [])
    }

    @Test func `events out of order leave the order where it had got to, and are recorded`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.order("1", of: "ada", 1_000, state: .delivered, revision: 4)
        #expect(try books.order("1", of: "ada", 1_000, state: .paid, revision: 2).change == .late)
        #expect(try books.order("1", of: "ada", 1_000, state: .created, revision: 1).change == .late)
        #expect(try books.order("1", of: "ada", 1_000, state: .fulfilled, revision: 5).change == .late)
        #expect(try books.order("1", of: "ada", 1_000, state: .cancelled, revision: 3).change == .late)
        #expect(try books.order("1").state == .delivered)
        #expect(
            try books.rows("SELECT state || ' ' || outcome FROM order_events ORDER BY number") == [
                "delivered created", "paid late", "created late", "fulfilled late", "cancelled late",
            ])
        #expect(try books.history("ada") == ["earn 10 → 10"])
    }

    @Test func `the tier at the order's time applies, however long the award takes`() throws {
        let books = try TestBooks(
            TestProgramme(
                awardOn: "delivered",
                levels: [
                    .init(id: "base", threshold: 0), .init(id: "gold", threshold: 5_000, basisPoints: 20_000),
                ]))
        try books.join("ada")
        try books.order("1", of: "ada", 1_000, state: .created)
        try books.order("2", of: "ada", 5_000)
        try books.move(to: "2026-01-20T00:00:00Z")
        // Placed before the tier was reached, and the order that reached it, too.
        #expect(try books.order("1", of: "ada", 1_000, state: .delivered).order.awardCoins == 10)
        #expect(try books.order("2", of: "ada", 5_000, state: .delivered).order.awardCoins == 50)
        #expect(try books.order("3", of: "ada", 1_000, state: .delivered).order.awardCoins == 20)
    }

    @Test func `a campaign counts the local day on which the order was placed`() throws {
        let january =
            #"{"id": "jan", "from": "2028-01-01", "through": "2028-02-29", "multiplier_basis_points": 20000}"#
        let books = try TestBooks(
            TestProgramme(zone: "Asia/Kolkata", earningMore: [#""campaigns": [\#(january)]"#]),
            at: "2028-03-05T00:00:00Z")
        try books.join("ada")
        // The leap day ends at 18:30 UTC.
        #expect(try books.order("1", of: "ada", 1_000, placed: "2028-02-29T18:29:59Z").order.awardCoins == 20)
        #expect(try books.order("2", of: "ada", 1_000, placed: "2028-02-29T18:30:00Z").order.awardCoins == 10)
    }

    @Test func `the day's cap turns at local midnight`() throws {
        let books = try TestBooks(
            TestProgramme(zone: "America/New_York", earningMore: [#""caps": {"per_day": 15}"#]),
            at: "2026-01-31T04:59:00Z")
        try books.join("ada")
        #expect(try books.order("1", of: "ada", 1_000).order.awardCoins == 10)
        #expect(try books.order("2", of: "ada", 1_000).order.awardCoins == 5)
        try books.move(to: "2026-01-31T05:00:00Z")
        #expect(try books.order("3", of: "ada", 1_000).order.awardCoins == 10)
    }

    @Test func `a guest sees what somebody new would earn, a blocked customer nothing`() throws {
        let books = try TestBooks(
            TestProgramme(
                pendingDays: 2, expiry: .days(30),
                levels: [
                    .init(id: "base", threshold: 0), .init(id: "gold", threshold: 5_000, basisPoints: 20_000),
                ], earningMore: [#""caps": {"per_day": 25}"#]))
        try books.join("ada")
        try books.order("1", of: "ada", 500)
        try books.order("2", of: "ada", 4_500)
        let cart = Cart(amounts: OrderAmounts(total: 1_000, subtotal: 1_000))
        let guest = try books.preview(cart, of: nil)
        #expect(guest.coins == 10 && guest.reason == nil)
        #expect(guest.pendingUntil?.rfc3339 == "2026-01-18T00:00:00Z")
        #expect(guest.expiresAt.rfc3339 == "2026-02-18T00:00:00Z")
        #expect(try books.preview(cart, of: "ada").reason == .capReached)
        try books.move(to: "2026-01-16T00:00:00Z")
        #expect(try books.preview(cart, of: "ada").coins == 20)
        try books.block("ada")
        #expect(try books.preview(cart, of: "ada").reason == .customerBlocked)
        let nothing = Cart(amounts: OrderAmounts(total: 0, subtotal: 0))
        #expect(try books.preview(nothing, of: nil).reason == .roundsToZero)
    }

    @Test func `products are previewed one by one, by the same rules`() throws {
        let rules = #"{"id": "double", "collections": ["hats"], "multiplier_basis_points": 20000}"#
        let books = try TestBooks(
            TestProgramme(
                minimumAmount: 500,
                earningMore: [
                    #""rules": [\#(rules), {"id": "cards", "tags": ["card"], "excluded": true}]"#
                ]))
        try books.join("ada")
        let products = [
            ProductOffer(product: "hat", collections: ["hats"], price: 1_250),
            ProductOffer(product: "card", tags: ["card"], price: 5_000),
            ProductOffer(product: "pin", price: 499), ProductOffer(product: "coat", price: 9_999),
        ]
        let previews = try books.read("ada") { try $0.productPreview(products, of: $1) }
        #expect(previews.map(\.coins) == [25, 0, 0, 99])
        #expect(previews.map(\.reason) == [nil, .excludedProduct, .belowMinimum, nil])
    }

    @Test func `a release goes back to what was earned`() throws {
        let books = try TestBooks(
            TestProgramme(pendingDays: 1, triggers: [.init(id: "visit", pendingDays: 2)]))
        try books.join("ada")
        try books.order("order-1", of: "ada", 1_000)
        try books.fire("visit", by: "ada")
        try books.move(to: "2026-02-01T00:00:00Z")
        _ = try books.wallet("ada")
        #expect(
            try books.rows(
                "SELECT source_kind || ' ' || source_reference FROM entries WHERE kind = 'release'")
                == ["order order-1", "trigger visit"])
        #expect(try books.faults() == [])
    }
}
