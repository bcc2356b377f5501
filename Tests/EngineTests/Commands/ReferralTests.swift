import Model
import Testing

@testable import Engine

struct ReferralTests {
    static let programme = TestProgramme(
        perAmount: 100_000,
        referral: .init(referrerCoins: 50, friendCoins: 30, minimumOrder: 1_000, holdDays: 7))

    /// Books in which ada refers; answers her code.
    private func books(_ programme: TestProgramme = Self.programme) throws -> (TestBooks, String) {
        let books = try TestBooks(programme)
        return (books, try books.join("ada", email: "Ada@Example.com", mobile: "+1 555-0100").referralCode)
    }

    private func states(_ books: TestBooks) throws -> [String] {
        try books.rows("SELECT state || coalesce(' ' || reason, '') FROM referrals ORDER BY friend")
    }

    @Test func `a friend signs up, qualifies, and both are rewarded after the hold`() throws {
        let (books, code) = try books()
        try books.join("bob")
        let claim = try books.claim(code, by: "bob").referral
        #expect(claim.state == .signedUp)
        #expect(claim.side == .friend)
        #expect(claim.coins == 30)
        #expect(claim.friendLabel == nil)
        // Too small to qualify, then large enough.
        try books.order("1", of: "bob", 999)
        #expect(try states(books) == ["signed_up below_minimum"])
        try books.order("2", of: "bob", 1_000)
        #expect(try states(books) == ["qualified"])
        let facts = try books.read("ada") { try $0.referrals(of: $1, page: Snapshot.PageRequest()).items }
        #expect(facts.first?.rewardDueAt?.rfc3339 == "2026-01-23T00:00:00Z")
        try books.move(to: "2026-01-22T23:59:59Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [0, 0])
        try books.move(to: "2026-01-23T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [50, 30])
        #expect(try states(books) == ["rewarded"])
        let summary = try books.read("ada") { try $0.referralSummary(of: $1) }
        #expect([summary.signedUp, summary.qualified, summary.rewarded, summary.rejected] == [0, 0, 1, 0])
        #expect(summary.coinsEarned == 50)
        // Another order changes nothing more.
        try books.order("3", of: "bob", 5_000)
        try books.move(to: "2026-06-01T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [50, 30])
    }

    @Test func `without a hold the order that qualifies rewards at once`() throws {
        let (books, code) = try books(Self.programme.with { $0.referral?.holdDays = 0 })
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.order("1", of: "bob", 1_000)
        #expect(try states(books) == ["rewarded"])
        #expect(try books.number("SELECT sum(available) FROM wallets") == 80)
    }

    @Test func `an order that is cancelled inside the hold rejects, one after it does not`() throws {
        let (books, code) = try books()
        for name in ["bob", "cyd"] {
            try books.join(name)
            try books.claim(code, by: name)
            try books.order(name, of: name, 1_000)
        }
        try books.order("bob", of: "bob", 1_000, state: .cancelled)
        try books.move(to: "2026-01-23T00:00:00Z")
        try books.order("cyd", of: "cyd", 1_000, state: .cancelled)
        #expect(try states(books) == ["rejected order_cancelled", "rewarded"])
        #expect(try books.wallet("ada").available == 50)
        let summary = try books.read("ada") { try $0.referralSummary(of: $1) }
        #expect([summary.rewarded, summary.rejected] == [1, 1])
    }

    @Test(arguments: [
        ("anna.1+x@gmail.com", true), ("anna1@googlemail.com", true), ("anna.2@gmail.com", false),
    ])
    func `another writing of one's own mailbox is oneself, and stays as it was written`(
        email: String, isSelf: Bool
    ) throws {
        let (books, _) = try books()
        let code = try books.join("anna", email: "anna.1@gmail.com").referralCode
        try books.join("bob", email: email)
        #expect(refusal { try books.claim(code, by: "bob") } == (isSelf ? .referralSelf : nil))
        #expect(try books.read("bob") { $1.email } == email)
    }

    @Test(arguments: ["lower", "spaced", "misread", "isolated"])
    func `a code may be typed as people type`(how: String) throws {
        let (books, code) = try books()
        try books.join("bob")
        let typed =
            switch how {
            case "lower": code.lowercased()
            case "spaced": " \(code.prefix(4))-\(code.suffix(4)) "
            case "isolated": "\u{2068}\(code)\u{2069}"
            default: code.replacing("0", with: "O").replacing("1", with: "l")
            }
        #expect(try books.claim(typed, by: "bob").referral.state == .signedUp)
    }

    struct Claim: Sendable {
        var by: String
        var of: String
        var change: @Sendable (inout TestProgramme) -> Void = { _ in }
        var expected: Refusal
    }

    /// In order of precedence.
    static let refusals = [
        Row("nobody of that id", Claim(by: "nobody", of: "-", expected: .customerNotFound)),
        Row("no such code", Claim(by: "eve", of: "-", expected: .referralCodeNotFound)),
        Row("a blocked friend", Claim(by: "eve", of: "eve", expected: .customerBlocked)),
        Row(
            "no referral programme",
            Claim(by: "ada", of: "ada", change: { $0.referral = nil }, expected: .referralClosed)),
        Row(
            "a referral programme that is switched off",
            Claim(by: "ada", of: "ada", change: { $0.referral?.isActive = false }, expected: .referralClosed)),
        Row("a blocked referrer, without saying so", Claim(by: "ada", of: "eve", expected: .referralClosed)),
        Row("oneself", Claim(by: "ada", of: "ada", expected: .referralSelf)),
        Row("one's other account, by e-mail", Claim(by: "same-mail", of: "ada", expected: .referralSelf)),
        Row("one's other account, by mobile", Claim(by: "same-phone", of: "ada", expected: .referralSelf)),
        Row("a second code", Claim(by: "friend", of: "buyer", expected: .referralAlreadyClaimed)),
        Row("someone who has bought", Claim(by: "buyer", of: "friend", expected: .referralExistingBuyer)),
        Row("the friend of a friend", Claim(by: "ada", of: "friend", expected: .referralCycle)),
        Row("a friend's friend's friend", Claim(by: "ada", of: "third", expected: .referralCycle)),
        Row("a referrer at the cap", Claim(by: "new", of: "full", expected: .referralCapReached)),
    ]

    @Test(arguments: refusals)
    func `the first refusal that applies is the answer`(row: Row<Claim>) throws {
        let claim = row.value
        let (books, ada) = try books(
            Self.programme.with {
                $0.referral?.lifetimeCap = 1
                $0.referral?.holdDays = 0
            })
        var codes = ["ada": ada]
        codes["same-mail"] = try books.join("same-mail", email: "  aDA@example.COM").referralCode
        codes["same-phone"] = try books.join("same-phone", mobile: "1 (555) 0100").referralCode
        for name in ["friend", "third", "buyer", "eve", "new", "full", "last"] {
            codes[name] = try books.join(name).referralCode
        }
        try books.claim(ada, by: "friend")
        try books.claim(try #require(codes["friend"]), by: "third")
        try books.order("1", of: "buyer", 1, state: .created)
        try books.claim(try #require(codes["full"]), by: "last")
        try books.order("2", of: "last", 1_000)
        try books.block("eve")
        var programme = Self.programme.with { $0.referral?.lifetimeCap = 1 }
        claim.change(&programme)
        try books.publish(programme)
        let before = try books.number("SELECT count(*) FROM referrals")
        #expect(refusal { try books.claim(codes[claim.of] ?? "NOSUCHCO", by: claim.by) } == claim.expected)
        #expect(try books.number("SELECT count(*) FROM referrals") == before)
    }

    @Test func `the same code again is the same claim, and the same answer`() throws {
        let (books, code) = try books()
        try books.join("bob")
        var first = try books.claim(code, by: "bob").referral
        try books.order("1", of: "bob", 1)
        first.reason = "below_minimum"
        #expect(try books.claim(code, by: "bob").referral == first)
        #expect(try books.number("SELECT count(*) FROM referrals") == 1)
    }

    @Test(arguments: [("bob", 50, 0), ("ada", 0, 30)] as [(String, Coins, Coins)])
    func `whoever is blocked when the reward is due gets nothing, and the other side does`(
        blocked: String, ada: Coins, bob: Coins
    ) throws {
        let (books, code) = try books(Self.programme.with { $0.referral?.holdDays = 5 })
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.order("1", of: "bob", 1_000)
        let own = try books.wallet("bob").available
        try books.block(blocked)
        try books.move(to: "2026-03-01T00:00:00Z")
        #expect(try books.wallet("ada").available == ada)
        #expect(try books.wallet("bob").available == own + bob)
        #expect(
            try books.rows(
                "SELECT customer_id || ' ' || reason FROM non_awards WHERE source_kind = 'referral'") == [
                    "customer-\(blocked) customer_blocked"
                ])
        #expect(try books.faults() == [])
    }

    @Test func `caps are counted when the reward is due, by month and for ever`() throws {
        let (books, code) = try books(
            Self.programme.with {
                $0.referral?.holdDays = 0
                $0.referral?.monthlyCap = 1
                $0.referral?.lifetimeCap = 2
            })
        for (name, time) in [
            ("bob", "2026-01-30T00:00:00Z"), ("cyd", "2026-01-31T23:59:59Z"), ("dan", "2026-02-01T00:00:00Z"),
        ] {
            try books.join(name)
            try books.claim(code, by: name)
            try books.move(to: time)
            try books.order(name, of: name, 1_000)
        }
        #expect(try states(books) == ["rewarded", "rewarded cap_reached", "rewarded"])
        // The friend was promised coins and gets them; the referrer goes without, and can be told why.
        #expect(try books.wallet("cyd").available == 30)
        #expect(try books.wallet("ada").available == 100)
        #expect(
            try books.rows(
                "SELECT customer_id || ' ' || reason FROM non_awards WHERE source_kind = 'referral'") == [
                    "customer-ada cap_reached"
                ])
        try books.join("eli")
        #expect(refusal { try books.claim(code, by: "eli") } == .referralCapReached)
    }

    @Test(arguments: [
        ["ada", "bob", "cyd"], ["cyd", "bob", "ada"], ["bob", "cyd", "ada"], ["cyd", "ada", "bob"],
    ])
    func `whoever is looked at first, the same referral is the last under the cap`(order: [String]) throws {
        let (books, code) = try books(Self.programme.with { $0.referral?.lifetimeCap = 1 })
        for name in ["bob", "cyd"] {
            try books.join(name)
            try books.claim(code, by: name)
            try books.order(name, of: name, 1_000)
        }
        try books.move(to: "2026-03-01T00:00:00Z")
        let coins = try order.reduce(into: [String: Coins]()) { $0[$1] = try books.wallet($1).available }
        #expect(coins == ["ada": 50, "bob": 30, "cyd": 30])
        #expect(try states(books) == ["rewarded", "rewarded cap_reached"])
    }

    @Test func `the reward is that of the claim, and lapses by the policy of its day`() throws {
        let (books, code) = try books()
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.publish(
            Self.programme.with {
                $0.referral?.referrerCoins = 1
                $0.expiry = .days(10)
            })
        try books.order("1", of: "bob", 1_000)
        try books.move(to: "2026-01-28T00:00:00Z")
        // Due on the 23rd and gone ten days later, though it is written on the 28th.
        #expect(try books.lots("ada") == ["50 until 2026-02-03T00:00:00Z"])
    }

    @Test func `one side's full wallet costs neither the other side nor anybody's reads`() throws {
        let (books, code) = try books()
        try books.join("bob")
        try books.claim(code, by: "bob")
        try books.order("1", of: "bob", 1_000)
        try books.adjust("ada", by: 1)
        try books.execute(
            """
            UPDATE entries SET earned_after = \(CoinLimits.perWalletMax) WHERE (customer, wallet) IN
                (SELECT customer, wallet FROM wallets WHERE available = 1);
            UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax) WHERE available = 1
            """)
        try books.move(to: "2026-03-01T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [1, 30])
        #expect(
            try books.rows("SELECT reason FROM non_awards WHERE source_kind = 'referral'") == [
                "balance_limit"
            ])
    }

    @Test func `a customer may enter a code until the first order, once`() throws {
        let (books, code) = try books()
        try books.join("bob")
        func may() throws -> Bool { try books.read("bob") { try $0.referralSummary(of: $1).mayClaim } }
        #expect(try may())
        try books.claim(code, by: "bob")
        #expect(try !may())
        try books.join("cyd")
        try books.order("1", of: "cyd", 1)
        #expect(try !books.read("cyd") { try $0.referralSummary(of: $1).mayClaim })
    }
}
