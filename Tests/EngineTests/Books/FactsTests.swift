import Model
import Store
import Testing

@testable import Engine

struct FactsTests {
    @Test func `a wallet shows the next three dates, each with all of its coins`() throws {
        let books = try TestBooks(
            TestProgramme(triggers: [.init(id: "wait", coins: 4, times: 9, pendingDays: 2)]))
        try books.join("ada")
        for (coins, day) in [
            (1, "2026-03-05"), (2, "2026-03-01"), (3, "2026-03-04"), (4, "2026-03-01"), (5, "2026-03-03"),
        ] {
            try books.adjust("ada", by: Coins(coins), lastDay: day)
        }
        for _ in 0..<2 { try books.fire("wait", by: "ada") }
        let wallet = try books.wallet("ada")
        #expect(
            wallet.expiries.map { "\($0.coins) \($0.at.rfc3339)" } == [
                "6 2026-03-02T00:00:00Z", "5 2026-03-04T00:00:00Z", "3 2026-03-05T00:00:00Z",
            ])
        #expect(wallet.expiries.count == FactLimits.upcomingMax)
        #expect(wallet.releases.map { "\($0.coins) \($0.at.rfc3339)" } == ["8 2026-01-18T00:00:00Z"])
    }

    @Test func `history comes newest first, a page at a time, and stays put while entries arrive`() throws {
        let books = try TestBooks()
        try books.join("ada")
        for coins in 1...7 as ClosedRange<Coins> { try books.adjust("ada", by: coins) }
        func page(before: Int64?) throws -> ([Coins], Int64?) {
            try books.read("ada") { snapshot, customer in
                let page = try snapshot.history(
                    of: customer, wallet: .coins, page: .init(limit: 3, before: before))
                return (page.items.map(\.coins), page.next)
            }
        }
        #expect(try page(before: nil) == ([7, 6, 5], 5))
        try books.adjust("ada", by: 8)
        #expect(try page(before: 5) == ([4, 3, 2], 2))
        #expect(try page(before: 2) == ([1], nil))
    }

    @Test func `history may be filtered by kind and by when it was recorded`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 1)
        try books.move(to: "2026-01-16T10:00:00Z")
        try books.order("1", of: "ada", 500)
        try books.adjust("ada", by: 2)
        try books.move(to: "2026-01-17T10:00:00Z")
        try books.adjust("ada", by: 3)
        func coins(_ filter: Snapshot.HistoryFilter) throws -> [Coins] {
            try books.read("ada") {
                try $0.history(of: $1, wallet: .coins, page: .init(), filter: filter).items.map(\.coins)
            }
        }
        #expect(try coins(.init(kind: .adjustment)) == [3, 2, 1])
        #expect(try coins(.init(from: try instant("2026-01-16T10:00:00Z"))) == [3, 2, 5])
        #expect(
            try coins(
                .init(from: try instant("2026-01-16T10:00:00Z"), to: try instant("2026-01-17T10:00:00Z")))
                == [2, 5])
        #expect(try coins(.init(kind: .earn, to: try instant("2026-01-16T10:00:00Z"))) == [])
    }

    @Test func `what is not there, and what is another's, is the same answer`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.join("bob")
        try books.adjust("ada", by: 1)
        for sequence in [1, 2, .max] as [Int64] {
            let entry = TransactionID(wallet: .coins, sequence: sequence)
            #expect(refusal { try books.read("bob") { try $0.entry(entry, of: $1) } } == .transactionNotFound)
        }
        #expect(refusal { try books.read("nobody") { _, _ in } } == .customerNotFound)
        #expect(refusal { try books.read("bob") { try $0.coupon(number: 1, of: $1) } } == .couponNotFound)
    }

    @Test func `a note is kept with a salt of its own`() throws {
        let books = try TestBooks()
        try books.join("ada")
        for _ in 0..<2 { try books.adjust("ada", by: 1) }
        #expect(try books.number("SELECT count(DISTINCT note_salt) FROM entries") == 2)
        #expect(
            try books.number("SELECT max(length(note_salt)) FROM entries") == Int64(StoreLimits.noteSaltBytes)
        )
    }

    @Test func `an update of a customer changes what it names, and nothing when it says nothing new`() throws
    {
        let books = try TestBooks()
        let first = try books.join("ada", email: "ada@example.com", called: "Ada")
        try books.move(to: "2026-02-01T00:00:00Z")
        #expect(try books.join("ada", called: "Ada") == first)
        let second = try books.join("ada", mobile: "+1 555 0100")
        #expect([second.name, second.email, second.mobile] == ["Ada", "ada@example.com", "+1 555 0100"])
        #expect(second.referralCode == first.referralCode)
        #expect(second.updatedAt.rfc3339 == "2026-02-01T00:00:00Z")
        #expect(
            try books.rows("SELECT email_key || ' ' || mobile_key FROM customers") == [
                "ada@example.com 15550100"
            ])
    }

    @Test func `a screen is good until the next thing that changes it by itself`() throws {
        let books = try TestBooks(
            TestProgramme(
                window: .calendarYear,
                levels: [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 100)],
                triggers: [.init(id: "daily", times: 1)]))
        try books.join("ada")
        func validUntil(_ screen: ScreenName) throws -> String? {
            try books.read("ada") { try $0.screenFacts(screen, of: $1, page: .init()).validUntil?.rfc3339 }
        }
        // Nothing counts yet, so the new year changes nothing.
        #expect(try validUntil(.wallet) == nil)
        try books.order("1", of: "ada", 10)
        #expect(try validUntil(.wallet) == "2027-01-01T00:00:00Z")
        #expect(try validUntil(.history) == nil)
        try books.adjust("ada", by: 5, lastDay: "2026-06-30")
        #expect(try validUntil(.history) == "2026-07-01T00:00:00Z")
        #expect(try validUntil(.earn) == "2026-07-01T00:00:00Z")
        try books.fire("daily", by: "ada")
        #expect(try validUntil(.earn) == "2026-01-16T00:00:00Z")
        #expect(try validUntil(.redeem) == "2026-07-01T00:00:00Z")
    }

    @Test func `the screens of a tier change with its last day, when its grace begins`() throws {
        let books = try TestBooks(
            TestProgramme(
                window: .rollingMonths(12),
                levels: [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 100)]))
        try books.join("ada")
        try books.order("1", of: "ada", 100)
        func vip(at time: String) throws -> [String?] {
            try books.move(to: time)
            return try books.read("ada") { snapshot, customer in
                let facts = try snapshot.screenFacts(.vip, of: customer, page: .init())
                return [facts.changedAt.rfc3339, facts.validUntil?.rfc3339]
            }
        }
        // The order of 15 January 2026 counts through 14 January; the tier is sure through the 15th.
        #expect(try vip(at: "2027-01-15T10:00:00Z") == ["2027-01-15T00:00:00Z", "2027-01-16T00:00:00Z"])
        #expect(try vip(at: "2027-01-16T10:00:00Z") == ["2027-01-16T00:00:00Z", "2027-02-15T00:00:00Z"])
    }
}
