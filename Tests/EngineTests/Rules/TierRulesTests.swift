import Model
import Testing

@testable import Engine

struct TierRulesTests {
    static func settings(_ window: TierSettings.Window, grace: Int64 = 30) -> TierSettings {
        let levels = [("base", 0), ("silver", 10_000), ("gold", 50_000)].compactMap { name, threshold in
            TierID(name).map {
                Tier(
                    id: $0, name: LocalizedText(["en": name]), threshold: Int64(threshold),
                    multiplierBasisPoints: 10_000, benefits: [])
            }
        }
        return TierSettings(window: window, levels: levels, graceDays: grace)
    }

    @Test(arguments: [
        (0 as Int64, 0), (9_999, 0), (10_000, 1), (49_999, 1), (50_000, 2), (.max, 2), (-5, 0),
    ])
    func `a threshold is reached by the amount itself`(spend: Int64, index: Int) {
        #expect(TierRules.index(reachedBy: spend, in: Self.settings(.lifetime)) == index)
    }

    @Test(arguments: [
        (TierSettings.Window.calendarYear, "2026-03-15T12:00:00Z", "2026-01-01", "2026-03-15"),
        (.calendarYear, "2026-01-01T04:59:59Z", "2025-01-01", "2025-12-31"),
        (.rollingMonths(12), "2026-03-15T12:00:00Z", "2025-03-16", "2026-03-15"),
        (.rollingMonths(1), "2026-03-31T12:00:00Z", "2026-03-01", "2026-03-31"),
        (.rollingMonths(12), "2028-02-29T12:00:00Z", "2027-03-01", "2028-02-29"),
    ])
    func `the window is one of local days`(
        window: TierSettings.Window, now: String, first: String, last: String
    ) throws {
        let zone = try BrandZone(loading: "America/New_York")
        let found = TierRules.window(at: try instant(now), settings: Self.settings(window), zone: zone)
        #expect([found?.first.iso, found?.last.iso] == [first, last])
    }

    @Test func `a lifetime window has no ends and no end of validity`() throws {
        let now = try instant("2026-03-15T12:00:00Z")
        #expect(TierRules.window(at: now, settings: Self.settings(.lifetime), zone: .utc) == nil)
        #expect(TierRules.validUntil(reachedAt: now, settings: Self.settings(.lifetime), zone: .utc) == nil)
    }

    @Test(arguments: [
        (TierSettings.Window.calendarYear, "2026-03-15T12:00:00Z", "2028-01-01T00:00:00Z"),
        (.calendarYear, "2026-12-31T23:59:59Z", "2028-01-01T00:00:00Z"),
        (.rollingMonths(3), "2026-11-30T12:00:00Z", "2027-03-01T00:00:00Z"),
    ])
    func `a tier is sure to the end of the next period`(
        window: TierSettings.Window, now: String, until: String
    ) throws {
        let found = TierRules.validUntil(
            reachedAt: try instant(now), settings: Self.settings(window), zone: .utc)
        #expect(found?.rfc3339 == until)
    }

    /// Gold in a calendar year's window, sure until 2027-01-01; grace of 30 days; one step a year.
    @Test(arguments: [
        ("2026-12-31T23:59:59Z", 2, "2027-01-01T00:00:00Z" as String?),
        ("2027-01-30T23:59:59Z", 2, "2027-01-01T00:00:00Z"),
        ("2027-01-31T00:00:00Z", 1, "2028-01-01T00:00:00Z"),
        ("2028-01-30T23:59:59Z", 1, "2028-01-01T00:00:00Z"),
        ("2028-01-31T00:00:00Z", 0, nil), ("2040-01-01T00:00:00Z", 0, nil),
    ])
    func `a tier falls one step, after validity and grace`(now: String, index: Int, until: String?) throws {
        let settings = Self.settings(.calendarYear)
        let place = TierRules.Place(
            index: 2, since: try instant("2025-06-01T00:00:00Z"),
            validUntil: try instant("2027-01-01T00:00:00Z"))
        let found = TierRules.effective(
            place, at: try instant(now), settings: settings, zone: .utc, counted: { _ in 0 })
        #expect(found.index == index)
        #expect(found.validUntil?.rfc3339 == until)
    }

    @Test func `the next downgrade is announced before it happens`() throws {
        let settings = Self.settings(.calendarYear)
        let place = TierRules.Place(index: 1, since: .epoch, validUntil: try instant("2027-01-01T00:00:00Z"))
        let next = TierRules.nextDowngrade(place, settings: settings, zone: .utc)
        #expect(next?.rfc3339 == "2027-01-31T00:00:00Z")
        let base = TierRules.Place(index: 0, since: .epoch, validUntil: nil)
        #expect(TierRules.nextDowngrade(base, settings: settings, zone: .utc) == nil)
    }

    @Test func `a tier that a programme no longer has room for becomes its highest`() throws {
        let place = TierRules.Place(index: 9, since: .epoch, validUntil: nil)
        let found = TierRules.effective(
            place, at: .epoch, settings: Self.settings(.lifetime), zone: .utc, counted: { _ in 0 })
        #expect(found.index == 2)
    }

    @Test(arguments: [
        (50_000 as Int64, 2, "2028-01-01T00:00:00Z" as String?), (10_000, 1, "2028-01-01T00:00:00Z"),
        // Silver is not reached again this year, so it stays sure for as long as it was.
        (9_999, 1, "2027-01-01T00:00:00Z"),
    ])
    func `spend moves up at once, prolongs what is reached again and takes nothing`(
        spend: Int64, index: Int, until: String?
    ) throws {
        let place = TierRules.Place(
            index: 1, since: try instant("2025-06-01T00:00:00Z"),
            validUntil: try instant("2027-01-01T00:00:00Z"))
        let found = TierRules.reaching(
            spend, from: place, at: try instant("2026-05-05T10:00:00Z"),
            settings: Self.settings(.calendarYear),
            zone: .utc)
        #expect(found.index == index)
        #expect(found.validUntil?.rfc3339 == until)
        #expect(found.since.rfc3339 == (index == 2 ? "2026-05-05T10:00:00Z" : "2025-06-01T00:00:00Z"))
    }

    @Test(arguments: [
        (0 as Int64, 300 as Int64, 0), (1, 300, 0), (2, 300, 0), (3, 300, 1), (299, 300, 99), (300, 300, 100),
        (301, 300, 100), (-50, 300, 0), (5, 0, 100), (.max - 1, .max, 99),
    ])
    func `progress is rounded down, and 100 only when reached`(spend: Int64, threshold: Int64, percent: Int) {
        #expect(TierRules.percent(spend, of: threshold) == percent)
    }
}
