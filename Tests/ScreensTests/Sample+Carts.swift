import Engine
import Model
import Screens

extension ScreenName {
    /// The screens that belong to one customer.
    static let customers = ScreenName.ofCustomer + [.product, .cart]
}

extension Reward.Price {
    /// Coins of one step, or of the whole where the price is fixed.
    var step: Coins {
        switch self {
        case .fixed(let coins, _), .percentage(let coins, _, _), .freeShipping(let coins, _),
            .freeProduct(let coins, _), .variable(let coins, _, _, _):
            coins
        }
    }
}

extension Sample {
    /// What would be earned today and released two weeks later, at midnight in India.
    static func earning(_ coins: Coins, reason: NonAwardReason? = nil, pending: Bool = true) -> EarningPreview
    {
        EarningPreview(
            coins: coins, reason: reason, earning: nil,
            coinsByLine: coins > 0
                ? [.init(line: "line-1", coins: coins - 1), .init(line: "line-2", coins: 1)] : [],
            awardOn: .paid, pendingDays: pending ? 14 : 0,
            pendingUntil: pending ? instant("2026-12-05T18:30:00Z") : nil, expiresAt: .never)
    }

    static func product(coins: Coins, reason: NonAwardReason? = nil) -> ProductFacts {
        ProductFacts(
            product: ProductOffer(product: "sku-7", collections: ["tea"], tags: ["new"], price: 49_900),
            earning: earning(coins, reason: reason))
    }

    /// A cart of ₹500 in the app, of which coins take ₹125.
    static func cart(
        earning: EarningPreview = earning(25), tier: CartTier? = nearly, redemption: CartRedemption = slider,
        coupons: [CartCoupon] = beside
    ) -> CartFacts {
        CartFacts(
            cart: Cart(amounts: OrderAmounts(total: 50_000, subtotal: 50_000)), channel: .app,
            earning: earning, tier: tier, redemption: redemption, coupons: coupons)
    }

    static let nearly = CartTier(reachedIndex: nil, missing: .init(index: 2, amount: 140_000))
    static let reached = CartTier(reachedIndex: 2, missing: nil)

    /// 10 coins take off ₹1, in steps of ₹5.
    static let rule = RedemptionRule(
        valueCoins: 10, valueAmount: 100, stepAmount: 500, minimumPayment: .fixed(10_000))

    /// The quotes of a cart of ₹500 for the sample's wallet, by a rule.
    static func redemption(
        _ rule: RedemptionRule? = rule, total: Int64 = 50_000, available: Coins = 1_250, credits: Int64 = 0,
        isBlocked: Bool = false, coins: Coins? = nil
    ) -> CartRedemption {
        let standing = QuoteRules.Standing(available: available, credits: credits, isBlocked: isBlocked)
        func quote(_ wanted: QuoteRequest.Wanted) -> Quote {
            QuoteRules.quote(
                rule,
                for: QuoteRequest(channel: .app, total: total, subtotal: total, wanted: wanted),
                standing: standing)
        }
        return CartRules.redemption(
            best: quote(.most), requested: coins.map { quote(.coins($0)) }, rule,
            OrderAmounts(total: total, subtotal: total))
    }

    static let slider = redemption(coins: 500)

    static let beside = [
        CartCoupon(coupon: coupon(17, .active), missing: nil),
        CartCoupon(coupon: coupon(16, .active, expires: false), missing: 25_000),
    ]

    static func rule(
        step: Int64 = 500, maximum: Int64? = nil, percent: Int64? = nil, minimumDiscount: Int64 = 0,
        minimumCoins: Coins = 0, minimumCart: Int64 = 0, payment: RedemptionRule.MinimumPayment = .none,
        isFree: Bool = false, credits: Bool = false
    ) -> RedemptionRule {
        RedemptionRule(
            valueCoins: 10, valueAmount: 100, stepAmount: step, maximumDiscount: maximum,
            maximumBasisPoints: percent, minimumDiscount: minimumDiscount, minimumCoins: minimumCoins,
            minimumCartAmount: minimumCart, minimumPayment: payment, allowsFreeOrder: isFree,
            takesCredits: credits)
    }

