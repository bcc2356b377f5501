import Model
import Store
import Testing

@testable import Engine

/// What merges leave in the books, and what taking them apart gives back, to the coin (rule 11.6).
struct MergeUndoTests {
    private func books(_ change: (inout TestProgramme) -> Void = { _ in }) throws -> TestBooks {
        let programme = TestProgramme().with {
            $0.rewards = [.init(id: "five-off", coins: 100, amount: 500, validDays: 30)]
        }
        let books = try TestBooks(programme.with(change))
        for name in ["one", "two", "three"] { try books.join(name) }
        return books
    }

    /// What a customer has, as `available, pending`.
    private func coins(_ name: String, _ books: TestBooks) throws -> [Coins] {
        let wallet = try books.wallet(name)
        return [wallet.available, wallet.pending]
    }

    /// A row of ``returned``: what happens to the order after the merge was undone, and what is pending after each step.
    enum Return: Sendable { case refund(Int64?), cancel }

    @Test(
        "after an undone merge a refund takes what is pending first (rules 5.3, 5.4, 11.6)",
        arguments: [
            Row("all of it", [(Return.refund(nil), Coins(0))]),
            Row("cancelled", [(.cancel, 0)]),
            Row("half, then the rest", [(.refund(25_000), 250), (.refund(nil), 0)]),
            Row("a part, then cancelled", [(.refund(10_000), 400), (.cancel, 0)]),
        ])
    func returned(_ row: Row<[(Return, Coins)]>) throws {
        let books = try books { $0.pendingDays = 3 }
        try books.adjust("two", by: 100)
        try books.order("order-1", of: "two", 50_000)
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        #expect(try coins("two", books) == [100, 500])
        for (number, step) in row.value.enumerated() {
            switch step.0 {
            case .refund(let amount): try books.refund("order-1", "refund-\(number)", amount: amount)
            case .cancel: try books.order("order-1", of: "two", 50_000, state: .cancelled)
            }
            #expect(try coins("two", books) == [100, step.1])
        }
        #expect(try books.order("order-1").takenBack == 500)
        try books.move(to: "2026-01-20T00:00:00Z")
        #expect(try coins("two", books) == [100, 0] && coins("one", books) == [0, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `an award is found however often its customer was merged and taken apart`() throws {
        let books = try books { $0.pendingDays = 3 }
        try books.order("order-1", of: "two", 50_000)
        for number in [Int64(1), 2] {
            try books.merge("two", into: "one")
            try books.unmerge(number, of: "one")
        }
        try books.refund("order-1", "refund-1", amount: 20_000)
        #expect(try coins("two", books) == [0, 300])
        // While the third merge stands, it is the survivor's.
        try books.merge("two", into: "three")
        try books.refund("order-1", "refund-2", amount: 20_000)
        #expect(try coins("three", books) == [0, 100])
        try books.unmerge(3, of: "three")
        try books.refund("order-1", "refund-3")
        #expect(try coins("two", books) == [0, 0] && coins("three", books) == [0, 0])
        #expect(try books.order("order-1").takenBack == 500)
        #expect(try books.proof.isEmpty)
    }

