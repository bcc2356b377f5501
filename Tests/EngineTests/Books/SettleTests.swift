import Model
import Store
import Testing

@testable import Engine

struct SettleTests {
    static let programme = TestProgramme(
        pendingDays: 1, rewards: [.init(id: "week", coins: 10, validDays: 7)],
        referral: .init(referrerCoins: 50, friendCoins: 30, minimumOrder: 100, holdDays: 1))

    @Test func `what falls due at one instant is written as release, expiry, coupon, referral`() throws {
        let books = try TestBooks(Self.programme.with { $0.rewards[0].validDays = 1 })
        let code = try books.join("ada").referralCode
        try books.join("bob")
        try books.adjust("ada", by: 10)
        try books.adjust("ada", by: 3, lastDay: "2026-01-16")
        try books.redeem("week", by: "ada")
        try books.adjust("ada", by: 8, lastDay: "2026-01-16")
        try books.order("1", of: "ada", 500)
        try books.claim(code, by: "bob")
        try books.order("2", of: "bob", 100)
        try books.move(to: "2026-01-20T00:00:00Z")
        // The coupon took the three coins that lapse with it, and seven others.
        #expect(
            try books.history("ada").suffix(5) == [
                "pending_award 5 → 11", "release 0 → 16", "expiry -8 → 8", "return 10 → 18", "earn 50 → 68",
            ])
        #expect(
            Set(try books.rows("SELECT occurred_at FROM entries WHERE customer = 1 AND sequence > 5")).count
                == 1)
    }

    @Test func `what falls due at different instants is written in due order`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.adjust("ada", by: 10)
        try books.redeem("week", by: "ada")
        try books.adjust("ada", by: 4, lastDay: "2026-01-25")
        try books.adjust("ada", by: 5, lastDay: "2026-01-18")
        try books.order("1", of: "ada", 300)
        try books.move(to: "2026-04-01T00:00:00Z")
        #expect(
            try books.history("ada").suffix(4) == [
                "release 0 → 12", "expiry -5 → 7", "return 10 → 17", "expiry -4 → 13",
            ])
        let times = try books.rows("SELECT occurred_at FROM entries WHERE sequence > 5 ORDER BY sequence")
        #expect(times == times.sorted())
        #expect(Set(try books.rows("SELECT recorded_at FROM entries WHERE sequence > 5")).count == 1)
    }

    struct Writing: Sendable {
        let name: String
        let command: @Sendable (TestBooks) throws -> Void
    }

    static let writes = [
        Row("a credit", Writing(name: "ada") { try $0.adjust("ada", by: 1) }),
        Row("a debit", Writing(name: "ada") { try $0.adjust("ada", by: -1) }),
        Row("an order", Writing(name: "ada") { try $0.order("9", of: "ada", 1_000) }),
        Row("a trigger", Writing(name: "ada") { try $0.fire("visit", by: "ada") }),
        Row("a trigger that pays nothing", Writing(name: "ada") { try $0.fire("nothing", by: "ada") }),
        Row("a redemption", Writing(name: "ada") { try $0.redeem("small", by: "ada") }),
        Row(
            "a claim",
            Writing(name: "ada") {
                try $0.claim($0.rows("SELECT referral_code FROM customers WHERE customer = 2")[0], by: "ada")
            }),
    ]

    @Test(arguments: writes)
    func `every write first settles what has fallen due`(row: Row<Writing>) throws {
        let books = try TestBooks(
            TestProgramme(
                triggers: [.init(id: "visit")], rewards: [.init(id: "small", coins: 1)], referral: .init()))
        try books.join("ada")
        try books.join("bob")
        try books.adjust("ada", by: 100)
        try books.adjust("ada", by: 50, lastDay: "2026-01-20")
        try books.move(to: "2026-01-21T00:00:00Z")
        try row.value.command(books)
        #expect(try books.rows("SELECT kind FROM entries WHERE sequence = 3") == ["expiry"])
    }

    @Test func `a refusal leaves what has fallen due for the next write, and still knows of it`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 50, lastDay: "2026-01-20")
        try books.move(to: "2026-01-21T00:00:00Z")
        #expect(refusal { try books.adjust("ada", by: -1) } == .insufficientCoins(available: 0, required: 1))
        #expect(try books.number("SELECT count(*) FROM entries") == 1)
        #expect(try books.wallet("ada").available == 0)
    }

    // Reads

    struct Reading: Sendable {
        let read: @Sendable (Snapshot, Customer) throws -> Void
    }

    static let reads =
        ScreenName.ofCustomer.map { screen in
            Row(
                "the \(screen.rawValue) screen",
                Reading { _ = try $0.screenFacts(screen, of: $1, page: .init()) })
        } + [
            Row("the wallet", Reading { _ = try $0.wallet(.coins, of: $1) }),
            Row("the history", Reading { _ = try $0.history(of: $1, wallet: .coins, page: .init()) }),
            Row("the coupons", Reading { _ = try $0.coupons(of: $1, page: .init(), state: .active) }),
            Row("one coupon", Reading { _ = try $0.coupon(number: 2, of: $1) }),
            Row("the referrals", Reading { _ = try $0.referrals(of: $1, page: .init()) }),
            Row("the referrals in numbers", Reading { _ = try $0.referralSummary(of: $1) }),
        ]

    @Test(arguments: reads)
    func `a read after the date asks for the settlement, a read before it does not`(row: Row<Reading>) throws
    {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.adjust("ada", by: 10)
        try books.redeem("week", by: "ada")
        let reader = try books.engine.store.makeReader()
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        func read() throws {
            try books.engine.read(books.live, version: version, customer: try id("ada"), on: reader) {
                snapshot, customer, _ in try row.value.read(snapshot, customer)
            }
        }
        try books.move(to: "2026-01-22T23:59:59Z")
        try read()
        try books.move(to: "2026-01-23T00:00:00Z")
        #expect(throws: SettlementDue.self) { try read() }
        _ = try books.wallet("ada")
        try read()
    }

    @Test func `settling and reading are one step for whoever met it`() throws {
        let books = try TestBooks()
        let ada = try books.join("ada")
        try books.adjust("ada", by: 50, lastDay: "2026-01-20")
        try books.move(to: "2026-01-21T00:00:00Z")
        let answer = Answers()
        books.engine.settleAndRead(
            books.live, customer: ada.number,
            { snapshot in
                let customer = try snapshot.customer(CustomerID("customer-ada") ?? ada.id)
                return StoredAnswer(
                    status: Int(try snapshot.wallet(.coins, of: customer).available), body: [])
            }, completion: { answer.add($0) })
        #expect(try answer.next().get().status == 0)
        #expect(
            try books.rows("SELECT kind || ' ' || actor FROM entries WHERE sequence = 2") == [
                "expiry service"
            ])
    }

    @Test func `the wallets that are due are found, soonest first, in their book`() throws {
        let books = try TestBooks()
        for (name, day) in [("ada", "2026-02-01"), ("bob", "2026-01-20"), ("cyd", "2026-01-25")] {
            try books.join(name)
            try books.adjust(name, by: 5, lastDay: day)
        }
        try books.join("ada", in: books.other)
        try books.adjust("ada", by: 5, lastDay: "2026-01-21", in: books.other)
        let due = try books.run { context in
            try context.connection.dueWallets(
                by: try instant("2026-01-26T00:00:00Z"), in: context.book.number, limit: 9)
        }
        #expect(due == [CustomerNumber(2), CustomerNumber(3)])
    }

    @Test func `a wallet that only waits for a referral shows when its customer came`() throws {
        let books = try TestBooks(Self.programme)
        let code = try books.join("ada").referralCode
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.order("1", of: "bob", 100)
        #expect(try books.wallet("ada").updatedAt.rfc3339 == "2026-01-15T10:00:00Z")
    }

    @Test func `a friend's new name is news to the referrer`() throws {
        let books = try TestBooks(Self.programme)
        let ada = try books.join("ada")
        try books.join("bob", called: "Bob")
        try books.claim(ada.referralCode, by: "bob")
        let before = books.engine.store.counters.commit(touching: ada.number)
        try books.join("bob", called: "Rob")
        #expect(books.engine.store.counters.commit(touching: ada.number) > before)
        let labels = try books.read("ada") {
            try $0.referrals(of: $1, page: .init()).items.map(\.friendLabel)
        }
        #expect(labels == ["R•••"])
    }
}
