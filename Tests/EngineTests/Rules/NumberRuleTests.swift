import Model
import Testing

@testable import Engine

/// Rule 1 where other tests do not reach. Every number was worked out by hand.
struct NumberRuleTests {
    struct Shares: Sendable {
        var lines: [OrderLine]
        var coins: Coins
        var shown: [Coins]
    }

    /// One coin per 1.00; a line with the tag `card` earns nothing.
    static let shares = [
        Row(
            "3.33 + 3.33 + 3.34: the largest remainder gets what is left",
            Shares(lines: [line("1", 333), line("2", 333), line("3", 334)], coins: 10, shown: [3, 3, 4])),
        Row(
            "7 coins of three equal lines: 2.33 each, the earlier first",
            Shares(lines: [line("1", 250), line("2", 250), line("3", 250)], coins: 7, shown: [3, 2, 2])),
        Row(
            "1.5 + 1.5 of 3.98",
            Shares(lines: [line("1", 199), line("2", 199)], coins: 3, shown: [2, 1])),
        Row(
            "an excluded line shows nothing: 2 of 1.50 and 1.49 are 1.003 and 0.997",
            Shares(
                lines: [line("1", 999, tags: ["card"]), line("2", 150), line("3", 149)], coins: 2,
                shown: [0, 1, 1])),
    ]

    @Test(arguments: shares)
    func `coins by line are shares by the largest remainder`(row: Row<Shares>) throws {
        let books = try TestBooks(TestProgramme(factors: [("card", nil)]))
        try books.join("ada")
        let lines = row.value.lines
        let total = lines.reduce(0) { $0 + $1.amount }
        let cart = Cart(amounts: OrderAmounts(total: total, subtotal: total), lines: lines)
        let preview = try books.preview(cart, of: "ada")
        #expect(preview.coins == row.value.coins)
        #expect(preview.coinsByLine.map(\.coins) == row.value.shown)
    }

    @Test func `coins by line are for display: a refund does not take back what a line showed`() throws {
        let books = try TestBooks()
        try books.join("ada")
        let lines = [line("1", 250), line("2", 250), line("3", 250)]
        try books.order("1", of: "ada", lines: lines)
        // The line showed 3 coins; 5.00 are left and keep 5 of 7.
        #expect(try books.refund("1", "r-1", lines: [("1", 1)]).refund.coinsTakenBack == 2)
    }

    struct Price: Sendable {
        var rule: RedemptionRule
        var available: Coins = 1_000_000
        var wanted = QuoteRequest.Wanted.most
        var discount: Int64
        var coins: Coins
    }

    /// Coins × value ≥ discount > (coins − 1) × value.
    static let prices = [
        Row(
            "3 coins are 1.00: 10 coins are 3.33, and cost all 10 (9 are 3.00)",
            Price(
                rule: RedemptionRule(valueCoins: 3, valueAmount: 100), available: 10, discount: 333, coins: 10
            )),
        Row(
            "in steps of 0.50: 3.00 for 9",
            Price(
                rule: RedemptionRule(valueCoins: 3, valueAmount: 100, stepAmount: 50), available: 10,
                discount: 300, coins: 9)),
        Row(
            "1 coin is 0.07: 1.00 costs 15 coins (14 are 0.98)",
            Price(
                rule: RedemptionRule(valueCoins: 1, valueAmount: 7), wanted: .discount(100), discount: 100,
                coins: 15)),
        Row(
            "100 coins are 0.99: 250 coins are 2.47 and cost 250 (249 are 2.4651)",
            Price(
                rule: RedemptionRule(valueCoins: 100, valueAmount: 99), available: 250, discount: 247,
                coins: 250)),
        Row(
            "2 coins are 0.01: of 5 coins 4 are used",
            Price(
                rule: RedemptionRule(valueCoins: 2, valueAmount: 1), available: 5, discount: 2, coins: 4)),
    ]

    @Test(arguments: prices)
    func `a discount rounds down to the step, and the coins that it costs round up`(row: Row<Price>) {
        let request = QuoteRequest(
            channel: .app, total: 100_000, subtotal: 100_000, wanted: row.value.wanted)
        let quote = QuoteRules.quote(
            row.value.rule, for: request,
            standing: QuoteRules.Standing(available: row.value.available))
        #expect((quote.discount, quote.coins) == (row.value.discount, row.value.coins))
    }

    struct Money: Sendable {
        var currency: String
        var perAmount: Int64
        var total: Int64
        var coins: Coins
        var words: String
        /// 20 % of the cart must be paid; one coin is one minor unit.
        var cart: Int64
        var off: Int64
    }

    static let currencies = [
        Row(
            "yen have no decimals: 1 coin per ¥100; 20 % of ¥51 are ¥11",
            Money(
                currency: "JPY", perAmount: 100, total: 1_999, coins: 19,
                words: "Order 1 of JPY 1999 earned 19 coins.", cart: 51, off: 40)),
        Row(
            "dinars have three: 1 coin per 1.000; 20 % of 1.001 are 0.201",
            Money(
                currency: "KWD", perAmount: 1_000, total: 12_345, coins: 12,
                words: "Order 1 of KWD 12.345 earned 12 coins.", cart: 1_001, off: 800)),
    ]

    @Test(arguments: currencies)
    func `orders earn and carts are quoted in yen and in dinars`(row: Row<Money>) throws {
        let given = row.value
        let programme = TestProgramme(currency: given.currency, perAmount: given.perAmount).redeeming([
            "app": #""minimum_payment": {"kind": "percent", "basis_points": 2000}"#
        ])
        let books = try TestBooks(programme)
        try books.join("ada")
        try books.order("1", of: "ada", given.total, currency: given.currency)
        #expect(try books.wallet("ada").available == given.coins)
        #expect(try books.explanations("ada")[0].text == given.words)
        try books.adjust("ada", by: 1_000)
        let request = books.cart(given.cart)
        let quote = try books.read("ada") { try $0.quote(request, for: $1) }
        #expect((quote.discount, quote.coins) == (given.off, given.off))
        #expect(
            refusal { try books.order("2", of: "ada", 100, currency: "USD") }
                == .currencyMismatch(programme: given.currency, given: "USD"))
    }

    @Test func `an empty cart and an order of nothing earn nothing, cost nothing and count as an order`()
        throws
    {
        let books = try TestBooks(
            TestProgramme(metric: "orders", levels: TierGroundTests.levels).redeeming(["app": ""]))
        try books.join("ada")
        try books.adjust("ada", by: 500)
        let preview = try books.preview(Cart(amounts: OrderAmounts(total: 0, subtotal: 0)), of: "ada")
        #expect((preview.coins, preview.reason) == (0, .roundsToZero))
        let request = books.cart(0)
        let quote = try books.read("ada") { try $0.quote(request, for: $1) }
        #expect((quote.discount, quote.coins, quote.payable, quote.isEligible) == (0, 0, 0, false))
        #expect(refusal { try books.hold(request, for: "ada") }?.code == "not_eligible")
        #expect(try books.order("1", of: "ada", 0).award.code == "rounds_to_zero")
        #expect(try books.order("2", of: "ada", lines: []).award.code == "rounds_to_zero")
        #expect(try books.wallet("ada").available == 500)
        #expect(try books.faults() == [])
    }
}
