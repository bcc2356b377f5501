import Model
import Store
import Testing

@testable import Engine

extension TestBooks {
    @discardableResult
    func merge(_ merged: String, into survivor: String) throws -> MergeReceipt {
        let (merged, survivor) = (try id(merged), try id(survivor))
        return try run { try MergeCustomers.run(merged, into: survivor, in: $0) }
    }

    @discardableResult
    func unmerge(_ number: Int64, of survivor: String) throws -> MergeReceipt {
        let survivor = try id(survivor)
        return try run { try UndoMerge.run(number, of: survivor, in: $0) }
    }

    /// The codes of a customer's coupons, which every list of them has.
    func couponCodes(_ name: String) throws -> Set<String> {
        let lists = try read(name) { snapshot, customer in
            let states = Set(CouponState.allCases)
            let counted = try [true, false].map { isAscending in
                try snapshot.countedCoupons(
                    of: customer, page: OffsetPage(limit: 50, isAscending: isAscending))
            }
            #expect(counted.allSatisfy { $0.count == Int64($0.items.count) })
            let byState = try states.flatMap {
                try snapshot.coupons(of: customer, page: .init(), state: $0).items
            }
            return try counted.map { $0.items.map(\.code) } + [
                snapshot.coupons(of: customer, page: .init(), state: nil).items.map(\.code),
                byState.map(\.code),
            ]
        }
        let sets = Set(lists.map { Set($0) })
        #expect(sets.count == 1)
        return sets.first ?? []
    }

    /// What `verify` says.
    var proof: [String] { get throws { try Verification.run(on: engine).faults.map(\.description) } }
}

