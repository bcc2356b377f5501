import Model
import Testing

@testable import Engine

/// What customer service reads out of coupons, entries made by hand, days, debts and coins that lapsed.
struct ExplanationWordsTests {
    private func books(_ programme: TestProgramme, coins: Coins = 500) throws -> TestBooks {
        let books = try TestBooks(programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        if coins > 0 { try books.adjust("ada", by: coins) }
        return books
    }

    // Coupons

    static let coupons = [
        Row(
            "percent",
            [
                "100 coins paid for a coupon of 15 % off, at most USD 9.00, (percent).",
                "The reward percent costs 100 coins.",
            ]),
        Row(
            "shipping",
            [
                "30 coins paid for a coupon of free shipping, up to USD 5.00 of it, (shipping).",
                "The reward shipping costs 30 coins.",
            ]),
        Row(
            "any-shipping",
            [
                "60 coins paid for a coupon of free shipping (any-shipping).",
                "The reward any-shipping costs 60 coins.",
            ]),
        Row(
            "record",
            [
                "200 coins paid for a coupon of one free piece of the product lp-1 (record).",
                "The reward record costs 200 coins.",
            ]),
        Row(
            "tiered",
            ["100 coins paid for a coupon of USD 5.00 off (tiered).", "The reward tiered costs 100 coins."]),
    ]

    @Test(arguments: coupons)
    func `a coupon is told by what it is: a part, shipping, a product or money`(row: Row<[String]>) throws {
        let books = try books(RewardKindsTests.programme)
        try books.redeem(row.testDescription, by: "ada")
        let why = try books.explanations("ada")[0]
        #expect([why.text] + why.steps == row.value)
    }

    @Test func `a coupon whose price the customer chose says its steps`() throws {
        let books = try books(
            TestProgramme(rewards: [
                .init(id: "any", coins: 50, amount: 250, steps: 1...20, minimumCart: 2_000)
            ]))
        try books.redeem("any", by: "ada", coins: 150)
        let why = try books.explanations("ada")[0]
        #expect(why.text == "150 coins paid for a coupon of USD 7.50 off (any).")
        #expect(
            why.steps == [
                "3 steps of 50 coins for USD 2.50: 3 × 50 = 150 coins, 3 × USD 2.50 = USD 7.50 off",
                "For carts from USD 20.00 on.",
            ])
    }

