import Model
import Store
import Testing

@testable import Engine

/// Rule 9: what tiers count, over which days, and what moves them.
struct TierGroundTests {
    static let levels: [TestProgramme.Level] = [
        .init(id: "base", threshold: 0), .init(id: "silver", threshold: 10_000),
        .init(id: "gold", threshold: 30_000),
    ]

    private func tier(_ books: TestBooks, at time: String? = nil) throws -> TierFacts {
        if let time { try books.move(to: time) }
        return try #require(try books.read("ada") { try $0.tier(of: $1) } as TierFacts?)
    }

    private func refund(_ order: String, _ amount: Int64, in books: TestBooks) throws {
        try books.refund(order, "refund-\(order)-\(amount)", amount: amount)
    }

    @Test func `9_1 a tier may count coins earned, never the balance`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.metric = "coins_earned"
                $0.levels = [.init(id: "base", threshold: 0), .init(id: "silver", threshold: 100)]
                $0.triggers = [.init(id: "visit", coins: 30, times: 9)]
                $0.rewards = [.init(id: "fixed", coins: 100)]
            })
        try books.join("ada")
        // 80 coins of an order and 30 of an action; a gift of 500 by hand is not earned.
        try books.order("1", of: "ada", 8_000)
        try books.adjust("ada", by: 500)
        #expect(try tier(books).counted == 80 && tier(books).remainingToNext == 20)
        try books.fire("visit", by: "ada")
        #expect(try tier(books).counted == 110 && tier(books).currentIndex == 1)
        // Spending changes nothing.
        try books.redeem("fixed", by: "ada")
        #expect(try tier(books).counted == 110)
        // The order's coins are taken back: 30 are left, and the tier with its ground is gone.
        try books.order("1", of: "ada", 8_000, state: .cancelled)
        #expect(try tier(books).counted == 30 && tier(books).currentIndex == 0)
    }

    @Test func `9_1 a tier may count orders, and a refund of all of one takes it back`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.metric = "orders"
                $0.window = .calendarYear
                $0.levels = [.init(id: "base", threshold: 0), .init(id: "regular", threshold: 3)]
            })
        try books.join("ada")
        for order in ["1", "2"] { try books.order(order, of: "ada", 5_000) }
        #expect(try tier(books).counted == 2 && tier(books).percent == 66)
        try books.order("3", of: "ada", 100)
        #expect(try tier(books).currentIndex == 1)
        // In part it is still an order.
        try refund("1", 4_000, in: books)
        #expect(try tier(books).counted == 3 && tier(books).currentIndex == 1)
        try refund("1", 1_000, in: books)
        #expect(try tier(books).counted == 2 && tier(books).currentIndex == 0)
    }

    @Test func `9_1 a tier may count rewarded actions`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.metric = "engagement"
                $0.levels = [.init(id: "base", threshold: 0), .init(id: "fan", threshold: 2)]
                $0.triggers = [.init(id: "visit", coins: 1, times: 1, period: "day")]
            })
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.fire("visit", by: "ada")
        // The same day again is no award, and no action.
        try books.fire("visit", by: "ada")
        #expect(try tier(books).counted == 1 && tier(books).remainingToNext == 1)
        try books.move(to: "2026-01-16T10:00:00Z")
        try books.fire("visit", by: "ada")
        #expect(try tier(books).counted == 2 && tier(books).currentIndex == 1)
    }

    @Test func `9_1 what was earned before a programme counts it is counted from the first entry`() throws {
        let plain = TestProgramme()
        let books = try TestBooks(plain)
        try books.join("ada")
        try books.order("1", of: "ada", 12_000)
        try books.publish(
            plain.with {
                $0.metric = "coins_earned"
                $0.levels = [.init(id: "base", threshold: 0), .init(id: "silver", threshold: 100)]
            })
        #expect(try tier(books).counted == 120 && tier(books).currentIndex == 1)
    }

    @Test func `9_1 a refund that takes the ground of a tier away takes the tier, at its original date`()
        throws
    {
        let books = try TestBooks(TestProgramme(window: .calendarYear, levels: Self.levels))
        try books.join("ada")
        try books.order("1", of: "ada", 9_000, placed: "2026-01-10T00:00:00Z")
        try books.move(to: "2026-03-01T00:00:00Z")
        try books.order("2", of: "ada", 25_000)
        // 34,000 in 2026: gold through 2027.
        #expect(try tier(books).currentIndex == 2)
        // A year later 3,000 of it are refunded: 31,000 are still gold.
        try books.move(to: "2027-02-01T00:00:00Z")
        try refund("2", 3_000, in: books)
        #expect(try tier(books).currentIndex == 2)
        #expect(try tier(books).validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
        // 2,000 more: 29,000 make silver, sure for as long as gold was.
        try refund("2", 2_000, in: books)
        #expect(try tier(books).currentIndex == 1)
        #expect(try tier(books).validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
        // All of it: 9,000 make nothing.
        try refund("2", 20_000, in: books)
        #expect(try tier(books).currentIndex == 0)
        #expect(try tier(books).validUntil == nil)
    }

    @Test func `9_1 an order later in the same year holds up a tier whose first order comes back`() throws {
        let books = try TestBooks(TestProgramme(window: .calendarYear, levels: Self.levels))
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.move(to: "2026-06-01T00:00:00Z")
        try books.order("2", of: "ada", 10_000)
        try books.order("1", of: "ada", 10_000, state: .cancelled, placed: "2026-01-15T10:00:00Z")
        #expect(try tier(books).currentIndex == 1 && tier(books).counted == 10_000)
    }

    @Test func `9_2 a tier year begins and ends with the brand's own days, over a change of clocks`() throws {
        // In Auckland clocks go back on 5 April 2026 and forward on 27 September; 2026 begins at 11:00 UTC the day before.
        let books = try TestBooks(
            TestProgramme().with {
                $0.zone = "Pacific/Auckland"
                $0.window = .calendarYear
                $0.levels = Self.levels
            }, at: "2025-12-31T10:59:59Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.move(to: "2025-12-31T11:00:00Z")
        try books.order("2", of: "ada", 9_999)
        #expect(try tier(books).counted == 9_999)
        // Silver of 2025 is sure through 2026 and 30 days: until 30 January 2027, 11:00 UTC.
        #expect(try tier(books).validUntil?.rfc3339 == "2026-12-31T11:00:00Z")
        #expect(try tier(books, at: "2027-01-30T10:59:59Z").currentIndex == 1)
        #expect(try tier(books, at: "2027-01-30T11:00:00Z").currentIndex == 0)
    }

    @Test(arguments: [
        // Half a year from 31 August ends with February, leap day or not.
        ("2026-08-31T12:00:00Z", 6 as Int64, "2027-03-01T00:00:00Z"),
        ("2027-08-31T12:00:00Z", 6, "2028-03-01T00:00:00Z"),
        ("2028-02-29T12:00:00Z", 12, "2029-03-01T00:00:00Z"),
        ("2026-01-31T12:00:00Z", 1, "2026-03-01T00:00:00Z"),
    ])
    func `9_2 rolling months clamp to the last day of a month`(time: String, months: Int64, until: String)
        throws
    {
        let books = try TestBooks(
            TestProgramme(window: .rollingMonths(months), levels: Self.levels), at: time)
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        #expect(try tier(books).validUntil?.rfc3339 == until)
    }

    @Test(arguments: [
        ("2026-01-31", 1 as Int64, "2026-03-01"), ("2026-01-15", 1, "2026-02-15"),
        ("2028-02-29", 12, "2029-03-01"),
        ("2026-08-31", 6, "2027-03-01"),
    ])
    func `9_2 a day leaves a rolling window on the first day that no longer counts it`(
        day: String, months: Int64, leaves: String
    ) throws {
        let settings = TierRulesTests.settings(.rollingMonths(months))
        let date = try #require(LocalDate(iso: day))
        #expect(TierRules.dayLeaves(date, settings: settings)?.iso == leaves)
    }

    @Test func `9_3 a tier is recomputed at its end where the programme says so`() throws {
        let programme = TestProgramme(window: .rollingMonths(3), levels: Self.levels)
        for (downgrade, index) in [("one_step", 1), ("recompute", 0)] {
            let books = try TestBooks(programme.with { $0.downgrade = downgrade })
            try books.join("ada")
            try books.order("1", of: "ada", 30_000)
            // Sure through 15 April, kept through 15 May.
            #expect(try tier(books).keptUntil?.rfc3339 == "2026-05-16T00:00:00Z")
            #expect(try tier(books, at: "2026-05-15T23:59:59Z").currentIndex == 2)
            #expect(try tier(books, at: "2026-05-16T00:00:00Z").currentIndex == index)
        }
    }

    @Test func `9_5 raised thresholds cost nobody a tier before its validity and grace are over`() throws {
        let programme = TestProgramme(window: .calendarYear, levels: Self.levels)
        let books = try TestBooks(programme)
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.publish(programme.with { $0.levels[1].threshold = 20_000 })
        #expect(try tier(books, at: "2028-01-30T23:59:59Z").currentIndex == 1)
        #expect(try tier(books, at: "2028-01-31T00:00:00Z").currentIndex == 0)
    }

    @Test func `9_5 lowered thresholds keep a tier that its metric then reaches`() throws {
        let programme = TestProgramme(window: .rollingMonths(1), levels: Self.levels)
        let books = try TestBooks(programme)
        try books.join("ada")
        // Sure through 15 February, kept through 17 March.
        try books.order("1", of: "ada", 10_000)
        try books.move(to: "2026-03-01T00:00:00Z")
        try books.order("2", of: "ada", 6_000)
        try books.publish(programme.with { $0.levels[1].threshold = 5_000 })
        // The 6,000 keep silver on 18 March; sure through 15 March then, kept through 14 April, when nothing counts.
        #expect(try tier(books, at: "2026-03-18T00:00:00Z").currentIndex == 1)
        #expect(try tier(books, at: "2026-04-14T23:59:59Z").currentIndex == 1)
        #expect(try tier(books, at: "2026-04-15T00:00:00Z").currentIndex == 0)
    }

    @Test func `9_6 the entry bonus is paid once per tier and validity period`() throws {
        let books = try TestBooks(
            TestProgramme(window: .calendarYear, levels: Self.levels).with {
                $0.levels[1].entryBonus = 250
                $0.levels[2].entryBonus = 700
                $0.perAmount = 1_000_000
            })
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        #expect(try books.history("ada") == ["earn 250 → 250"])
        // Again in the same validity: withdrawn by a cancellation, reached by another order.
        try books.order("1", of: "ada", 10_000, state: .cancelled)
        #expect(try tier(books).currentIndex == 0)
        try books.order("2", of: "ada", 10_000)
        #expect(try tier(books).currentIndex == 1)
        #expect(try books.wallet("ada").available == 250)
        try books.order("3", of: "ada", 20_000)
        #expect(try books.wallet("ada").available == 950)
        // Gold falls to silver in 2028 and to base in 2029; whoever comes back enters anew.
        try books.move(to: "2029-06-01T00:00:00Z")
        #expect(try tier(books).currentIndex == 0)
        try books.order("4", of: "ada", 10_000)
        #expect(try books.wallet("ada").available == 1_200)
        let source = try books.rows(
            "SELECT source_kind || ' ' || source_reference FROM entries WHERE coins = 700")
        #expect(source == ["tier gold"])
    }

    @Test func `the bonus of a tier is explained with its validity`() throws {
        let books = try TestBooks(
            TestProgramme(window: .calendarYear, levels: Self.levels).with {
                $0.levels[1].entryBonus = 250
                $0.perAmount = 1_000_000
            })
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        let explanation = try books.read("ada") { snapshot, customer in
            let entry = try snapshot.entry(TransactionID(wallet: .coins, sequence: 1), of: customer)
            return try snapshot.explanation(of: entry)
        }
        #expect(explanation.text == "Reaching the tier silver earned 250 coins.")
        #expect(
            explanation.steps == [
                "The tier silver pays 250 coins on entry, once in the validity that ends with 31 Dec 2027."
            ])
    }
}
