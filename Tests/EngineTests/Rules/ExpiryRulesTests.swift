import Model
import Testing

@testable import Engine

struct ExpiryRulesTests {
    /// Zone, available at, policy, first instant without the coins.
    static let expiries: [(String, String, ExpiryPolicy, String)] = [
        ("UTC", "2026-01-15T10:00:00Z", .never, "never"),
        ("UTC", "2026-01-15T10:00:00Z", .afterDays(1), "2026-01-17T00:00:00Z"),
        ("UTC", "2026-01-15T00:00:00Z", .afterDays(30), "2026-02-15T00:00:00Z"),
        ("UTC", "2026-01-31T10:00:00Z", .afterMonths(1), "2026-03-01T00:00:00Z"),
        ("UTC", "2028-01-31T10:00:00Z", .afterMonths(1), "2028-03-01T00:00:00Z"),
        ("UTC", "2028-02-29T10:00:00Z", .afterMonths(12), "2029-03-01T00:00:00Z"),
        ("UTC", "2028-02-29T10:00:00Z", .afterMonths(48), "2032-03-01T00:00:00Z"),
        ("UTC", "2026-08-31T10:00:00Z", .afterMonths(6), "2027-03-01T00:00:00Z"),
        ("UTC", "2026-08-31T10:00:00Z", .afterMonths(1), "2026-10-01T00:00:00Z"),
        // The local day decides, not the day in UTC.
        ("Asia/Kolkata", "2026-01-15T20:00:00Z", .afterDays(1), "2026-01-17T18:30:00Z"),
        // The days on which New York's clocks change, before and after.
        ("America/New_York", "2026-03-07T17:00:00Z", .afterDays(1), "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-03-06T17:00:00Z", .afterDays(1), "2026-03-08T05:00:00Z"),
        ("America/New_York", "2026-10-31T16:00:00Z", .afterDays(1), "2026-11-02T05:00:00Z"),
        // A day that begins at one o'clock, because its midnight does not exist.
        ("Africa/Cairo", "2026-04-22T10:00:00Z", .afterDays(1), "2026-04-23T22:00:00Z"),
    ]

    @Test(arguments: expiries)
    func `coins lapse at the end of a local day`(
        zone: String, available: String, policy: ExpiryPolicy, expected: String
    ) throws {
        let found = ExpiryRules.expiresAt(
            try instant(available), policy: policy, zone: try BrandZone(loading: zone))
        #expect((found == .never ? "never" : found.rfc3339) == expected)
    }

    @Test(arguments: [
        ("2026-03-01T10:00:00Z", 0 as Int64, nil as String?),
        ("2026-03-01T10:00:00Z", 1, "2026-03-03T05:00:00Z"),
        ("2026-03-07T10:00:00Z", 1, "2026-03-09T04:00:00Z"),
        ("2026-03-01T03:00:00Z", 14, "2026-03-15T04:00:00Z"),
    ])
    func `pending lasts so many whole local days`(earned: String, days: Int64, expected: String?) throws {
        let zone = try BrandZone(loading: "America/New_York")
        #expect(ExpiryRules.pendingUntil(try instant(earned), days: days, zone: zone)?.rfc3339 == expected)
    }

    @Test(arguments: [
        // 14 days after the last day, at the end of the day: clocks went forward between.
        ("2026-03-02T05:00:00Z", "2026-03-16T04:00:00Z"), ("2026-10-26T04:00:00Z", "2026-11-09T05:00:00Z"),
        ("2026-06-01T04:00:00Z", "2026-06-15T04:00:00Z"),
    ])
    func `the grace of a lot is counted in local days from its own date`(original: String, expected: String)
        throws
    {
        let zone = try BrandZone(loading: "America/New_York")
        #expect(ExpiryRules.graceEnds(try instant(original), zone: zone).rfc3339 == expected)
        #expect(ExpiryRules.graceEnds(.never, zone: zone) == .never)
    }
}
