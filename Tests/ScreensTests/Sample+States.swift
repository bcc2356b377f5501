import Engine
import Model
import Screens

// States beside those that the facts have by themselves: every title of an entry, every kind of a coupon, tiers that are
// about to end, what a brand has changed, an app of the first schema, and the past.
extension Sample {
    /// One entry of each cause that ``everyEntry`` leaves out, newest first.
    static let everyTitle: [Entry] = [
        entry(40, .clawback, -40, reason: "order_refunded", Source(.order, "1052")),
        entry(39, .returned, 500, reason: "order_return", Source(.order, "1052"), daysAgo: 2),
        entry(
            38, .spend, -500, reason: "hold_committed", Source(.order, "1052"), available: 0, daysAgo: 3,
            trace: #"{"rule":"checkout","held_at":\#(now.adding(days24Hours: -4).milliseconds)}"#),
        entry(
            37, .hold, 0, reason: "hold_opened", Source(.order, "1052"), available: -500, daysAgo: 4),
        entry(
            36, .holdRelease, 0, reason: "hold_released", Source(.hold, "hold-7"), available: 70, daysAgo: 5),
        entry(35, .hold, 0, reason: "hold_opened", Source(.hold, "hold-7"), available: -70, daysAgo: 6),
        entry(34, .release, 0, reason: "coins_released", Source(.order, "1051"), available: 80, daysAgo: 7),
        entry(
            33, .release, 0, reason: "coins_released", Source(.trigger, "review"), available: 20, daysAgo: 8),
        entry(32, .spend, -100, reason: "coupon_redeemed", Source(.coupon, "gone"), daysAgo: 9),
        entry(31, .earn, 25, reason: "tier_bonus", Source(.tier, "gone"), daysAgo: 10),
        entry(30, .earn, 250, reason: "birthday", Source(.tier, "silver"), daysAgo: 11),
        entry(29, .earn, 5, reason: "from_the_future", Source(.system), daysAgo: 12),
        entry(28, .spend, -5, reason: "from_the_future", Source(.system), daysAgo: 13),
        entry(27, .returned, 5, reason: "from_the_future", Source(.system), daysAgo: 14),
        entry(26, .clawback, -5, reason: "from_the_future", Source(.system), daysAgo: 15),
        entry(25, .merge, 900, reason: "customers_merged", Source(.merge, "merge-1"), daysAgo: 16),
        entry(24, .pendingAward, 60, reason: "order_paid", Source(.order, "1050"), available: 0, daysAgo: 17),
        entry(
            23, .adjustment, 25_000, reason: "store_credit", Source(.order, "1049"), daysAgo: 18,
            wallet: .credits),
        entry(22, .spend, -30, reason: "hold_committed", Source(.order, "1048"), available: 0, daysAgo: 19),
    ]

    /// An active coupon of every kind.
    static let everyCoupon: [Coupon] = [
        coupon(27, of: .freeProduct, amount: 0, product: "sku-cup"), coupon(26, of: .freeShipping, amount: 0),
        coupon(25, of: .freeShipping, amount: 9_900),
        coupon(24, of: .percentage, amount: 50_000, basisPoints: 2_000),
        coupon(23, of: .variableAmount, amount: 20_000), coupon(22, of: .fixedAmount, amount: 5_000),
    ]

    private static func coupon(
        _ number: Int64, of kind: DiscountKind, amount: Int64, basisPoints: Int64? = nil,
        product: String? = nil
    ) -> Coupon {
        var coupon = coupon(number, .active)
        coupon.kind = kind
        coupon.amount = amount
        coupon.basisPoints = basisPoints
        coupon.productID = product
        coupon.minimumCartAmount = 0
        return coupon
    }

    /// A cart of ₹1,000 of somebody in silver on a day with campaigns, as the rules count it: three caps bite, each into
    /// what the one before has left.
    static func capped(_ programme: Programme) -> EarningPreview {
        var earning = earning(38)
        let facts = OrderFacts(
            state: programme.earning.awardOn, amounts: OrderAmounts(total: 100_000, subtotal: 100_000),
            tier: programme.tiers?.levels[1], tiers: programme.tiers,
            placedOn: zone.localDate(at: now), room: CapRoom(day: 39, customer: 38))
        if case .award(let award) = EarningRules.order(facts, settings: programme.earning) {
            earning.earning = award
            earning.coins = award.coins
        }
        return earning
    }

    /// One trigger of each frequency, and a sign-up.
    static let everyFrequency: [Trigger] = [
        trigger("join", .signUp, "Join us", 50, isOpen: false, .onceEver),
        trigger("daily", .review, "Rate a tea", 5, isOpen: true, .times(1, per: .day)),
        trigger("daily-3", .review, "Rate teas", 5, isOpen: true, .times(3, per: .day)),
        trigger("monthly", .custom, "Visit the shop", 5, isOpen: true, .times(2, per: .month)),
        trigger("yearly", .birthday, "Your birthday", 5, isOpen: true, .times(1, per: .year)),
    ]

    /// Silver, whose validity ended on 15 November; the grace ends on 15 December.
    static let grace = TierFacts(
        currentIndex: 1, nextIndex: 2, counted: 100_000, remainingToNext: 400_000, remainingToKeep: 200_000,
        percent: 20, since: instant("2025-03-01T06:00:00Z"), validUntil: instant("2026-11-15T18:30:00Z"),
        keptUntil: instant("2026-12-15T18:30:00Z"))
    /// Silver, sure through 25 November.
    static let ending = TierFacts(
        currentIndex: 1, nextIndex: 2, counted: 310_000, remainingToNext: 190_000, remainingToKeep: 0,
        percent: 62, since: instant("2025-03-01T06:00:00Z"), validUntil: instant("2026-11-25T18:30:00Z"),
        keptUntil: instant("2026-12-25T18:30:00Z"))

    /// What a brand may change of a screen: the sections and their order, and words by language.
    static let changed = ScreenSettings(
        sections: ["wallet": ["tier_progress", "wallet_card"]],
        texts: [
            "wallet_balance": LocalizedText(["en": "{coins} in the tin", "ar": "{coins} في العلبة"]),
            "action_redeem": LocalizedText(["en-IN": "Brew them", "ar": "حضّرها"]),
        ])
}

extension ScreenCase {
    private typealias S = Sample

