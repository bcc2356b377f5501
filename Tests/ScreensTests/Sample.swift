import Engine
import Model
import Screens
import Testing

/// A brand, its customer and their facts, as the screens' tests see them: Saturday 21 November 2026, 08:10 in
/// India.
enum Sample {
    static let now = instant("2026-11-21T02:40:00Z")

    static func instant(_ text: String) -> Instant {
        (try? Instant(rfc3339: text)) ?? .epoch
    }

    /// Unwraps what a test knows to be there; stops the test run with a message otherwise.
    static func known<Value>(_ value: Value?) -> Value {
        guard let value else { fatalError("a sample value is not valid") }
        return value
    }

    static let zone = known(BrandZone(identifier: "Asia/Kolkata"))

    /// The brand of most snapshots; parts can be replaced.
    static func programme(
        currency: String = "INR", defaultLocale: String = "en-IN",
        coinValue: (coins: Int64, amount: Int64) = (10, 100),
        tiers: TierSettings? = tiers, rewards: [Reward] = rewards, triggers: [Trigger] = triggers,
        referral: ReferralSettings? = referral(),
        screens: ScreenSettings = ScreenSettings(sections: [:], texts: [:])
    ) -> Programme {
        Programme(
            brand: known(BrandID("tea-house")), name: LocalizedText("Tea House"),
            currency: known(Currency(code: currency)), zone: zone, defaultLocale: defaultLocale,
            coin: CoinSettings(
                nameOne: LocalizedText(["en": "coin", "de": "Münze", "hi": "सिक्का", "ar": "عملة"]),
                nameOther: LocalizedText(["en": "coins", "de": "Münzen", "hi": "सिक्के", "ar": "عملات"]),
                nameForms: [.two: LocalizedText(["ar": "عملتان"]), .few: LocalizedText(["ar": "عملات"])],
                valueCoins: coinValue.coins, valueAmount: coinValue.amount),
            theme: Theme(
                colors: ["primary": "#0B5D3B", "on_primary": "#FFFFFF", "accent": "#C8501E"],
                logoURL: "https://tea.example/logo.png", coinIconURL: nil, cornerRadius: 12),
            earning: EarningSettings(
                base: .total, coins: 5, perAmount: 10_000, minimumAmount: 20_000, awardOn: .paid,
                pendingDays: 14),
            expiry: .afterMonths(12), tiers: tiers, triggers: triggers, rewards: rewards, referral: referral,
            screens: screens, origins: [])
    }

    static let tiers = TierSettings(
        window: .rollingMonths(12),
        levels: [
            Tier(
                id: known(TierID("bronze")), name: LocalizedText(["en": "Bronze", "ar": "برونزي"]),
                threshold: 0,
                multiplierBasisPoints: 10_000, benefits: [LocalizedText("Member prices")]),
            Tier(
                id: known(TierID("silver")),
                name: LocalizedText(["en": "Silver", "de": "Silber", "ar": "فضي"]),
                threshold: 300_000, multiplierBasisPoints: 12_500, benefits: []),
            Tier(
                id: known(TierID("gold")), name: LocalizedText(["en": "Gold", "ar": "ذهبي"]),
                threshold: 500_000,
                multiplierBasisPoints: 15_000, benefits: [LocalizedText("Free gift wrapping")]),
        ], graceDays: 30)

    static let triggers: [Trigger] = [
        trigger("app-install", .appInstall, "Install our app", 100, isOpen: true, .onceEver),
        trigger("review", .review, "Write a review", 20, isOpen: true, .times(2, per: .week)),
        trigger("birthday", .birthday, "Your birthday", 200, isOpen: false, .times(1, per: .year)),
        trigger(
            "follow", .social, "Follow us", 10, isOpen: false, .onceEver,
            link: "https://social.example/teahouse"),
        trigger("secret", .custom, "Not listed", 999, isOpen: true, .onceEver, isListed: false),
    ]