    static let obstacles: [(name: String, available: Coins, redemption: CartRedemption)] = [
        ("blocked", 1_250, redemption(isBlocked: true)), ("in-debt", -75, redemption(available: -75)),
        ("closed", 1_250, redemption(nil)),
        ("minimum-cart", 1_250, redemption(rule(minimumCart: 75_000))),
        ("insufficient", 49, redemption(available: 49)),
        ("minimum-payment", 1_250, redemption(rule(payment: .fixed(50_000)))),
        ("free-order", 9_000, redemption(rule(step: 50_000), available: 9_000)),
        ("minimum-discount", 1_250, redemption(rule(maximum: 5_000, minimumDiscount: 6_000))),
        ("minimum-coins", 1_250, redemption(rule(maximum: 5_000, minimumCoins: 600))),
        ("nothing-to-pay", 1_250, redemption(rule(isFree: true, credits: true), credits: 50_000)),
        ("less-than-a-step", 1_250, redemption(rule(step: 500, isFree: true), total: 300)),
        ("percent-of-too-little", 1_250, redemption(rule(step: 500, percent: 1_000), total: 4_000)),
        ("unavailable", 1_250, redemption(rule(step: 500, maximum: 400))),
        ("too-few-coins", 599, redemption(rule(minimumCoins: 600), available: 599)),
    ]

    static let limits: [(name: String, available: Coins, redemption: CartRedemption)] = [
        ("max-discount", 1_250, redemption(rule(maximum: 10_000))),
        ("minimum-payment", 9_000, redemption(rule(payment: .percent(basisPoints: 2_000)), available: 9_000)),
        ("balance", 1_250, redemption()),
        ("percent", 9_000, redemption(rule(percent: 1_250), available: 9_000)),
        ("free-order", 9_000, redemption(rule(), available: 9_000)),
        ("step", 1_249, redemption(available: 1_249)),
        ("nothing", 9_000, redemption(rule(isFree: true), available: 9_000)),
    ]

    /// A programme with campaigns, rules with names, and rewards of every kind.
    static func fullProgramme(metric: TierSettings.Metric = .netSpend) -> Programme {
        let plain = programme()
        let stacking = Stacking()
        let earning = EarningSettings(
            base: .total, coins: 5, perAmount: 10_000, minimumAmount: 20_000, awardOn: .delivered,
            pendingDays: 14,
            rules: [
                EarningRule(
                    id: known(EarningRuleID("organic")), title: LocalizedText("Organic tea"), products: [],
                    collections: ["organic"], tags: [], effect: .multiplier(basisPoints: 20_000),
                    stacking: stacking),
                EarningRule(
                    id: known(EarningRuleID("gift-cards")), title: LocalizedText("Gift cards"),
                    products: ["gift-card"], collections: [], tags: [], effect: .excluded,
                    stacking: stacking),
                EarningRule(
                    id: known(EarningRuleID("unnamed")), title: nil, products: ["x"], collections: [],
                    tags: [], effect: .excluded, stacking: stacking),
            ],
            campaigns: [
                campaign("diwali", "Diwali week", from: (2026, 11, 16), through: (2026, 11, 30), tier: nil),
                campaign("vip", nil, from: (2026, 11, 21), through: (2026, 11, 21), tier: "silver"),
                campaign("over", "Over", from: (2026, 11, 1), through: (2026, 11, 20), tier: nil),
            ],
            caps: EarningCaps(perOrder: 40, perDay: 60, perCustomer: 70))
        return Programme(
            brand: plain.brand, name: plain.name, currency: plain.currency, zone: plain.zone,
            defaultLocale: plain.defaultLocale, coin: plain.coin, theme: plain.theme, earning: earning,
            expiry: plain.expiry, tiers: tiers(counting: metric),
            triggers: plain.triggers + [
                trigger("welcome", .signUp, "Join us", 50, isOpen: false, .onceEver)
            ], rewards: everyReward, referral: plain.referral, screens: plain.screens, origins: [])
    }

    private static func campaign(
        _ id: String, _ title: String?, from: (Int, Int, Int), through: (Int, Int, Int), tier: String?
    ) -> Campaign {
        Campaign(
            id: known(EarningRuleID(id)), title: title.map { LocalizedText($0) },
            from: known(LocalDate(year: from.0, month: from.1, day: from.2)),
            through: known(LocalDate(year: through.0, month: through.1, day: through.2)),
            multiplierBasisPoints: 15_000, minimumTier: tier.flatMap(TierID.init), stacking: Stacking())
    }