    private static let tags = ["en-IN", "de", "hi", "ar"]

    /// States that have a snapshot in every language, because their words are seen nowhere else.
    private static let everywhere: [ScreenCase] = tags.flatMap { tag in
        [
            ScreenCase(
                "history-every-title-\(tag)",
                S.facts(.history) { $0.history = Page(items: S.everyTitle.map(\.shown), next: nil) }, tag),
            ScreenCase(
                "coupons-every-kind-\(tag)",
                S.facts(.coupons) { $0.coupons = Page(items: S.everyCoupon, next: nil) }, tag),
            ScreenCase(
                "earn-every-frequency-\(tag)",
                S.facts(.earn, programme: S.programme(triggers: S.everyFrequency)) {
                    $0.triggers = S.everyFrequency.map {
                        TriggerFacts(id: $0.id, timesAwarded: 0, blockedBy: nil, availableAgainAt: nil)
                    }
                }, tag),
            ScreenCase(
                "cart-capped-\(tag)",
                S.facts(.cart, programme: S.fullProgramme()) {
                    $0.cart = S.cart(earning: S.capped($0.version.programme))
                }, tag),
            ScreenCase("vip-grace-\(tag)", S.facts(.vip) { $0.tier = S.grace }, tag),
            ScreenCase(
                "wallet-held-\(tag)",
                S.facts(.wallet, wallet: S.wallet(available: 1_050, held: 200)) {
                    $0.credits = S.wallet(available: 25_050, pending: 0, held: 5_000, releases: [])
                }, tag),
            ScreenCase(
                "wallet-of-the-brand-\(tag)", S.facts(.wallet, programme: S.programme(screens: S.changed)),
                tag),
            // ₹1,00,000 in India, as every locale writes it.
            ScreenCase("wallet-lakh-\(tag)", S.facts(.wallet, wallet: S.wallet(available: 1_000_000)), tag),
        ]
    }

    private static let blockedToo = [ScreenName.wallet, .history, .vip, .coupons, .product, .cart].map {
        screen in
        ScreenCase(
            "\(screen.rawValue)-of-a-blocked-customer",
            S.facts(screen, customer: S.customer(isBlocked: true)) { facts in
                if facts.product != nil { facts.product = S.product(coins: 0, reason: .customerBlocked) }
                if facts.cart != nil {
                    facts.cart = S.cart(
                        earning: S.earning(0, reason: .customerBlocked),
                        redemption: S.redemption(isBlocked: true))
                }
            })
    }

    /// An app of the first schema is sent what it knows.
    private static let old = (ScreenName.customers).map { screen in
        ScreenCase(
            "\(screen.rawValue)-schema-1",
            S.facts(screen, wallet: S.wallet(available: 1_050, held: 200)) {
                $0.credits = S.wallet(available: 25_050, pending: 0, releases: [])
            }, schema: 1)
    }

    private static let past = [ScreenName.wallet, .history, .vip].map { screen in
        ScreenCase(
            "\(screen.rawValue)-as-of", S.facts(screen) { $0.asOf = S.instant("2026-10-01T00:00:00Z") })
    }

    static let states: [ScreenCase] =
        everywhere + blockedToo + old + past + [
            // 250 coins, as the vip screen says, in place of the trigger's own.
            ScreenCase("earn-birthday-of-a-tier", S.facts(.earn, programme: S.fullProgramme())),
            ScreenCase("vip-ending", S.facts(.vip) { $0.tier = S.ending }),
            ScreenCase(
                "home-in-debt",
                S.facts(.home, wallet: S.wallet(available: -75, pending: 0, releases: [], expiries: [])) {
                    $0.rewards = S.rewardFacts(available: -75, refusal: .walletInDebt(debt: 75))
                }),
            ScreenCase(
                "referrals-invited",
                S.facts(.referrals) { $0.referrals = Page(items: [S.referral(.invited)], next: nil) }),
            ScreenCase(
                "redeem-unavailable",
                S.facts(.redeem) { $0.rewards = S.rewardFacts(available: 1_250, refusal: .rewardUnavailable) }
            ),
        ]
}
