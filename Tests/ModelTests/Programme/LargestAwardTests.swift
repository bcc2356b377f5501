import Model
import Testing

/// The largest order, of 10^11 minor units, must fit in an entry of 10^12 coins: ten coins for each minor unit,
/// every factor included.
struct LargestAwardTests {
    private func errors(coins: String, rules: [String], campaigns: [String] = [], caps: String = "{}")
        -> [String]
    {
        let document = """
            {"schema": 1, "brand": {"id": "loud", "name": "Loud"}, "currency": "USD", "time_zone": "UTC",
             "default_locale": "en", "coin": {"name": {"one": "c", "other": "c"},
             "worth": {"coins": 1, "amount": 1}},
             "earning": {"base": {"coins": \(coins), "per_amount": 100},
             "rules": [\(rules.joined(separator: ","))], "campaigns": [\(campaigns.joined(separator: ","))],
             "caps": \(caps)}}
            """
        return ProgrammeDocuments.errors(of: Array(document.utf8)).map { "\($0.pointer) \($0.code)" }
    }

    private static func rule(
        _ id: String, _ basisPoints: Int, tags: String = #"["t"]"#, products: String = "[]",
        exclusive: Bool = false
    ) -> String {
        #"{"id": "\#(id)", "products": \#(products), "tags": \#(tags), "exclusive": \#(exclusive),"#
            + #" "multiplier_basis_points": \#(basisPoints)}"#
    }

    private static func campaign(
        _ id: String, _ basisPoints: Int, _ from: String, _ through: String, exclusive: Bool = false
    ) -> String {
        #"{"id": "\#(id)", "from": "\#(from)", "through": "\#(through)", "exclusive": \#(exclusive),"#
            + #" "multiplier_basis_points": \#(basisPoints)}"#
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The most coins per 100 minor units that are accepted.
        let most: Int
        var rules: [String] = []
        var campaigns: [String] = []
        var caps = "{}"
    }

    @Test(arguments: [
        Row(testDescription: "without factors", most: 1_000),
        Row(testDescription: "one rule of ×2", most: 500, rules: [rule("r1", 20_000)]),
        Row(
            testDescription: "rules that stack are multiplied", most: 250,
            rules: [rule("r1", 20_000), rule("r2", 20_000)]),
        Row(
            testDescription: "of exclusive rules the largest", most: 250,
            rules: [rule("r1", 20_000, exclusive: true), rule("r2", 40_000, exclusive: true)]),
        Row(
            testDescription: "an exclusive rule is not multiplied with those that stack", most: 200,
            rules: [rule("r1", 20_000), rule("r2", 50_000, exclusive: true)]),
        Row(
            testDescription: "a rule below ×1 takes nothing off the largest", most: 500,
            rules: [rule("r1", 20_000), rule("r2", 5_000)]),
        Row(
            testDescription: "rules on different products never meet", most: 250,
            rules: [
                rule("r1", 20_000, tags: "[]", products: #"["p1"]"#),
                rule("r2", 40_000, tags: "[]", products: #"["p2"]"#),
            ]),
        Row(
            testDescription: "rules on the same product meet", most: 125,
            rules: [
                rule("r1", 20_000, tags: "[]", products: #"["p1"]"#),
                rule("r2", 40_000, tags: "[]", products: #"["p0", "p1"]"#),
            ]),
        Row(
            testDescription: "campaigns on different days never meet", most: 500,
            campaigns: [
                campaign("c1", 20_000, "2026-01-01", "2026-01-31"),
                campaign("c2", 20_000, "2026-02-01", "2026-02-01"),
            ]),
        Row(
            testDescription: "campaigns on one day meet", most: 250,
            campaigns: [
                campaign("c1", 20_000, "2026-01-01", "2026-02-01"),
                campaign("c2", 20_000, "2026-02-01", "2026-02-28"),
            ]),
        Row(
            testDescription: "rules and campaigns together", most: 100, rules: [rule("r1", 20_000)],
            campaigns: [campaign("c1", 50_000, "2026-01-01", "2026-01-01", exclusive: true)]),
        Row(
            testDescription: "a cap per order leaves a wallet's size before it", most: 1_000_000,
            caps: #"{"per_order": 1}"#),
        Row(testDescription: "a cap per day does not help", most: 1_000, caps: #"{"per_day": 1}"#),
    ])
    func `the largest order fits in the books at the highest rate that is accepted`(row: Row) {
        let accepted = errors(
            coins: "\(row.most)", rules: row.rules, campaigns: row.campaigns, caps: row.caps)
        #expect(accepted == [])
        let refused = errors(
            coins: "\(row.most + 1)", rules: row.rules, campaigns: row.campaigns, caps: row.caps)
        #expect(refused == ["#/earning/base/coins out_of_range"])
    }

    @Test func `more rules than 128 bits can multiply are refused, not wrapped`() {
        let rules = (0..<ProgrammeLimits.earningRulesMax).map { Self.rule("r\($0)", 100_000) }
        #expect(errors(coins: "1", rules: rules) == ["#/earning/base/coins out_of_range"])
        #expect(
            errors(coins: "1000000000000", rules: rules, caps: #"{"per_order": 1}"#)
                == ["#/earning/base/coins out_of_range"])
    }

    @Test func `the highest tier counts too`() throws {
        // ×2 in the highest tier, ×2 on vinyl, ×1.5 on new releases, ×3 in a campaign: 18 in all.
        // 10^15 before the cap ÷ (10^11 ÷ 100 × 18) = 55,555.56 coins.
        #expect(
            ProgrammeDocuments.errors(of: try ProgrammeDocuments.demo("earning/base/coins", "55555")) == [])
        let refused = ProgrammeDocuments.errors(
            of: try ProgrammeDocuments.demo("earning/base/coins", "55556"))
        #expect(refused.map(\.pointer) == ["#/earning/base/coins"])
    }
}