    static func trigger(
        _ id: String, _ kind: Trigger.Kind, _ title: String, _ coins: Coins, isOpen: Bool,
        _ frequency: Trigger.Frequency, link: String? = nil, isListed: Bool = true
    ) -> Trigger {
        Trigger(
            id: known(TriggerID(id)), kind: kind, title: LocalizedText(title),
            summary: kind == .review ? LocalizedText("Tell others what you think.") : nil, coins: coins,
            isOpen: isOpen, isActive: true, frequency: frequency, pendingDays: kind == .social ? 7 : 0,
            isListed: isListed, link: link)
    }

    static let rewards: [Reward] = [
        reward("fifty-off", "₹50 off", .fixed(coins: 500, amount: 5_000), minimumCart: 50_000, validDays: 30),
        reward(
            "cash", "Cash for coins",
            .variable(coinsPerStep: 100, amountPerStep: 1_000, stepsMinimum: 1, stepsMaximum: 20)),
        reward("gold-only", "₹250 off", .fixed(coins: 1_000, amount: 25_000), minimumTier: "gold"),
    ]

    static func reward(
        _ id: String, _ title: String, _ price: Reward.Price, minimumCart: Int64 = 0, validDays: Int64? = nil,
        minimumTier: String? = nil
    ) -> Reward {
        Reward(
            id: known(RewardID(id)), title: LocalizedText(title), summary: nil, price: price,
            minimumCartAmount: minimumCart, validDays: validDays, codePrefix: "TEA", isActive: true,
            returnsCoinsOnExpiry: true, minimumTier: minimumTier.flatMap(TierID.init))
    }

    static func referral(isActive: Bool = true, minimumOrder: Int64 = 50_000) -> ReferralSettings {
        ReferralSettings(
            isActive: isActive, referrerCoins: 250, friendCoins: 100, minimumOrderAmount: minimumOrder,
            holdDays: 14, monthlyCap: 10, lifetimeCap: nil, shareURL: "https://tea.example/r/{code}?from=app")
    }

    static func customer(id: String = "shopify-1001", isBlocked: Bool = false, locale: String? = nil)
        -> Customer
    {
        Customer(
            number: CustomerNumber(1), id: known(CustomerID(id)), name: "Asha", email: nil, mobile: nil,
            locale: locale, birthday: nil, referralCode: "ASHA7K2M", isBlocked: isBlocked,
            createdAt: instant("2025-06-01T06:00:00Z"), updatedAt: instant("2026-01-05T06:00:00Z"))
    }

    static func wallet(
        available: Coins = 1_250, pending: Coins = 120, held: Coins = 0, releases: [DatedCoins] = [release],
        expiries: [DatedCoins] = expiries
    ) -> WalletFacts {
        WalletFacts(
            available: available, pending: pending, held: held, lifetimeEarned: 2_470, lifetimeSpent: 1_000,
            lifetimeExpired: 100, releases: releases, expiries: expiries,
            updatedAt: instant("2026-11-20T09:00:00Z"))
    }

    static let emptyWallet = WalletFacts(
        available: 0, pending: 0, held: 0, lifetimeEarned: 0, lifetimeSpent: 0, lifetimeExpired: 0,
        releases: [], expiries: [], updatedAt: instant("2025-06-01T06:00:00Z"))

    /// Midnight in India that begins 5 December.
    static let release = DatedCoins(coins: 120, at: instant("2026-12-04T18:30:00Z"))
    /// Good through 30 November, and through 31 January of the next year.
    static let expiries = [
        DatedCoins(coins: 200, at: instant("2026-11-30T18:30:00Z")),
        DatedCoins(coins: 1, at: instant("2027-01-31T18:30:00Z")),
    ]

    static let silver = TierFacts(
        currentIndex: 1, nextIndex: 2, counted: 310_000, remainingToNext: 190_000, remainingToKeep: 40_050,
        percent: 62, since: instant("2026-03-01T06:00:00Z"), validUntil: instant("2027-02-28T18:30:00Z"))
    static let gold = TierFacts(
        currentIndex: 2, nextIndex: nil, counted: 800_000, remainingToNext: 0, remainingToKeep: 0,
        percent: 100,
        since: instant("2026-03-01T06:00:00Z"), validUntil: nil)
}
