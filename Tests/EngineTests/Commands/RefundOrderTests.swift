import Model
import Testing

@testable import Engine

/// Rule 5 on orders that earned. One coin per 1.00 unless a test says otherwise.
struct RefundOrderTests {
    /// Three hats of 10.00, a coat of 50.00 and a gift.
    static let lines = [line("hats", 3_000, quantity: 3), line("coat", 5_000), line("gift", 0)]

    private func books(_ programme: TestProgramme = TestProgramme()) throws -> TestBooks {
        let books = try TestBooks(programme)
        try books.join("ada")
        return books
    }

    // What is kept (rule 5.4)

    @Test func `a refund of lines keeps the award of what remains`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        let receipt = try books.refund("1", "r-1", lines: [("hats", 1)])
        #expect(receipt.refund.amount == 1_000 && receipt.refund.coinsTakenBack == 10)
        #expect(receipt.order.refunded == .partial && receipt.order.countedSpend == 7_000)
        try books.refund("1", "r-2", lines: [("coat", 1), ("hats", 2)])
        #expect(try books.order("1").refunded == .full)
        #expect(
            try books.history("ada") == ["earn 80 → 80", "clawback -10 → 70", "clawback -70 → 0"])
        #expect(try books.order("1").takenBack == 80)
        // The gift can still come back, and takes nothing.
        #expect(try books.refund("1", "r-3", lines: [("gift", 1)]).refund.amount == 0)
        #expect(try books.faults() == [])
    }

    @Test func `two partial refunds equal one large refund, where each alone would round`() throws {
        let books = try books()
        // 3 × 33.33 = 99.99: 99 coins; two thirds are 66.66, one third 33.33.
        try books.order("1", of: "ada", lines: [line("a", 9_999, quantity: 3)])
        let parts = try (1...3).map { try books.refund("1", "r-\($0)", lines: [("a", 1)]).refund }
        #expect(parts.map(\.coinsTakenBack) == [33, 33, 33])
        #expect(parts.map(\.amount) == [3_333, 3_333, 3_333])
        // 1.99 + 1.99 + 1.99 = 5.97: 5 coins; 3.98 leave 3, 1.99 leave 1.
        try books.order("2", of: "ada", 597)
        let amounts = try (1...3).map { try books.refund("2", "r-\($0)", amount: 199).refund }
        #expect(amounts.map(\.coinsTakenBack) == [2, 2, 1])
        #expect(try books.order("2").refunded == .full)
        #expect(try books.wallet("ada").available == 0)
    }

    @Test func `lines and amounts go together: an amount is taken off what the lines leave`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        // Half of the order goes by amount: 40.00 left, 40 kept.
        #expect(try books.refund("1", "r-1", amount: 4_000).refund.coinsTakenBack == 40)
        // L = 70 ⁄ 80, R = 70 ⁄ 80 − 40 ⁄ 80 = 30 ⁄ 80
        let second = try books.refund("1", "r-2", lines: [("hats", 1)])
        #expect(second.refund.coinsTakenBack == 10 && second.order.countedSpend == 3_000)
        // The coat would leave lines of 20.00, of which 40.00 have been refunded.
        #expect(
            refusal { try books.refund("1", "r-3", lines: [("coat", 1)]) }
                == .refundExceedsOrder(left: 3_000, currency: "USD"))
        let rest = try books.refund("1", "r-4")
        #expect(rest.refund.amount == 3_000 && rest.refund.coinsTakenBack == 30)
        #expect(rest.order.refunded == .full && rest.order.countedSpend == 0)
    }

    @Test func `a clawback goes by the stored trace: rate, tier and rules of the award, not today's`() throws
    {
        let rules = #""rules": [{"id": "double", "products": ["hat"], "multiplier_basis_points": 20000}]"#
        let programme = TestProgramme(
            levels: [
                .init(id: "base", threshold: 0), .init(id: "gold", threshold: 1_000, basisPoints: 15_000),
            ], earningMore: [rules])
        let books = try books(programme)
        try books.order("0", of: "ada", 1_000)
        // (20.00 × 2 + 10.01 × 1) × 1.5 = 75.015
        let lines = [line("a", 2_000, quantity: 2, product: "hat"), line("b", 1_001)]
        #expect(try books.order("1", of: "ada", lines: lines).order.awardCoins == 75)
        try books.publish(
            programme.with {
                $0.perAmount = 1
                $0.earningMore = []
                $0.levels = []
            })
        // (10.00 × 2 + 10.01) × 1.5 = 45.015
        #expect(try books.refund("1", "r-1", lines: [("a", 1)]).refund.coinsTakenBack == 30)
        // (10.00 × 2) × 1.5 = 30
        #expect(try books.refund("1", "r-2", lines: [("b", 1)]).refund.coinsTakenBack == 15)
        #expect(try books.wallet("ada").available == 10 + 30)
    }

    @Test func `an order that falls below the minimum keeps nothing, and a cap that bit goes on biting`()
        throws
    {
        let books = try books(
            TestProgramme(minimumAmount: 5_000, earningMore: [#""caps": {"per_order": 50}"#]))
        try books.order("1", of: "ada", 8_000)
        #expect(try books.wallet("ada").available == 50)
        #expect(try books.refund("1", "r-1", amount: 2_000).refund.coinsTakenBack == 0)
        #expect(try books.refund("1", "r-2", amount: 1_000).refund.coinsTakenBack == 0)
        // 50.00 are just the minimum, 49.99 are not.
        #expect(try books.refund("1", "r-3", amount: 1).refund.coinsTakenBack == 50)
        #expect(try books.history("ada") == ["earn 50 → 50", "clawback -50 → 0"])
    }

    @Test func `lines that were excluded take nothing back`() throws {
        let books = try books(
            TestProgramme(earningMore: [#""rules": [{"id": "cards", "tags": ["card"], "excluded": true}]"#]))
        try books.order("1", of: "ada", lines: [line("a", 5_000, tags: ["card"]), line("b", 2_000)])
        #expect(try books.wallet("ada").available == 20)
        #expect(try books.refund("1", "r-1", lines: [("a", 1)]).refund.coinsTakenBack == 0)
        #expect(try books.refund("1", "r-2", lines: [("b", 1)]).refund.coinsTakenBack == 20)
    }

    @Test func `with a subtotal base the kept part follows the amounts before discounts`() throws {
        let books = try books(TestProgramme(base: "subtotal"))
        // 20.00 and 30.00 before discounts, 10.00 and 30.00 paid.
        try books.order("1", of: "ada", lines: [line("a", 2_000, discount: 1_000), line("b", 3_000)])
        #expect(try books.wallet("ada").available == 50)
        let receipt = try books.refund("1", "r-1", lines: [("a", 1)])
        #expect(receipt.refund.coinsTakenBack == 20 && receipt.order.countedSpend == 3_000)
    }

    // Pending, then available

    @Test func `coins are taken from pending first, then from available`() throws {
        let books = try books(TestProgramme(pendingDays: 3))
        try books.adjust("ada", by: 100)
        try books.order("1", of: "ada", lines: Self.lines)
        try books.refund("1", "r-1", lines: [("hats", 1)])
        #expect(try books.wallet("ada").pending == 70)
        try books.move(to: "2026-01-20T00:00:00Z")
        try books.refund("1", "r-2", lines: [("coat", 1)])
        #expect(
            try books.history("ada") == [
                "adjustment 100 → 100", "pending_award 80 → 100", "pending_cancelled -10 → 100",
                "release 0 → 170", "clawback -50 → 120",
            ])
        #expect(try books.faults() == [])
    }

    @Test func `a refund of a pending award releases only what is left, and a whole one nothing`() throws {
        let books = try books(TestProgramme(pendingDays: 3))
        try books.order("1", of: "ada", 1_000)
        try books.order("2", of: "ada", 2_000)
        try books.refund("1", "r-1")
        try books.refund("2", "r-1", amount: 500)
        try books.move(to: "2026-02-01T00:00:00Z")
        let wallet = try books.wallet("ada")
        #expect([wallet.available, wallet.pending, wallet.lifetimeEarned] == [15, 0, 15])
        #expect(try books.history("ada").last == "release 0 → 15")
    }

    @Test func `an order that is refunded before its award is awarded what remains`() throws {
        let books = try books(TestProgramme(awardOn: "delivered"))
        try books.order("1", of: "ada", lines: Self.lines)
        try books.refund("1", "r-1", lines: [("hats", 3)])
        let delivered = try books.order("1", of: "ada", lines: Self.lines, state: .delivered)
        #expect(delivered.order.awardCoins == 50)
        try books.refund("1", "r-2", amount: 1_000)
        #expect(try books.history("ada") == ["earn 50 → 50", "clawback -10 → 40"])
        try books.order("2", of: "ada", 1_000)
        try books.refund("2", "r-1")
        #expect(
            try books.order("2", of: "ada", 1_000, state: .delivered).award.code == "order_refunded")
        #expect(try books.faults() == [])
    }

    // Debt (rule 5.5)

    @Test func `coins that are spent become debt down to the floor, and the rest is waived and named`() throws
    {
        let books = try books(
            TestProgramme(more: [#""refunds": {"debt": {"kind": "allowed", "floor": 30}}"#]))
        try books.order("1", of: "ada", 5_000)
        try books.adjust("ada", by: -50)
        let refund = try books.refund("1", "r-1").refund
        #expect([refund.coinsTakenBack, refund.coinsWaived] == [30, 20])
        #expect(try books.wallet("ada").available == -30)
        let steps = try #require(try books.explanations("ada").first).steps
        #expect(steps.contains("20 coins waived: the balance may fall no lower."))
        try books.order("2", of: "ada", 4_000)
        #expect(try books.wallet("ada").available == 10)
        #expect(try books.faults() == [])
    }

    @Test func `or the balance stops at zero`() throws {
        let books = try books(TestProgramme(more: [#""refunds": {"debt": {"kind": "clamped"}}"#]))
        try books.order("1", of: "ada", 5_000)
        try books.adjust("ada", by: -45)
        let first = try books.refund("1", "r-1", amount: 2_000).refund
        #expect([first.coinsTakenBack, first.coinsWaived] == [5, 15])
        let second = try books.refund("1", "r-2").refund
        #expect([second.coinsTakenBack, second.coinsWaived] == [0, 30])
        #expect(
            try books.history("ada") == ["earn 50 → 50", "adjustment -45 → 5", "clawback -5 → 0"])
        // What was waived is not taken from what comes later.
        try books.order("2", of: "ada", 1_000)
        #expect(try books.wallet("ada").available == 10)
        #expect(try books.faults() == [])
    }

    @Test func `coins that have lapsed are not taken back again by a refund`() throws {
        let books = try books(TestProgramme(expiry: .days(10)))
        try books.order("1", of: "ada", 5_000)
        try books.adjust("ada", by: -20)
        try books.move(to: "2026-03-01T00:00:00Z")
        // 50 awarded, 20 spent, 30 lapsed: of the 50 to be taken back in all, 20 can be.
        #expect(try books.refund("1", "r-1", amount: 1_000).refund.coinsTakenBack == 10)
        #expect(try books.refund("1", "r-2").refund.coinsTakenBack == 10)
        #expect(try books.wallet("ada").available == -20)
        #expect(try books.faults() == [])
    }

    // Cancelling (rule 5.3)

    @Test func `cancelling after a partial refund takes the rest`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        try books.refund("1", "r-1", lines: [("hats", 1)])
        let cancelled = try books.order("1", of: "ada", lines: Self.lines, state: .cancelled).order
        #expect(cancelled.takenBack == 80 && cancelled.countedSpend == 0)
        #expect(try books.history("ada") == ["earn 80 → 80", "clawback -10 → 70", "clawback -70 → 0"])
        #expect(refusal { try books.refund("1", "r-2") } == .orderCancelled)
        #expect(try books.faults() == [])
    }

    @Test func `cancelling a pending award after a partial refund withdraws what is left of it`() throws {
        let books = try books(TestProgramme(pendingDays: 3))
        try books.order("1", of: "ada", 1_000)
        try books.refund("1", "r-1", amount: 300)
        try books.order("1", of: "ada", 1_000, state: .cancelled)
        #expect(
            try books.history("ada") == [
                "pending_award 10 → 0", "pending_cancelled -3 → 0", "pending_cancelled -7 → 0",
            ])
        #expect(try books.wallet("ada").releases == [])
    }

    // Repeats, late events, limits

    @Test func `the same refund again is the same answer, another one under its id is refused`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        let first = try books.refund("1", "r-1", lines: [("hats", 1), ("coat", 1)])
        let again = try books.refund("1", "r-1", lines: [("coat", 1), ("hats", 1)])
        #expect(again.isRepeated && again.refund == first.refund && again.order == first.order)
        #expect(refusal { try books.refund("1", "r-1", lines: [("hats", 1)]) } == .refundIDReused)
        #expect(refusal { try books.refund("1", "r-1", amount: 6_000) } == .refundIDReused)
        #expect(refusal { try books.refund("1", "r-1") } == .refundIDReused)
        // Another order has refund ids of its own.
        try books.order("2", of: "ada", 1_000)
        #expect(try books.refund("2", "r-1").isRepeated == false)
        #expect(try books.number("SELECT count(*) FROM refunds") == 2)
        #expect(
            try books.rows("SELECT outcome FROM order_events WHERE order_id = '1' ORDER BY number")
                == ["created", "refunded"])
    }

    static let tooMuch: [Row<([(String, Int64)]?, Int64?, Int64)>] = [
        Row("more units than there are", ([("hats", 4)], nil, 8_000)),
        Row("more money than was paid", (nil, 8_001, 8_000)),
        Row("the largest amount", (nil, MoneyLimits.orderAmountMax, 8_000)),
    ]

    @Test(arguments: tooMuch)
    func `more than is left is refused with what is left`(row: Row<([(String, Int64)]?, Int64?, Int64)>)
        throws
    {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        #expect(
            refusal { try books.refund("1", "r-1", lines: row.value.0, amount: row.value.1) }
                == .refundExceedsOrder(left: row.value.2, currency: "USD"))
        #expect(try books.order("1").refunded == .none)
        #expect(try books.number("SELECT count(*) FROM refunds") == 0)
    }

    @Test func `nothing is left of an order that was refunded whole`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        try books.refund("1", "r-1")
        let exceeds = Refusal.refundExceedsOrder(left: 0, currency: "USD")
        #expect(refusal { try books.refund("1", "r-2") } == exceeds)
        #expect(refusal { try books.refund("1", "r-3", amount: 1) } == exceeds)
        #expect(refusal { try books.refund("1", "r-4", lines: [("gift", 1)]) } == exceeds)
        #expect(refusal { try books.refund("9", "r-1") } == .orderNotFound)
    }

    @Test(
        arguments: [[("nothing", 1)], [("hats", 0)], [("hats", 1), ("hats", 1)], []] as [[(String, Int64)]])
    func `lines that cannot be are invalid input`(lines: [(String, Int64)]) throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        #expect(throws: EngineError.self) { try books.refund("1", "r-1", lines: lines) }
        #expect(try books.number("SELECT count(*) FROM refunds") == 0)
    }

    @Test func `an order that was refunded keeps its counted spend however often it is sent`() throws {
        let books = try books()
        try books.order("1", of: "ada", 8_000)
        try books.refund("1", "r-1", amount: 3_000)
        #expect(try books.order("1", of: "ada", 8_000).change == .repeated)
        #expect(try books.order("1", of: "ada", 8_000, state: .delivered).order.countedSpend == 5_000)
        #expect(try books.number("SELECT lifetime_spend FROM standings") == 5_000)
        #expect(try books.wallet("ada").available == 50)
    }

    @Test func `a dry run of a refund keeps nothing`() throws {
        let books = try books()
        try books.order("1", of: "ada", 8_000)
        let input = RefundOrder.Input(
            order: try #require(OrderID("1")), refund: try #require(RefundID("r")), part: .rest)
        let receipt = try books.run(isDryRun: true) { try RefundOrder.run(input, in: $0) }
        #expect(receipt.refund.coinsTakenBack == 80)
        #expect(try books.wallet("ada").available == 80)
        #expect(try books.order("1").refunded == .none)
    }

    // Orders of nothing, and other currencies

    @Test func `an order of nothing can be refunded, by its lines or whole`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: [line("a", 1_000, quantity: 4, discount: 1_000)])
        let receipt = try books.refund("1", "r-1", lines: [("a", 1)])
        #expect(receipt.refund.amount == 0 && receipt.order.refunded == .partial)
        #expect(try books.refund("1", "r-2", lines: [("a", 3)]).order.refunded == .full)
        try books.order("2", of: "ada", 0)
        #expect(refusal { try books.refund("2", "r-0", amount: 1) } != nil)
        #expect(try books.refund("2", "r-1").order.refunded == .full)
        #expect(try books.history("ada") == [])
    }

    @Test(arguments: [
        // ¥1234 at 1 coin per ¥100: 12; ¥1134 left: 11.
        ("JPY", 100 as Int64, 1_234 as Int64, 100 as Int64, [12, 1] as [Coins]),
        // 12.345 dinar at 1 coin per dinar: 12; 2.346 refunded leave 9.999: 9.
        ("KWD", 1_000, 12_345, 2_346, [12, 3]),
        // ₹999.99 at 1 coin per rupee: 999; a paisa refunded leaves 999.98: 999.
        ("INR", 100, 99_999, 1, [999, 0]),
    ])
    func `currencies of none, three and two decimals`(
        currency: String, perAmount: Int64, total: Int64, refund: Int64, coins: [Coins]
    ) throws {
        let books = try books(
            TestProgramme(currency: currency, perAmount: perAmount))
        let order = try books.order("1", of: "ada", total, currency: currency)
        #expect(order.order.awardCoins == coins[0])
        #expect(try books.refund("1", "r-1", amount: refund).refund.coinsTakenBack == coins[1])
    }

    @Test func `the largest order can be refunded to the last minor unit`() throws {
        let books = try books()
        let most = MoneyLimits.orderAmountMax
        try books.order("1", of: "ada", lines: [line("a", most, quantity: OrderLimits.quantityMax)])
        // 1 of 1 000 000 units of 1 000 000.00: each a thousand.
        #expect(try books.refund("1", "r-1", lines: [("a", 1)]).refund.coinsTakenBack == 1_000)
        #expect(try books.refund("1", "r-2", amount: most - 100_001).order.countedSpend == 1)
        #expect(try books.refund("1", "r-3").order.countedSpend == 0)
        #expect(try books.wallet("ada").available == 0)
    }

    // Store credit (rule 5.7)

    @Test func `a refund as store credit counts as a refund, and its money is in the credits`() throws {
        let books = try books()
        try books.order("1", of: "ada", lines: Self.lines)
        let first = try books.refund("1", "r-1", lines: [("hats", 1)], asCredit: true)
        try books.refund("1", "r-2", amount: 500)
        try books.refund("1", "r-3", asCredit: true)
        #expect(first.refund.creditSequence == 1)
        #expect(try books.history("ada", .credits) == ["earn 1000 → 1000", "earn 6500 → 7500"])
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.order("1").refunded == .full)
        #expect(
            try books.explanations("ada", .credits).map(\.text) == [
                "USD 65.00 of order 1 was refunded as store credit.",
                "USD 10.00 of order 1 was refunded as store credit.",
            ])
        #expect(try books.faults() == [])
    }
}
