import Model
import Store
import Testing

@testable import Engine

/// Rule 4: when coins lapse, and what keeps them.
struct ExpiryPolicyTests {
    private static func inactivity(
        _ months: Int64, _ activities: String = #""order", "trigger", "redemption""#
    ) -> String {
        #"{"kind": "inactivity", "unit": "months", "after": \#(months), "activities": [\#(activities)]}"#
    }

    @Test func `4_1 each qualifying activity extends all lots`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.expiryDocument = Self.inactivity(3)
                $0.triggers = [.init(id: "visit", coins: 5, times: 9)]
                $0.rewards = [.init(id: "fixed", coins: 20)]
            }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        #expect(try books.lots("ada") == ["100 until 2026-04-16T00:00:00Z"])
        try books.move(to: "2026-02-28T10:00:00Z")
        try books.fire("visit", by: "ada")
        #expect(try books.lots("ada") == ["100 until 2026-05-29T00:00:00Z", "5 until 2026-05-29T00:00:00Z"])
        try books.move(to: "2026-05-28T23:59:59Z")
        try books.redeem("fixed", by: "ada")
        #expect(try books.lots("ada") == ["80 until 2026-08-29T00:00:00Z", "5 until 2026-08-29T00:00:00Z"])
        // Nobody did anything for three months.
        try books.move(to: "2026-08-29T00:00:00Z")
        #expect(try books.wallet("ada").available == 0)
        let explanation = try books.read("ada") { snapshot, customer in
            let history = try snapshot.history(of: customer, wallet: .coins, page: .init())
            return try snapshot.explanation(of: history.items[0])
        }
        #expect(
            explanation.text
                == "85 coins reached the end of their last day, 28 Aug 2026, and expired after 3 months without"
                + " activity.")
    }

    @Test func `4_1 what is no qualifying activity extends nothing`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.expiryDocument = Self.inactivity(1, #""order""#)
                $0.triggers = [.init(id: "visit", coins: 5, times: 9)]
            }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.move(to: "2026-02-01T10:00:00Z")
        try books.fire("visit", by: "ada")
        #expect(try books.lots("ada") == ["100 until 2026-02-16T00:00:00Z", "5 until 2026-03-02T00:00:00Z"])
        // An order that earns nothing is an order all the same.
        try books.order("2", of: "ada", 1)
        #expect(try books.lots("ada") == ["100 until 2026-03-02T00:00:00Z", "5 until 2026-03-02T00:00:00Z"])
    }

    @Test func `4_5 what comes back to a lot has its grace from the date that the last activity gave it`()
        throws
    {
        let books = try TestBooks(
            TestProgramme().with {
                $0.expiryDocument = Self.inactivity(1, #""order""#)
                $0.rewards = [.init(id: "fixed", coins: 100)]
            }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        let coupon = try books.redeem("fixed", by: "ada").coupon
        // The lot is empty when an activity extends all lots to 1 March.
        try books.move(to: "2026-02-01T10:00:00Z")
        try books.order("2", of: "ada", 1)
        try books.move(to: "2026-03-05T10:00:00Z")
        try books.cancel(coupon.number, of: "ada")
        #expect(try books.lots("ada") == ["100 until 2026-03-16T00:00:00Z"])
        #expect(try books.wallet("ada").available == 100)
    }

    @Test(arguments: [
        ("2026-01-31", 1 as Int64, false, "2026-02-28"), ("2028-01-31", 1, false, "2028-02-29"),
        ("2026-01-15", 1, true, "2026-02-28"), ("2028-02-29", 12, true, "2029-02-28"),
        ("2026-03-30", 6, true, "2026-09-30"),
    ])
    func `4_2 months clamp, and a policy may round to the month's end`(
        day: String, months: Int64, isRounded: Bool, last: String
    ) throws {
        let policy = ExpiryPolicy(kind: .age(.months(months)), roundsToMonthEnd: isRounded)
        let zone = try BrandZone(loading: "Europe/Berlin")
        let available = zone.startOfDay(try #require(LocalDate(iso: day)))
        let expires = ExpiryRules.expiresAt(available, policy: policy, zone: zone)
        #expect(expires == zone.endOfDay(try #require(LocalDate(iso: last))))
    }

    @Test func `4_2 a day of twenty-three hours ends at its own midnight`() throws {
        // Clocks go forward in Berlin on 29 March 2026 at 01:00 UTC.
        let zone = try BrandZone(loading: "Europe/Berlin")
        let expires = ExpiryRules.expiresAt(
            try instant("2026-03-28T12:00:00Z"), policy: .afterDays(1), zone: zone)
        #expect(expires.rfc3339 == "2026-03-29T22:00:00Z")
    }

    @Test func `4_3 a changed policy lengthens existing lots where it says so, and never shortens`() throws {
        let short = TestProgramme().with { $0.expiry = .days(30) }
        let books = try TestBooks(short, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        try books.publish(short.with { $0.expiry = .days(5) })
        #expect(try books.lots("ada") == ["100 until 2026-02-15T00:00:00Z"])
        try books.publish(short.with { $0.expiry = .days(60) })
        #expect(try books.lots("ada") == ["100 until 2026-02-15T00:00:00Z"])
        try books.publish(
            short.with {
                $0.expiryDocument = #"{"kind": "days", "after": 60, "lengthens_existing_lots": true}"#
            })
        // Before anything has carried it there, the lot outlives its old day all the same.
        try books.move(to: "2026-02-15T00:00:00Z")
        #expect(try books.wallet("ada").available == 100)
        #expect(try books.lots("ada") == ["100 until 2026-03-17T00:00:00Z"])
    }

    @Test func `4_3 a sweep after publishing shows the new date before the old one has come`() throws {
        let short = TestProgramme().with { $0.expiry = .days(30) }
        let books = try TestBooks(short, at: "2026-01-15T10:00:00Z")
        for name in ["ada", "bob"] {
            try books.join(name)
            try books.order(name, of: name, 10_000)
        }
        #expect(try books.run { try Adoption.step(limit: 10, in: $0) } == [])
        try books.publish(
            short.with { $0.expiryDocument = #"{"kind": "never", "lengthens_existing_lots": true}"# })
        #expect(try books.run { try Adoption.isDue($0.snapshot) })
        #expect(try books.run { try Adoption.step(limit: 1, in: $0) } == [])
        #expect(try books.lots("ada") == ["100 until never"])
        #expect(try books.lots("bob") == ["100 until 2026-02-15T00:00:00Z"])
        for _ in 1...2 { #expect(try books.run { try Adoption.step(limit: 1, in: $0) } == []) }
        #expect(try books.lots("bob") == ["100 until never"])
        #expect(try books.run { try Adoption.step(limit: 1, in: $0) } == nil)
        #expect(try !books.run { try Adoption.isDue($0.snapshot) })
    }

    @Test(arguments: [(ExpiryRules.holdGraceDays, "2026-02-08"), (ExpiryRules.returnGraceDays, "2026-02-15")])
    func `4_4 and 4_5 a grace is counted from the original date`(days: Int64, firstWithout: String) throws {
        let original = try instant("2026-02-01T00:00:00Z")
        #expect(
            ExpiryRules.graceEnds(original, days: days, zone: .utc).rfc3339 == firstWithout + "T00:00:00Z")
    }
}
