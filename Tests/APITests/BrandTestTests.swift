import Foundation
import Model
import Store
import Testing

@testable import API

/// The launch checklist that runs itself.
@Suite struct BrandTestTests {
    @Test func `a sound programme passes every check, or says why one was skipped`() throws {
        let report = try BrandTest.run(
            Array(APIShop.programme().utf8), at: Instant(rfc3339: "2026-11-21T06:00:00Z"))
        for check in report.checks where check.result == .failed {
            Issue.record("\(check.id): \(check.reason)\n\(check.evidence)")
        }
        for check in report.checks where check.result == .skipped { #expect(!check.reason.isEmpty) }
        #expect(report.count(.passed) >= 25)
        #expect(Set(report.checks.map(\.area)) == Set(BrandTestReport.Area.allCases).subtracting([.checkout]))
        #expect(Set(report.checks.map(\.id)).count == report.checks.count)
        for check in report.checks where check.result == .passed { #expect(!check.evidence.isEmpty) }
    }

    @Test func `each reward with a pool is tried with codes of its own`() throws {
        let pooled = ["tickets", "vouchers"].map {
            #"{"id": "\#($0)", "kind": "fixed_amount", "coins": 10, "amount": 100, "title": "\#($0)", "#
                + #""code_source": {"kind": "pool", "warn_at": 1}}, "#
        }
        let document = APIShop.programme().replacing(
            #""rewards": ["#, with: #""rewards": ["# + pooled.joined(), maxReplacements: 1)
        let report = try BrandTest.run(
            Array(document.utf8), at: Instant(rfc3339: "2026-11-21T06:00:00Z"))
        for id in ["redemption_tickets", "redemption_vouchers"] {
            let check = try #require(report.checks.first { $0.id == id })
            #expect(check.result == .passed, "\(check.reason)")
        }
    }

    /// Changes that leave a programme sound, the checks that it must pass then, and those that it cannot be put to.
    struct Variant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var changes: [(old: String, new: String)]
        var passed: [String] = []
        var skipped: [String] = []
    }

    static let variants = [
        Variant(
            testDescription: "tiers by coins, whose bonus the first order brings",
            changes: [
                (#""metric": "net_spend""#, #""metric": "coins_earned""#),
                (#""threshold": 1000000, "#, #""threshold": 20, "entry_bonus": 7, "#),
            ],
            passed: [
                "tier_gold", "tier_gold_benefits", "accrual_cancel", "accrual_refund", "referral_reward",
                "redemption_gold-only",
            ]),
        Variant(
            testDescription: "tiers by orders",
            changes: [
                (#""metric": "net_spend""#, #""metric": "orders""#),
                (#""threshold": 1000000, "#, #""threshold": 4, "entry_bonus": 7, "#),
            ], passed: ["tier_gold", "tier_gold_benefits", "accrual_cancel", "redemption_gold-only"]),
        Variant(
            testDescription: "tiers by rewarded actions",
            changes: [
                (#""metric": "net_spend""#, #""metric": "engagement""#),
                (#""threshold": 1000000, "#, #""threshold": 4, "#),
            ], skipped: ["tier_gold", "tier_gold_benefits"]),
        Variant(
            testDescription: "coins that wait longer than they last",
            changes: [
                (#""award_on": "paid""#, #""award_on": "paid", "pending_days": 30"#),
                (#""hold_days": 0"#, #""hold_days": 45"#),
            ], skipped: ["accrual_pending", "referral_reward"]),
    ]

    @Test(arguments: variants)
    func `another sound programme passes, too`(variant: Variant) throws {
        var document = APIShop.programme()
        for change in variant.changes {
            let changed = document.replacing(change.old, with: change.new, maxReplacements: 1)
            #expect(changed != document)
            document = changed
        }
        let report = try BrandTest.run(
            Array(document.utf8), at: Instant(rfc3339: "2026-11-21T06:00:00Z"))
        let failed = report.checks.filter { $0.result == .failed }.map { "\($0.id): \($0.reason)" }
        #expect(failed == [])
        for (ids, result) in [(variant.passed, BrandTestReport.Result.passed), (variant.skipped, .skipped)] {
            for id in ids {
                let check = try #require(report.checks.first { $0.id == id })
                #expect(check.result == result, "\(id): \(check.reason)")
            }
        }
    }

    @Test func `a programme without tiers and referrals is not failed for their screens`() throws {
        var document = try #require(
            JSONSerialization.jsonObject(with: Data(APIShop.programme().utf8)) as? [String: Any])
        document["tiers"] = nil
        document["referral"] = nil
        document["rewards"] = []
        let report = try BrandTest.run(
            Array(JSONSerialization.data(withJSONObject: document)),
            at: Instant(rfc3339: "2026-11-21T06:00:00Z"))
        let failed = report.checks.filter { $0.result == .failed }.map { "\($0.id): \($0.reason)" }
        #expect(failed == [])
        let skipped = report.checks.filter { $0.result == .skipped }.map(\.id)
        #expect(Set(skipped).isSuperset(of: ["screen_vip", "screen_referrals"]))
    }

    /// Each change of the document, and the check that must notice it when the service runs the other one.
    static let changes: [(old: String, new: String, check: String)] = [
        (#""per_amount": 100,"#, #""per_amount": 90,"#, "accrual_exact"),
        (#""coins": 100, "amount": 5000"#, #""coins": 101, "amount": 5000"#, "redemption_fifty-off"),
        (#""basis_points": 1500"#, #""basis_points": 1400"#, "redemption_known"),
        (#""basis_points": 2000"#, #""basis_points": 2100"#, "redemption_quote_app"),
        (#""maximum_discount": 100}"#, #""maximum_discount": 101}"#, "redemption_quote_gokwik"),
        (#""referrer_coins": 30"#, #""referrer_coins": 31"#, "referral_reward"),
        (#""threshold": 1000000, "#, #""threshold": 1000001, "#, "tier_gold"),
        (
            #""multiplier_basis_points": 20000"#, #""multiplier_basis_points": 20100"#,
            "tier_gold_benefits"
        ),
        (
            #""title": "Install the app", "coins": 50"#, #""title": "Install the app", "coins": 51"#,
            "trigger_app-install"
        ),
        (#""code_prefix": "CV""#, #""code_prefix": "CW""#, "redemption_any-off"),
    ]

    @Test(arguments: changes)
    func `a service that does something else than the document says fails the check of it`(
        change: (old: String, new: String, check: String)
    ) throws {
        let document = APIShop.programme()
        let changed = document.replacing(change.old, with: change.new, maxReplacements: 1)
        #expect(changed != document)
        let report = try BrandTest.run(
            Array(changed.utf8), expecting: Array(document.utf8), at: Instant(rfc3339: "2026-11-21T06:00:00Z")
        )
        let check = try #require(report.checks.first { $0.id == change.check })
        #expect(check.result == .failed && !report.isPassed, "\(check.result) \(check.reason)")
        #expect(!check.reason.isEmpty && check.evidence.contains { $0.isRight == false })
    }

    @Test(arguments: [
        ("The reward is not active.", "code: The reward is not active."), ("404", "code: 404."),
        ("it begins…", "code: it begins…"),
    ])
    func `a reason ends with one full stop`(got: String, reason: String) throws {
        let sandbox = try BrandTestSandbox(
            Array(APIShop.programme().utf8), startingAt: Instant(rfc3339: "2026-11-21T06:00:00Z"))
        defer { sandbox.close() }
        let run = BrandTestRun(sandbox)
        run.check("one", .redemption, "One") { $0.expect("code", false, because: got) }
        run.check("two", .redemption, "Two") { $0.expect("code", got, equals: "200") }
        #expect(run.checks.first?.reason == reason)
        #expect(run.checks.last?.reason.hasSuffix("..") == false)
    }

    @Test func `the admin call answers at once and has the report soon after`() throws {
        let shop = try APIShop()
        let headers = [("X-API-Key", try shop.key(.admin))]
        let begun = try shop.send("POST", "/v1/admin/brand-tests", headers: headers)
        #expect(begun.status == 202)
        let location = try #require(begun.fields.first { $0.name == "location" }?.value)
        #expect(location == "/v1/admin/brand-tests/brand-test-1")
        var report = try shop.send("GET", location, headers: headers)
        let deadline = Date(timeIntervalSinceNow: 60)
        while report.text.contains(#""state":"running""#), Date() < deadline {
            Thread.sleep(forTimeInterval: 0.02)
            report = try shop.send("GET", location, headers: headers)
        }
        #expect(report.status == 200)
        #expect(report.text.contains(#""state":"finished""#))
        #expect(report.text.contains(#""result":"passed""#))
        let list = try shop.send("GET", "/v1/admin/brand-tests", headers: headers)
        #expect(list.text.contains(#""id":"brand-test-1""#))
    }

    @Test func `one test runs at a time, and a brand sees its own only`() throws {
        let gate = DispatchSemaphore(value: 0)
        let jobs = BrandTestJobs { _, now in
            gate.wait()
            throw StoreError(kind: .misuse, message: "was let go at \(now.milliseconds)")
        }
        let (mine, other) = (BookNumber(1), BookNumber(2))
        let first = try #require(jobs.start(.init(document: []), version: 1, in: mine, at: .epoch))
        #expect(jobs.start(.init(document: []), version: 1, in: other, at: .epoch) == nil)
        #expect(jobs.job(first.number, of: other) == nil)
        #expect(jobs.list(of: mine).count == 1)
        gate.signal()
        while case .running? = jobs.job(first.number, of: mine)?.state { sched_yield() }
        guard case .broken(let reason)? = jobs.job(first.number, of: mine)?.state else {
            Issue.record("the test that threw is not told as broken")
            return
        }
        #expect(reason.contains("was let go at 0"))
        gate.signal()
        #expect(jobs.start(.init(document: []), version: 1, in: other, at: .epoch)?.number == 2)
    }

    @Test func `the service keeps the newest twenty reports`() throws {
        let jobs = BrandTestJobs { _, _ in throw StoreError(kind: .misuse, message: "at once") }
        for number in 1...21 {
            while jobs.start(.init(document: []), version: nil, in: BookNumber(1), at: .epoch) == nil {
                sched_yield()
            }
            #expect(jobs.job(Int64(number), of: BookNumber(1)) != nil)
        }
        #expect(jobs.list(of: BookNumber(1)).count == 20)
        #expect(jobs.job(1, of: BookNumber(1)) == nil)
    }

    @Test func `a document that is not valid is refused with pointers into it`() throws {
        let shop = try APIShop()
        let answer = try shop.send(
            "POST", "/v1/admin/brand-tests", headers: [("X-API-Key", try shop.key(.admin))],
            body: #"{"document": {"schema": 1}}"#)
        #expect(answer.status == 422)
        #expect(answer.text.contains("#/document/currency"))
    }

    @Test(arguments: [APIShop.KeyName.read, .write]) func `only an admin key starts a test`(
        name: APIShop.KeyName
    ) throws {
        let shop = try APIShop()
        let answer = try shop.send(
            "POST", "/v1/admin/brand-tests", headers: [("X-API-Key", try shop.key(name))])
        #expect(answer.status == 403)
    }
}
