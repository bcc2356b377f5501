import Model
import Testing

@testable import Engine

struct AdjustWalletTests {
    @Test func `a credit and a debit are entries with a reason and an author`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 500)
        let receipt = try books.adjust("ada", by: -120)
        #expect(receipt.entry.id.description == "coins-2")
        #expect(receipt.entry.kind == .adjustment)
        #expect(receipt.entry.note == "by hand")
        #expect(receipt.entry.actor == "key:1")
        #expect(receipt.wallet.available == 380)
        #expect(receipt.wallet.lifetimeEarned == 500)
        #expect(receipt.wallet.lifetimeSpent == 120)
        #expect(try books.history("ada") == ["adjustment 500 → 500", "adjustment -120 → 380"])
    }

    @Test func `what a caller tells the customer is kept beside the coins, with the caller's reference`()
        throws
    {
        let books = try TestBooks()
        try books.join("ada")
        let ada = try id("ada")
        let told = ToldText(title: "A\ngift", description: "one\ntwo")
        let receipt = try books.run { context in
            try AdjustWallet.run(
                .init(customer: ada, wallet: .coins, coins: 5, note: "", told: told, reference: "ref-1"),
                in: context)
        }
        #expect(receipt.entry.told == ToldText(title: "A gift", description: "one\ntwo"))
        #expect(receipt.entry.source == Source(.adjustment, "ref-1"))
        // What a person notes is told to nobody.
        #expect(try books.adjust("ada", by: 5).entry.told == nil)
    }

    @Test func `credits lie in a wallet of their own, and do not lapse by the coins' policy`() throws {
        let books = try TestBooks(TestProgramme(expiry: .days(1)))
        try books.join("ada")
        try books.adjust("ada", by: 40, wallet: .credits)
        try books.adjust("ada", by: 7)
        try books.move(to: "2026-06-01T00:00:00Z")
        #expect(try books.wallet("ada", .credits).available == 40)
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.history("ada", .credits) == ["adjustment 40 → 40"])
    }

    @Test func `a credit may name its own last day`() throws {
        let books = try TestBooks(TestProgramme(zone: "America/New_York", expiry: .months(12)))
        try books.join("ada")
        try books.adjust("ada", by: 10, lastDay: "2026-03-07")
        try books.adjust("ada", by: 20)
        #expect(try books.lots("ada") == ["10 until 2026-03-08T05:00:00Z", "20 until 2027-01-16T05:00:00Z"])
        #expect(try books.wallet("ada").expiries.map(\.coins) == [10, 20])
    }

    @Test func `a credit whose last day has passed in the brand's zone is refused, today's is not`() throws {
        // In New York it is 05:00 on the 15th.
        let books = try TestBooks(TestProgramme(zone: "America/New_York"))
        try books.join("ada")
        let pointers: [String]
        do {
            _ = try books.adjust("ada", by: 10, lastDay: "2026-01-14")
            pointers = []
        } catch EngineError.invalid(let input) {
            pointers = input.errors.map { "\($0.pointer) \($0.code)" }
        }
        #expect(pointers == ["#/expires_on out_of_range"])
        try books.adjust("ada", by: 7, lastDay: "2026-01-15")
        #expect(try books.lots("ada") == ["7 until 2026-01-16T05:00:00Z"])
        #expect(try books.history("ada") == ["adjustment 7 → 7"])
    }

    static let refusals = [
        Row("nobody of that id", ("nobody", -999 as Coins, Refusal.customerNotFound)),
        Row("more than there is", ("ada", -101, .insufficientCoins(available: 100, required: 101))),
        Row("a wallet in debt", ("bob", -1, .walletInDebt(debt: 50))),
    ]

    @Test(arguments: refusals)
    func `a debit that cannot be is refused and changes nothing`(row: Row<(String, Coins, Refusal)>) throws {
        let (name, coins, expected) = row.value
        let books = try TestBooks(TestProgramme(perAmount: 1))
        try books.join("ada")
        try books.adjust("ada", by: 100)
        try books.join("bob")
        try books.order("1", of: "bob", 50)
        try books.adjust("bob", by: -50)
        try books.order("1", of: "bob", 50, state: .cancelled)
        let before = try books.rows("SELECT count(*) FROM entries")
        #expect(refusal { try books.adjust(name, by: coins) } == expected)
        #expect(try books.rows("SELECT count(*) FROM entries") == before)
    }

    @Test(arguments: [0, .min, .max, CoinLimits.perEntryMax + 1, -CoinLimits.perEntryMax - 1])
    func `an amount that no entry can hold is invalid input`(coins: Coins) throws {
        let books = try TestBooks()
        try books.join("ada")
        do {
            try books.adjust("ada", by: coins)
            Issue.record("\(coins) was accepted")
        } catch EngineError.invalid(let input) {
            #expect(input.errors.map(\.pointer) == ["#/coins"])
        }
    }

    @Test func `a full wallet takes no more, and says so`() throws {
        let books = try TestBooks()
        try books.join("ada")
        for _ in 0..<1_000 { try books.adjust("ada", by: CoinLimits.perEntryMax) }
        #expect(try books.wallet("ada").available == CoinLimits.perWalletMax)
        #expect(refusal { try books.adjust("ada", by: 1) } == .balanceLimit)
        // What has gone through the wallet counts, not what is in it.
        try books.adjust("ada", by: -5)
        #expect(refusal { try books.adjust("ada", by: 1) } == .balanceLimit)
    }

    @Test func `more coins than an entry can hold lapse in several entries`() throws {
        let books = try TestBooks()
        try books.join("ada")
        for _ in 0..<3 { try books.adjust("ada", by: CoinLimits.perEntryMax, lastDay: "2026-01-20") }
        try books.move(to: "2026-02-01T00:00:00Z")
        let wallet = try books.wallet("ada")
        #expect(wallet.available == 0)
        #expect(wallet.lifetimeExpired == 3 * CoinLimits.perEntryMax)
        #expect(try books.history("ada").filter { $0.hasPrefix("expiry") }.count == 3)
    }

    @Test
    func `spending takes the soonest to lapse first, those that never do last, then the earliest earned`()
        throws
    {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 10)
        try books.adjust("ada", by: 20, lastDay: "2026-03-01")
        try books.adjust("ada", by: 30, lastDay: "2026-02-01")
        try books.adjust("ada", by: 40, lastDay: "2026-02-01")
        try books.adjust("ada", by: -35)
        #expect(
            try books.lots("ada") == [
                "10 until never", "20 until 2026-03-02T00:00:00Z", "35 until 2026-02-02T00:00:00Z",
            ])
        try books.adjust("ada", by: -56)
        #expect(try books.lots("ada") == ["9 until never"])
    }

    @Test func `time never goes backwards in a customer's history, even where the clock does`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 1)
        try books.move(to: "2026-01-15T09:00:00Z")
        try books.adjust("ada", by: 1)
        #expect(try books.number("SELECT count(DISTINCT recorded_at) FROM entries") == 1)
    }
}