    @Test func `an award of a customer who came along twice is found on each way back`() throws {
        let books = try books { $0.pendingDays = 3 }
        try books.order("order-1", of: "one", 50_000)
        try books.merge("one", into: "two")
        try books.merge("two", into: "three")
        try books.unmerge(2, of: "three")
        try books.refund("order-1", "refund-1", amount: 20_000)
        #expect(try coins("two", books) == [0, 300])
        try books.unmerge(1, of: "two")
        try books.refund("order-1", "refund-2")
        for name in ["one", "two", "three"] { #expect(try coins(name, books) == [0, 0]) }
        #expect(try books.proof.isEmpty)
    }

    @Test func `coins that lapsed while a merge stood are not owed after it was undone (rules 5.5, 11.6)`()
        throws
    {
        let books = try books { $0.expiry = .days(10) }
        try books.order("order-1", of: "two", 5_000)
        try books.merge("two", into: "one")
        try books.adjust("one", by: -20)
        try books.move(to: "2026-02-01T00:00:00Z")
        #expect(try coins("one", books) == [0, 0])
        try books.unmerge(1, of: "one")
        // 50 were awarded, 20 spent and 30 lapsed.
        try books.order("order-1", of: "two", 5_000, state: .cancelled)
        #expect(try coins("two", books) == [-20, 0])
        #expect(try books.proof.isEmpty)
    }

    /// `two` owes 100 coins and has two coupons of 100 each; `one` has 50.
    private func indebted() throws -> TestBooks {
        let books = try books()
        try books.order("order-1", of: "two", 10_000)
        try books.adjust("two", by: -100)
        try books.adjust("two", by: 200)
        for _ in 0..<2 { try books.redeem("five-off", by: "two") }
        try books.order("order-1", of: "two", 10_000, state: .cancelled)
        try books.adjust("one", by: 50)
        #expect(try coins("two", books) == [-100, 0])
        return books
    }

    @Test func `coupons that stayed with a debt lapse on their day after an undone merge (rules 4.6, 11.6)`()
        throws
    {
        let books = try indebted()
        try books.merge("two", into: "one")
        #expect(try coins("one", books) == [-50, 0])
        try books.unmerge(1, of: "one")
        // 50 of the debt were paid while the merge stood.
        #expect(try coins("one", books) == [0, 0] && coins("two", books) == [-50, 0])
        #expect(try books.proof.isEmpty)
        try books.move(to: "2026-02-20T00:00:00Z")
        #expect(try coins("two", books) == [150, 0] && coins("one", books) == [0, 0])
        #expect(try books.rows("SELECT DISTINCT state FROM coupons") == ["expired"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `coupons that stayed with a debt lapse for the survivor while the merge stands`() throws {
        let books = try indebted()
        try books.merge("two", into: "one")
        #expect(try books.proof.isEmpty)
        // Whoever only reads the survivor's wallet must know that something falls due.
        let due = "SELECT DISTINCT next_due_at < 9223372036854775807 FROM wallets WHERE wallet = 1"
        #expect(try books.rows(due) == ["1"])
        try books.move(to: "2026-02-20T00:00:00Z")
        #expect(try coins("one", books) == [150, 0])
        #expect(try books.rows("SELECT DISTINCT state FROM coupons") == ["expired"])
        #expect(
            try books.rows("SELECT DISTINCT next_due_at = 9223372036854775807 FROM wallets") == ["1"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `coupons that went back lapse on their day (rules 4.6, 11.6)`() throws {
        let books = try books()
        try books.adjust("two", by: 230)
        for _ in 0..<2 { try books.redeem("five-off", by: "two") }
        try books.merge("two", into: "one")
        #expect(try coins("one", books) == [30, 0])
        try books.unmerge(1, of: "one")
        #expect(try coins("two", books) == [30, 0])
        #expect(try books.proof.isEmpty)
        try books.move(to: "2026-02-20T00:00:00Z")
        #expect(try coins("two", books) == [230, 0] && coins("one", books) == [0, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `the birthday of a merged customer is paid again once the merge is undone`() throws {
        let books = try books {
            $0.levels = [.init(id: "base", threshold: 0, birthdayBonus: 7)]
        }
        let born = try #require(LocalDate(iso: "1990-03-01"))
        let two = try id("two")
        try books.run { context in
            _ = try UpsertCustomer.run(UpsertCustomer.Input(id: two, birthday: born), in: context)
        }
        try books.merge("two", into: "one")
        try books.unmerge(1, of: "one")
        #expect(try books.proof.isEmpty)
        try books.move(to: "2026-03-02T00:00:00Z")
        #expect(try coins("two", books) == [7, 0] && coins("one", books) == [0, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test(
        "a survivor without orders begins anew when the merge is undone (rule 11.6)",
        arguments: [
            Row("for ever", TestProgramme.Window.lifetime), Row("rolling", .rollingMonths(12)),
            Row("by the year", .calendarYear),
        ])
    func tier(_ row: Row<TestProgramme.Window>) throws {
        let books = try books {
            $0.window = row.value
            $0.levels = [
                .init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000, basisPoints: 20_000),
            ]
        }
        let places =
            "SELECT customer || ' ' || tier || ' ' || lifetime_spend FROM standings ORDER BY customer"
        try books.order("order-1", of: "two", 60_000)
        try books.merge("two", into: "one")
        #expect(try books.rows(places) == ["1 gold 60000", "2 gold 0"])
        try books.unmerge(1, of: "one")
        #expect(try books.rows(places) == ["1 base 0", "2 gold 60000"])
        let tier = try books.read("one") { snapshot, customer in try snapshot.tier(of: customer) }
        #expect(tier?.counted == 0 && tier?.validUntil == nil)
        try books.order("order-2", of: "one", 10_000)
        try books.order("order-3", of: "two", 10_000)
        // 600 of the first order, at one coin per 100; then twice as much for gold only.
        #expect(try coins("one", books) == [100, 0] && coins("two", books) == [800, 0])
        #expect(try books.proof.isEmpty)
    }

    @Test func `what a survivor without a tier has reached since by itself stays`() throws {
        let books = try books {
            $0.levels = [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 50_000)]
        }
        try books.order("order-1", of: "two", 60_000)
        try books.merge("two", into: "one")
        try books.order("order-2", of: "one", 55_000)
        try books.unmerge(1, of: "one")
        let tier = try books.rows("SELECT tier || ' ' || lifetime_spend FROM standings WHERE customer = 1")
        #expect(tier == ["gold 55000"])
        #expect(try books.proof.isEmpty)
    }

    @Test func `the lifetime totals of both are the survivor's, each coin once`() throws {
        let books = try books()
        func totals(_ name: String) throws -> [Coins] {
            let wallet = try books.wallet(name)
            return [wallet.lifetimeEarned, wallet.lifetimeSpent, wallet.lifetimeExpired]
        }
        for name in ["one", "two"] { try books.adjust(name, by: 1_000) }
        try books.redeem("five-off", by: "one")
        for _ in 0..<3 { try books.redeem("five-off", by: "two") }
        // One of the four is used before: it does not come along, but what it cost was spent.
        let used = try books.redeem("five-off", by: "two").coupon
        try books.use(used.code, by: "two", cart: 5_000, currency: "USD")
        try books.move(to: "2026-01-16T00:00:00Z")
        try books.merge("two", into: "one")
        #expect(try totals("one") == [2_000, 500, 0])
        #expect(try coins("one", books) == [1_500, 0])
        let past =
            "SELECT spent_after FROM entries WHERE customer = 1 AND wallet = 1 ORDER BY sequence DESC LIMIT 1"
        #expect(try books.number(past) == 500)
        try books.unmerge(1, of: "one")
        #expect(try totals("one") == [1_000, 100, 0] && totals("two") == [1_000, 400, 0])
        // A third customer takes both along.
        try books.merge("two", into: "one")
        try books.merge("one", into: "three")
        #expect(try totals("three") == [2_000, 500, 0])
        try books.unmerge(3, of: "three")
        #expect(try totals("three") == [0, 0, 0] && totals("one") == [2_000, 500, 0])
        #expect(try books.proof.isEmpty)
    }
}
