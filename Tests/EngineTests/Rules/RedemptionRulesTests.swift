import Model
import Testing

@testable import Engine

struct RedemptionRulesTests {
    static func reward(
        _ price: Reward.Price, isActive: Bool = true, minimumTier: String? = nil
    ) throws -> Reward {
        Reward(
            id: try #require(RewardID("any")), title: LocalizedText(["en": "Any"]), summary: nil,
            price: price,
            minimumCartAmount: 0, validDays: nil, codePrefix: "", isActive: isActive,
            returnsCoinsOnExpiry: true,
            minimumTier: minimumTier.flatMap { TierID($0) })
    }

    static let fixed = Reward.Price.fixed(coins: 500, amount: 450)
    static let variable = Reward.Price.variable(
        coinsPerStep: 30, amountPerStep: 25, stepsMinimum: 2, stepsMaximum: 10)

    struct Asked: Sendable {
        var price: Reward.Price
        var coins: Coins?
        var amount: Int64?
        /// Coins and minor units; nil for a refusal.
        var expected: [Int64]?
    }

    static let prices = [
        Row("a fixed price as it is", Asked(price: fixed, expected: [500, 450])),
        Row("a fixed price named in coins", Asked(price: fixed, coins: 500, expected: [500, 450])),
        Row("a fixed price named in money", Asked(price: fixed, amount: 450, expected: [500, 450])),
        Row("a fixed price with other coins", Asked(price: fixed, coins: 501)),
        Row("a fixed price with other money", Asked(price: fixed, coins: 500, amount: 500)),
        Row("the fewest steps when nothing is said", Asked(price: variable, expected: [60, 50])),
        Row("the fewest steps", Asked(price: variable, coins: 60, expected: [60, 50])),
        Row("the most steps", Asked(price: variable, coins: 300, expected: [300, 250])),
        Row("money instead of coins", Asked(price: variable, amount: 75, expected: [90, 75])),
        Row("both, when they agree", Asked(price: variable, coins: 90, amount: 75, expected: [90, 75])),
        Row("both, when they do not", Asked(price: variable, coins: 90, amount: 100)),
        Row("a step too few", Asked(price: variable, coins: 30)),
        Row("a step too many", Asked(price: variable, coins: 330)),
        Row("off the step in coins", Asked(price: variable, coins: 91)),
        Row("off the step in money", Asked(price: variable, amount: 76)),
        Row("no coins", Asked(price: variable, coins: 0)),
        Row("negative coins", Asked(price: variable, coins: -60)),
        Row("the least number there is", Asked(price: variable, coins: .min)),
        Row("the largest number there is", Asked(price: variable, amount: .max)),
    ]

    @Test(arguments: prices)
    func `a price is what was asked for, or refused with the bounds`(row: Row<Asked>) throws {
        let asked = row.value
        let reward = try Self.reward(asked.price)
        do {
            let price = try RedemptionRules.price(of: reward, coins: asked.coins, amount: asked.amount)
            #expect([price.coins, price.amount] == asked.expected)
        } catch {
            #expect(asked.expected == nil)
            let bounds: Refusal =
                asked.price == Self.fixed
                ? .rewardAmountOutOfRange(minimum: 500, maximum: 500, step: 500)
                : .rewardAmountOutOfRange(minimum: 60, maximum: 300, step: 30)
            #expect(error == bounds)
        }
    }

    struct Standing: Sendable {
        var isBlocked = false
        var isActive = true
        var tier: Int? = 1
        var available: Coins = 1_000
        var expected: Refusal?
    }

    /// In order of precedence: each row has everything wrong that comes after it, too.
    static let refusals = [
        Row(
            "a blocked customer",
            Standing(isBlocked: true, isActive: false, tier: 0, available: -5, expected: .customerBlocked)),
        Row(
            "a reward that is switched off",
            Standing(isActive: false, tier: 0, available: -5, expected: .rewardUnavailable)),
        Row("a tier too low", Standing(tier: 0, available: -5, expected: .rewardUnavailable)),
        Row("no tier at all", Standing(tier: nil, available: -5, expected: .rewardUnavailable)),
        Row("a wallet in debt", Standing(available: -5, expected: .walletInDebt(debt: 5))),
        Row(
            "a coin short",
            Standing(available: 499, expected: .insufficientCoins(available: 499, required: 500))),
        Row("just enough", Standing(available: 500)),
    ]

    @Test(arguments: refusals)
    func `the first refusal that applies is the answer`(row: Row<Standing>) throws {
        let standing = row.value
        let levels = ["base", "gold"].compactMap { TierID($0) }.map {
            Tier(
                id: $0, name: LocalizedText(["en": "T"]), threshold: 0, multiplierBasisPoints: 10_000,
                benefits: [])
        }
        let refusal = RedemptionRules.refusal(
            for: try Self.reward(Self.fixed, isActive: standing.isActive, minimumTier: "gold"),
            isBlocked: standing.isBlocked, tierIndex: standing.tier,
            tiers: TierSettings(window: .lifetime, levels: levels, graceDays: 0),
            available: standing.available,
            coins: 500)
        #expect(refusal == standing.expected)
    }

    @Test func `a coupon lapses at the end of a local day`() throws {
        let zone = try BrandZone(loading: "America/New_York")
        let now = try instant("2026-03-08T04:30:00Z")
        #expect(
            RedemptionRules.couponExpiresAt(now, validDays: 1, zone: zone).rfc3339 == "2026-03-09T04:00:00Z")
        #expect(RedemptionRules.couponExpiresAt(now, validDays: nil, zone: zone) == .never)
    }

    @Test(arguments: [
        (" Ada@Example.COM ", "ada@example.com" as String?), ("", nil), ("   ", nil),
        ("\tÄDA@x.y\n", "äda@x.y"),
    ])
    func `e-mail addresses are compared without case and spaces`(email: String, key: String?) {
        #expect(ContactRules.emailKey(email) == key)
        #expect(ContactRules.emailKey(nil) == nil)
    }

    @Test(arguments: [
        (" Ada.Lovelace+Shop@GMail.com ", "adalovelace@gmail.com" as String?),
        ("adalovelace@googlemail.com", "adalovelace@gmail.com"),
        ("ada.l+x+y@example.com", "ada.l@example.com"),
        ("+ada@example.com", "+ada@example.com"), ("", nil),
    ])
    func `an e-mail address is one person's by where it is delivered`(email: String, key: String?) {
        #expect(ContactRules.mailboxKey(email) == key)
        #expect(ContactRules.mailboxKey(nil) == nil)
    }

    @Test(arguments: [("+1 (555) 010-99", "155501099" as String?), ("", nil), ("call me", nil), ("٣", nil)])
    func `mobile numbers are compared by their digits`(mobile: String, key: String?) {
        #expect(ContactRules.mobileKey(mobile) == key)
        #expect(ContactRules.mobileKey(nil) == nil)
    }
}
