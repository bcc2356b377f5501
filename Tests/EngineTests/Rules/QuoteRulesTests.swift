import Model
import Testing

@testable import Engine

/// Rule 6: the one quote function, by worked-out numbers. Money in paise.
struct QuoteRulesTests {
    private func quote(
        _ rule: RedemptionRule?, cart: Int64, subtotal: Int64? = nil, available: Coins = 1_000_000,
        credits: Int64 = 0, wanted: QuoteRequest.Wanted = .most, isBlocked: Bool = false
    ) -> Quote {
        QuoteRules.quote(
            rule,
            for: QuoteRequest(
                channel: .app, total: cart, subtotal: subtotal ?? cart, wanted: wanted),
            standing: QuoteRules.Standing(available: available, credits: credits, isBlocked: isBlocked))
    }

    /// One coin is one rupee.
    private func rupee(
        maximum: Int64? = nil, minimumPayment: RedemptionRule.MinimumPayment = .none,
        minimumCart: Int64 = 0, step: Int64 = 1, allowsFree: Bool = false, points: Int64? = nil,
        takesCredits: Bool = false, minimumDiscount: Int64 = 0, minimumCoins: Coins = 0,
        base: EarningSettings.Base = .total
    ) -> RedemptionRule {
        RedemptionRule(
            base: base, valueCoins: 1, valueAmount: 100, stepAmount: step, maximumDiscount: maximum,
            maximumBasisPoints: points, minimumDiscount: minimumDiscount, minimumCoins: minimumCoins,
            minimumCartAmount: minimumCart, minimumPayment: minimumPayment, allowsFreeOrder: allowsFree,
            takesCredits: takesCredits)
    }

    @Test(
        arguments: [
            Row("₹100", RedemptionRule.MinimumPayment.fixed(10_000)),
            Row("20 %", .percent(basisPoints: 2_000)),
        ])
    func `of a ₹500 cart of which a part must be paid, at most ₹400 come off`(
        row: Row<RedemptionRule.MinimumPayment>
    ) {
        let quote = quote(rupee(minimumPayment: row.value), cart: 50_000)
        #expect((quote.discount, quote.coins, quote.payable) == (40_000, 400, 10_000))
        #expect(quote.limitedBy.map(\.code) == [.minimumPayment])
        #expect(quote.ineligibility == nil)
    }

    @Test(
        arguments: [
            Row("at most ₹200", (20_000, 100_000, 350, 20_000, 200)),
            Row("at most ₹100", (10_000, 100_000, 350, 10_000, 100)),
            Row("at most ₹1000 with 350 coins", (100_000, 500_000, 350, 35_000, 350)),
            Row("at most ₹1000 with 5000 coins", (100_000, 500_000, 5_000, 100_000, 1_000)),
        ])
    func `one coin is one rupee up to the maximum`(row: Row<(Int64, Int64, Coins, Int64, Coins)>) {
        let (maximum, cart, available, discount, coins) = row.value
        let quote = quote(rupee(maximum: maximum), cart: cart, available: available)
        #expect((quote.discount, quote.coins) == (discount, coins))
    }

    @Test func `100 coins are ₹10`() {
        let rule = RedemptionRule(valueCoins: 100, valueAmount: 1_000)
        let quote = quote(rule, cart: 100_000, available: 100)
        #expect((quote.discount, quote.coins) == (1_000, 100))
        // 99 coins are ₹9.90, and cost 99.
        let odd = self.quote(rule, cart: 100_000, available: 99)
        #expect((odd.discount, odd.coins) == (990, 99))
    }

    @Test(
        arguments: [
            Row("99 coins make no step", (99, 0, 0)), Row("100 coins", (100, 500, 100)),
            Row("250 coins", (250, 1_000, 200)), Row("400 coins", (400, 2_000, 400)),
            Row("1000 coins", (1_000, 2_000, 400)),
        ])
    func `100 coins take ₹5 off in whole steps up to ₹20`(row: Row<(Coins, Int64, Coins)>) {
        let rule = RedemptionRule(
            valueCoins: 100, valueAmount: 500, stepAmount: 500, maximumDiscount: 2_000)
        let quote = quote(rule, cart: 100_000, available: row.value.0)
        #expect((quote.discount, quote.coins) == (row.value.1, row.value.2))
    }

