import Model
import Store
import Testing

@testable import Engine

/// The books as of an instant of the past, by the time at which things were recorded.
struct PastTests {
    /// What a read of one customer's past answers.
    struct Past: Sendable {
        var available: Coins
        var pending: Coins
        var earned: Coins
        var spent: Coins
        var expired: Coins
        var history: [String]
        var lots: [String]
    }

    static func past(_ books: TestBooks, _ name: String, at time: String) throws -> Past {
        let instant = try instant(time)
        return try books.read(name) { snapshot, customer in
            let then = try snapshot.past(instant, of: customer)
            let wallet = try then.wallet(.coins, of: customer)
            let page = Snapshot.PageRequest(limit: 100)
            let history = try then.history(of: customer, wallet: .coins, page: page).items.reversed()
            let lots = try then.openLots(of: customer, wallet: .coins, page: page).items.reversed()
            return Past(
                available: wallet.available, pending: wallet.pending, earned: wallet.lifetimeEarned,
                spent: wallet.lifetimeSpent, expired: wallet.lifetimeExpired,
                history: history.map { "\($0.kind.rawValue) \($0.coins)" },
                lots: lots.map { "\($0.sequence): \($0.remaining)\($0.isPending ? " pending" : "")" })
        }
    }

    /// One coupon for 100 coins; coins are good for 10 days.
    static let programme = TestProgramme().with {
        $0.rewards = [.init(id: "five", validDays: 30)]
        $0.expiry = .days(10)
    }

