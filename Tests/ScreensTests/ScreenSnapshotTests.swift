import Engine
import Model
import Screens
import Testing

/// One screen in one state and one language, by the name of its snapshot.
struct ScreenCase: Sendable, CustomTestStringConvertible {
    let name: String
    let facts: ScreenFacts
    let tag: String
    let schema: Int

    init(
        _ name: String, _ facts: ScreenFacts, _ tag: String = "en-IN", schema: Int = ScreenSchema.current
    ) {
        (self.name, self.facts, self.tag, self.schema) = (name, facts, tag, schema)
    }

    var testDescription: String { name }

    var locale: ScreenLocale { ScreenLocale.of(tag, programme: facts.version.programme) }

    var json: [UInt8] {
        var json = JSONWriter()
        ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
        return json.bytes
    }
}

extension ScreenCase {
    private typealias S = Sample

    static let full = ScreenName.customers.map { ScreenCase("\($0.rawValue)", S.facts($0)) }

    static let new = ScreenName.customers.map { screen in
        ScreenCase(
            "\(screen.rawValue)-new-customer",
            S.facts(screen, wallet: S.emptyWallet) { facts in
                facts.tier = TierFacts(
                    currentIndex: 0, nextIndex: 1, counted: 0, remainingToNext: 300_000, remainingToKeep: 0,
                    percent: 0, since: S.instant("2025-06-01T06:00:00Z"), validUntil: nil)
                if facts.history != nil { facts.history = Page(items: [], next: nil) }
                if facts.coupons != nil { facts.coupons = Page(items: [], next: nil) }
                if facts.referralSummary != nil { facts.referralSummary = S.noReferrals }
                if facts.referrals != nil { facts.referrals = Page(items: [], next: nil) }
            })
    }

    static let blocked = [ScreenName.home, .earn, .redeem, .referrals].map { screen in
        ScreenCase(
            "\(screen.rawValue)-blocked",
            S.facts(screen, customer: S.customer(isBlocked: true)) { facts in
                if facts.rewards != nil {
                    facts.rewards = S.rewardFacts(available: 1_250, refusal: .customerBlocked)
                }
                if facts.triggers != nil {
                    facts.triggers = S.triggers.map {
                        TriggerFacts(
                            id: $0.id, timesAwarded: 0, blockedBy: .customerBlocked, availableAgainAt: nil)
                    }
                }
            })
    }

    static let inDebt = [ScreenName.wallet, .redeem].map { screen in
        ScreenCase(
            "\(screen.rawValue)-in-debt",
            S.facts(screen, wallet: S.wallet(available: -75, pending: 0, releases: [], expiries: [])) {
                facts in
                if facts.rewards != nil {
                    facts.rewards = S.rewardFacts(available: -75, refusal: .walletInDebt(debt: 75))
                }
            })
    }

    static let others: [ScreenCase] = [
        ScreenCase("earn-done", S.facts(.earn) { $0.triggers = S.doneTriggers }),
        ScreenCase(
            "earn-nothing-listed", S.facts(.earn, programme: S.programme(triggers: [])) { $0.triggers = [] }),
        ScreenCase("vip-top", S.facts(.vip) { $0.tier = S.gold }),
        ScreenCase("vip-none", S.facts(.vip, programme: S.programme(tiers: nil))),
        ScreenCase(
            "redeem-gold",
            S.facts(.redeem) { facts in
                facts.tier = S.gold
                facts.rewards = S.rewardFacts(available: 1_250, isGold: true)
            }),
        ScreenCase(
            "redeem-one-step",
            S.facts(.redeem, wallet: S.wallet(available: 100)) { $0.rewards = S.rewardFacts(available: 100) }),
        ScreenCase(
            "redeem-no-codes-left",
            S.facts(.redeem) { $0.rewards = S.rewardFacts(available: 1_250, refusal: .noCodesLeft) }),
        ScreenCase(
            "redeem-no-rewards", S.facts(.redeem, programme: S.programme(rewards: [])) { $0.rewards = [] }),
        ScreenCase(
            "referrals-closed",
            S.facts(.referrals, programme: S.programme(referral: S.referral(isActive: false)))),
        ScreenCase("referrals-claimed", S.facts(.referrals) { $0.referralSummary?.claimed = S.claimed }),
        ScreenCase("referrals-none", S.facts(.referrals, programme: S.programme(referral: nil))),
        ScreenCase(
            "referrals-any-order",
            S.facts(.referrals, programme: S.programme(referral: S.referral(minimumOrder: 0)))),
        ScreenCase("home-no-tiers", S.facts(.home, programme: S.programme(tiers: nil, referral: nil))),
        ScreenCase(
            "redeem-odd-customer-id", S.facts(.redeem, customer: S.customer(id: "user/1 ü\"x\"@example"))),
        ScreenCase(
            "wallet-kuwait",
            S.facts(.wallet, programme: S.programme(currency: "KWD", coinValue: (1, 5))), "ar-KW"),
        ScreenCase(
            "wallet-japan", S.facts(.wallet, programme: S.programme(currency: "JPY", coinValue: (1, 1))), "en"
        ),
    ]

