internal import Engine
package import Model

/// What a brand walks through before a checkout goes live: who the customer is, what is offered, what is paid, what comes
/// home, each with its evidence.
///
/// It runs over HTTP against a whole service of its own, in a sandbox that is gone afterwards, with made-up customers,
/// the programme and the connector's settings; nothing of the brand's books is touched. What is expected is worked out from
/// the document and the settings, not asked of the service.
package struct ConnectorCheck {
    /// What a check works from in place of what the sandbox runs; for tests of the checks.
    struct Expectation {
        var check: String
        var document: [UInt8]?
        var settings: ConnectorSettings?
    }

    let run: BrandTestRun
    let kind: ConnectorKind
    let channel: Channel
    /// The Secret Webhook ID of the sandbox.
    let webhookID: String
    private let settingsInForce: ConnectorSettings
    private let expectation: Expectation?

    /// What the brand chose for the connector.
    var settings: ConnectorSettings {
        guard let expectation, expectation.check == run.current else { return settingsInForce }
        return expectation.settings ?? settingsInForce
    }

    /// Runs every check of a connector that is a checkout.
    ///
    /// - Parameters:
    ///   - document: The programme.
    ///   - settings: Those of the connector; whether it is enabled and whose addresses are allowed do not matter here.
    ///   - now: When it is; the sandbox's clock begins at the first later day without a campaign.
    /// - Throws: ``AdministrationError`` for a document that is not valid, and what making the sandbox may throw.
    package static func run(
        _ channel: Channel, _ document: [UInt8], _ settings: ConnectorSettings, at now: Instant
    ) throws -> BrandTestReport {
        try run(channel, document, settings, expecting: nil, at: now)
    }

    /// The same, with what one check expects worked out from something else: it must notice.
    static func run(
        _ channel: Channel, _ document: [UInt8], _ settings: ConnectorSettings,
        expecting expectation: Expectation?, at now: Instant
    ) throws -> BrandTestReport {
        guard let kind = ConnectorKind(rawValue: channel.rawValue) else {
            throw AdministrationError("the channel \(channel.rawValue) is no connector")
        }
        let began = LoopbackClient.monotonicMicroseconds()
        let programme = try PublishProgramme.check(document)
        let start = BrandTest.startInstant(for: programme, after: now)
        let sandbox = try BrandTestSandbox(document, startingAt: start)
        defer { sandbox.close() }
        let run = BrandTestRun(sandbox)
        if let expectation, let other = expectation.document {
            run.expected[expectation.check] = try PublishProgramme.check(other)
        }
        let check = ConnectorCheck(
            run: run, kind: kind, channel: channel, webhookID: try sandbox.connect(kind, settings),
            settingsInForce: try ConnectorSettings(document: settings.document(for: kind), for: kind),
            expectation: expectation)
        check.runAll()
        return BrandTestReport(
            brand: programme.brand, startedAt: start, checks: run.checks,
            durationMilliseconds: (LoopbackClient.monotonicMicroseconds() - began) / 1_000)
    }

    private func runAll() {
        check("rule", "The programme says how the connector turns coins into a discount") { rule in
            run.expect(
                "the rule of \(channel.rawValue)", rule.valueCoins > 0 && rule.valueAmount > 0,
                because: "\(rule.valueCoins) coins take off \(rule.valueAmount) minor units")
        }
        checkOffer()
        checkPayment()
        checkReturns()
    }

    /// Runs one check with the connector's rule; without one, the first check fails and the others are skipped.
    func check(_ id: String, _ title: String, _ body: (RedemptionRule) throws -> Void) {
        run.check(id, .checkout, title) { run in
            guard let rule = run.programme.redemption.rules[channel], rule.isActive else {
                let reason = "the programme has no rule for \(channel.rawValue) that is active"
                guard run.checks.isEmpty else {
                    throw BrandTestRun.Skipped(reason: "There is nothing to try: \(reason).")
                }
                return run.expect("a redemption rule", false, because: reason)
            }
            try body(rule)
        }
    }
}
