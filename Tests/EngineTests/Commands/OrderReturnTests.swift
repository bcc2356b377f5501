import Model
import Testing

@testable import Engine

/// Coins that were spent on an order come back with it (rules 4.5, 5.6).
struct OrderReturnTests {
    /// A coupon of 100 coins for 5.00.
    private func books(_ change: (inout TestProgramme) -> Void = { _ in }) throws -> TestBooks {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "five")]).with(change))
        try books.join("ada")
        return books
    }

    /// Buys a coupon and uses it for an order.
    private func useCoupon(for order: String, in books: TestBooks) throws {
        let coupon = try books.redeem("five", by: "ada").coupon
        try books.use(coupon.code, by: "ada", order: order)
    }

    @Test
    func `coins spent on an order come back in full for a full refund, in proportion for a partial one`()
        throws
    {
        let books = try books()
        try books.adjust("ada", by: 100)
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", 4_500)
        // A third is left: ⌊100 × 2⁄3⌋ = 66; then the rest.
        #expect(try books.refund("1", "r-1", amount: 3_000).refund.coinsReturned == 66)
        #expect(try books.refund("1", "r-2", amount: 1_499).refund.coinsReturned == 33)
        #expect(try books.refund("1", "r-3").refund.coinsReturned == 1)
        #expect(
            try books.history("ada") == [
                "adjustment 100 → 100", "spend -100 → 0", "earn 45 → 45", "return 66 → 111",
                "clawback -30 → 81", "return 33 → 114", "clawback -15 → 99", "return 1 → 100",
            ])
        #expect(try books.lots("ada") == ["100 until never"])
        #expect(try books.faults() == [])
    }

    /// Two hats of 20.00 with 4.00 off each, a bag of 12.00 with 2.00 off, a card without: 10.00 off by 100 coins.
    static let discounted = [
        line("hats", 4_000, quantity: 2, discount: 800), line("bag", 1_200, discount: 200), line("card", 300),
    ]

    struct Part: Sendable {
        var lines: [(String, Int64)] = []
        var amount: Int64?
        var coins: Coins
    }

    @Test(arguments: [
        Row("one hat: 4 of 10", Part(lines: [("hats", 1)], coins: 40)),
        Row("both hats: 8 of 10", Part(lines: [("hats", 2)], coins: 80)),
        Row("the bag: 2 of 10", Part(lines: [("bag", 1)], coins: 20)),
        Row("what coins took nothing off", Part(lines: [("card", 1)], coins: 0)),
        Row("a hat and the bag: 6 of 10", Part(lines: [("hats", 1), ("bag", 1)], coins: 60)),
        Row("all but the card: all of it", Part(lines: [("hats", 2), ("bag", 1)], coins: 100)),
        // 45.00 were paid; 9.00 are a fifth.
        Row("a fifth of the money", Part(amount: 900, coins: 20)),
        // Without the hats 13.00 are left, of which 3.25 are a quarter: 80 for the hats, and a quarter of the bag's 20.
        Row("both hats, and a quarter of the rest", Part(lines: [("hats", 2)], amount: 325, coins: 85)),
    ])
    func `coins come back in proportion to the discount of the lines that are refunded`(
        row: Row<Part>
    ) throws {
        let books = try books()
        try books.adjust("ada", by: 100)
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", lines: Self.discounted, coinsDiscount: 1_000)
        let (lines, amount, expected) = (row.value.lines, row.value.amount, row.value.coins)
        var returned: Coins = 0
        if !lines.isEmpty { returned += try books.refund("1", "r-1", lines: lines).refund.coinsReturned }
        if let amount { returned += try books.refund("1", "r-2", amount: amount).refund.coinsReturned }
        #expect(returned == expected)
        // The rest brings what is left of them, never more than were spent.
        #expect(try books.refund("1", "r-3").refund.coinsReturned == 100 - expected)
        #expect(try books.faults() == [])
    }

    @Test func `a line that coins paid for wholly keeps its coins until it comes back itself`() throws {
        let books = try books()
        try books.adjust("ada", by: 100)
        try useCoupon(for: "1", in: books)
        let lines = [line("hat", 2_000), line("pin", 500, discount: 500)]
        try books.order("1", of: "ada", lines: lines, coinsDiscount: 500)
        // All of the money is back, and the pin is not.
        let money = try books.refund("1", "r-1", lines: [("hat", 1)]).refund
        #expect((money.amount, money.coinsReturned) == (2_000, 0))
        let pin = try books.refund("1", "r-2").refund
        #expect((pin.amount, pin.coinsReturned) == (0, 100))
        #expect(try books.wallet("ada").available == 100)
        #expect(refusal { try books.refund("1", "r-3") } == .refundExceedsOrder(left: 0, currency: "USD"))
        let steps = try books.explanations("ada")[0].steps
        #expect(steps.first == "Nothing of the order is left.")
        #expect(try books.faults() == [])
    }

    @Test func `they come back to the lots that lapse last first, so that the split does not matter`() throws
    {
        for amounts in [[2_250, 2_250] as [Int64], [450, 1_800, 900, 1_350], [4_500]] {
            let books = try books()
            try books.adjust("ada", by: 60, lastDay: "2026-02-01")
            try books.adjust("ada", by: 100)
            try useCoupon(for: "1", in: books)
            #expect(try books.lots("ada") == ["60 until never"])
            try books.order("1", of: "ada", 4_500)
            var left: Int64 = 4_500
            for (number, amount) in amounts.enumerated() {
                try books.refund("1", "r-\(number)", amount: amount)
                left -= amount
                // Half of it: 40 into the lot that never lapses, 10 into the other.
                if left == 2_250 {
                    #expect(
                        try books.lots("ada").prefix(2) == [
                            "10 until 2026-02-02T00:00:00Z", "100 until never",
                        ])
                }
            }
            #expect(try books.lots("ada") == ["60 until 2026-02-02T00:00:00Z", "100 until never"])
            #expect(try books.faults() == [])
        }
    }

    @Test func `a lot whose date has passed gets a grace, once, and coins past even that lapse at once`()
        throws
    {
        let books = try books()
        try books.adjust("ada", by: 100, lastDay: "2026-02-01")
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", 4_500)
        try books.move(to: "2026-02-10T00:00:00Z")
        try books.refund("1", "r-1", amount: 2_250)
        // 14 days after the last day, at its end.
        #expect(try books.lots("ada").first == "50 until 2026-02-16T00:00:00Z")
        try books.move(to: "2026-02-20T00:00:00Z")
        try books.refund("1", "r-2")
        #expect(
            try books.history("ada").suffix(4) == [
                "expiry -50 → 22", "return 50 → 72", "clawback -22 → 50", "expiry -50 → 0",
            ])
        #expect(try books.faults() == [])
    }

    @Test func `a cancelled order returns the coins of its coupons too`() throws {
        let books = try books()
        try books.adjust("ada", by: 250)
        try useCoupon(for: "1", in: books)
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", 4_000)
        try books.refund("1", "r-1", amount: 1_000)
        try books.order("1", of: "ada", 4_000, state: .cancelled)
        #expect(try books.wallet("ada").available == 250)
        #expect(
            try books.rows("SELECT coins || ' ' || returned FROM order_redemptions ORDER BY sequence")
                == ["100 100", "100 100"])
        #expect(try books.faults() == [])
    }

    @Test func `coins that come back repay debt first`() throws {
        let books = try books()
        try books.adjust("ada", by: 100)
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", 4_500)
        try books.adjust("ada", by: -45)
        // 30 are taken back of what is gone, 66 come back.
        try books.refund("1", "r-1", amount: 3_000)
        #expect(try books.wallet("ada").available == 36)
        #expect(try books.lots("ada") == ["36 until never"])
        try books.refund("1", "r-2")
        #expect(try books.wallet("ada").available == 55)
        #expect(try books.faults() == [])
    }

    @Test func `a coupon that is used for an order after its refund gives its coins back at once`() throws {
        let books = try books()
        try books.adjust("ada", by: 300)
        try books.order("1", of: "ada", 4_000)
        try books.refund("1", "r-1", amount: 1_000)
        try useCoupon(for: "1", in: books)
        #expect(try books.history("ada").last == "return 25 → 255")
        try books.order("2", of: "ada", 4_000, state: .cancelled)
        try useCoupon(for: "2", in: books)
        #expect(try books.history("ada").last == "return 100 → 255")
        #expect(try books.faults() == [])
    }

    @Test func `what coins paid does not earn, unless the programme says so or the shop says how much`()
        throws
    {
        // 50.00 of goods, 5.00 off by a coupon.
        let books = try books { $0.base = "subtotal" }
        try books.adjust("ada", by: 300)
        try useCoupon(for: "1", in: books)
        try books.order("1", of: "ada", 4_500, subtotal: 5_000)
        #expect(try books.order("1").awardCoins == 45)
        try useCoupon(for: "2", in: books)
        try books.order(
            "2", of: "ada", lines: [line("a", 5_000, discount: 500)], coinsDiscount: 200)
        #expect(try books.order("2").awardCoins == 48)
        try books.publish(
            TestProgramme(
                base: "subtotal", rewards: [.init(id: "five")], earningMore: [#""earns_on_coins_part": true"#]
            ))
        try useCoupon(for: "3", in: books)
        try books.order("3", of: "ada", 4_500, subtotal: 5_000)
        #expect(try books.order("3").awardCoins == 50)
    }
}
