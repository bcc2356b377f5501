import Model
import Store
import Testing

@testable import Engine

/// What comes into the ledger of one who was merged goes on to whoever goes on, and back again when the merge is undone
/// (rule 11.6).
struct MergeHomecomingTests {
    private static let programme = TestProgramme().with {
        $0.levels = [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000)]
        $0.rewards = [.init(id: "five-off", coins: 100, amount: 500, validDays: 30)]
        $0.referral = .init(minimumOrder: 1_000)
    }

    private func books(_ change: (inout TestProgramme) -> Void = { _ in }) throws -> TestBooks {
        let books = try TestBooks(Self.programme.with(change))
        for name in ["one", "two", "three", "four"] { try books.join(name) }
        return books
    }

    private func available(_ names: [String], _ books: TestBooks) throws -> [Coins] {
        try names.map { try books.wallet($0).available }
    }

    /// `two` has spent 100 of 150 coins on an order of `four`.
    private func spent(_ books: TestBooks, lastDay: String? = nil) throws {
        try books.adjust("two", by: 150, lastDay: lastDay)
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.use(coupon.code, by: "two", order: "order-1", cart: 400, currency: "USD")
        try books.order("order-1", of: "four", 400)
    }

    @Test func `coins come home at once, through each merge on the way, and go back the same way`() throws {
        let books = try books()
        try spent(books)
        try books.merge("two", into: "one")
        try books.merge("one", into: "three")
        try books.order("order-1", of: "four", 400, state: .cancelled)
        // Nobody has asked for them since.
        let last = "SELECT group_concat(available, ' ') FROM wallets WHERE wallet = 1 AND customer < 4"
        #expect(try books.rows(last) == ["0 0 150"])
        #expect(
            try books.rows(
                """
                SELECT kind || ' ' || coins FROM entries WHERE customer = 1 AND wallet = 1 ORDER BY sequence
                """) == ["merge 0", "merge 50", "merge -50", "merge 100", "merge -100"])
        try books.unmerge(2, of: "three")
        #expect(try available(["one", "three"], books) == [150, 0])
        try books.unmerge(1, of: "one")
        #expect(try available(["one", "two", "three"], books) == [0, 150, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `what lapses on its way home is not owed by the order that earned it (rules 5.4, 5.5)`()
        throws
    {
        let books = try books { $0.expiry = .days(10) }
        try books.order("order-2", of: "two", 10_000)
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.use(coupon.code, by: "two", order: "order-1", cart: 400, currency: "USD")
        try books.order("order-1", of: "four", 400)
        try books.merge("two", into: "one")
        // Past the date of the coins, and past their grace.
        try books.move(to: "2026-03-15T00:00:00Z")
        try books.order("order-1", of: "four", 400, state: .cancelled)
        #expect(try available(["one"], books) == [0])
        try books.order("order-2", of: "two", 10_000, state: .cancelled)
        #expect(try available(["one"], books) == [0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `what comes home late and lapses there is not owed either (rules 5.4, 5.5)`() throws {
        let books = try books { $0.expiry = .days(60) }
        try books.order("order-2", of: "two", 15_000)
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.use(coupon.code, by: "two", order: "order-1", cart: 400, currency: "USD")
        try books.order("order-1", of: "four", 400)
        // 50 go along now and 100 come later: two lots of one award.
        try books.merge("two", into: "one")
        try books.order("order-1", of: "four", 400, state: .cancelled)
        #expect(try available(["one"], books) == [150])
        try books.move(to: "2026-06-01T00:00:00Z")
        #expect(try available(["one"], books) == [0])
        try books.order("order-2", of: "two", 15_000, state: .cancelled)
        #expect(try available(["one"], books) == [0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a coupon that came with an earlier merge goes back with that`() throws {
        let books = try books()
        try books.adjust("two", by: 150)
        try books.redeem("five-off", by: "two")
        try books.merge("two", into: "one")
        try books.merge("one", into: "three")
        try books.unmerge(2, of: "three")
        try books.unmerge(1, of: "one")
        let owner = "SELECT DISTINCT customer FROM coupons WHERE state = 'active'"
        #expect(try books.rows(owner) == ["2"])
        #expect(try available(["one", "two", "three"], books) == [0, 50, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a coupon that comes along to a debt keeps its coins, and the rest repays it (rule 3.2)`()
        throws
    {
        let books = try books()
        try books.order("order-1", of: "one", 10_000)
        try books.adjust("one", by: -100)
        try books.order("order-1", of: "one", 10_000, state: .cancelled)
        try books.adjust("two", by: 100, lastDay: "2026-03-31")
        try books.redeem("five-off", by: "two")
        try books.adjust("two", by: 130)
        #expect(try available(["one", "two"], books) == [-100, 130])
        try books.merge("two", into: "one")
        #expect(try available(["one"], books) == [30])
        #expect(try books.lots("one").contains("30 until never"))
        #expect(try books.proof == [])
    }

    @Test func `a referral goes back although its friend was merged meanwhile`() throws {
        let books = try books()
        let code = try books.read("two") { _, customer in customer.referralCode }
        try books.claim(code, by: "three")
        try books.merge("two", into: "one")
        try books.merge("three", into: "four")
        try books.unmerge(1, of: "one")
        #expect(try books.rows("SELECT friend || ' by ' || referrer FROM referrals") == ["4 by 2"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a referral between two who became one is rejected, and is waited for no more (rule 10.1)`()
        throws
    {
        let books = try books { $0.referral = .init(minimumOrder: 1_000, holdDays: 14) }
        let code = try books.read("two") { _, customer in customer.referralCode }
        try books.claim(code, by: "one")
        try books.merge("two", into: "one")
        try books.order("order-1", of: "one", 2_000)
        try books.refund("order-1", "refund-1")
        try books.move(to: "2026-03-02T00:00:00Z")
        #expect(try available(["one"], books) == [0])
        #expect(try books.proof == [])
    }

    @Test func `a merge is no redemption: it keeps no coins alive (rules 4.1, 11.6)`() throws {
        let books = try books {
            $0.expiryDocument = #"{"kind": "inactivity", "unit": "days", "after": 60}"#
        }
        try books.adjust("one", by: 10, lastDay: "2026-02-28")
        try books.adjust("two", by: 100)
        try books.redeem("five-off", by: "two")
        try books.move(to: "2026-01-20T00:00:00Z")
        try books.merge("two", into: "one")
        #expect(try books.lots("one").contains("10 until 2026-03-01T00:00:00Z"))
    }

    @Test func `a birthday that came along is looked out for (rule 11.6)`() throws {
        let books = try books { $0.levels = [.init(id: "base", threshold: 0, birthdayBonus: 7)] }
        let born = try #require(LocalDate(iso: "1990-03-01"))
        let two = try id("two")
        try books.run { context in
            _ = try UpsertCustomer.run(UpsertCustomer.Input(id: two, birthday: born), in: context)
        }
        try books.merge("two", into: "one")
        try books.move(to: "2026-03-02T00:00:00Z")
        #expect(try available(["one"], books) == [7])
        // This year's is paid, whoever has it.
        try books.unmerge(1, of: "one")
        try books.move(to: "2027-03-02T00:00:00Z")
        #expect(try available(["one", "two"], books) == [7, 7])
        #expect(try books.proof.isEmpty)
    }

    @Test func `a shop may name the owner of a coupon by the merged id (rules 8.3, 11.6)`() throws {
        let books = try books()
        try books.adjust("two", by: 100)
        let coupon = try books.redeem("five-off", by: "two").coupon
        try books.merge("two", into: "one")
        #expect(
            refusal { try books.use(coupon.code, by: "three", order: "order-1", cart: 900, currency: "USD") }
                == .couponOfAnotherCustomer)
        let used = try books.use(coupon.code, by: "two", order: "order-1", cart: 900, currency: "USD")
        #expect(try used.customerID == id("one"))
    }

    @Test
    func `a first order that was paid while the merge stood counts for whom it goes back to (rule 9.3)`()
        throws
    {
        let books = try books()
        try books.order("order-1", of: "two", 60_000, state: .created)
        try books.merge("two", into: "one")
        try books.order("order-1", of: "one", 60_000)
        try books.unmerge(1, of: "one")
        #expect(try books.proof.isEmpty)
    }
}