    @Test func `a tier's own price says what it stands in place of`() throws {
        let books = try books(RewardKindsTests.programme)
        try books.order("1", of: "ada", 10_000)
        try books.redeem("tiered", by: "ada")
        #expect(
            try books.explanations("ada")[0].steps == [
                "The reward tiered costs 80 coins.", "The price of the tier silver, in place of 100 coins.",
            ])
    }

    @Test(arguments: [
        (
            #""kind": "percentage", "coins": 50, "amount": 5000, "steps": 1"#,
            "50 coins paid for a coupon of a percentage off, at most USD 50.00, (pct)."
        ),
        (
            #""kind": "free_product", "coins": 50, "amount": 0, "steps": 1"#,
            "50 coins paid for a coupon of a free product (pct)."
        ),
        (#""coins": 50, "amount": 500, "steps": 1"#, "50 coins paid for a coupon of USD 5.00 off (pct)."),
    ])
    func `a coupon from before parts and products were kept is told as far as it is known`(
        members: String, words: String
    ) throws {
        #expect(
            try explained(#"{"rule": "redemption", "reward": "pct", \#(members)}"#, .spend, -50).text == words
        )
    }

    /// An entry of long ago with that trace.
    private func explained(_ trace: String, _ kind: EntryKind, _ coins: Coins) throws -> Explanation {
        let entry = Entry(
            id: TransactionID(wallet: .coins, sequence: 9), kind: kind, coins: coins, availableChange: coins,
            pendingChange: 0, availableAfter: 0, pendingAfter: 0, heldAfter: 0, reason: "", note: nil,
            source: Source(.order, "1"), programmeVersion: 1, actor: "key:1", reverses: nil,
            occurredAt: .epoch,
            recordedAt: .epoch, trace: trace)
        let currency = try #require(Currency(code: "USD"))
        return try Explanation(of: entry, ExplanationSetting(currency: currency, zone: .utc))
    }

    @Test func `traces with fewer members than today's are explained without what they do not say`() throws {
        let order = try explained(
            #"{"rule": "order", "of": "total", "amount": 4500, "coins": 1, "per_amount": 100, "#
                + #""multiplier": 10000, "awarded": 45}"#,
            .earn, 45)
        #expect(order.text == "Order 1 of USD 45.00 earned 45 coins.")
        #expect(
            order.steps == [
                "USD 45.00 of the order earn", "USD 45.00 (total) × 1 coin per USD 1.00",
                "rounded down once: 45 coins",
            ])
        let lapsed = try explained(
            #"{"rule": "expiry", "due": 86400000, "policy": "age", "days": 1}"#, .expiry, -1)
        #expect(
            lapsed.text
                == "1 coin reached the end of their last day, 1 Jan 1970, and expired, 1 day after they became"
                + " available.")
        let refund = try explained(
            #"{"rule": "order_refund", "refund": 1, "award": 3, "awarded": 45, "kept": 30, "pending": 0, "#
                + #""taken_back": 15, "remaining": "2/3"}"#,
            .clawback, -15)
        #expect(refund.steps.first == "Refund 1 leaves 2/3 of the order.")
    }

    @Test func `coins spent at a checkout say for how much, and when they were set aside`() throws {
        let books = try books(TestProgramme.redeeming(["app": ""]))
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ada")
        try books.move(to: "2026-01-15T10:10:00Z")
        try books.commit(hold, order: "1")
        let why = try books.explanations("ada")[0]
        #expect(why.text == "300 coins paid for USD 3.00 off order 1.")
        #expect(
            why.steps == [
                "hold-1 in the channel app", "300 coins for USD 3.00 off, set aside on 15 Jan 2026, 10:00",
            ])
    }

    // By hand

    @Test func `what was booked by hand has its unit, and its reason for the brand's own people alone`()
        throws
    {
        let books = try books(TestProgramme(), coins: 0)
        try books.adjust("ada", by: 1)
        try books.adjust("ada", by: -1)
        try books.adjust("ada", by: 1_550, wallet: .credits)
        #expect(
            try books.explanations("ada").map(\.text) == [
                "1 coin was debited by hand.", "1 coin was credited by hand.",
            ])
        let credit = try books.explanations("ada", .credits)[0]
        #expect(credit.text == "USD 15.50 of store credit was credited by hand.")
        #expect(credit.steps.first?.hasPrefix("Reason given: ") == true)
        let told = try books.read("ada") { snapshot, customer in
            let entry = try snapshot.entry(TransactionID(wallet: .credits, sequence: 1), of: customer)
            return try snapshot.explanation(of: entry, isForStaff: false).steps
        }
        #expect(told == ["Booked by the brand's staff."])
    }

    // Days

    @Test(arguments: [
        ("Asia/Kolkata", "Pending until 19 Jan 2026.", "Good until 18 Feb 2026, the last day included."),
        ("America/New_York", "Pending until 18 Jan 2026.", "Good until 17 Feb 2026, the last day included."),
    ])
    func `days are the brand's local days, as the screens say them`(
        zone: String, pending: String, good: String
    ) throws {
        // 19:30 in UTC is the next day in India and the same in New York.
        let books = try TestBooks(
            TestProgramme(zone: zone, pendingDays: 2, expiry: .days(30)), at: "2026-01-15T19:30:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        #expect(try books.explanations("ada")[0].steps.suffix(2) == [pending, good])
    }

    // Coins that lapsed

    @Test func `coins that lapse after a grace say so, with their own last day`() throws {
        let books = try books(TestProgramme.redeeming(["app": #""hold_minutes": 1440"#]), coins: 0)
        try books.adjust("ada", by: 100, lastDay: "2026-01-15")
        let hold = try books.hold(books.cart(1_000, .coins(60)), for: "ada")
        try books.move(to: "2026-01-16T08:00:00Z")
        try books.release(hold)
        try books.move(to: "2026-01-23T08:00:00Z")
        let why = try #require(try books.explanations("ada").first)
        #expect(
            why.text == "60 coins reached the end of their last day, 22 Jan 2026, and expired after a grace.")
        #expect(
            why.steps == [
                "60 coins of coins-1, available since 15 Jan 2026, with 15 Jan 2026 as their own last day.",
                "They came back after it from a checkout, an order or a coupon, and had a grace until 22 Jan 2026.",
                "Expired at the end of 22 Jan 2026, soonest-expiring lots first.",
            ])
    }

    @Test func `coins with a date of their own did not lapse by the rule`() throws {
        let books = try books(TestProgramme(expiry: .days(30)), coins: 0)
        try books.adjust("ada", by: 7, lastDay: "2026-01-16")
        try books.move(to: "2026-01-17T08:00:00Z")
        let why = try #require(try books.explanations("ada").first)
        #expect(why.text == "7 coins reached the end of their last day, 16 Jan 2026, and expired.")
        #expect(
            why.steps == [
                "Coins are good for 30 days after they become available.",
                "7 coins of coins-1, available since 15 Jan 2026, with a last day of their own: 16 Jan 2026.",
                "Expired at the end of 16 Jan 2026, soonest-expiring lots first.",
            ])
    }

    // Orders

    @Test func `a refund by lines says what is left of each and how the award comes to its number`() throws {
        let programme = TestProgramme(
            coins: 3, perAmount: 700,
            levels: [.init(id: "gold", threshold: 0, basisPoints: 11_000)],
            factors: [("books", 20_000), ("sale", 5_000)])
        let books = try books(programme, coins: 0)
        let lines = [
            line("b", 40_000, quantity: 2, tags: ["books"]), line("s", 20_000, tags: ["sale"]),
        ]
        try books.order("1", of: "ada", lines: lines)
        // 900.00 × 3 ⁄ 7 × 1.1 = 424 2⁄7
        #expect(try books.wallet("ada").available == 424)
        try books.refund("1", "r-1", lines: [("b", 1)])
        #expect(
            try books.explanations("ada")[0].steps == [
                "Refund 1: 1 of line b, USD 200.00 of the order's total.",
                "Line b: 1 of 2 left, USD 200.00 of USD 400.00, ×2 by rule-books",
                "Line s: 1 of 1 left, USD 200.00 of USD 200.00, ×0.5 by rule-sale",
                "Refund 1 leaves 2/3 of the order.", "Of the USD 600.00 that earned, USD 400.00 are left",
                "with the rules of the lines, USD 400.00 count as USD 500.00",
                "USD 500.00 × 3 coins per USD 7.00 = 214 2/7 coins", "×1.1 for the tier = 235 5/7 coins",
                "rounded down once: 235 coins",
                "Award coins-1 of 424 coins: 424 − 235 kept = 189 coins to take back in all",
                "189 coins taken back from available coins.",
            ])
        try books.refund("1", "r-2", lines: [("b", 1)])
        // 100.00 × 3 ⁄ 7 × 1.1 = 47 1⁄7
        #expect(
            try books.explanations("ada")[0].steps.suffix(3) == [
                "Award coins-1 of 424 coins: 424 − 47 kept = 377 coins to take back in all",
                "189 coins of these were taken back before", "188 coins taken back from available coins.",
            ])
        try books.refund("1", "r-3")
        #expect(
            try books.explanations("ada")[0].steps.prefix(3) == [
                "Refund 3: all that was left, USD 200.00.", "Refund 3 leaves nothing of the order.",
                "Nothing of it earns any more.",
            ])
    }

    @Test func `coins that were not there are told as debt, not as taken from available coins`() throws {
        let books = try books(TestProgramme(debtFloor: 1_000), coins: 0)
        try books.order("1", of: "ada", 30_000)
        try books.adjust("ada", by: -250)
        try books.refund("1", "r-1")
        #expect(
            try books.explanations("ada")[0].steps.suffix(2) == [
                "50 coins taken back from available coins.",
                "250 coins became debt, which the next coins repay: the balance went from 50 to -250.",
            ])
    }

    // What earned nothing

    private func nonAward(_ books: TestBooks, _ name: String = "ada") throws -> NonAwardExplanation {
        let customer = try id(name)
        return try books.run {
            let page = try $0.snapshot.nonAwards(under: customer, from: nil, to: nil, page: .init())
            return NonAwardExplanation(of: try #require(page.items.first), $0.snapshot.explanationSetting)
        }
    }

    @Test func `excluded products are named with the rules that exclude them`() throws {
        let books = try books(
            TestProgramme(earningMore: [
                #""rules": [{"id": "cards", "products": ["card-5", "card-9"], "excluded": true}, "#
                    + #"{"id": "sale", "tags": ["sale"], "excluded": true}]"#, #""caps": {"per_order": 80}"#,
            ]), coins: 0)
        let lines = [
            line("1", 500, product: "card-5"), line("2", 900, product: "card-9"),
            line("3", 600, tags: ["sale"]),
        ]
        try books.order("1", of: "ada", lines: lines)
        let why = try nonAward(books)
        #expect(
            why.text
                == "Order 1 earned nothing: all that is in it is excluded from earning, card-5 and card-9 by the rule"
                + " cards and line 3 by the rule sale.")
        #expect(
            why.steps == [
                "USD 20.00 of the order earn",
                "2 lines (card-5 and card-9) of USD 14.00: nothing, excluded by cards",
                "1 line (line 3) of USD 6.00: nothing, excluded by sale",
                "with the rules of its lines, USD 20.00 count as USD 0.00",
                "USD 0.00 (total) × 1 coin per USD 1.00 = 0 coins", "rounded down once: 0 coins",
            ])
    }

    @Test func `a cap that bit says what the order came to, and one that did not is not named`() throws {
        let books = try books(TestProgramme(caps: (order: 40, day: 40, customer: 900)), coins: 0)
        try books.order("1", of: "ada", 4_000)
        try books.order("2", of: "ada", 1_250)
        let why = try nonAward(books)
        #expect(why.text == "Order 2 earned nothing: it came to 12 coins, and the cap per day left no room.")
        #expect(
            why.steps == [
                "USD 12.50 of the order earn", "USD 12.50 (total) × 1 coin per USD 1.00 = 12.5 coins",
                "rounded down once: 12 coins", "the cap per day leaves 0 coins",
            ])
    }

    @Test func `an order of a blocked customer says what it would have come to`() throws {
        let books = try books(TestProgramme(), coins: 0)
        try books.block("ada")
        try books.order("1", of: "ada", 4_000)
        let why = try nonAward(books)
        #expect(why.text == "Order 1 of USD 40.00 earned nothing, because the customer was blocked.")
        #expect(
            why.steps == [
                "USD 40.00 of the order earn", "USD 40.00 (total) × 1 coin per USD 1.00 = 40 coins",
                "rounded down once: 40 coins", "none of it is awarded to a customer who is blocked",
            ])
    }

    @Test func `a friend's order below the minimum says both amounts`() throws {
        let books = try TestBooks(TestProgramme(referral: .init(minimumOrder: 5_000)))
        try books.join("ada")
        try books.join("bob")
        let code = try books.read("ada") { $1.referralCode }
        try books.claim(code, by: "bob")
        try books.order("7", of: "bob", 4_999)
        let why = try nonAward(books, "bob")
        #expect(
            why.text
                == "The referral earned nothing: the friend's order 7 of USD 49.99 is below the minimum of USD 50.00."
        )
        #expect(
            why.steps == [
                "USD 49.99 is USD 0.01 less than the minimum of USD 50.00.",
                "The programme would have paid 30 coins to the friend.",
            ])
    }
}