/// Merging two customers, and taking them apart (rule 11.6).
struct MergeTests {
    private static let tiered = TestProgramme().with {
        $0.levels = [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000)]
        $0.rewards = [.init(id: "five-off", coins: 100, amount: 500, validDays: 30)]
        $0.triggers = [.init(id: "review", coins: 7)]
        $0.referral = .init(minimumOrder: 1_000)
    }

    private func books(_ programme: TestProgramme = tiered) throws -> TestBooks {
        let books = try TestBooks(programme)
        for name in ["one", "two", "three"] { try books.join(name) }
        return books
    }

    @Test func `merging moves the lots with their dates, and both ledgers say so (rule 11.6)`() throws {
        let books = try books()
        try books.adjust("one", by: 10, lastDay: "2026-03-31")
        try books.adjust("two", by: 30, lastDay: "2026-02-28")
        try books.adjust("two", by: 5)
        try books.adjust("two", by: 400, wallet: .credits)
        let receipt = try books.merge("two", into: "one")
        #expect(receipt.moved.coins == 35 && receipt.moved.credits == 400)
        #expect(receipt.wallet.available == 45)
        #expect(
            try books.lots("one").sorted() == [
                "10 until 2026-04-01T00:00:00Z", "30 until 2026-03-01T00:00:00Z", "400 until never",
                "5 until never",
            ])
        #expect(
            try books.history("one") == [
                "adjustment 10 → 10", "merge 0 → 10", "merge 30 → 40", "merge 5 → 45",
            ])
        #expect(
            try books.rows(
                """
                SELECT kind || ' ' || coins || ' → ' || available_after FROM entries
                WHERE customer = 2 AND wallet = 1 ORDER BY sequence
                """) == ["adjustment 30 → 30", "adjustment 5 → 35", "merge -30 → 5", "merge -5 → 0"])
        #expect(try books.proof.isEmpty)
        try books.move(to: "2026-03-01T00:00:00Z")
        #expect(try books.wallet("one").available == 15)
        #expect(try books.proof.isEmpty)
    }

    @Test func `the merged id leads to the survivor for reads and writes`() throws {
        let books = try books()
        try books.merge("two", into: "one")
        try books.adjust("two", by: 8)
        #expect(try books.wallet("one").available == 8 && books.wallet("two").available == 8)
        let found = try books.read("two") { _, customer in customer.id }
        #expect(try found == id("one"))
    }

    @Test func `pending coins, debt and unused coupons come along`() throws {
        let books = try books(Self.tiered.with { $0.pendingDays = 3 })
        try books.adjust("one", by: 20)
        try books.adjust("two", by: 120)
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.order("order-1", of: "two", 4_000)
        let receipt = try books.merge("two", into: "one")
        #expect(receipt.moved.coupons == 1 && receipt.moved.orders == 1)
        let wallet = try books.wallet("one")
        #expect(wallet.available == 40 && wallet.pending == 40)
        let used = try books.use(coupon.code, by: "one", order: "order-9", cart: 5_000, currency: "USD")
        #expect(try used.customerID == id("one"))
        try books.move(to: "2026-01-19T00:00:00Z")
        #expect(try books.wallet("one").available == 80)
        #expect(try books.proof.isEmpty)
    }

    @Test func `what a coupon cost that comes along is counted as spent once, there and back (rule 11.6)`()
        throws
    {
        let books = try books()
        try books.adjust("one", by: 40)
        try books.adjust("two", by: 130)
        try books.redeem("five-off", by: "two")
        let merge = try books.merge("two", into: "one").merge
        #expect(try books.wallet("one").available == 70)
        #expect(try books.wallet("one").lifetimeSpent == 100)
        try books.unmerge(merge.number, of: "one")
        #expect(try books.wallet("one").lifetimeSpent == 0)
        #expect(try books.wallet("two").lifetimeSpent == 100)
        #expect(try books.proof == [])
    }

    @Test func `after a merge and its undoing each has their own coupon, and no trace of the other's`() throws
    {
        let books = try books()
        for name in ["one", "two"] { try books.adjust(name, by: 500) }
        let codes = [
            "one": try books.redeem("five-off", by: "one").coupon.code,
            "two": try books.redeem("five-off", by: "two").coupon.code,
        ]
        let merge = try books.merge("two", into: "one")
        #expect(try books.couponCodes("one") == Set(codes.values))
        try books.unmerge(merge.merge.number, of: "one")
        for (name, code) in codes {
            #expect(try books.couponCodes(name) == [code])
            let facts = try books.read(name) { try $0.screenFacts(.coupons, of: $1, page: .init()) }
            #expect(!"\(facts)".contains("~"))
        }
        #expect(try books.proof.isEmpty)
    }

    @Test func `a coupon that came along gives its coins back to the lots it came from`() throws {
        let books = try books()
        try books.adjust("two", by: 100, lastDay: "2026-06-30")
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.merge("two", into: "one")
        let number = try books.number("SELECT number FROM coupons WHERE code = '\(coupon.code)'")
        try books.cancel(number, of: "one")
        #expect(try books.lots("one") == ["100 until 2026-07-01T00:00:00Z"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `debt comes along and is paid from what is there`() throws {
        let books = try books()
        try books.order("order-1", of: "two", 5_000)
        try books.adjust("two", by: -30)
        try books.order("order-1", of: "two", 5_000, state: .cancelled)
        #expect(try books.wallet("two").available == -30)
        try books.adjust("one", by: 20)
        let receipt = try books.merge("two", into: "one")
        #expect(receipt.moved.debt == 30 && receipt.wallet.available == -10)
        #expect(try books.proof.isEmpty)
        try books.unmerge(1, of: "one")
        #expect(try books.wallet("one").available == 0 && books.wallet("two").available == -10)
        #expect(try books.proof.isEmpty)
    }

    @Test func `an order that came along is refunded from the survivor (rules 5.4, 11.6)`() throws {
        let books = try books()
        try books.order("order-1", of: "two", 5_000)
        try books.order("order-2", of: "two", 3_000)
        try books.adjust("two", by: -30)
        try books.merge("two", into: "one")
        #expect(try books.wallet("one").available == 50)
        try books.order("order-2", of: "one", 3_000, state: .cancelled)
        #expect(try books.wallet("one").available == 20)
        try books.order("order-1", of: "two", 5_000, state: .cancelled)
        #expect(try books.wallet("one").available == -30)
        #expect(try books.proof.isEmpty)
    }

    @Test func `coins spent on an order come back to the survivor when it is cancelled`() throws {
        let books = try books()
        try books.adjust("two", by: 150, lastDay: "2026-06-30")
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.use(coupon.code, by: "two", order: "order-1", cart: 4_000, currency: "USD")
        try books.order("order-1", of: "two", 4_000)
        try books.merge("two", into: "one")
        #expect(try books.wallet("one").available == 90)
        try books.order("order-1", of: "one", 4_000, state: .cancelled)
        #expect(try books.wallet("one").available == 150)
        #expect(try books.proof.isEmpty)
    }

    @Test func `the better tier, the spend and rewarded actions are the survivor's (rule 11.6)`() throws {
        let books = try books()
        try books.order("order-1", of: "one", 10_000)
        try books.order("order-2", of: "two", 60_000)
        try books.fire("review", by: "two")
        try books.merge("two", into: "one")
        let tier = try books.rows("SELECT tier || ' ' || lifetime_spend FROM standings WHERE customer = 1")
        #expect(tier == ["gold 70000"])
        let again = try books.fire("review", by: "one")
        #expect(again.outcome.code == "already_awarded")
        #expect(try books.proof.isEmpty)
        try books.unmerge(1, of: "one")
        let after = try books.rows(
            "SELECT tier || ' ' || lifetime_spend FROM standings WHERE customer < 3 ORDER BY customer")
        #expect(after == ["base 10000", "gold 60000"])
        #expect(try books.fire("review", by: "one").outcome.code == "awarded")
        #expect(try books.proof.isEmpty)
    }

    @Test func `a tier that only both together have reached is reached by the merge (rules 9.3, 11.6)`()
        throws
    {
        let books = try books()
        try books.order("order-1", of: "one", 30_000)
        try books.order("order-2", of: "two", 20_000)
        try books.merge("two", into: "one")
        let tier = "SELECT tier || ' ' || lifetime_spend FROM standings WHERE customer = 1"
        #expect(try books.rows(tier) == ["gold 50000"])
        #expect(try books.proof.isEmpty)
        try books.unmerge(1, of: "one")
        #expect(try books.rows(tier) == ["base 30000"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `an order that came along with a merge is explained as before`() throws {
        let books = try books()
        try books.order("order-1", of: "two", 4_000)
        func words() throws -> String {
            try books.read("one") { snapshot, _ in
                try snapshot.explanation(of: try #require(OrderID("order-1"))).text
            }
        }
        let before = try words()
        #expect(before.contains("order-1") && before.contains("40 coins"))
        try books.merge("two", into: "one")
        #expect(try words() == before)
        try books.unmerge(1, of: "one")
        #expect(try words() == before)
    }

    @Test func `referral links keep their other side (rule 11.6)`() throws {
        let books = try books()
        let code = try books.read("two") { _, customer in customer.referralCode }
        try books.claim(code, by: "three")
        try books.merge("two", into: "one")
        try books.order("order-1", of: "three", 2_000)
        #expect(try books.wallet("one").available == 50)
        #expect(try books.wallet("three").available == 30 + 20)
        try books.join("four")
        try books.claim(code, by: "four")
        #expect(try books.rows("SELECT referrer FROM referrals ORDER BY friend") == ["1", "1"])
        try books.unmerge(1, of: "one")
        #expect(try books.rows("SELECT referrer FROM referrals ORDER BY friend") == ["2", "1"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `contact data fills what is missing, and a block stays`() throws {
        let books = try books()
        try books.join("one", email: "one@shop.test")
        try books.join("two", email: "two@shop.test", mobile: "+491701234567", called: "Two")
        try books.run { context in
            _ = try BlockCustomer.run(try id("two"), isBlocked: true, reason: "fraud", in: context)
        }
        try books.merge("two", into: "one")
        let customer = try books.read("one") { _, customer in customer }
        #expect(customer.name == "Two" && customer.email == "one@shop.test" && customer.isBlocked)
        #expect(customer.mobile == "+491701234567")
        try books.unmerge(1, of: "one")
        let after = try books.read("one") { _, customer in customer }
        #expect(after.name == nil && after.mobile == nil && !after.isBlocked)
        #expect(try books.read("two") { _, customer in customer.name } == "Two")
    }

    @Test func `taking apart gives back what is left, and what was spent stays spent (rule 11.6)`() throws {
        let books = try books()
        try books.adjust("one", by: 50, lastDay: "2026-12-31")
        try books.adjust("two", by: 40, lastDay: "2026-02-28")
        try books.adjust("two", by: 60, lastDay: "2026-03-31")
        try books.merge("two", into: "one")
        // Soonest-expiring first: all 40 and 10 of the 60.
        try books.adjust("one", by: -50)
        let receipt = try books.unmerge(1, of: "one")
        #expect(receipt.moved.coins == 50 && receipt.wallet.available == 50)
        #expect(try books.lots("two") == ["50 until 2026-04-01T00:00:00Z"])
        #expect(try books.wallet("two").available == 50)
        #expect(try books.proof.isEmpty)
        #expect(refusal { try books.unmerge(1, of: "one") } == .mergeNotUndoable)
    }

    @Test func `an untouched merge that is taken apart leaves everybody what they had`() throws {
        let books = try books()
        try books.adjust("one", by: 11, lastDay: "2026-06-30")
        try books.adjust("two", by: 130, lastDay: "2026-05-31")
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.order("order-1", of: "two", 4_000)
        let before = try (books.lots("one"), books.lots("two").sorted())
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        let after = try (books.lots("one"), books.lots("two").sorted())
        #expect(before == after)
        #expect(try books.use(coupon.code, by: "two", cart: 5_000, currency: "USD").coupon.state == .used)
        try books.order("order-1", of: "two", 4_000, state: .cancelled)
        #expect(try books.wallet("two").available == 30 && books.wallet("one").available == 11)
        #expect(try books.proof.isEmpty)
    }

    @Test func `merges may follow one another, and come apart in the reverse order`() throws {
        let books = try books()
        try books.adjust("one", by: 1)
        try books.adjust("two", by: 2)
        try books.adjust("three", by: 4)
        try books.merge("one", into: "two")
        try books.merge("two", into: "three")
        #expect(try books.wallet("one").available == 7)
        #expect(refusal { try books.unmerge(1, of: "two") } == .mergeNotUndoable)
        #expect(refusal { try books.unmerge(7, of: "three") } == .mergeNotFound)
        try books.unmerge(2, of: "three")
        #expect(try books.wallet("one").available == 3 && books.wallet("three").available == 4)
        try books.unmerge(1, of: "two")
        let left = try ["one", "two", "three"].map { try books.wallet($0).available }
        #expect(left == [1, 2, 4])
        #expect(try books.proof.isEmpty)
    }

    @Test func `one customer is not merged with itself, nor twice`() throws {
        let books = try books()
        #expect(refusal { try books.merge("one", into: "one") } == .mergeSameCustomer)
        try books.merge("two", into: "one")
        #expect(refusal { try books.merge("two", into: "one") } == .mergeSameCustomer)
        #expect(refusal { try books.merge("one", into: "two") } == .mergeSameCustomer)
        #expect(refusal { try books.merge("nobody", into: "one") } == .customerNotFound)
    }

    @Test func `a merge that would pass the largest balance changes nothing`() throws {
        let books = try books()
        for _ in 0..<600 { try books.adjust("one", by: CoinLimits.perEntryMax) }
        for _ in 0..<401 { try books.adjust("two", by: CoinLimits.perEntryMax) }
        #expect(refusal { try books.merge("two", into: "one") } == .balanceLimit)
        #expect(try books.wallet("two").available == 401 * CoinLimits.perEntryMax)
        #expect(try books.proof.isEmpty)
    }
}