    @Test func `the balance, the history and the lots are those of the instant`() throws {
        let books = try TestBooks(Self.programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.adjust("ada", by: 60)
        try books.move(to: "2026-01-16T10:00:00Z")
        try books.adjust("ada", by: 90)
        try books.move(to: "2026-01-17T10:00:00Z")
        let coupon = try books.redeem("five", by: "ada").coupon.number
        try books.move(to: "2026-01-18T10:00:00Z")
        try books.cancel(coupon, of: "ada")
        try books.move(to: "2026-01-19T10:00:00Z")

        let first = try Self.past(books, "ada", at: "2026-01-15T10:00:00Z")
        #expect(first.available == 60 && first.lots == ["1: 60"] && first.history == ["adjustment 60"])
        // An instant before the second credit's.
        let before = try Self.past(books, "ada", at: "2026-01-16T09:59:59.999Z")
        #expect(before.available == 60 && before.earned == 60)
        let second = try Self.past(books, "ada", at: "2026-01-16T10:00:00Z")
        #expect(second.available == 150 && second.lots == ["1: 60", "2: 90"] && second.spent == 0)
        // 100 coins went: all 60 of the first lot, which expires first, and 40 of the second.
        let spent = try Self.past(books, "ada", at: "2026-01-17T23:00:00Z")
        #expect(spent.available == 50 && spent.lots == ["2: 50"] && spent.spent == 100)
        #expect(spent.history == ["adjustment 60", "adjustment 90", "spend -100"])
        let returned = try Self.past(books, "ada", at: "2026-01-19T10:00:00Z")
        #expect(returned.available == 150 && returned.lots == ["1: 60", "2: 90"] && returned.spent == 0)
        #expect(returned.history.count == 4)
    }

    @Test func `coins that had lapsed are not available then, however late that was written`() throws {
        let books = try TestBooks(Self.programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.adjust("ada", by: 60)
        // Good until the end of 25 January; nobody looks until 1 February.
        try books.move(to: "2026-02-01T10:00:00Z")
        let before = try Self.past(books, "ada", at: "2026-01-25T23:59:59.999Z")
        #expect(before.available == 60 && before.lots == ["1: 60"] && before.expired == 0)
        let after = try Self.past(books, "ada", at: "2026-01-26T00:00:00Z")
        #expect(after.available == 0 && after.lots.isEmpty && after.expired == 60)
        let written = try books.number("SELECT recorded_at FROM entries WHERE kind = 'expiry'")
        #expect(written == (try instant("2026-02-01T10:00:00Z")).milliseconds)
    }

    @Test func `an award that came late is not in the past before it was recorded`() throws {
        let books = try TestBooks(at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.move(to: "2026-01-20T10:00:00Z")
        try books.order("late", of: "ada", 5_000, placed: "2026-01-16T10:00:00Z")
        #expect(try Self.past(books, "ada", at: "2026-01-19T10:00:00Z").available == 0)
        #expect(try Self.past(books, "ada", at: "2026-01-20T10:00:00Z").available == 50)
    }

    @Test func `pending coins are pending until their date, and available from it on`() throws {
        let books = try TestBooks(TestProgramme().with { $0.pendingDays = 2 }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("a", of: "ada", 5_000)
        try books.move(to: "2026-01-30T10:00:00Z")
        let early = try Self.past(books, "ada", at: "2026-01-16T10:00:00Z")
        #expect(early.pending == 50 && early.available == 0 && early.lots == ["1: 50 pending"])
        let late = try Self.past(books, "ada", at: "2026-01-20T10:00:00Z")
        #expect(late.pending == 0 && late.available == 50 && late.lots == ["1: 50"])
    }

    @Test func `the tier is the one of the instant, with what counted then`() throws {
        let levels: [TestProgramme.Level] = [
            .init(id: "basic", threshold: 0), .init(id: "gold", threshold: 10_000),
        ]
        let books = try TestBooks(
            TestProgramme().with {
                $0.levels = levels
                $0.window = .calendarYear
            }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("a", of: "ada", 4_000)
        try books.move(to: "2026-02-15T10:00:00Z")
        try books.order("b", of: "ada", 7_000)
        try books.move(to: "2026-03-15T10:00:00Z")
        // Taken back at its own date, in January: what counted in February does not change by it.
        try books.order("a", of: "ada", 4_000, state: .cancelled, placed: "2026-01-15T10:00:00Z")
        try books.move(to: "2026-03-16T10:00:00Z")
        func tier(_ time: String) throws -> TierFacts? {
            let instant = try instant(time)
            return try books.read("ada") { try $0.past(instant, of: $1).tier(of: $1) }
        }
        let start = try #require(try tier("2026-01-15T10:00:00Z"))
        #expect(start.currentIndex == 0 && start.counted == 4_000 && start.remainingToNext == 6_000)
        let gold = try #require(try tier("2026-02-16T10:00:00Z"))
        #expect(gold.currentIndex == 1 && gold.counted == 11_000)
        let now = try #require(try tier("2026-03-15T10:00:00Z"))
        // The ground of gold is gone with it.
        #expect(now.currentIndex == 0 && now.counted == 7_000 && now.remainingToNext == 3_000)
    }

    @Test func `the programme of the past decides what its tiers were called`() throws {
        let programme = TestProgramme().with { $0.levels = [.init(id: "basic", threshold: 0)] }
        let books = try TestBooks(programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.move(to: "2026-01-20T10:00:00Z")
        try books.publish(programme.with { $0.levels = [.init(id: "first", threshold: 0)] })
        let then = try instant("2026-01-16T00:00:00Z")
        let names = try books.read("ada") { snapshot, customer in
            let past = try snapshot.past(then, of: customer)
            return [past, snapshot].map { $0.version.programme.tiers?.levels.first?.id.text }
        }
        #expect(names == ["basic", "first"])
    }

    @Test func `the future is refused, and so is a time before the customer`() throws {
        let books = try TestBooks(at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        let (soon, before) = (try instant("2026-01-15T10:00:00.001Z"), try instant("2026-01-15T09:59:59Z"))
        #expect(throws: EngineError.self) { try books.read("ada") { _ = try $0.past(soon, of: $1) } }
        #expect(
            refusal { try books.read("ada") { _ = try $0.past(before, of: $1) } } == .customerNotFound)
    }

    /// Random credits, debits, returns and days; at every recorded instant the past adds up as the present did then.
    @Test(arguments: [UInt64(7), 21, 1_001])
    func `at every instant the lots of the past are those that there were`(seed: UInt64) throws {
        let books = try TestBooks(Self.programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        var (random, coupons): (UInt64, [Int64]) = (seed, [])
        var seen: [(at: Instant, lots: [String], wallet: WalletFacts)] = []
        for _ in 0..<60 {
            books.clock.advance(by: .seconds(43_200))
            // Knuth's MMIX generator: enough for choosing.
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            switch (random >> 33) % 4 {
            case 0, 1: try books.adjust("ada", by: Coins((random >> 40) % 150 + 1))
            case 2:
                if let made = try? books.redeem("five", by: "ada") { coupons.append(made.coupon.number) }
            default:
                if let coupon = coupons.popLast() { _ = try? books.cancel(coupon, of: "ada") }
            }
            let wallet = try books.wallet("ada")
            seen.append((books.clock.now(), try books.lots("ada"), wallet))
        }
        for moment in seen {
            let (lots, wallet) = try books.read("ada") { snapshot, customer in
                let then = try snapshot.past(moment.at, of: customer)
                let page = Snapshot.PageRequest(limit: 100)
                let lots = try then.openLots(of: customer, wallet: .coins, page: page).items.reversed()
                let texts = lots.map { "\($0.remaining) until \($0.expiresAt.rfc3339)" }
                return (texts, try then.wallet(.coins, of: customer))
            }
            #expect(lots == moment.lots, "at \(moment.at.rfc3339)")
            #expect(wallet == moment.wallet, "at \(moment.at.rfc3339)")
        }
    }
}
