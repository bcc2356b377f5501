import Model
import Testing

@testable import Engine

/// Rules 1 and 2 on orders with lines, campaigns and caps. Every number was worked out by hand.
struct OrderEarningTests {
    // What of the amounts earns (rule 2.3): subtotal 100.00, discounts 5.00 of which 3.00 were coins, tax 17.10,
    // shipping 5.90, so the total is 118.00.
    static let amounts = OrderAmounts(
        total: 11_800, subtotal: 10_000, tax: 1_710, shipping: 590, coinsDiscount: 300)

    struct Base: Sendable {
        var base: EarningSettings.Base
        var tax: Bool?
        var shipping: Bool?
        var coins = false
        var expected: Int64
    }

    static let bases = [
        Row("the total as it is", Base(base: .total, expected: 11_800)),
        Row("the total without tax", Base(base: .total, tax: false, expected: 10_090)),
        Row("the total without shipping", Base(base: .total, shipping: false, expected: 11_210)),
        Row("the total without either", Base(base: .total, tax: false, shipping: false, expected: 9_500)),
        Row(
            "the same with the part that was paid with coins",
            Base(base: .total, tax: false, shipping: false, coins: true, expected: 9_800)),
        Row("the subtotal without what coins paid", Base(base: .subtotal, expected: 9_700)),
        Row("the subtotal with what coins paid", Base(base: .subtotal, coins: true, expected: 10_000)),
        Row("the subtotal and the tax", Base(base: .subtotal, tax: true, expected: 11_410)),
        Row(
            "the subtotal, tax and shipping",
            Base(base: .subtotal, tax: true, shipping: true, expected: 12_000)),
    ]

    @Test(arguments: bases)
    func `the base is total or subtotal, with or without tax, shipping and the part paid with coins`(
        row: Row<Base>
    ) throws {
        let settings = EarningSettings(
            base: row.value.base, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: .paid, pendingDays: 0,
            includesTax: row.value.tax, includesShipping: row.value.shipping,
            earnsOnCoinsPart: row.value.coins)
        #expect(EarningRules.base(of: Self.amounts, settings: settings) == row.value.expected)
        #expect(try earned(Self.amounts, settings).coins == row.value.expected)
    }

    @Test func `the base is never below nothing, and no amount is too large to say so`() {
        let settings = EarningSettings(
            base: .total, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: .paid, pendingDays: 0,
            includesTax: false, includesShipping: false)
        let base = { EarningRules.base(of: $0, settings: settings) }
        #expect(base(OrderAmounts(total: 100, subtotal: 0, tax: 90, shipping: 20)) == 0)
        #expect(base(OrderAmounts(total: 0, subtotal: 0, tax: .max, shipping: .max)) == 0)
        let all = EarningSettings(
            base: .subtotal, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: .paid, pendingDays: 0,
            includesTax: true, includesShipping: true)
        let largest = OrderAmounts(total: .max, subtotal: .max, tax: .max, shipping: .max)
        #expect(EarningRules.base(of: largest, settings: all) == .max)
    }

    // Lines

    @Test func `999 lines to the paisa are summed first and rounded once, with the tier's ×1,5`() throws {
        let settings = try settings()
        let gold = try tier("gold", 15_000)
        // 999 × 1.01 = 1008.99; × 1.5 = 1513.485. Line by line it would be 999 or 1998.
        let same = (1...999).map { line("\($0)", 101) }
        #expect(try earned(lines: same, settings, tier: gold).coins == 1_513)
        // 0.01 + 0.02 + … + 9.99 = 4995.00; × 1.5 = 7492.5
        let rising = (1...999).map { line("\($0)", Int64($0)) }
        #expect(try earned(lines: rising, settings, tier: gold).coins == 7_492)
    }

    @Test func `the factors apply in order: base, lines, tier, campaign, caps, floor`() throws {
        let settings = try settings(
            rules: [rule("shoes", 20_000, collections: ["shoes"])],
            campaigns: [campaign("new-year", 20_000)],
            caps: EarningCaps(perOrder: 370, perDay: nil, perCustomer: nil))
        let lines = [line("1", 5_025, in: ["shoes"]), line("2", 5_025)]
        // 100.50 × (2 + 1) ⁄ 2 = 150.75; × 1.25 = 188.4375; × 2 = 376.875
        let earning = try earned(lines: lines, settings, tier: try tier("silver", 12_500))
        #expect(earning.sum.exact.text == "3015/8")
        #expect(earning.sum.beforeCaps == 376)
        #expect(earning.coins == 370)
        #expect(earning.limits == [OrderEarning.Limit(cap: .order, room: 370)])
        #expect(earning.groups.map { $0.rules.map(\.text) } == [["shoes"], []])
        #expect(earning.campaigns.map(\.text) == ["new-year"])
    }

