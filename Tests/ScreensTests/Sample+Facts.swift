import Engine
import Model
import Screens

extension Sample {
    /// An entry of the coins wallet that the next arguments describe; times count back from `now` by days.
    static func entry(
        _ sequence: Int64, _ kind: EntryKind, _ coins: Coins, reason: String, _ source: Source,
        available: Coins? = nil, after: Coins = 1_250, daysAgo: Int64 = 1, reverses: Int64? = nil,
        trace: String = "{}", wallet: Wallet = .coins
    ) -> Entry {
        let at = now.adding(days24Hours: -daysAgo)
        return Entry(
            id: TransactionID(wallet: wallet, sequence: sequence), kind: kind, coins: coins,
            availableChange: available ?? coins, pendingChange: coins - (available ?? coins),
            availableAfter: after, pendingAfter: 0, heldAfter: 0, reason: reason, note: "seen by nobody",
            source: source, programmeVersion: 3, actor: "service", reverses: reverses, occurredAt: at,
            recordedAt: kind == .expiry ? at.adding(seconds: 3600) : at, trace: trace)
    }

    /// One entry of every kind and reason, newest first.
    static let everyEntry: [Entry] = [
        entry(
            20, .pendingAward, 120, reason: "order_paid", Source(.order, "1042"), available: 0,
            trace: #"{"rule":"order","awarded":120,"pending_until":1796409000000}"#),
        entry(19, .release, 0, reason: "coins_released", Source(.system), available: 80, daysAgo: 2),
        entry(18, .expiry, -100, reason: "coins_expired", Source(.system), daysAgo: 3),
        entry(17, .spend, -500, reason: "coupon_redeemed", Source(.coupon, "fifty-off"), daysAgo: 4),
        entry(16, .returned, 500, reason: "coupon_cancelled", Source(.coupon, "fifty-off"), daysAgo: 5),
        entry(15, .returned, 300, reason: "coupon_expired", Source(.coupon, "gone"), daysAgo: 6),
        entry(14, .earn, 100, reason: "trigger", Source(.trigger, "app-install"), daysAgo: 7),
        entry(13, .earn, 5, reason: "trigger", Source(.trigger, "gone"), daysAgo: 8),
        entry(12, .earn, 250, reason: "referral_referrer", Source(.referral, "customer 7"), daysAgo: 9),
        entry(11, .earn, 100, reason: "referral_friend", Source(.referral, "customer 8"), daysAgo: 10),
        entry(10, .adjustment, 50, reason: "manual", Source(.adjustment), daysAgo: 11),
        entry(9, .adjustment, -30, reason: "manual", Source(.adjustment), daysAgo: 12),
        entry(
            8, .pendingCancelled, -60, reason: "order_cancelled", Source(.order, "1041"), available: 0,
            daysAgo: 13, reverses: 7),
        entry(
            7, .pendingAward, 60, reason: "order_paid", Source(.order, "1041"), available: 0, daysAgo: 14,
            trace: #"{"rule":"order","awarded":60,"pending_until":1796409000000}"#),
        entry(
            6, .clawback, -40, reason: "order_cancelled", Source(.order, "1040"), daysAgo: 330, reverses: 5),
        entry(5, .earn, 40, reason: "order_delivered", Source(.order, "1040 \"gift\""), daysAgo: 331),
        entry(4, .earn, 25, reason: "tier_bonus", Source(.tier, "silver"), daysAgo: 332),
        entry(3, .hold, 0, reason: "from_the_future", Source(.system), available: -70, daysAgo: 333),
        entry(2, .merge, 900, reason: "from_the_future", Source(.merge, "customer 9"), daysAgo: 334),
        entry(1, .earn, 1_000, reason: "import", Source(.system), after: 1_000, daysAgo: 335),
    ]

    static let preview = Page(items: everyEntry.prefix(10).map(\.shown), next: 11)
    static let historyPage = Page(items: everyEntry.map(\.shown), next: nil)

    static func coupon(_ number: Int64, _ state: CouponState, expires: Bool = true) -> Coupon {
        let isOver = state != .active && state != .cancelling
        return Coupon(
            customer: CustomerNumber(1), number: number, code: "TEA-7F3K-Q9WM-2XHT",
            rewardID: known(RewardID("fifty-off")), kind: .fixedAmount, amount: 5_000, currency: "INR",
            coins: 500,
            minimumCartAmount: 50_000, state: state, returnsCoinsOnExpiry: true,
            createdAt: instant("2026-11-01T06:00:00Z"),
            expiresAt: expires ? instant("2026-12-01T18:30:00Z") : .never,
            usedAt: state == .used ? instant("2026-11-10T06:00:00Z") : nil,
            usedOrder: state == .used ? "1043" : nil, endedAt: isOver ? instant("2026-11-10T06:00:00Z") : nil,
            returnSequence: nil, programmeVersion: 3)
    }

    static func referral(
        _ state: ReferralState, side: ReferralFacts.Side = .referrer, label: String? = "J•••",
        due: Bool = true
    ) -> ReferralFacts {
        ReferralFacts(
            side: side, friendLabel: label, state: state,
            reason: state == .rejected ? "order_cancelled" : nil,
            claimedAt: instant("2026-11-01T06:00:00Z"),
            qualifiedAt: state == .qualified || state == .rewarded ? instant("2026-11-08T06:00:00Z") : nil,
            rewardDueAt: state == .qualified && due ? instant("2026-11-22T06:00:00Z") : nil,
            rewardedAt: state == .rewarded ? instant("2026-11-20T06:00:00Z") : nil, coins: 250)
    }

    /// What a friend sees of the code that was entered.
    static let claimed = referral(.qualified, side: .friend)
    static let summary = ReferralSummary(
        signedUp: 1, qualified: 1, rewarded: 2, rejected: 1, coinsEarned: 500, mayClaim: false)
    static let noReferrals = ReferralSummary(
        signedUp: 0, qualified: 0, rewarded: 0, rejected: 0, coinsEarned: 0, mayClaim: true)

    static let openTriggers = triggers.map {
        TriggerFacts(id: $0.id, timesAwarded: 0, blockedBy: nil, availableAgainAt: nil)
    }
    static let doneTriggers: [TriggerFacts] = zip(
        triggers,
        [
            (.alreadyAwarded, nil), (.capReached, instant("2026-11-22T18:30:00Z")), (.triggerClosed, nil),
            (.deviceSeen, nil), (nil, nil),
        ] as [(NonAwardReason?, Instant?)]
    ).map { trigger, state in
        TriggerFacts(
            id: trigger.id, timesAwarded: state.0 == nil ? 0 : 2, blockedBy: state.0,
            availableAgainAt: state.1)
    }

    /// What a customer with so many coins may redeem.
    static func rewardFacts(
        available: Coins, refusal: Refusal? = nil, isGold: Bool = false, of rewards: [Reward] = rewards,
        tierPrice: Coins? = nil
    ) -> [RewardFacts] {
        rewards.map { reward in
            let (minimum, most): (Coins, Coins) =
                switch reward.price {
                case .fixed(let coins, _), .percentage(let coins, _, _), .freeShipping(let coins, _),
                    .freeProduct(let coins, _):
                    (coins, coins)
                case .variable(let step, _, let least, let most): (step * least, min(step * most, available))
                }
            var refused = refusal
            if refused == nil, available < minimum {
                refused = .insufficientCoins(available: available, required: minimum)
            }
            if refusal == nil, reward.minimumTier != nil, !isGold { refused = .rewardUnavailable }
            return RewardFacts(
                id: reward.id, coinsMinimum: minimum, coinsMaximum: refused == nil ? most : 0,
                coinsStep: tierPrice ?? reward.price.step, refusal: refused)
        }
    }

    /// The facts of a screen, with everything that the engine gives for it.
    static func facts(
        _ screen: ScreenName, programme: Programme = programme(), customer: Customer = customer(),
        wallet: WalletFacts = wallet(), change: (inout ScreenFacts) -> Void = { _ in }
    ) -> ScreenFacts {
        var facts = ScreenFacts(
            screen: screen,
            version: ProgrammeVersion(
                number: 3, programme: programme, publishedAt: instant("2026-01-02T06:00:00Z")),
            customer: customer, changedAt: instant("2026-11-21T02:20:00Z"),
            validUntil: instant("2026-11-30T18:30:00Z"), now: now, wallet: wallet)
        if programme.tiers != nil { facts.tier = silver }
        switch screen {
        case .home:
            facts.history = Page(items: everyEntry.prefix(3).map(\.shown), next: 18)
            facts.triggers = openTriggers
            facts.rewards = rewardFacts(available: wallet.available)
            facts.coupons = Page(items: [coupon(17, .active)], next: nil)
            facts.referralSummary = summary
        case .wallet: facts.history = preview
        case .history: facts.history = historyPage
        case .earn:
            facts.triggers = openTriggers
            facts.referralSummary = summary
        case .redeem:
            facts.rewards = rewardFacts(available: wallet.available)
            facts.coupons = Page(items: [coupon(17, .active)], next: nil)
        case .vip, .guest: break
        case .product: facts.product = product(coins: 25)
        case .cart: facts.cart = cart()
        case .referrals:
            facts.referralSummary = summary
            facts.referrals = Page(
                items: [
                    referral(.rewarded), referral(.qualified), referral(.qualified, due: false),
                    referral(.signedUp, label: nil), referral(.rejected), referral(.rewarded, side: .friend),
                ], next: nil)
        case .coupons:
            facts.coupons = Page(
                items: [
                    coupon(17, .active), coupon(16, .active, expires: false), coupon(15, .used),
                    coupon(14, .cancelling), coupon(13, .cancelled), coupon(12, .expired),
                ], next: 12)
        }
        change(&facts)
        return facts
    }
}
