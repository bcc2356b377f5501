import Model
import Store
import Testing

@testable import Engine

/// Rule 10: whom a code may bring, and what a person looks at first.
struct ReferralReviewTests {
    private static let programme = TestProgramme(referral: .init(holdDays: 7))

    private func books(_ programme: TestProgramme = programme) throws -> (TestBooks, String) {
        let books = try TestBooks(programme)
        return (books, try books.join("ada", called: "Ada Lovelace").referralCode)
    }

    private func claim(
        _ code: String, by name: String, device: String? = nil, ip: String? = nil, in books: TestBooks
    ) throws {
        let input = ClaimReferral.Input(
            customer: try id(name), code: code, device: device.flatMap { DeviceID("device-\($0)") },
            networkAddress: ip)
        try books.run { _ = try ClaimReferral.run(input, in: $0) }
    }

    private func live(_ name: String, at address: String, in books: TestBooks) throws {
        let input = UpsertCustomer.Input(id: try id(name), address: address)
        try books.run { _ = try UpsertCustomer.run(input, in: $0) }
    }

    @discardableResult
    private func review(_ id: Int64, _ isApproved: Bool, in books: TestBooks) throws -> ReviewedReferral {
        try books.run {
            try ReviewReferral.run(.init(id: id, isApproved: isApproved, note: "looked at it"), in: $0)
        }
    }

    private func flags(_ books: TestBooks) throws -> [String] {
        try books.rows("SELECT review || ' ' || flags FROM referrals ORDER BY id")
    }

    @Test func `10_1 the same device is the same customer`() throws {
        let (books, code) = try books(Self.programme.with { $0.triggers = [.init(id: "visit", times: 9)] })
        try books.join("bob")
        try books.fire("visit", by: "ada", device: "phone")
        #expect(refusal { try claim(code, by: "bob", device: "phone", in: books) } == .referralSelf)
        // The claim was refused whole, with what it said of the device.
        try claim(code, by: "bob", device: "tablet", in: books)
        #expect(try flags(books) == ["none "])
    }

    @Test func `10_1 what comes to light within the hold rejects, and names nobody`() throws {
        let (books, code) = try books(Self.programme.with { $0.triggers = [.init(id: "visit", times: 9)] })
        try books.join("bob")
        try claim(code, by: "bob", in: books)
        try books.order("1", of: "bob", 1_000)
        try books.fire("visit", by: "ada", device: "phone")
        try books.fire("visit", by: "bob", device: "phone")
        try books.move(to: "2026-02-01T00:00:00Z")
        _ = try books.wallet("ada")
        #expect(try books.rows("SELECT state || ' ' || reason FROM referrals") == ["rejected same_customer"])
    }

    @Test func `10_1 the same address waits for a review, however it is written`() throws {
        let (books, code) = try books()
        try books.join("bob")
        try live("ada", at: "12 Rose Street, Springfield", in: books)
        try live("bob", at: "12 ROSE STREET\u{2003}Springfield", in: books)
        try claim(code, by: "bob", in: books)
        #expect(try flags(books) == ["open same_address"])
        #expect(try books.number("SELECT count(*) FROM customers WHERE length(address_key) = 32") == 2)
    }

