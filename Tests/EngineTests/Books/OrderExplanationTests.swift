import Model
import Testing

@testable import Engine

/// What customer service reads out of orders, refunds and returns, years later.
struct OrderExplanationTests {
    private static let programme = TestProgramme(
        levels: [
            .init(id: "base", threshold: 0), .init(id: "gold", threshold: 1, basisPoints: 15_000),
        ], rewards: [.init(id: "five")],
        earningMore: [
            #""rules": [{"id": "hats", "products": ["hat"], "multiplier_basis_points": 20000}, "#
                + #"{"id": "cards", "tags": ["card"], "excluded": true}]"#,
            #""campaigns": [{"id": "new-year", "from": "2026-01-01", "through": "2026-01-31", "#
                + #""multiplier_basis_points": 12500}]"#,
            #""caps": {"per_order": 80}"#,
        ])

    @Test func `an award says its base, each group of lines, tier, campaign, caps and the rounding`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.order("0", of: "ada", 1)
        let lines = [
            line("1", 2_000, product: "hat"), line("2", 1_001), line("3", 999),
            line("4", 1_000, tags: ["card"]),
        ]
        // 50.00 and 4.00 tax earn; × (20×2 + 20.00 + 0) ⁄ 50 = 64.80; × 1.5 × 1.25 = 121.5
        try books.order("1", of: "ada", lines: lines, total: 5_400, tax: 400)
        let explanation = try #require(try books.explanations("ada").first)
        #expect(explanation.rule == .order)
        #expect(
            explanation.text
                == "Order 1 of USD 54.00 earned 80 coins as a gold member (×1.5), with the campaign new-year,"
                + " limited by the cap per order.")
        #expect(
            explanation.steps.filter { !$0.hasPrefix("Good") } == [
                "USD 54.00 of the order earn", "1 line (hat) of USD 20.00: ×2 by hats",
                "2 lines of USD 20.00: ×1, no rule",
                "1 line (line 4) of USD 10.00: nothing, excluded by cards",
                "with the rules of its lines, USD 54.00 count as USD 64.80",
                "USD 64.80 (total) × 1 coin per USD 1.00 = 64.8 coins", "×1.5 for the tier gold = 97.2 coins",
                "×1.25 for the campaign new-year = 121.5 coins", "rounded down: 121 coins",
                "the cap per order leaves 80 coins",
            ])
    }

    @Test func `a base that leaves something out says what`() throws {
        let books = try TestBooks(TestProgramme(base: "subtotal"))
        try books.join("ada")
        try books.order(
            "1", of: "ada", lines: [line("1", 5_000, discount: 500)], total: 4_900, tax: 400,
            coinsDiscount: 500)
        let steps = try #require(try books.explanations("ada").first).steps
        #expect(
            steps.first
                == "USD 50.00 (subtotal) with tax USD 4.00, discount paid with coins USD 5.00: USD 45.00 of the"
                + " order earn")
        #expect(steps.contains("rounded down once: 45 coins"))
    }

    @Test func `a refund says what is left, what is kept, and what was taken from where`() throws {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "five")]))
        try books.join("ada")
        try books.adjust("ada", by: 100)
        try books.use(try books.redeem("five", by: "ada").coupon.code, order: "1")
        try books.order("1", of: "ada", 4_500)
        try books.refund("1", "r-1", amount: 1_500)
        let (taken, returned) = (try books.explanations("ada")[0], try books.explanations("ada")[1])
        #expect(
            taken.text
                == "Order 1 was refunded, so 15 coins of the 45 that it had earned were taken back.")
        #expect(
            taken.steps == [
                "Refund 1: USD 15.00 of the order's total, by amount.", "Refund 1 leaves 2/3 of the order.",
                "Of the USD 45.00 that earned, USD 30.00 are left",
                "USD 30.00 × 1 coin per USD 1.00 = 30 coins", "rounded down once: 30 coins",
                "Award coins-3 of 45 coins: 45 − 30 kept = 15 coins to take back in all",
                "15 coins taken back from available coins.",
            ])
        #expect(
            returned.text == "33 coins that paid for order 1 came back because it was refunded.")
        #expect(
            returned.steps == [
                "2/3 of the order is left.",
                "100 coins were spent by coins-2, 2/3 of which (66 2/3 coins, rounded up to 67 coins) stay spent:"
                    + " 33 coins to come back in all, nothing had before.",
                "33 coins back into the lots they came from.",
            ])
        try books.order("1", of: "ada", 4_500, state: .cancelled)
        let last = try books.explanations("ada")
        #expect(last[1].text == "67 coins that paid for order 1 came back because it was cancelled.")
        #expect(last[0].text == "Order 1 was cancelled, so 30 coins that it had earned were taken back.")
    }

    @Test func `an award after a refund says what was left of the base`() throws {
        let books = try TestBooks(TestProgramme(awardOn: "delivered"))
        try books.join("ada")
        try books.order("1", of: "ada", 4_500)
        try books.refund("1", "r-1", amount: 1_550)
        try books.order("1", of: "ada", 4_500, state: .delivered)
        let explanation = try #require(try books.explanations("ada").first)
        #expect(explanation.text == "Order 1 of USD 45.00 earned 29 coins.")
        #expect(explanation.steps.contains("USD 29.50 of it were left after refunds"))
    }
}