    static func tiers(counting metric: TierSettings.Metric) -> TierSettings {
        let thresholds: [Int64] = metric == .netSpend ? [0, 300_000, 500_000] : [0, 3, 11]
        let levels = zip(tiers.levels, thresholds).map { tier, threshold in
            Tier(
                id: tier.id, name: tier.name, threshold: threshold,
                multiplierBasisPoints: tier.multiplierBasisPoints, benefits: tier.benefits,
                entryBonus: threshold > 0 ? 100 : 0, birthdayBonus: threshold > 0 ? 250 : 0)
        }
        return TierSettings(metric: metric, window: .rollingMonths(12), levels: levels, graceDays: 30)
    }

    static let everyReward: [Reward] =
        rewards + [
            reward(
                "fifth-off", "20% off", .percentage(coins: 300, basisPoints: 2_000, maximumAmount: 50_000)),
            reward("ship", "Free shipping", .freeShipping(coins: 80, maximumAmount: nil)),
            reward("ship-some", "Free shipping up to ₹99", .freeShipping(coins: 40, maximumAmount: 9_900)),
            reward("cup", "A tea cup", .freeProduct(coins: 900, productID: "sku-cup")),
        ]
}

extension ScreenCase {
    private typealias S = Sample

    static let carts: [ScreenCase] =
        S.obstacles.map { name, available, redemption in
            ScreenCase(
                "cart-\(name)",
                S.facts(.cart, wallet: S.wallet(available: available)) {
                    $0.cart = S.cart(redemption: redemption)
                })
        }
        + S.limits.map { name, available, redemption in
            ScreenCase(
                "cart-limited-by-\(name)",
                S.facts(.cart, wallet: S.wallet(available: available)) {
                    $0.cart = S.cart(redemption: redemption)
                })
        }
        + [
            NonAwardReason.belowMinimum, .excludedProduct, .capReached, .customerBlocked, .roundsToZero,
            .balanceLimit,
        ].map {
            reason in
            ScreenCase(
                "product-\(reason.rawValue)",
                S.facts(.product) { $0.product = S.product(coins: 0, reason: reason) })
        }
        + [
            ScreenCase(
                "cart-reaches-tier",
                S.facts(.cart) { $0.cart = S.cart(earning: S.earning(25, pending: false), tier: S.reached) }),
            ScreenCase("cart-no-tier-effect", S.facts(.cart) { $0.cart = S.cart(tier: nil, coupons: []) }),
            ScreenCase(
                "cart-no-coupon-fits",
                S.facts(.cart) {
                    $0.cart = S.cart(coupons: [CartCoupon(coupon: S.coupon(16, .active), missing: 25_000)])
                }),
            ScreenCase(
                "cart-with-credits",
                S.facts(.cart) {
                    $0.cart = S.cart(redemption: S.redemption(S.rule(credits: true), credits: 10_000))
                }),
            ScreenCase(
                "cart-earns-nothing",
                S.facts(.cart) { $0.cart = S.cart(earning: S.earning(0, reason: .belowMinimum)) }),
        ]

    static let metrics: [ScreenCase] =
        [TierSettings.Metric.coinsEarned, .orders, .engagement].flatMap { metric in
            ["en-IN", "ar"].map { tag in
                ScreenCase(
                    "vip-\(metric.rawValue)-\(tag)",
                    S.facts(.vip, programme: S.fullProgramme(metric: metric)) { facts in
                        facts.tier = TierFacts(
                            currentIndex: 1, nextIndex: 2, counted: 9, remainingToNext: 2, remainingToKeep: 1,
                            percent: 81, since: S.instant("2026-03-01T06:00:00Z"),
                            validUntil: S.instant("2027-02-28T18:30:00Z"))
                    }, tag)
            }
        }
        + ["en-IN", "de", "hi", "ar"].flatMap { tag in
            [
                ScreenCase("earn-campaigns-\(tag)", S.facts(.earn, programme: S.fullProgramme()), tag),
                ScreenCase(
                    "redeem-every-kind-\(tag)",
                    S.facts(.redeem, programme: S.fullProgramme()) {
                        $0.rewards = S.rewardFacts(available: 1_250, of: S.everyReward)
                    }, tag),
            ]
        }
        + [
            ScreenCase(
                "redeem-tier-price",
                S.facts(.redeem, programme: S.programme(rewards: [S.rewards[0]])) {
                    $0.rewards = S.rewardFacts(available: 1_250, of: [S.rewards[0]], tierPrice: 450)
                }),
            ScreenCase(
                "wallet-held-and-credits",
                S.facts(.wallet, wallet: S.wallet(available: 1_050, held: 200)) {
                    $0.credits = S.wallet(available: 25_050, pending: 0, held: 5_000, releases: [])
                }),
        ]
}