    struct Stack: Sendable {
        var rules: [(id: String, basisPoints: Int64?, isExclusive: Bool, priority: Int64)]
        /// Of 100 coins.
        var expected: Coins
        var counting: [String]
    }

    static let stacks = [
        Row(
            "what stacks is multiplied",
            Stack(
                rules: [("aa", 20_000, false, 0), ("bb", 15_000, false, 0)], expected: 300,
                counting: ["aa", "bb"])),
        Row(
            "an exclusive one of the highest priority counts alone",
            Stack(
                rules: [("aa", 20_000, false, 1), ("bb", 15_000, true, 2), ("cc", 30_000, true, 1)],
                expected: 150, counting: ["bb"])),
        Row(
            "an exclusive one further down is left out",
            Stack(
                rules: [("aa", 20_000, false, 2), ("bb", 30_000, true, 1), ("cc", 15_000, false, 0)],
                expected: 300, counting: ["aa", "cc"])),
        Row(
            "a tie is broken by the id",
            Stack(
                rules: [("bb", 30_000, true, 0), ("aa", 15_000, true, 0)], expected: 150, counting: ["aa"])),
        Row(
            "a tie between one that stacks and one that does not, too",
            Stack(
                rules: [("bb", 30_000, true, 0), ("aa", 15_000, false, 0)], expected: 150, counting: ["aa"])),
        Row(
            "below one is a factor like any other",
            Stack(
                rules: [("aa", 5_000, false, 0), ("bb", 30_000, false, 0)], expected: 150,
                counting: ["aa", "bb"])),
    ]

    @Test(arguments: stacks)
    func `rules stack, or one is exclusive, by priority and then by id`(row: Row<Stack>) throws {
        let rules = try row.value.rules.map { given in
            try rule(
                given.id, given.basisPoints, products: ["hat"],
                Stacking(isExclusive: given.isExclusive, priority: given.priority))
        }
        let earning = try earned(
            lines: [line("1", 10_000, product: "hat")], try settings(rules: rules))
        #expect(earning.coins == row.value.expected)
        #expect(earning.groups.flatMap(\.rules).map(\.text) == row.value.counting)
        // Campaigns go together in the same way.
        let campaigns = try row.value.rules.map { given in
            try campaign(
                given.id, try #require(given.basisPoints),
                Stacking(isExclusive: given.isExclusive, priority: given.priority))
        }
        let again = try earned(lines: [], total: 10_000, try settings(campaigns: campaigns))
        #expect(again.coins == row.value.expected)
        #expect(again.campaigns.map(\.text) == row.value.counting)
    }

    @Test
    func `a line matches by product, collection or tag, and an excluded one earns nothing whatever else`()
        throws
    {
        let settings = try settings(rules: [
            rule("double", 20_000, products: ["hat"], collections: ["hats"], tags: ["head"]),
            rule("cards", nil, tags: ["gift-card"], Stacking(isExclusive: false, priority: -5)),
        ])
        let lines = [
            line("1", 1_000, product: "hat"), line("2", 1_000, in: ["summer", "hats"]),
            line("3", 1_000, tags: ["head"]), line("4", 1_000, product: "Hat"),
            line("5", 1_000, product: "hat", tags: ["gift-card"]),
        ]
        // 20 + 20 + 20 + 10 + 0
        let earning = try earned(lines: lines, settings)
        #expect(earning.coins == 70)
        #expect(earning.basis.coinsByLine(of: 70).map(\.coins) == [20, 20, 20, 10, 0])
        let cards = [line("1", 1_000, tags: ["gift-card"]), line("2", 500, tags: ["gift-card"])]
        #expect(try reason(lines: cards, settings) == .excludedProduct)
    }

    @Test func `the base is shared out by what is paid for the lines, or by their amounts before discounts`()
        throws
    {
        let rules = [try rule("double", 20_000, products: ["hat"])]
        // 10.00 less 6.00 for the hat, 10.00 less 0 for the rest; 4.00 shipping.
        let lines = [line("1", 1_000, discount: 600, product: "hat"), line("2", 1_000)]
        let amounts = OrderAmounts(total: 1_800, subtotal: 2_000, shipping: 400)
        // 18.00 × (4×2 + 10×1) ⁄ 14 = 23.14…
        #expect(try earned(amounts, lines: lines, try settings(rules: rules)).coins == 23)
        // 20.00 × (10×2 + 10×1) ⁄ 20 = 30
        #expect(try earned(amounts, lines: lines, try settings(base: .subtotal, rules: rules)).coins == 30)
    }