    @Test func `a discount that makes the order free needs the rule's leave`() {
        let refused = quote(rupee(), cart: 50_000)
        #expect((refused.discount, refused.payable, refused.coins) == (49_999, 1, 500))
        #expect(refused.limitedBy.map(\.code) == [.freeOrder])
        #expect(refused.limitedBy.first?.liftedBy == 50_001)
        let allowed = quote(rupee(allowsFree: true), cart: 50_000)
        #expect((allowed.discount, allowed.payable) == (50_000, 0))
        #expect(allowed.limitedBy == [])
    }

    @Test func `every limit that bit is named with the number that would lift it`() {
        // 350 coins would do ₹350, the maximum is ₹200: lifted, it would be ₹350.
        let maximum = quote(rupee(maximum: 20_000), cart: 100_000, available: 350)
        #expect(maximum.limitedBy == [limit(.maximumDiscount, 20_000, liftedBy: 35_000)])
        // 150 coins; with 200 the maximum would bite.
        let balance = quote(rupee(maximum: 20_000), cart: 100_000, available: 150)
        #expect(balance.limitedBy == [limit(.balance, 15_000, liftedBy: 200, .coins)])
        // Both at ₹200; without them ₹400 of the cart of ₹500, of which ₹100 must be paid.
        let both = quote(
            rupee(maximum: 20_000, minimumPayment: .fixed(10_000)), cart: 50_000, available: 200)
        #expect(
            both.limitedBy == [
                limit(.maximumDiscount, 20_000, liftedBy: 40_000),
                limit(.balance, 20_000, liftedBy: 400, .coins),
            ])
        // ₹400 of ₹500; ₹450 of balance need a cart of ₹550, or at 20 % of ₹562.50.
        let fixed = quote(rupee(minimumPayment: .fixed(10_000)), cart: 50_000, available: 450)
        #expect(fixed.limitedBy == [limit(.minimumPayment, 40_000, liftedBy: 55_000)])
        let percent = quote(
            rupee(minimumPayment: .percent(basisPoints: 2_000)), cart: 50_000, available: 450)
        #expect(percent.limitedBy == [limit(.minimumPayment, 40_000, liftedBy: 56_250)])
        // A tenth of ₹500; a balance of ₹60 needs a cart of ₹600.
        let part = quote(rupee(points: 1_000), cart: 50_000, available: 60)
        #expect(part.limitedBy == [limit(.percent, 5_000, liftedBy: 60_000)])
        // ₹137 of balance in steps of ₹50: the next step is ₹150.
        let step = quote(rupee(step: 5_000), cart: 50_000, available: 137)
        #expect(step.discount == 10_000)
        #expect(step.limitedBy.map(\.code) == [.balance, .step])
        #expect(step.limitedBy.last?.liftedBy == 15_000)
    }

    private func limit(
        _ code: Quote.Limit.Code, _ allows: Int64, liftedBy: Int64?, _ unit: Quote.Limit.Unit = .amount
    ) -> Quote.Limit {
        Quote.Limit(code: code, allows: allows, liftedBy: liftedBy, unit: unit)
    }

    @Test func `the customer may choose fewer coins in whole steps`() {
        let rule = rupee(maximum: 20_000, step: 5_000)
        let coins = quote(rule, cart: 100_000, wanted: .coins(120))
        #expect((coins.discount, coins.coins) == (10_000, 100))
        #expect(coins.limitedBy.map(\.code) == [.requested, .step])
        let amount = quote(rule, cart: 100_000, wanted: .discount(5_000))
        #expect((amount.discount, amount.coins) == (5_000, 50))
        #expect(amount.limitedBy == [limit(.requested, 5_000, liftedBy: 20_000)])
    }

    @Test func `a percentage minimum payment rounds up and protects the merchant`() {
        // A third of 1001 is 333.67: 334 must be paid.
        let rule = RedemptionRule(
            valueCoins: 1, valueAmount: 1, minimumPayment: .percent(basisPoints: 3_333))
        #expect(quote(rule, cart: 1_001).discount == 667)
    }

    @Test func `store credit is taken first and coins on the rest`() {
        let rule = rupee(minimumPayment: .fixed(10_000), takesCredits: true)
        // ₹500, of which ₹150 are credit and ₹100 must be paid: the coins' part is at most ₹250.
        let quote = quote(rule, cart: 50_000, credits: 15_000)
        #expect((quote.credits, quote.discount, quote.coins, quote.payable) == (15_000, 25_000, 250, 10_000))
        // Credit for the whole cart leaves nothing to coins.
        let whole = self.quote(rule, cart: 50_000, credits: 80_000)
        #expect((whole.credits, whole.discount, whole.payable) == (50_000, 0, 0))
        #expect(whole.ineligibility?.code == "nothing_to_pay")
        #expect(whole.isEligible)
    }

    @Test func `the least cart, the least payment and a part of the cart are measured on all of it`() {
        // ₹500, of which ₹200 are credit: the cart is still of ₹500, and 20 % of that must be paid.
        let rule = rupee(
            minimumPayment: .percent(basisPoints: 2_000), minimumCart: 50_000, takesCredits: true)
        let quote = quote(rule, cart: 50_000, credits: 20_000)
        #expect((quote.credits, quote.discount, quote.coins, quote.payable) == (20_000, 20_000, 200, 10_000))
        #expect(self.quote(rule, cart: 49_999, credits: 20_000).ineligibility?.code == "minimum_cart")
        // A tenth of ₹500, not of the ₹300 that credit leaves.
        let part = self.quote(rupee(points: 1_000, takesCredits: true), cart: 50_000, credits: 20_000)
        #expect((part.discount, part.payable) == (5_000, 25_000))
    }

    @Test(
        arguments: [
            Row("a channel without a rule", "channel_closed"), Row("a blocked customer", "customer_blocked"),
            Row("a wallet in debt", "wallet_in_debt"), Row("a small cart", "minimum_cart"),
            Row("no coins", "balance"), Row("a small discount", "minimum_discount"),
            Row("few coins", "minimum_coins"),
        ])
    func `a cart that coins cannot be used on says why`(row: Row<String>) {
        let quote =
            switch row.value {
            case "channel_closed": self.quote(nil, cart: 50_000)
            case "customer_blocked": self.quote(rupee(), cart: 50_000, isBlocked: true)
            case "wallet_in_debt": self.quote(rupee(), cart: 50_000, available: -20)
            case "minimum_cart": self.quote(rupee(minimumCart: 60_000), cart: 50_000)
            case "balance": self.quote(rupee(), cart: 50_000, available: 0)
            case "minimum_discount": self.quote(rupee(minimumDiscount: 6_000), cart: 50_000, available: 40)
            default: self.quote(rupee(minimumCoins: 50), cart: 50_000, available: 40)
            }
        #expect(quote.ineligibility?.code == row.value)
        #expect((quote.discount, quote.coins, quote.payable) == (0, 0, 50_000))
        let shortfalls: [String: Int64] = [
            "wallet_in_debt": 20, "minimum_cart": 10_000, "minimum_discount": 2_000, "minimum_coins": 10,
        ]
        #expect(quote.ineligibility?.shortfall == shortfalls[row.value])
    }

    @Test func `the calculation base decides what the limits are measured on`() {
        // Subtotal ₹1000, payable ₹600: half of the subtotal, and never more than is payable.
        let half = quote(rupee(points: 5_000, base: .subtotal), cart: 60_000, subtotal: 100_000)
        #expect(half.discount == 50_000)
        let all = quote(rupee(allowsFree: true, base: .subtotal), cart: 60_000, subtotal: 100_000)
        #expect((all.discount, all.payable) == (60_000, 0))
    }

    @Test func `the largest numbers there are neither wrap nor trap`() {
        let rule = RedemptionRule(valueCoins: 1, valueAmount: .max, allowsFreeOrder: true)
        let quote = quote(rule, cart: .max, available: .max, wanted: .coins(.max))
        #expect((quote.discount, quote.coins) == (.max, 1))
        let cheap = RedemptionRule(valueCoins: .max, valueAmount: 1)
        #expect(self.quote(cheap, cart: .max, available: .max).discount == 0)
    }
}
