import Model
import Testing

@testable import Engine

struct EarningRulesTests {
    struct Case: Sendable {
        var amount: Int64
        var coins: Coins = 1
        var perAmount: Int64 = 100
        var basisPoints: Int64 = 10_000
        var expected: Coins
    }

    /// Each result was worked out by hand.
    static let awards = [
        Row("a coin for each whole dollar", Case(amount: 2_933, expected: 29)),
        Row("just one", Case(amount: 100, expected: 1)),
        Row("a cent short of two", Case(amount: 199, expected: 1)),
        Row(
            "×1.25 on an odd amount: 29.33 × 1.25 = 36.6625",
            Case(amount: 2_933, basisPoints: 12_500, expected: 36)),
        Row(
            "×1.5 on an odd amount: 29.33 × 1.5 = 43.995",
            Case(amount: 2_933, basisPoints: 15_000, expected: 43)),
        Row(
            "rounded once: 0.99 × 1.5 = 1.485, not 0 × 1.5",
            Case(amount: 99, basisPoints: 15_000, expected: 1)),
        Row(
            "rounded after the factor: 1.99 × 1.5 = 2.985",
            Case(amount: 199, basisPoints: 15_000, expected: 2)),
        Row(
            "a third of a basis point counts: 3 × 3.3333 = 9.9999",
            Case(amount: 300, basisPoints: 33_333, expected: 9)),
        Row("3 coins per 0.07: 1.00 → 42.857…", Case(amount: 100, coins: 3, perAmount: 7, expected: 42)),
        Row(
            "the largest order at a high rate",
            Case(
                amount: 100_000_000_000, coins: 100, perAmount: 100, basisPoints: 100_000,
                expected: 1_000_000_000_000)),
    ]

    @Test(arguments: awards)
    func `coins are rounded down once, after all factors`(row: Row<Case>) throws {
        let given = row.value
        let settings = EarningSettings(
            base: .total, coins: given.coins, perAmount: given.perAmount, minimumAmount: 0, awardOn: .paid,
            pendingDays: 0)
        let decision = decide(total: given.amount, tier: try tier(given.basisPoints), settings: settings)
        guard case .award(let earning) = decision else {
            Issue.record("no award: \(decision)")
            return
        }
        #expect(earning.coins == given.expected)
        #expect(earning.trace.json.contains(#""awarded":\#(given.expected)"#))
    }

    static let nothing = [
        Row(
            "an order that is not paid yet",
            (10_000 as Int64, OrderState.created, NonAwardReason.awardMomentNotReached)),
        Row("a cancelled order", (10_000, .cancelled, .awardMomentNotReached)),
        Row("not paid comes before too small", (1, .created, .awardMomentNotReached)),
        Row("a cent below the minimum", (499, .paid, .belowMinimum)),
        Row("below the minimum comes before rounding to zero", (0, .paid, .belowMinimum)),
        Row("more coins than an entry can hold", (.max, .paid, .balanceLimit)),
    ]

    @Test(arguments: nothing)
    func `the first reason against an award decides`(row: Row<(Int64, OrderState, NonAwardReason)>) {
        let (amount, state, expected) = row.value
        let settings = EarningSettings(
            base: .total, coins: 1, perAmount: 100, minimumAmount: 500, awardOn: .paid, pendingDays: 0)
        let decision = decide(total: amount, state: state, settings: settings)
        guard case .none(let reason, let detail) = decision else {
            Issue.record("an award: \(decision)")
            return
        }
        #expect(reason == expected)
        #expect(detail.hasSuffix("."))
    }

    @Test(arguments: [(99 as Int64, 0 as Int64), (0, 0), (99, 99)])
    func `what rounds to zero is no award`(total: Int64, subtotal: Int64) {
        let settings = EarningSettings(
            base: .total, coins: 1, perAmount: 100, minimumAmount: 0, awardOn: .paid, pendingDays: 0)
        let decision = decide(total: total, subtotal: subtotal, settings: settings)
        guard case .none(.roundsToZero, _) = decision else {
            Issue.record("\(decision)")
            return
        }
    }

    @Test func `the base says which amount counts`() {
        let settings = EarningSettings(
            base: .subtotal, coins: 1, perAmount: 100, minimumAmount: 0, awardOn: .paid, pendingDays: 0)
        let decision = decide(total: 900, subtotal: 1_200, settings: settings)
        guard case .award(let earning) = decision else {
            Issue.record("\(decision)")
            return
        }
        #expect(earning.coins == 12)
    }

    @Test(arguments: [
        (OrderState.paid, [false, true, true, true]), (.fulfilled, [false, false, true, true]),
        (.delivered, [false, false, false, true]),
    ])
    func `the award moment is reached at its state and after it`(moment: OrderState, expected: [Bool]) {
        let settings = EarningSettings(
            base: .total, coins: 1, perAmount: 1, minimumAmount: 0, awardOn: moment, pendingDays: 0)
        let reached = [OrderState.created, .paid, .fulfilled, .delivered].map { state in
            if case .award = decide(total: 5, subtotal: 5, state: state, settings: settings) { return true }
            return false
        }
        #expect(reached == expected)
    }

    /// 2026-03-08 02:00 clocks in New York go forward, 2026-11-01 02:00 back; 2026-01-01 is a Thursday.
    static let periods: [(Trigger.Period, String, String, String)] = [
        (.day, "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
        (.day, "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
        (.day, "2026-03-08T04:59:59Z", "2026-03-07T05:00:00Z", "2026-03-08T05:00:00Z"),
        (.week, "2026-01-01T12:00:00Z", "2025-12-29T05:00:00Z", "2026-01-05T05:00:00Z"),
        (.week, "2026-01-05T04:59:59Z", "2025-12-29T05:00:00Z", "2026-01-05T05:00:00Z"),
        (.week, "2026-01-05T05:00:00Z", "2026-01-05T05:00:00Z", "2026-01-12T05:00:00Z"),
        (.month, "2026-02-28T12:00:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z"),
        (.month, "2026-12-31T23:00:00Z", "2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z"),
        (.year, "2026-07-01T00:00:00Z", "2026-01-01T05:00:00Z", "2027-01-01T05:00:00Z"),
    ]

    @Test(arguments: periods)
    func `a period is one of the brand's own days, weeks, months and years`(
        period: Trigger.Period, now: String, start: String, next: String
    ) throws {
        let zone = try BrandZone(loading: "America/New_York")
        let time = try instant(now)
        #expect(EarningRules.periodStart(period, at: time, zone: zone).rfc3339 == start)
        #expect(EarningRules.nextPeriodStart(period, at: time, zone: zone).rfc3339 == next)
    }

    private func decide(
        total: Int64, subtotal: Int64 = 0, state: OrderState = .paid, tier: Tier? = nil,
        settings: EarningSettings
    ) -> EarningRules.Decision {
        EarningRules.order(
            OrderFacts(
                state: state, amounts: OrderAmounts(total: total, subtotal: subtotal), tier: tier,
                placedOn: LocalDate(dayNumber: 20_000)), settings: settings)
    }

    private func tier(_ basisPoints: Int64) throws -> Tier {
        Tier(
            id: try #require(TierID("gold")), name: LocalizedText(["en": "Gold"]), threshold: 0,
            multiplierBasisPoints: basisPoints, benefits: [])
    }
}
