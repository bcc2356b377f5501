import Model
import Store
import Testing

@testable import Engine

/// What happened, told once, in the order in which it was written, and never of what was not kept.
struct EventTests {
    private static let programme = TestProgramme().with {
        $0.levels = [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000)]
        $0.rewards = [
            .init(id: "five-off", coins: 100, amount: 500, validDays: 30),
            .init(
                id: "known",
                document: """
                    {"id": "known", "kind": "fixed_amount", "coins": 10, "amount": 100, "title": "Known",
                     "valid_days": 30, "published_to_shop": true}
                    """),
        ]
        $0.triggers = [.init(id: "review", coins: 7)]
        $0.referral = .init(minimumOrder: 1_000)
    }

    private func books(_ names: String...) throws -> TestBooks {
        let books = try TestBooks(Self.programme)
        for name in names { try books.join(name) }
        return books
    }

    @Test func `each entry is told with what it says, beside the customer's beginning`() throws {
        let books = try books("one")
        try books.adjust("one", by: 30)
        try books.order("order-1", of: "one", 4_000)
        try books.order("order-1", of: "one", 4_000, state: .cancelled)
        #expect(
            try books.told() == [
                "customer_created one", "entry_recorded one adjustment 30 coins-1",
                "entry_recorded one earn 40 coins-2", "entry_recorded one clawback -40 coins-3",
            ])
    }

    @Test func `what falls due is told when it is written`() throws {
        let books = try TestBooks(Self.programme.with { $0.pendingDays = 2 })
        try books.join("one")
        try books.order("order-1", of: "one", 4_000)
        let before = try books.newestEvent()
        try books.move(to: "2026-02-01T00:00:00Z")
        #expect(try books.told(after: before).isEmpty)
        _ = try books.wallet("one")
        #expect(try books.told(after: before) == ["entry_recorded one release 0 coins-2"])
    }

    @Test func `a coupon's life is told step by step`() throws {
        let books = try books("one")
        try books.adjust("one", by: 400)
        let first = try books.newestEvent()
        let used = try books.redeem("five-off", by: "one").coupon
        try books.use(used.code, order: "order-9")
        try books.cancel(try books.redeem("five-off", by: "one").coupon.number, of: "one")
        try books.redeem("five-off", by: "one")
        let known = try books.redeem("known", by: "one").coupon
        try books.cancel(known.number, of: "one")
        try books.run { _ = try ConfirmCancelled.run(code: known.code, in: $0) }
        try books.move(to: "2026-03-01T00:00:00Z")
        _ = try books.wallet("one")
        let coupons = try books.told(after: first).filter { $0.hasPrefix("coupon_") }
        #expect(
            coupons == [
                "coupon_created one five-off", "coupon_used one five-off order-9",
                "coupon_created one five-off", "coupon_cancelled one five-off",
                "coupon_created one five-off", "coupon_created one known", "coupon_cancelling one known",
                "coupon_cancelled one known", "coupon_expired one five-off",
            ])
    }

    @Test func `a referral's states are told with both sides`() throws {
        let books = try books()
        let code = try books.join("one").referralCode
        try books.join("two")
        let first = try books.newestEvent()
        try books.claim(code, by: "two")
        try books.order("order-1", of: "two", 2_000)
        _ = try books.wallet("one")
        let referrals = try books.told(after: first).filter { $0.hasPrefix("referral_") }
        let who = "two 1 customer-one customer-two"
        #expect(
            referrals == [
                "referral_signed_up \(who)", "referral_qualified \(who)", "referral_rewarded \(who)",
            ])
    }

    @Test func `a tier is told when it is reached and when a refund takes it`() throws {
        let books = try books("one")
        try books.order("order-1", of: "one", 1_000)
        try books.order("order-2", of: "one", 60_000)
        try books.order("order-3", of: "one", 1_000)
        try books.order("order-2", of: "one", 60_000, state: .cancelled)
        let tiers = try books.told().filter { $0.hasPrefix("tier_") }
        #expect(tiers == ["tier_changed one base gold", "tier_changed one gold base"])
    }

    @Test(arguments: [false, true])
    func `a tier that comes with a merge, and goes with its undoing, is told`(hasBought: Bool) throws {
        let books = try books("one", "two")
        if hasBought { try books.order("order-1", of: "one", 1_000) }
        try books.order("order-2", of: "two", 60_000)
        let first = try books.newestEvent()
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        let tiers = try books.told(after: first).filter { $0.hasPrefix("tier_") }
        #expect(tiers == ["tier_changed one base gold", "tier_changed one gold base"])
    }

    @Test func `without tiers none is told`() throws {
        let books = try TestBooks()
        for name in ["one", "two"] {
            try books.join(name)
            try books.order("order-\(name)", of: name, 60_000)
        }
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        #expect(try books.told().filter { $0.hasPrefix("tier_") }.isEmpty)
    }

    @Test func `a merge and its undoing are told, and the coupons that move are not told anew`() throws {
        let books = try books("one", "two")
        try books.adjust("two", by: 300)
        let code = try books.redeem("five-off", by: "two").coupon.code
        let first = try books.newestEvent()
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        let told = try books.told(after: first).filter { !$0.hasPrefix("entry_") }
        #expect(told == ["customer_merged two customer-one", "customer_unmerged two customer-one"])
        // What was told of the coupon before is still found.
        try books.merge("two", into: "one")
        let coupons = try books.events(kind: .couponCreated)
        guard case .coupon(let coupon)? = coupons.first?.subject else {
            Issue.record("the coupon is told")
            return
        }
        #expect(coupon.code == code && coupons.count == 1)
    }

    @Test func `of an erased customer nothing personal is told (rule 11.4)`() throws {
        let books = try books("one")
        let code = try books.run { try $0.snapshot.customer(id("one")).referralCode }
        try books.join("two")
        try books.claim(code, by: "two")
        try books.adjust("two", by: 30)
        let two = try id("two")
        try books.run { _ = try EraseCustomer.run(two, in: $0) }
        #expect(
            try books.told() == [
                "customer_created one", "customer_created nobody",
                "referral_signed_up nobody 1 customer-one nobody",
                "entry_recorded nobody adjustment 30 coins-1", "customer_erased nobody",
            ])
        #expect(try books.rows("SELECT DISTINCT detail FROM events") == ["NULL"])
        let references = try books.rows("SELECT reference FROM events")
        #expect(references.allSatisfy { !$0.contains("two") }, "\(references)")
    }

    @Test func `a dry run, a refusal, a repeat and a loss leave nothing told`() throws {
        let books = try books("one")
        try books.adjust("one", by: 30)
        try books.order("order-1", of: "one", 4_000)
        try books.fire("review", by: "one")
        let before = try books.told()
        let one = try id("one")
        try books.run(isDryRun: true) {
            _ = try AdjustWallet.run(
                .init(customer: one, wallet: .coins, coins: 5, note: "", expiresOn: nil), in: $0)
        }
        #expect(refusal { try books.adjust("one", by: -1_000) } != nil)
        try books.order("order-1", of: "one", 4_000)
        try books.fire("review", by: "one")
        try books.join("one")
        struct Failure: Error {}
        #expect(throws: (any Error).self) {
            try books.run { context in
                _ = try AdjustWallet.run(
                    .init(customer: one, wallet: .coins, coins: 5, note: "", expiresOn: nil), in: context)
                throw Failure()
            }
        }
        #expect(try books.told() == before)
        // The next has the next number: none is left out.
        try books.adjust("one", by: 1)
        #expect(try books.events().map(\.number) == Array(1...Int64(before.count + 1)))
    }

    @Test func `another brand's and another mode's events are never told`() throws {
        let books = try books("one")
        try books.join("two", in: books.sandbox)
        try books.join("three", in: books.other)
        #expect(try books.told() == ["customer_created one"])
        #expect(try books.told(in: books.sandbox) == ["customer_created two"])
        #expect(try books.told(in: books.other) == ["customer_created three"])
    }

    @Test func `a page ends at its limit, and says whether there is more`() throws {
        let books = try books("one")
        for coins in 1...9 { try books.adjust("one", by: Coins(coins)) }
        let pages = try books.run { context in
            try [(nil, 4), (4, 6), (4, 7), (10, 5), (99, 5)].map { place, limit in
                try context.snapshot.events(after: place.map(Int64.init), kind: nil, limit: limit)
            }
        }
        #expect(
            pages.map { $0.items.map(\.number) } == [
                [1, 2, 3, 4], [5, 6, 7, 8, 9, 10], [5, 6, 7, 8, 9, 10], [], [],
            ])
        #expect(pages.map(\.next) == [4, 10, 10, 10, 99])
        #expect(pages.map(\.hasMore) == [true, false, false, false, false])
    }

    @Test func `a page that looks for a kind ends after so many events, and the next one goes on`() throws {
        let books = try books("one")
        for coins in 1...9 { try books.adjust("one", by: Coins(coins)) }
        try books.join("two")
        let pages = try books.run { context in
            try [Int64(0), 5, 10].map {
                try context.snapshot.events(after: $0, kind: .customerCreated, limit: 5, scannedMax: 5)
            }
        }
        #expect(pages.map { $0.items.map(\.number) } == [[1], [], [11]])
        #expect(pages.map(\.next) == [5, 10, 11])
        #expect(pages.map(\.hasMore) == [true, true, false])
        #expect(EventLimits.scannedMax == 5_000)
    }
}
