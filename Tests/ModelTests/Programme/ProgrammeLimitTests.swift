import Model
import Testing

/// The most of something that a document may hold: accepted as it is, refused with one more.
struct ProgrammeLimit: CustomTestStringConvertible, Sendable {
    let name: String
    let path: String
    let most: Int
    let pointer: String
    let code: String
    /// The JSON with so many of them.
    let json: @Sendable (Int) -> String

    init(
        _ name: String, _ path: String, _ most: Int, at pointer: String? = nil, code: String = "too_long",
        _ json: @escaping @Sendable (Int) -> String
    ) {
        (self.name, self.path, self.most, self.json) = (name, path, most, json)
        (self.pointer, self.code) = ("#/" + (pointer ?? path), code)
    }

    var testDescription: String { "\(name): \(most)" }

    /// A JSON text of so many characters that are more than one byte each.
    @Sendable static func text(_ count: Int) -> String { "\"" + String(repeating: "ü", count: count) + "\"" }

    /// A JSON array of so many elements.
    static func list(_ element: @escaping @Sendable (Int) -> String) -> @Sendable (Int) -> String {
        { count in "[" + (0..<count).map(element).joined(separator: ", ") + "]" }
    }

    /// A JSON object of so many members.
    static func object(_ member: @escaping @Sendable (Int) -> String) -> @Sendable (Int) -> String {
        { count in "{" + (0..<count).map(member).joined(separator: ", ") + "}" }
    }
}

