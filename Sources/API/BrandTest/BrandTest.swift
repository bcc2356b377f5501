internal import Engine
package import Model

/// What a brand checks before its app goes live: accrual, redemption, coupons, referrals, tiers, triggers, screens,
/// errors and answer times, each with its evidence.
///
/// It runs over HTTP against a whole service of its own, in a sandbox that is gone afterwards, with made-up customers;
/// nothing of the brand's books is touched. What is expected is worked out from the document, not asked of the engine.
package enum BrandTest {
    /// Runs every check on a programme document, published or not.
    ///
    /// - Parameter now: When it is; the sandbox's clock begins at the first later day without a campaign.
    /// - Throws: ``AdministrationError`` for a document that is not valid, and what making the sandbox may throw.
    package static func run(_ document: [UInt8], at now: Instant) throws -> BrandTestReport {
        try run(document, expecting: nil, at: now)
    }

    /// The same, with what is expected worked out from another document: every difference must be found.
    static func run(_ document: [UInt8], expecting expected: [UInt8]?, at now: Instant) throws
        -> BrandTestReport
    {
        let began = LoopbackClient.monotonicMicroseconds()
        let programme = try PublishProgramme.check(document)
        let start = startInstant(for: programme, after: now)
        let sandbox = try BrandTestSandbox(document, expecting: expected, startingAt: start)
        defer { sandbox.close() }
        let run = BrandTestRun(sandbox)
        checkAccrual(run)
        checkRedemption(run)
        checkCheckout(run)
        checkCoupons(run)
        checkReferrals(run)
        checkTiers(run)
        checkTriggers(run)
        checkScreens(run)
        checkErrors(run)
        checkTimes(run)
        return BrandTestReport(
            brand: programme.brand, startedAt: start, checks: run.checks,
            durationMilliseconds: (LoopbackClient.monotonicMicroseconds() - began) / 1_000)
    }

    /// The morning of the first day from today on which no campaign changes what orders earn.
    static func startInstant(for programme: Programme, after now: Instant) -> Instant {
        let campaigns = programme.earning.campaigns
        var day = programme.zone.localDate(at: now)
        while let running = campaigns.first(where: { $0.from <= day && day <= $0.through }) {
            day = running.through.adding(days: 1)
        }
        return max(now, programme.zone.startOfDay(day))
    }
}