    static let languages: [ScreenCase] =
        ["en-US", "de", "hi", "ar", "ar-EG"].flatMap { tag in
            [ScreenName.home, .wallet].map { ScreenCase("\($0.rawValue)-\(tag)", S.facts($0), tag) }
        }
        + ["de", "hi", "ar"].flatMap { tag in
            [ScreenName.history, .earn, .redeem, .vip, .referrals, .coupons, .product, .cart].map {
                ScreenCase("\($0.rawValue)-\(tag)", S.facts($0), tag)
            }
        }

    static let all = states + carts + metrics + full + new + blocked + inDebt + others + languages
}

struct ScreenSnapshotTests {
    @Test(arguments: ScreenCase.all)
    func `every screen in every state says what it said before`(screen: ScreenCase) throws {
        try Snapshot.check(screen.json, screen.name)
    }

    @Test func `the names of the snapshots are their own`() {
        #expect(Set(ScreenCase.all.map(\.name)).count == ScreenCase.all.count)
    }

    @Test(arguments: ["en-IN", "de", "hi", "ar"])
    func `the programme for everybody says what it said before`(tag: String) throws {
        let programme = Sample.programme()
        var json = JSONWriter()
        ScreenPayload.writeProgramme(
            Sample.facts(.home, programme: programme).version,
            ScreenLocale.of(tag, programme: programme).wording(at: Sample.now), into: &json)
        try Snapshot.check(json.bytes, "programme-\(tag)")
    }

    @Test(arguments: ["en-IN", "de", "hi", "ar"])
    func `the badges of a product list say what they said before`(tag: String) throws {
        let programme = Sample.programme()
        let wording = ScreenLocale.of(tag, programme: programme).wording(at: Sample.now)
        let reasons: [NonAwardReason] = [
            .belowMinimum, .excludedProduct, .capReached, .customerBlocked, .roundsToZero, .balanceLimit,
        ]
        var json = JSONWriter()
        json.beginArray()
        ScreenPayload.writeBadge(Sample.product(coins: 25), wording, into: &json)
        for reason in reasons {
            ScreenPayload.writeBadge(Sample.product(coins: 0, reason: reason), wording, into: &json)
        }
        json.endArray()
        try Snapshot.check(json.bytes, "badges-\(tag)")
    }

    @Test func `the plain resources say what they said before`() throws {
        let programme = Sample.programme()
        let wording = ScreenLocale.of("en-IN", programme: programme).wording(at: Sample.now)
        var json = JSONWriter()
        json.beginObject()
        json.key("wallet")
        ScreenPayload.writeWallet(Sample.wallet(), .coins, wording, into: &json)
        json.key("credits")
        ScreenPayload.writeWallet(Sample.wallet(available: 12_550), .credits, wording, into: &json)
        json.key("credit_entry")
        let credit = Sample.entry(
            3, .adjustment, 2_500, reason: "manual", Source(.adjustment), wallet: .credits)
        ScreenPayload.writeEntry(credit.shown, wording, into: &json)
        json.key("tier")
        ScreenPayload.writeTier(Sample.silver, wording, into: &json)
        json.key("no_tier")
        ScreenPayload.writeTier(nil, wording, into: &json)
        json.key("referrals")
        ScreenPayload.writeReferralSummary(Sample.summary, of: Sample.customer(), wording, into: &json)
        json.endObject()
        try Snapshot.check(json.bytes, "resources")
    }
}