    @Test func `lines of no weight make the order one line without product`() throws {
        let settings = try settings(rules: [rule("none", nil, products: ["hat"])])
        // Everything is free, and the shipping earns.
        let lines = [line("1", 1_000, discount: 1_000, product: "hat"), line("2", 0)]
        let amounts = OrderAmounts(total: 590, subtotal: 1_000, shipping: 590)
        #expect(try earned(amounts, lines: lines, settings).coins == 5)
    }

    @Test func `empty lines are no lines`() throws {
        #expect(try earned(lines: [], total: 2_933, try settings()).coins == 29)
        #expect(try reason(lines: [], try settings()) == .roundsToZero)
    }

    // Campaigns

    @Test(arguments: [
        ("2026-01-31", 200 as Coins), ("2026-02-01", 100), ("2026-01-01", 200), ("2025-12-31", 100),
    ])
    func `a campaign runs from its first local day through its last`(day: String, expected: Coins) throws {
        let settings = try settings(campaigns: [campaign("january", 20_000)])
        let facts = OrderFacts(
            state: .paid, amounts: OrderAmounts(total: 10_000, subtotal: 0),
            placedOn: try #require(LocalDate(iso: day)))
        guard case .award(let earning) = EarningRules.order(facts, settings: settings) else {
            Issue.record("no award")
            return
        }
        #expect(earning.coins == expected)
    }

    @Test func `a campaign from a tier on is for that tier and those above`() throws {
        let levels = [try tier("base", 10_000), try tier("silver", 10_000), try tier("gold", 10_000)]
        let tiers = TierSettings(window: .lifetime, levels: levels, graceDays: 0)
        let settings = try settings(campaigns: [campaign("vip", 20_000, minimumTier: "silver")])
        let coins = try (levels + [nil]).map { level in
            try earned(lines: [], total: 1_000, settings, tier: level, tiers: tiers).coins
        }
        #expect(coins == [10, 20, 20, 10])
    }

    // Caps

    struct Capped: Sendable {
        var caps: EarningCaps
        var room: CapRoom
        /// Of 100 coins; nil for `cap_reached`.
        var expected: Coins?
        var limits: [OrderEarning.Cap] = []
    }

    static let caps = [
        Row(
            "a cap that is just enough does not bite",
            Capped(
                caps: EarningCaps(perOrder: 100, perDay: nil, perCustomer: nil), room: CapRoom(),
                expected: 100)
        ),
        Row(
            "a coin less does",
            Capped(
                caps: EarningCaps(perOrder: 99, perDay: nil, perCustomer: nil), room: CapRoom(), expected: 99,
                limits: [.order])),
        Row(
            "order, then day, then customer",
            Capped(
                caps: EarningCaps(perOrder: 90, perDay: 500, perCustomer: 900),
                room: CapRoom(day: 80, customer: 70), expected: 70, limits: [.order, .day, .customer])),
        Row(
            "one that leaves more than the one before does not bite",
            Capped(
                caps: EarningCaps(perOrder: 50, perDay: 500, perCustomer: nil), room: CapRoom(day: 60),
                expected: 50, limits: [.order])),
        Row(
            "the last coin of the day",
            Capped(
                caps: EarningCaps(perOrder: nil, perDay: 500, perCustomer: nil), room: CapRoom(day: 1),
                expected: 1, limits: [.day])),
        Row(
            "no room at all",
            Capped(caps: .none, room: CapRoom(day: nil, customer: 0), expected: nil)),
    ]

    @Test(arguments: caps)
    func `caps per order, day and customer bite in that order`(row: Row<Capped>) throws {
        let facts = OrderFacts(
            state: .paid, amounts: OrderAmounts(total: 10_000, subtotal: 0),
            placedOn: LocalDate(dayNumber: 20_000), room: row.value.room)
        switch EarningRules.order(facts, settings: try settings(caps: row.value.caps)) {
        case .award(let earning):
            #expect(earning.coins == row.value.expected)
            #expect(earning.limits.map(\.cap) == row.value.limits)
        case .none(let reason, let detail):
            #expect(reason == .capReached && row.value.expected == nil, "\(detail)")
        }
    }

    // Limits and currencies

    @Test func `the largest order in the highest tier fills an entry, and more is a reason`() throws {
        let settings = EarningSettings(
            base: .total, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: .paid, pendingDays: 0)
        let tier = try tier("gold", 100_000)
        let most = MoneyLimits.orderAmountMax
        #expect(try earned(lines: [], total: most, settings, tier: tier).coins == CoinLimits.perEntryMax)
        #expect(try reason(lines: [], total: most + 1, settings, tier: tier) == .balanceLimit)
        #expect(try reason(lines: [], total: .max, settings, tier: tier) == .balanceLimit)
        // A cap makes room for what would not fit.
        let capped = EarningSettings(
            base: .total, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: .paid, pendingDays: 0,
            caps: EarningCaps(perOrder: 7, perDay: nil, perCustomer: nil))
        #expect(try earned(lines: [], total: .max, capped, tier: tier).coins == 7)
    }

    @Test func `a basis reads back as it was kept`() throws {
        let settings = try settings(
            rules: [rule("double", 20_000, products: ["hat"]), rule("none", nil, tags: ["card"])],
            campaigns: [campaign("new-year", 12_345)],
            caps: EarningCaps(perOrder: 1_000, perDay: nil, perCustomer: nil))
        let lines = [
            line("a \"b\"", 1_234, quantity: 3, discount: 34, product: "hat"), line("2", 5, tags: ["card"]),
        ]
        let basis = try earned(lines: lines, settings).basis
        #expect(AwardBasis(json: basis.json) == basis)
        #expect(AwardBasis(json: "{}") == nil && AwardBasis(json: "") == nil)
    }

    // Support

    private func settings(
        base: EarningSettings.Base = .total, rules: [EarningRule] = [], campaigns: [Campaign] = [],
        caps: EarningCaps = .none
    ) throws -> EarningSettings {
        EarningSettings(
            base: base, coins: 1, perAmount: 100, minimumAmount: 0, awardOn: .paid, pendingDays: 0,
            rules: rules, campaigns: campaigns, caps: caps)
    }

    private func rule(
        _ id: String, _ basisPoints: Int64?, products: Set<String> = [], collections: Set<String> = [],
        tags: Set<String> = [], _ stacking: Stacking = Stacking()
    ) throws -> EarningRule {
        EarningRule(
            id: try #require(EarningRuleID(id)), title: nil, products: products, collections: collections,
            tags: tags, effect: basisPoints.map { .multiplier(basisPoints: $0) } ?? .excluded,
            stacking: stacking)
    }

    private func campaign(
        _ id: String, _ basisPoints: Int64, _ stacking: Stacking = Stacking(), minimumTier: String? = nil
    ) throws -> Campaign {
        Campaign(
            id: try #require(EarningRuleID(id)), title: nil, from: try #require(LocalDate(iso: "2026-01-01")),
            through: try #require(LocalDate(iso: "2026-01-31")), multiplierBasisPoints: basisPoints,
            minimumTier: try minimumTier.map { try #require(TierID($0)) }, stacking: stacking)
    }

    private func tier(_ id: String, _ basisPoints: Int64) throws -> Tier {
        Tier(
            id: try #require(TierID(id)), name: LocalizedText(["en": id]), threshold: 0,
            multiplierBasisPoints: basisPoints, benefits: [])
    }

    private func decide(
        _ amounts: OrderAmounts, lines: [OrderLine], _ settings: EarningSettings, tier: Tier?,
        tiers: TierSettings? = nil
    ) throws -> EarningRules.Decision {
        let day = try #require(LocalDate(iso: "2026-01-15"))
        return EarningRules.order(
            OrderFacts(
                state: .paid, amounts: amounts, lines: lines, tier: tier, tiers: tiers, placedOn: day),
            settings: settings)
    }

    private func earned(
        _ amounts: OrderAmounts, lines: [OrderLine] = [], _ settings: EarningSettings, tier: Tier? = nil
    ) throws -> OrderEarning {
        let decision = try decide(amounts, lines: lines, settings, tier: tier)
        guard case .award(let earning) = decision else { throw Unexpected(decision: "\(decision)") }
        return earning
    }

    private func earned(
        lines: [OrderLine], total: Int64? = nil, _ settings: EarningSettings, tier: Tier? = nil,
        tiers: TierSettings? = nil
    ) throws -> OrderEarning {
        let paid = total ?? lines.reduce(0) { $0 + $1.paid }
        let amounts = OrderAmounts(total: paid, subtotal: lines.reduce(0) { $0 + $1.amount })
        let decision = try decide(amounts, lines: lines, settings, tier: tier, tiers: tiers)
        guard case .award(let earning) = decision else { throw Unexpected(decision: "\(decision)") }
        return earning
    }

    private func reason(
        lines: [OrderLine], total: Int64? = nil, _ settings: EarningSettings, tier: Tier? = nil
    ) throws -> NonAwardReason? {
        let paid = total ?? lines.reduce(0) { $0 + $1.paid }
        let decision = try decide(
            OrderAmounts(total: paid, subtotal: paid), lines: lines, settings, tier: tier)
        guard case .none(let reason, _) = decision else { return nil }
        return reason
    }

    private struct Unexpected: Error { let decision: String }
}
