import Model
import Store
import Testing

@testable import Engine

struct CouponTests {
    static let programme = TestProgramme(
        levels: [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000)],
        rewards: [
            .init(id: "five", coins: 100, amount: 500, minimumCart: 1_500, validDays: 30),
            .init(id: "lost", coins: 100, amount: 500, validDays: 30, returnsCoins: false),
            .init(id: "steps", coins: 30, amount: 25, steps: 2...10),
            .init(id: "for-gold", coins: 10, minimumTier: "gold"),
            .init(id: "off", coins: 10, isActive: false),
        ])

    private func books(coins: Coins = 250) throws -> TestBooks {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        if coins > 0 { try books.adjust("ada", by: coins) }
        return books
    }

    @Test func `a redemption is a coupon, an entry and a new balance`() throws {
        let books = try books()
        let receipt = try books.redeem("five", by: "ada")
        #expect(receipt.entry.id.description == "coins-2")
        #expect(receipt.coupon.id == "coupon-2")
        #expect(
            [receipt.coupon.coins, receipt.coupon.amount, receipt.coupon.minimumCartAmount] == [
                100, 500, 1_500,
            ])
        #expect(receipt.coupon.state == .active)
        #expect(receipt.coupon.expiresAt.rfc3339 == "2026-02-15T00:00:00Z")
        #expect(receipt.wallet.available == 150)
        #expect(receipt.wallet.lifetimeSpent == 100)
    }

    @Test func `a variable redemption costs whole steps`() throws {
        let receipt = try books().redeem("steps", by: "ada", amount: 75)
        #expect([receipt.coupon.coins, receipt.coupon.amount] == [90, 75])
        #expect(receipt.coupon.expiresAt == .never)
        #expect(receipt.coupon.kind == .variableAmount)
    }

    static let refusals: [Row<(String, String, Coins?, Refusal)>] = [
        Row("nobody of that id", ("nobody", "nothing", nil, .customerNotFound)),
        Row("no such reward", ("ada", "nothing", nil, .rewardNotFound)),
        Row("a blocked customer", ("eve", "off", nil, .customerBlocked)),
        Row("a reward that is switched off", ("ada", "off", 7, .rewardUnavailable)),
        Row("a reward for a higher tier", ("ada", "for-gold", 7, .rewardUnavailable)),
        Row(
            "off the step", ("bob", "steps", 61, .rewardAmountOutOfRange(minimum: 60, maximum: 300, step: 30))
        ),
        Row("a wallet in debt", ("bob", "steps", 300, .walletInDebt(debt: 40))),
        Row("a coin short", ("ada", "steps", 270, .insufficientCoins(available: 250, required: 270))),
    ]

    @Test(arguments: refusals)
    func `the first refusal that applies is the answer, and nothing is spent`(
        row: Row<(String, String, Coins?, Refusal)>
    ) throws {
        let (name, reward, coins, expected) = row.value
        let books = try books()
        try books.join("eve")
        try books.block("eve")
        try books.join("bob")
        try books.order("1", of: "bob", 4_000)
        try books.adjust("bob", by: -40)
        try books.order("1", of: "bob", 4_000, state: .cancelled)
        #expect(refusal { try books.redeem(reward, by: name, coins: coins) } == expected)
        #expect(try books.number("SELECT count(*) FROM coupons") == 0)
        #expect(try books.number("SELECT count(*) FROM entries WHERE kind = 'spend'") == 0)
    }

    @Test func `the facts of a reward say what redeeming it would`() throws {
        let books = try books(coins: 130)
        let facts = try books.read("ada") { snapshot, customer in
            try snapshot.rewardFacts(
                wallet: try snapshot.wallet(.coins, of: customer), tier: try snapshot.tier(of: customer),
                customer: customer)
        }
        let texts = facts.map {
            "\($0.id) \($0.coinsMinimum)–\($0.coinsMaximum)/\($0.coinsStep) \($0.refusal?.code ?? "-")"
        }
        #expect(
            texts == [
                "five 100–100/100 -", "lost 100–100/100 -", "steps 60–120/30 -",
                "for-gold 10–0/10 reward_unavailable",
            ])
    }

    // Using

    @Test func `a code is used once, and a repeat for the same order is the same answer`() throws {
        let books = try books()
        let code = try books.redeem("lost", by: "ada").coupon.code
        let used = try books.use(code, by: "ada", order: "o-1", cart: 2_000, currency: "USD")
        #expect(used.coupon.state == .used)
        #expect(used.customerID.text == "customer-ada")
        #expect(try books.use(code, by: "ada", order: "o-1").coupon == used.coupon)
        #expect(refusal { try books.use(code, order: "o-2") } == .couponNotActive(state: .used))
        #expect(refusal { try books.use(code) } == .couponNotActive(state: .used))
        #expect(refusal { try books.cancel(2, of: "ada") } == .couponNotActive(state: .used))
    }

    struct Use: Sendable {
        var isEnded = false
        var name: String? = "bob"
        var cart: Int64? = 1_499
        var currency: String? = "USD"
        var expected: Refusal
    }

    static let uses = [
        Row(
            "another currency",
            Use(isEnded: true, currency: "EUR", expected: .currencyMismatch(programme: "USD", given: "EUR"))),
        Row("a cancelled coupon", Use(isEnded: true, expected: .couponNotActive(state: .cancelled))),
        Row("another customer's coupon", Use(expected: .couponOfAnotherCustomer)),
        Row(
            "a cart too small",
            Use(name: "ada", expected: .couponMinimumCart(minimum: 1_500, shortfall: 1, currency: "USD"))),
    ]

    struct Known: Sendable {
        var total: Int64
        var subtotal: Int64?
        var shortfall: Int64?
    }

    static let known = [
        Row("an order that was too small with the coupon's 5.00", Known(total: 999, shortfall: 1)),
        Row("one that was just large enough", Known(total: 1_000)),
        Row("a subtotal too small", Known(total: 800, subtotal: 1_499, shortfall: 1)),
        Row("a subtotal large enough", Known(total: 800, subtotal: 1_500)),
    ]

    @Test(arguments: known)
    func `without a cart amount the order that is known already is measured`(row: Row<Known>) throws {
        let books = try books()
        let code = try books.redeem("five", by: "ada").coupon.code
        try books.order("o-1", of: "ada", row.value.total, subtotal: row.value.subtotal)
        let expected = row.value.shortfall.map {
            Refusal.couponMinimumCart(minimum: 1_500, shortfall: $0, currency: "USD")
        }
        let input = UseCoupon.Input(code: code, order: OrderID("o-1"))
        #expect(refusal { try books.run { try UseCoupon.verify(input, in: $0.snapshot) } } == expected)
        #expect(refusal { try books.use(code, order: "o-1") } == expected)
    }

    @Test(arguments: uses)
    func `verifying and using refuse alike, with the first reason that applies`(row: Row<Use>) throws {
        let given = row.value
        let books = try books()
        try books.join("bob")
        let code = try books.redeem("five", by: "ada").coupon.code
        if given.isEnded { try books.cancel(2, of: "ada") }
        let input = UseCoupon.Input(
            code: code, customer: try given.name.map { try id($0) }, cartAmount: given.cart,
            currency: given.currency)
        #expect(refusal { try books.run { try UseCoupon.run(input, in: $0) } } == given.expected)
        #expect(refusal { try books.run { try UseCoupon.verify(input, in: $0.snapshot) } } == given.expected)
        #expect(refusal { try books.use("NO-SUCH-CODE", currency: "EUR") } == .couponNotFound)
    }

    @Test func `verifying says what using would, and uses nothing`() throws {
        let books = try books()
        let code = try books.redeem("five", by: "ada").coupon.code
        let input = UseCoupon.Input(code: code, cartAmount: 1_500, currency: "USD")
        for _ in 0..<2 {
            #expect(try books.run { try UseCoupon.verify(input, in: $0.snapshot) }.coupon.state == .active)
        }
        #expect(try books.run { try UseCoupon.run(input, in: $0) }.coupon.state == .used)
    }

    @Test func `a coupon is good up to its last moment, whether or not its end has been written`() throws {
        let books = try books()
        let code = try books.redeem("five", by: "ada").coupon.code
        let input = UseCoupon.Input(code: code)
        try books.move(to: "2026-02-14T23:59:59.999Z")
        #expect(try books.run { try UseCoupon.verify(input, in: $0.snapshot) }.coupon.state == .active)
        try books.move(to: "2026-02-15T00:00:00Z")
        #expect(
            refusal { try books.run { try UseCoupon.verify(input, in: $0.snapshot) } }
                == .couponNotActive(state: .expired))
        #expect(refusal { try books.use(code) } == .couponNotActive(state: .expired))
    }

    // Giving back

    @Test func `cancelling gives the coins back to the lots that they came from, once`() throws {
        let books = try books(coins: 0)
        try books.adjust("ada", by: 70, lastDay: "2026-03-01")
        try books.adjust("ada", by: 50)
        try books.redeem("five", by: "ada")
        #expect(try books.lots("ada") == ["20 until never"])
        let receipt = try books.cancel(3, of: "ada")
        #expect(receipt.coupon.state == .cancelled)
        #expect(receipt.entry?.kind == .returned)
        #expect(receipt.entry?.reverses == 3)
        #expect(receipt.wallet.available == 120)
        #expect(receipt.wallet.lifetimeSpent == 0)
        #expect(try books.lots("ada") == ["70 until 2026-03-02T00:00:00Z", "50 until never"])
        #expect(refusal { try books.cancel(3, of: "ada") } == .couponNotActive(state: .cancelled))
        #expect(refusal { try books.cancel(99, of: "ada") } == .couponNotFound)
        #expect(refusal { try books.cancel(3, of: "nobody") } == .customerNotFound)
    }

    @Test func `coins that come back after their date get fourteen days from it, and only once`() throws {
        let books = try books(coins: 0)
        try books.adjust("ada", by: 250, lastDay: "2026-01-20")
        for _ in 0..<2 { try books.redeem("steps", by: "ada", coins: 60) }
        try books.move(to: "2026-01-25T12:00:00Z")
        try books.cancel(2, of: "ada")
        #expect(try books.lots("ada") == ["60 until 2026-02-04T00:00:00Z"])
        // Spent and given back once more: the date stays.
        try books.redeem("steps", by: "ada", coins: 60)
        try books.move(to: "2026-02-01T12:00:00Z")
        try books.cancel(6, of: "ada")
        #expect(try books.lots("ada") == ["60 until 2026-02-04T00:00:00Z"])
        // Past the grace as well: they come back and are gone.
        try books.move(to: "2026-02-10T12:00:00Z")
        #expect(try books.cancel(3, of: "ada").wallet.available == 0)
        #expect(
            try books.history("ada") == [
                "adjustment 250 → 250", "spend -60 → 190", "spend -60 → 130", "expiry -130 → 0",
                "return 60 → 60",
                "spend -60 → 0", "return 60 → 60", "expiry -60 → 0", "return 60 → 60", "expiry -60 → 0",
            ])
    }

    @Test func `the grace is counted in local days`() throws {
        let books = try TestBooks(Self.programme.with { $0.zone = "America/New_York" })
        try books.join("ada")
        try books.adjust("ada", by: 60, lastDay: "2026-03-01")
        try books.redeem("steps", by: "ada")
        try books.move(to: "2026-03-03T12:00:00Z")
        try books.cancel(2, of: "ada")
        // Clocks went forward on 8 March; the 15th ends at four in UTC.
        #expect(try books.lots("ada") == ["60 until 2026-03-16T04:00:00Z"])
    }

    @Test func `a coupon that lapses unused gives its coins back, unless the reward says otherwise`() throws {
        let books = try books()
        try books.redeem("five", by: "ada")
        try books.redeem("lost", by: "ada")
        try books.move(to: "2026-03-01T00:00:00Z")
        #expect(try books.wallet("ada").available == 150)
        #expect(try books.history("ada").last == "return 100 → 150")
        let states = try books.read("ada") { snapshot, customer in
            try snapshot.coupons(of: customer, page: Snapshot.PageRequest(), state: nil).items.map(\.state)
        }
        #expect(states == [.expired, .expired])
        #expect(try books.rows("SELECT occurred_at FROM entries WHERE kind = 'return'") == ["1771113600000"])
    }

    @Test(arguments: ["2026-02-15T00:00:00Z", "2026-02-21T00:00:00Z", "2026-09-09T00:00:00Z"])
    func `what a lapsed coupon gives back does not depend on when that is written`(time: String) throws {
        let books = try books(coins: 0)
        // The lot outlives the coupon by five days, so it needs no grace.
        try books.adjust("ada", by: 100, lastDay: "2026-02-19")
        try books.redeem("five", by: "ada")
        try books.move(to: time)
        _ = try books.wallet("ada")
        #expect(try books.rows("SELECT expires_at FROM lots") == ["1771545600000"])
    }

    @Test func `a lapsed coupon's coins get the grace of their lot, what was left in the lot does not`()
        throws
    {
        let books = try books(coins: 0)
        try books.adjust("ada", by: 130, lastDay: "2026-02-14")
        try books.redeem("five", by: "ada")
        try books.move(to: "2026-02-15T00:00:00Z")
        #expect(try books.lots("ada") == ["100 until 2026-03-01T00:00:00Z"])
        #expect(try books.history("ada").suffix(2) == ["expiry -30 → 0", "return 100 → 100"])
    }

    @Test func `coins that come back repay debt first`() throws {
        let books = try books(coins: 0)
        try books.order("1", of: "ada", 10_000)
        try books.redeem("five", by: "ada")
        try books.order("1", of: "ada", 10_000, state: .cancelled)
        #expect(try books.wallet("ada").available == -100)
        #expect(try books.cancel(2, of: "ada").wallet.available == 0)
        #expect(try books.lots("ada") == [])
    }

    @Test func `codes are of sixty random bits, and no two are alike`() throws {
        let books = try books(coins: 6_000)
        let codes = try (0..<100).map { _ in try books.redeem("steps", by: "ada").coupon.code }
        #expect(Set(codes).count == 100)
        #expect(codes.allSatisfy { $0.count == 12 })
    }

    @Test func `coupons come newest first, by state if wanted, a page at a time`() throws {
        let books = try books(coins: 6_000)
        for _ in 0..<5 { try books.redeem("steps", by: "ada") }
        try books.cancel(4, of: "ada")
        func numbers(_ state: CouponState?, limit: Int, before: Int64? = nil) throws -> ([Int64], Int64?) {
            try books.read("ada") { snapshot, customer in
                let page = try snapshot.coupons(
                    of: customer, page: Snapshot.PageRequest(limit: limit, before: before), state: state)
                return (page.items.map(\.number), page.next)
            }
        }
        #expect(try numbers(nil, limit: 3) == ([6, 5, 4], 4))
        #expect(try numbers(nil, limit: 3, before: 4) == ([3, 2], nil))
        #expect(try numbers(.active, limit: 3) == ([6, 5, 3], 3))
        #expect(try numbers(.active, limit: 3, before: 3) == ([2], nil))
        #expect(try numbers(.cancelled, limit: 3) == ([4], nil))
        #expect(try numbers(.used, limit: 3) == ([], nil))
    }
}
