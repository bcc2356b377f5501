import Model
import Testing

@testable import Engine

/// What follows from a refund elsewhere: in referrals, in tiers and under caps (rule 5).
struct RefundConsequencesTests {
    private func books(_ programme: TestProgramme = TestProgramme()) throws -> TestBooks {
        let books = try TestBooks(programme)
        try books.join("ada")
        return books
    }

    @Test func `a refund inside a referral's hold rejects it, one after it does not`() throws {
        for (day, state) in [("2026-01-17T00:00:00Z", "rejected"), ("2026-01-25T00:00:00Z", "rewarded")] {
            let books = try books(TestProgramme(referral: .init(holdDays: 7)))
            let code = try books.join("bob").referralCode
            try books.claim(code, by: "ada")
            try books.order("1", of: "ada", 8_000)
            try books.move(to: day)
            try books.refund("1", "r-1", amount: 100)
            #expect(try books.rows("SELECT state FROM referrals") == [state])
            #expect(
                try books.rows("SELECT coalesce(reason, '') FROM referrals")
                    == [state == "rejected" ? "order_refunded" : ""])
        }
    }

    @Test func `a refund subtracts from the spend on the order's own day, and a lifetime tier follows`()
        throws
    {
        let books = try books(
            TestProgramme(levels: [
                .init(id: "base", threshold: 0), .init(id: "silver", threshold: 10_000, basisPoints: 12_500),
            ]))
        try books.order("1", of: "ada", 10_000, placed: "2026-01-03T00:00:00Z")
        #expect(try books.read("ada") { try $0.tier(of: $1)?.currentIndex } == 1)
        try books.refund("1", "r-1", amount: 1)
        #expect(try books.read("ada") { try $0.tier(of: $1)?.currentIndex } == 0)
        #expect(
            try books.rows("SELECT day || ' ' || spend FROM spend_days") == ["20456 9999"])
    }

    @Test func `a refund gives back its room under the caps, on the day of the award`() throws {
        let books = try books(
            TestProgramme(earningMore: [#""caps": {"per_day": 100, "per_customer": 150}"#]))
        try books.order("1", of: "ada", 9_000)
        #expect(try books.order("2", of: "ada", 9_000).order.awardCoins == 10)
        #expect(try books.order("3", of: "ada", 9_000).award.code == "cap_reached")
        try books.refund("1", "r-1", amount: 4_000)
        #expect(try books.order("4", of: "ada", 9_000).order.awardCoins == 40)
        // The next day has room of its own; the customer has 50 left.
        try books.move(to: "2026-01-16T00:00:00Z")
        #expect(try books.order("5", of: "ada", 9_000).order.awardCoins == 50)
        #expect(try books.order("6", of: "ada", 9_000).award.code == "cap_reached")
    }
}
