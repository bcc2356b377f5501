import Model
import Store
import Testing

@testable import Engine

/// Rule 9.4: what progress shows. Silver from 100.00, gold from 300.00, by calendar year.
struct TierProgressTests {
    private func books() throws -> TestBooks {
        let books = try TestBooks(TestProgramme(window: .calendarYear, levels: TierGroundTests.levels))
        try books.join("ada")
        return books
    }

    private func tier(_ books: TestBooks) throws -> TierFacts {
        try #require(try books.read("ada") { try $0.tier(of: $1) } as TierFacts?)
    }

    @Test func `progress shows the tier, the next, what is missing to it and to keep, and the validity`()
        throws
    {
        let books = try books()
        #expect(try tier(books).currentIndex == 0)
        #expect(try tier(books).remainingToNext == 10_000)
        #expect(try tier(books).validUntil == nil)
        try books.order("1", of: "ada", 12_500)
        var facts = try tier(books)
        #expect((facts.currentIndex, facts.nextIndex, facts.counted) == (1, 2, 12_500))
        // 12,500 of 30,000 are 41.67 %; silver is sure through 2027, so nothing is missing to keep it yet.
        #expect((facts.remainingToNext, facts.percent, facts.remainingToKeep) == (17_500, 41, 0))
        #expect(facts.validUntil?.rfc3339 == "2028-01-01T00:00:00Z")
        #expect(facts.keptUntil?.rfc3339 == "2028-01-31T00:00:00Z")
        // In its last year, what is missing to keep it is counted anew.
        try books.move(to: "2027-01-01T00:00:00Z")
        facts = try tier(books)
        #expect((facts.counted, facts.remainingToNext, facts.percent) == (0, 30_000, 0))
        #expect(facts.remainingToKeep == 10_000)
        try books.order("2", of: "ada", 3_000)
        facts = try tier(books)
        #expect((facts.remainingToKeep, facts.remainingToNext, facts.percent) == (7_000, 27_000, 10))
        try books.order("3", of: "ada", 7_000)
        facts = try tier(books)
        #expect(facts.remainingToKeep == 0)
        #expect(facts.validUntil?.rfc3339 == "2029-01-01T00:00:00Z")
    }

    /// Rolling twelve months and no grace. What was spent on the day that the tier was reached has left the window when its
    /// validity ends, so that all of it has to be spent again until then.
    @Test func `of rolling months it shows what will be missing when the validity ends, all the time`() throws
    {
        let books = try TestBooks(
            TestProgramme(graceDays: 0, levels: TierGroundTests.levels).with {
                $0.window = .rollingMonths(12)
            })
        try books.join("ada")
        try books.order("1", of: "ada", 11_000)
        #expect(try tier(books).remainingToKeep == 10_000)
        try books.move(to: "2026-06-01T00:00:00Z")
        #expect((try tier(books).counted, try tier(books).remainingToKeep) == (11_000, 10_000))
        // Reached again, and sure for a year from now.
        try books.order("2", of: "ada", 4_000)
        #expect(try tier(books).validUntil?.rfc3339 == "2027-06-02T00:00:00Z")
        #expect((try tier(books).counted, try tier(books).remainingToKeep) == (15_000, 10_000))
        // 110.00 have left; what is spent now still counts in June.
        try books.move(to: "2027-02-01T00:00:00Z")
        try books.order("3", of: "ada", 3_000)
        #expect((try tier(books).counted, try tier(books).remainingToKeep) == (7_000, 7_000))
        try books.move(to: "2027-06-01T23:59:59Z")
        #expect((try tier(books).counted, try tier(books).remainingToKeep) == (3_000, 7_000))
    }

    @Test func `a cent short is 99 percent, the threshold itself is the tier, and the highest has no next`()
        throws
    {
        let books = try books()
        try books.order("1", of: "ada", 29_999)
        #expect(try tier(books).percent == 99)
        #expect(try tier(books).remainingToNext == 1)
        try books.order("2", of: "ada", 1)
        let facts = try tier(books)
        #expect((facts.currentIndex, facts.nextIndex, facts.percent) == (2, nil, 100))
        #expect((facts.remainingToNext, facts.counted) == (0, 30_000))
    }
}
