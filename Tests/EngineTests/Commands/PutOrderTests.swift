import Model
import Testing

@testable import Engine

struct PutOrderTests {
    @Test func `a paid order earns once, however often it is sent`() throws {
        let books = try TestBooks()
        try books.join("ada")
        let first = try books.order("1", of: "ada", 2_933)
        #expect(first.change == .created)
        #expect(first.award.code == "awarded")
        let again = try books.order("1", of: "ada", 2_933)
        #expect(again.change == .repeated)
        #expect(again.award == first.award)
        let later = try books.order("1", of: "ada", 2_933, state: .fulfilled)
        #expect(later.change == .updated)
        #expect(later.award == first.award)
        #expect(try books.history("ada") == ["earn 29 → 29"])
        #expect(
            try books.rows("SELECT outcome FROM order_events ORDER BY number") == [
                "created", "repeated", "updated",
            ])
    }

    @Test func `an order earns when it reaches the award moment`() throws {
        let books = try TestBooks(TestProgramme(awardOn: "delivered"))
        try books.join("ada")
        #expect(
            try books.order("1", of: "ada", 1_000, state: .created).award.code == "award_moment_not_reached")
        #expect(try books.order("1", of: "ada", 1_000, state: .paid).award.code == "award_moment_not_reached")
        #expect(try books.order("1", of: "ada", 1_000, state: .delivered).award.code == "awarded")
        // The reason was recorded once, though two events had it.
        #expect(try books.rows("SELECT reason FROM non_awards") == ["award_moment_not_reached"])
    }

    @Test(arguments: [
        Row("an earlier state", (OrderState.created, nil as Int64?)),
        Row("an older revision", (.delivered, 4)),
        Row("an older revision that cancels", (.cancelled, 4)),
    ])
    func `a late event changes nothing and is recorded`(row: Row<(OrderState, Int64?)>) throws {
        let books = try TestBooks()
        try books.join("ada")
        let before = try books.order("1", of: "ada", 1_000, state: .fulfilled, revision: 5).order
        let late = try books.order("1", of: "ada", 9_999, state: row.value.0, revision: row.value.1)
        #expect(late.change == .late)
        #expect(late.order == before)
        #expect(try books.number("SELECT count(*) FROM order_events WHERE outcome = 'late'") == 1)
        #expect(try books.history("ada") == ["earn 10 → 10"])
    }

    /// In order of precedence: each row has what comes after it wrong, too.
    static let refusals = [
        Row("nobody of that id", ("nobody", "EUR", Refusal.customerNotFound)),
        Row("another currency", ("bob", "EUR", .currencyMismatch(programme: "USD", given: "EUR"))),
        Row("another customer's order", ("bob", "USD", .orderOfAnotherCustomer)),
        Row("a cancelled order", ("ada", "USD", .orderCancelled)),
    ]

    @Test(arguments: refusals)
    func `the first refusal that applies is the answer`(row: Row<(String, String, Refusal)>) throws {
        let (name, currency, expected) = row.value
        let books = try TestBooks()
        try books.join("ada")
        try books.join("bob")
        try books.order("1", of: "ada", 1_000)
        try books.order("1", of: "ada", 1_000, state: .cancelled)
        #expect(refusal { try books.order("1", of: name, 1_000, currency: currency) } == expected)
    }

    static let beyond: [(Int64, Int64)] = [
        (-1, 0), (0, -1), (.max, 0), (0, .max), (MoneyLimits.orderAmountMax + 1, 0),
    ]

    @Test(arguments: beyond)
    func `an amount beyond the books is invalid input`(total: Int64, subtotal: Int64) throws {
        let books = try TestBooks()
        try books.join("ada")
        #expect(throws: EngineError.self) { try books.order("1", of: "ada", total, subtotal: subtotal) }
        #expect(try books.number("SELECT count(*) FROM orders") == 0)
    }

    @Test func `an import makes the customers that it meets, a request does not`() throws {
        let books = try TestBooks()
        try books.order("1", of: "ada", 500, makesCustomer: true)
        #expect(try books.wallet("ada").available == 5)
        #expect(refusal { try books.order("2", of: "bob", 500) } == .customerNotFound)
    }

    @Test func `a blocked customer's order counts and does not earn`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.block("ada")
        #expect(try books.order("1", of: "ada", 500).award.code == "customer_blocked")
        #expect(try books.number("SELECT lifetime_spend FROM standings") == 500)
    }

    @Test func `a wallet without room is a reason, not a refusal`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 1)
        try books.execute(
            """
            UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax);
            UPDATE entries SET earned_after = \(CoinLimits.perWalletMax)
            """)
        #expect(try books.order("1", of: "ada", 500).award.code == "balance_limit")
        #expect(try books.number("SELECT lifetime_spend FROM standings") == 500)
        #expect(try books.wallet("ada").available == 1)
    }

    @Test func `pending coins wait for their day, and lapse counted from it`() throws {
        let books = try TestBooks(
            TestProgramme(zone: "America/New_York", pendingDays: 14, expiry: .months(1)))
        try books.join("ada")
        try books.order("1", of: "ada", 1_000)
        // Earned on 15 January: pending through the 29th, released as the 30th begins, gone after 28 February.
        #expect(try books.lots("ada") == ["10 pending until 2026-03-01T05:00:00Z"])
        let wallet = try books.wallet("ada")
        #expect([wallet.available, wallet.pending] == [0, 10])
        #expect(wallet.releases == [DatedCoins(coins: 10, at: try instant("2026-01-30T05:00:00Z"))])
        try books.move(to: "2026-01-30T04:59:59Z")
        #expect(try books.wallet("ada").available == 0)
        try books.move(to: "2026-01-30T05:00:00Z")
        #expect(try books.wallet("ada").available == 10)
        #expect(try books.history("ada") == ["pending_award 10 → 0", "release 0 → 10"])
        try books.move(to: "2026-03-01T05:00:00Z")
        #expect(try books.history("ada").last == "expiry -10 → 0")
    }

    @Test func `an order that is told late earns as of its own time`() throws {
        let books = try TestBooks(TestProgramme(pendingDays: 3, expiry: .days(30)))
        try books.join("ada")
        try books.order("1", of: "ada", 1_000, placed: "2026-01-05T10:00:00Z")
        // Released as the 9th began, gone after 30 more days.
        #expect(try books.lots("ada") == ["10 until 2026-02-09T00:00:00Z"])
        #expect(try books.history("ada") == ["earn 10 → 10"])
    }

    // Cancelling

    @Test func `cancelling a pending award withdraws it, and nothing is released on its day`() throws {
        let books = try TestBooks(TestProgramme(pendingDays: 3))
        try books.join("ada")
        try books.order("1", of: "ada", 1_000)
        try books.order("1", of: "ada", 1_000, state: .cancelled)
        try books.move(to: "2026-02-01T00:00:00Z")
        #expect(try books.history("ada") == ["pending_award 10 → 0", "pending_cancelled -10 → 0"])
        let wallet = try books.wallet("ada")
        #expect([wallet.available, wallet.pending, wallet.lifetimeEarned] == [0, 0, 0])
        #expect(wallet.releases == [])
    }

    @Test func `cancelling takes the coins back, from their own lot first`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 100, lastDay: "2026-02-01")
        try books.order("1", of: "ada", 5_000)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        #expect(try books.lots("ada") == ["100 until 2026-02-02T00:00:00Z"])
        #expect(try books.history("ada").last == "clawback -50 → 100")
    }

    @Test func `coins that were spent become debt, which blocks redemption and is repaid by what comes next`()
        throws
    {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "small", coins: 5)]))
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.adjust("ada", by: 10)
        try books.adjust("ada", by: -55)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        // 60 came, 55 went: of the 50 to take back 5 are there, 45 are debt.
        #expect(try books.wallet("ada").available == -45)
        #expect(refusal { try books.redeem("small", by: "ada") } == .walletInDebt(debt: 45))
        try books.order("2", of: "ada", 4_000)
        #expect(try books.wallet("ada").available == -5)
        #expect(try books.lots("ada") == [])
        try books.order("3", of: "ada", 1_200)
        #expect(try books.wallet("ada").available == 7)
        #expect(try books.lots("ada") == ["7 until never"])
        #expect(try books.redeem("small", by: "ada").wallet.available == 2)
    }

    @Test func `pending coins repay debt when they are released, not before`() throws {
        let books = try TestBooks(
            TestProgramme(triggers: [.init(id: "visit", coins: 30, times: 9, pendingDays: 1)]))
        try books.join("ada")
        try books.order("1", of: "ada", 2_000)
        try books.adjust("ada", by: -20)
        try books.order("1", of: "ada", 2_000, state: .cancelled)
        try books.fire("visit", by: "ada")
        #expect(try books.wallet("ada").available == -20)
        try books.move(to: "2026-01-17T00:00:00Z")
        #expect(try books.wallet("ada").available == 10)
        #expect(try books.lots("ada") == ["10 until never"])
    }

    @Test func `coins that have lapsed are not taken back again`() throws {
        let books = try TestBooks(TestProgramme(expiry: .days(10)))
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.adjust("ada", by: -20)
        try books.move(to: "2026-03-01T00:00:00Z")
        #expect(try books.wallet("ada").available == 0)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        // 50 were awarded, 20 spent, 30 lapsed: the 20 are owed.
        #expect(try books.history("ada").suffix(2) == ["expiry -30 → 0", "clawback -20 → -20"])
    }

    @Test func `coins spent on an order of which the first that is heard is its cancellation come back`()
        throws
    {
        let books = try TestBooks(TestProgramme(rewards: [TestProgramme.Reward(id: "five")]))
        try books.join("ada")
        try books.adjust("ada", by: 150)
        let coupon = try books.redeem("five", by: "ada").coupon
        try books.use(coupon.code, order: "1")
        #expect(try books.wallet("ada").available == 50)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        #expect(try books.wallet("ada").available == 150)
        try books.order("1", of: "ada", 5_100, state: .cancelled)
        #expect(try books.wallet("ada").available == 150)
    }

    @Test func `a cancelled order stays cancelled, and cancelling twice is one cancellation`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        #expect(try books.order("1", of: "ada", 5_000, state: .cancelled).change == .repeated)
        #expect(refusal { try books.order("1", of: "ada", 5_000, state: .paid) } == .orderCancelled)
        #expect(try books.history("ada") == ["earn 50 → 50", "clawback -50 → 0"])
    }

    // The VIP programme

    static let tiers = TestProgramme(levels: [
        .init(id: "base", threshold: 0), .init(id: "silver", threshold: 10_000, basisPoints: 12_500),
        .init(id: "gold", threshold: 30_000, basisPoints: 15_000),
    ])

    @Test func `the order that reaches a tier does not profit from it, the next one does`() throws {
        let books = try TestBooks(Self.tiers)
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.order("2", of: "ada", 20_033)
        try books.order("3", of: "ada", 333)
        // 100.00 × 1; 200.33 × 1.25 = 250.4; 3.33 × 1.5 = 4.995
        #expect(try books.history("ada") == ["earn 100 → 100", "earn 250 → 350", "earn 4 → 354"])
        let tier = try books.read("ada") { try $0.tier(of: $1) }
        #expect(tier?.currentIndex == 2)
        #expect(tier?.percent == 100)
    }

    @Test func `a lifetime tier follows a cancelled order at once`() throws {
        let books = try TestBooks(Self.tiers)
        try books.join("ada")
        try books.order("1", of: "ada", 9_000)
        try books.order("2", of: "ada", 21_000)
        try books.order("2", of: "ada", 21_000, state: .cancelled)
        let tier = try #require(try books.read("ada") { try $0.tier(of: $1) } as TierFacts?)
        #expect(
            [tier.counted, Int64(tier.currentIndex), tier.remainingToNext, Int64(tier.percent)] == [
                9_000, 0, 1_000, 90,
            ])
    }

    @Test func `a tier of a calendar year is sure through the next, and falls a step after its grace`() throws
    {
        let books = try TestBooks(Self.tiers.with { $0.window = .calendarYear })
        try books.join("ada")
        try books.order("1", of: "ada", 30_000)
        func tier(at time: String) throws -> TierFacts? {
            try books.move(to: time)
            return try books.read("ada") { try $0.tier(of: $1) }
        }
        #expect(try tier(at: "2026-01-16T00:00:00Z")?.validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
        #expect(try tier(at: "2026-01-16T00:00:00Z")?.remainingToKeep == 0)
        // Last year's spend no longer counts; in the last year of the validity it shows what is missing.
        #expect(try tier(at: "2027-06-01T00:00:00Z")?.counted == 0)
        #expect(try tier(at: "2027-06-01T00:00:00Z")?.remainingToKeep == 30_000)
        #expect(try tier(at: "2028-01-30T23:59:59Z")?.currentIndex == 2)
        #expect(try tier(at: "2028-01-31T00:00:00Z")?.currentIndex == 1)
        #expect(try tier(at: "2029-01-31T00:00:00Z")?.currentIndex == 0)
    }

    @Test func `an order that is told late counts in its own year, and costs nobody a tier`() throws {
        let books = try TestBooks(Self.tiers.with { $0.window = .calendarYear }, at: "2026-06-01T00:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        // Enough for gold in 2024, which would be sure until 2026 only, and silver is sure until 2028.
        try books.order("2", of: "ada", 30_000, placed: "2024-05-05T00:00:00Z")
        let tier = try #require(try books.read("ada") { try $0.tier(of: $1) } as TierFacts?)
        #expect(tier.currentIndex == 1)
        #expect(tier.validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
        #expect(tier.counted == 10_000)
    }

    @Test func `an order whose date is corrected counts on its new day, and leaves nothing on the old`()
        throws
    {
        let books = try TestBooks(Self.tiers.with { $0.window = .calendarYear })
        try books.join("ada")
        try books.order("1", of: "ada", 10_000, placed: "2026-01-10T00:00:00Z")
        try books.order("1", of: "ada", 10_000, placed: "2025-12-10T00:00:00Z", revision: 2)
        #expect(
            try books.rows("SELECT spend || '/' || orders FROM spend_days WHERE spend <> 0") == ["10000/1"])
        #expect(try books.read("ada") { try $0.tier(of: $1)?.counted } == 0)
        try books.order(
            "1", of: "ada", 10_000, state: .cancelled, placed: "2025-12-10T00:00:00Z", revision: 3)
        #expect(try books.number("SELECT count(*) FROM spend_days WHERE spend <> 0 OR orders <> 0") == 0)
    }

    @Test func `tiers that come with a later programme are found from the spend, and end like others`() throws
    {
        let books = try TestBooks()
        try books.join("ada")
        try books.order("1", of: "ada", 30_000)
        #expect(try books.read("ada") { try $0.tier(of: $1) } == nil)
        try books.publish(Self.tiers.with { $0.window = .calendarYear })
        let tier = try #require(try books.read("ada") { try $0.tier(of: $1) } as TierFacts?)
        #expect(tier.currentIndex == 2)
        #expect(tier.validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
    }

    @Test func `an entry names the programme version that made it`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.order("1", of: "ada", 1_000)
        try books.publish(TestProgramme(coins: 3))
        try books.order("2", of: "ada", 1_000)
        #expect(try books.rows("SELECT programme_version || ':' || coins FROM entries") == ["1:10", "2:30"])
    }

    @Test func `a retrying sender cannot grow the books without end`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.order("1", of: "ada", 1_000)
        try books.execute(
            """
            INSERT INTO order_events SELECT book, order_id, value, state, revision, outcome, actor, recorded_at
            FROM order_events, json_each('[\((2...1_000).map(String.init).joined(separator: ","))]')
            """)
        try books.order("1", of: "ada", 1_000)
        #expect(try books.number("SELECT count(*) FROM order_events") == 1_000)
    }
}