    @Test func `10_1 more claims than may come from one network address on one day wait for a review`() throws
    {
        let (books, code) = try books(
            Self.programme.with { $0.referral?.review = #"{"claims_per_address_max": 2}"# })
        for name in ["bob", "cleo", "dan", "eve"] { try books.join(name) }
        for name in ["bob", "cleo", "dan"] { try claim(code, by: name, ip: "203.0.113.9", in: books) }
        #expect(try flags(books) == ["none ", "none ", "open address_burst"])
        // The next local day begins anew.
        try books.move(to: "2026-01-16T00:00:00Z")
        try claim(code, by: "eve", ip: "203.0.113.9", in: books)
        #expect(try flags(books).last == "none ")
    }

    @Test(arguments: [
        ("Ada Lovelace", "ada lovelace", true), ("Ada Lovelace", "Lovelace, Ada", true),
        ("Ada Lovelace", "Ada Lovelase", true), ("Ada Lovelace", "Ada Lovelac", true),
        ("Ada Lovelace", "Ada King Lovelace", false), ("Ada Lovelace", "Bob Lovelace", false),
        ("Ada", "Ada", false), ("", "", false),
    ])
    func `10_1 names are similar that differ by a letter, or by order`(
        one: String, other: String, isSimilar: Bool
    ) {
        #expect(ContactRules.areSimilar(one, other) == isSimilar)
        #expect(ContactRules.areSimilar(other, one) == isSimilar)
    }

    @Test func `10_1 a flagged referral is not rewarded until it is approved`() throws {
        let (books, code) = try books()
        try books.join("bob", called: "Ada Lovelase")
        try claim(code, by: "bob", in: books)
        try books.order("1", of: "bob", 1_000)
        try books.move(to: "2026-03-01T10:00:00Z")
        #expect(try books.wallet("ada").available == 0)
        let waiting = try books.run { try $0.snapshot.referrals(.inReview, page: .init()).items }
        #expect(waiting.map(\.referral.state) == [.qualified])
        #expect(try [waiting[0].friend, waiting[0].referrer] == [id("bob"), id("ada")])
        // The hold is over long since: both are rewarded at once.
        #expect(try review(1, true, in: books).referral.state == .rewarded)
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [50, 40])
        #expect(try review(1, true, in: books).referral.state == .rewarded)
        #expect(refusal { try review(1, false, in: books) } == .referralNotInReview)
        #expect(refusal { try review(2, true, in: books) } == .referralNotFound)
        let explanation = try books.read("ada") { snapshot, customer in
            let entry = try snapshot.entry(TransactionID(wallet: .coins, sequence: 1), of: customer)
            return try snapshot.explanation(of: entry)
        }
        #expect(
            explanation.steps == [
                "The friend's order qualified on 15 Jan 2026, 10:00.",
                "The referral was flagged, and a person approved it.",
                "Its hold was over on 1 Mar 2026, 10:00.",
                "The programme pays 50 coins to the referrer.",
            ])
    }

    @Test func `10_1 one that is approved within its hold waits for the end of it`() throws {
        let (books, code) = try books()
        try books.join("bob", called: "Ada Lovelase")
        try claim(code, by: "bob", in: books)
        try books.order("1", of: "bob", 1_000)
        try review(1, true, in: books)
        try books.move(to: "2026-01-22T23:59:59Z")
        #expect(try books.wallet("ada").available == 0)
        try books.move(to: "2026-01-23T00:00:00Z")
        #expect(try books.wallet("ada").available == 50)
    }

    @Test func `10_1 one that is rejected is never rewarded, and both sides see that alone`() throws {
        let (books, code) = try books()
        try books.join("bob", called: "Ada Lovelase")
        try claim(code, by: "bob", in: books)
        try review(1, false, in: books)
        try books.order("1", of: "bob", 1_000)
        try books.move(to: "2026-03-01T10:00:00Z")
        #expect(try books.wallet("ada").available == 0)
        let seen = try books.read("ada") { try $0.referrals(of: $1, page: .init()).items }
        #expect(seen.map(\.state) == [.rejected])
        #expect(seen.map(\.reason) == ["review_rejected"])
    }

    @Test func `10_2 a refund inside the hold rejects, with its reason`() throws {
        let (books, code) = try books()
        try books.join("bob")
        try claim(code, by: "bob", in: books)
        try books.order("1", of: "bob", 5_000)
        try books.refund("1", "r-1", amount: 1)
        #expect(try books.rows("SELECT state || ' ' || reason FROM referrals") == ["rejected order_refunded"])
    }

    @Test func `10_2 a first order below the minimum is recorded, and the next may qualify`() throws {
        let (books, code) = try books()
        try books.join("bob")
        try claim(code, by: "bob", in: books)
        for order in ["1", "2"] { try books.order(order, of: "bob", 999) }
        #expect(
            try books.rows("SELECT reason || ' ' || detail FROM non_awards WHERE source_kind = 'referral'")
                == [
                    "below_minimum The order's total is 999, below the referral's minimum of 1000 (minor units)."
                ])
        try books.order("3", of: "bob", 1_000)
        #expect(try books.rows("SELECT state || coalesce(reason, '') FROM referrals") == ["qualified"])
    }
}