struct ProgrammeLimitTests {
    @Test(arguments: [
        ProgrammeLimit(
            "triggers", "triggers", ProgrammeLimits.triggersMax,
            ProgrammeLimit.list { #"{"id": "t\#($0)", "kind": "custom", "title": "T", "coins": 1}"# }),
        ProgrammeLimit(
            "rewards", "rewards", ProgrammeLimits.rewardsMax,
            ProgrammeLimit.list {
                #"{"id": "r\#($0)", "kind": "fixed_amount", "title": "R", "coins": 1, "amount": 1}"#
            }),
        ProgrammeLimit(
            "tiers", "tiers/levels", ProgrammeLimits.tiersMax,
            ProgrammeLimit.list { index in
                let id = index < 3 ? ["silver", "gold", "platinum"][index] : "t\(index)"
                return #"{"id": "\#(id)", "name": "T", "threshold": \#(index)}"#
            }),
        ProgrammeLimit(
            "rules", "earning/rules", ProgrammeLimits.earningRulesMax,
            ProgrammeLimit.list { #"{"id": "r\#($0)", "tags": ["t"], "multiplier_basis_points": 9000}"# }),
        ProgrammeLimit(
            "campaigns", "earning/campaigns", ProgrammeLimits.campaignsMax,
            ProgrammeLimit.list {
                #"{"id": "c\#($0)", "from": "2026-01-01", "through": "2026-01-01","#
                    + #" "multiplier_basis_points": 10000}"#
            }),
        ProgrammeLimit(
            "tags of a rule", "earning/rules/0/tags", ProgrammeLimits.ruleTargetsMax,
            ProgrammeLimit.list { #""t\#($0)""# }),
        ProgrammeLimit(
            "benefits", "tiers/levels/0/benefits", ProgrammeLimits.benefitsPerTierMax,
            ProgrammeLimit.list { _ in #""B""# }),
        ProgrammeLimit(
            "origins", "origins", ProgrammeLimits.originsMax,
            ProgrammeLimit.list { #""https://s\#($0).example""# }),
        ProgrammeLimit(
            "texts", "screens/texts", ProgrammeLimits.screenTextsMax,
            ProgrammeLimit.object { #""key.\#($0)": "T""# }),
        ProgrammeLimit(
            "languages of a text", "brand/name", ProgrammeLimits.localesPerTextMax,
            ProgrammeLimit.object { #""en\#($0 == 0 ? "" : "-x-a\($0)")": "T""# }),
        ProgrammeLimit("name", "brand/name", ProgrammeLimits.nameLengthMax, ProgrammeLimit.text),
        ProgrammeLimit("title", "rewards/0/title", ProgrammeLimits.titleLengthMax, ProgrammeLimit.text),
        ProgrammeLimit("summary", "rewards/0/summary", ProgrammeLimits.textLengthMax, ProgrammeLimit.text),
        ProgrammeLimit(
            "benefit", "tiers/levels/0/benefits/0", ProgrammeLimits.textLengthMax, ProgrammeLimit.text),
        ProgrammeLimit(
            "prefix", "rewards/0/code_prefix", ProgrammeLimits.codePrefixLengthMax, code: "invalid_format"
        ) { "\"" + String(repeating: "A", count: $0) + "\"" },
        ProgrammeLimit("URL", "theme/logo_url", ProgrammeLimits.urlLengthMax, code: "invalid_format") {
            #""https://a.example/"# + String(repeating: "a", count: $0 - 18) + "\""
        },
    ])
    func `the most is accepted and one more is refused`(limit: ProgrammeLimit) throws {
        let most = try ProgrammeDocuments.demo(limit.path, limit.json(limit.most))
        #expect(ProgrammeDocuments.errors(of: most) == [])
        let more = try ProgrammeDocuments.demo(limit.path, limit.json(limit.most + 1))
        let errors = ProgrammeDocuments.errors(of: more).map { "\($0.pointer) \($0.code)" }
        #expect(errors == ["\(limit.pointer) \(limit.code)"])
    }

    @Test func `a key of a text has at most so many characters`() throws {
        let key = String(repeating: "k", count: ProgrammeLimits.textKeyLengthMax)
        #expect(
            ProgrammeDocuments.errors(of: try ProgrammeDocuments.demo("screens/texts/\(key)", #""T""#)) == [])
        let errors = ProgrammeDocuments.errors(
            of: try ProgrammeDocuments.demo("screens/texts/\(key)k", #""T""#))
        #expect(errors.map(\.code) == ["invalid_format"])
    }

    @Test(arguments: [
        ("earning/pending_days", ProgrammeLimits.delayDaysMax),
        ("tiers/grace_days", ProgrammeLimits.delayDaysMax),
        ("referral/hold_days", ProgrammeLimits.delayDaysMax),
        ("triggers/0/pending_days", ProgrammeLimits.delayDaysMax),
        ("expiry/after", ProgrammeLimits.lifetimeMonthsMax),
        ("rewards/0/valid_days", ProgrammeLimits.lifetimeDaysMax),
        ("triggers/2/frequency/count", ProgrammeLimits.triggerTimesMax),
        ("rewards/3/steps_maximum", ProgrammeLimits.rewardStepsMax),
        ("referral/lifetime_cap", ProgrammeLimits.referralCapMax),
        ("theme/corner_radius", ProgrammeLimits.cornerRadiusMax),
        ("tiers/levels/1/multiplier_basis_points", ProgrammeLimits.tierMultiplierMax),
        ("rewards/0/amount", MoneyLimits.orderAmountMax), ("rewards/0/coins", CoinLimits.perEntryMax),
        ("tiers/levels/3/threshold", MoneyLimits.orderAmountMax),
        ("triggers/0/coins", CoinLimits.perEntryMax),
        ("earning/minimum_amount", MoneyLimits.orderAmountMax),
        ("coin/worth/amount", 100 * ProgrammeLimits.coinWorthMax),
    ])
    func `the largest number is accepted and one more is refused`(path: String, most: Int64) throws {
        #expect(ProgrammeDocuments.errors(of: try ProgrammeDocuments.demo(path, String(most))) == [])
        for more in [String(most + 1), "9223372036854775807", "9223372036854775808"] {
            let errors = ProgrammeDocuments.errors(of: try ProgrammeDocuments.demo(path, more))
            #expect(errors.map { "\($0.pointer) \($0.code)" } == ["#/\(path) out_of_range"])
        }
    }

    @Test func `a document has at most so many bytes`() {
        let space = [UInt8](repeating: 0x20, count: ProgrammeLimits.documentBytesMax)
        let most = ProgrammeDocuments.demo + space.dropFirst(ProgrammeDocuments.demo.count)
        #expect(ProgrammeDocuments.errors(of: most) == [])
        let errors = ProgrammeDocuments.errors(of: most + [0x20])
        #expect(errors.map { "\($0.pointer) \($0.code)" } == ["# too_long"])
    }

    @Test func `a document nests only so deep and holds only so many values`() {
        let depth = ProgrammeLimits.json.depthMax + 1
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let wide = "[" + String(repeating: "1,", count: ProgrammeLimits.json.valuesMax) + "1]"
        for text in [deep, wide] {
            let errors = ProgrammeDocuments.errors(of: Array(text.utf8))
            #expect(errors.map(\.code) == ["invalid_format"])
        }
    }

    @Test func `the worth of the fullest wallet fits in 64 bits`() {
        let worth = Ratio.floorMultiplyDivide(CoinLimits.perWalletMax, ProgrammeLimits.coinWorthMax, 1)
        #expect(worth != nil)
        #expect(
            Ratio.floorMultiplyDivide(CoinLimits.perWalletMax, ProgrammeLimits.coinWorthMax + 1, 1) == nil)
    }
}
