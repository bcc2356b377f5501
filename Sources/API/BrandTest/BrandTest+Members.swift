internal import Engine
internal import Model

/// Do referrals, tiers and actions do what the programme says?
extension BrandTest {
    static func checkReferrals(_ run: BrandTestRun) {
        run.check("referral_claim", .referrals, "A friend's code is taken once, and nobody refers themselves")
        { run in
            try requireReferrals(run)
            let referrer = try run.newCustomer()
            let code = try referralCode(of: referrer, run)
            let friend = try run.newCustomer()
            try claim(code, friend, run, expecting: 201)
            let own = try claim(code, referrer, run, expecting: 409)
            run.expect("own code", own.json["code"].string, equals: "referral_self")
            let other = try referralCode(of: try run.newCustomer(), run)
            let second = try claim(other, friend, run, expecting: 409)
            run.expect("second code", second.json["code"].string, equals: "referral_already_claimed")
        }
        run.check("referral_unknown", .referrals, "A code that nobody has is not found") { run in
            try requireReferrals(run)
            try claim("ZZZZZZZZ", try run.newCustomer(), run, expecting: 404)
        }
        run.check("referral_buyer", .referrals, "Who has bought before cannot enter a code") { run in
            try requireReferrals(run)
            let code = try referralCode(of: try run.newCustomer(), run)
            let buyer = try run.newCustomer()
            try run.order("referral-buyer", of: buyer, total: try typicalAmount(run))
            let answer = try claim(code, buyer, run, expecting: 409)
            run.expect("code", answer.json["code"].string, equals: "referral_existing_buyer")
        }
        run.check(
            "referral_reward", .referrals, "Both sides are rewarded after the qualifying order and its hold"
        ) {
            run in try checkReferralReward(run)
        }
    }

    private static func checkReferralReward(_ run: BrandTestRun) throws {
        let settings = try requireReferrals(run)
        try requireCoinsLast(days: settings.holdDays + 1, run)
        let referrer = try run.newCustomer()
        let friend = try run.newCustomer()
        try claim(try referralCode(of: referrer, run), friend, run, expecting: 201)
        let before = try run.available(referrer)
        let amount = max(settings.minimumOrderAmount, try typicalAmount(run))
        try run.order("referral-reward", of: friend, total: amount)
        if settings.holdDays > 0 {
            run.expect("referrer's coins inside the hold", try run.available(referrer), equals: before)
            run.sandbox.clock.move(byMilliseconds: (settings.holdDays + 1) * 86_400_000)
        }
        run.expect(
            "referrer's coins", try run.available(referrer) - before,
            equals: settings.referrerCoins + entryBonus(coins: settings.referrerCoins, run))
        let list = try run.send(
            "GET", "/v1/customers/\(referrer)/referrals", as: .app(referrer), expecting: 200)
        run.expect(
            "state that the referrer sees", list.json["items"].elements.first?["status"].string,
            equals: "rewarded")
    }

    @discardableResult
    private static func requireReferrals(_ run: BrandTestRun) throws -> ReferralSettings {
        guard let settings = run.programme.referral, settings.isActive else {
            throw BrandTestRun.Skipped(reason: "The programme has no referrals.")
        }
        return settings
    }

    private static func referralCode(of customer: CustomerID, _ run: BrandTestRun) throws -> String {
        let answer = try run.send("GET", "/v1/customers/\(customer)", as: .shop, expecting: 200)
        return answer.json["referral_code"].string ?? ""
    }

    @discardableResult
    private static func claim(
        _ code: String, _ friend: CustomerID, _ run: BrandTestRun, expecting status: Int
    ) throws -> LoopbackClient.Answer {
        try run.send(
            "POST", "/v1/customers/\(friend)/referrals/claim", as: .app(friend), "{\"code\": \"\(code)\"}",
            expecting: status)
    }

    static func checkTiers(_ run: BrandTestRun) {
        guard let tiers = run.programme.tiers else { return }
        for (index, tier) in tiers.levels.enumerated().dropFirst() {
            run.check("tier_\(tier.id)", .tiers, "\(tier.id) is reached at its threshold, and not before") {
                run in try checkThreshold(tiers, index, run)
            }
            run.check(
                "tier_\(tier.id)_benefits", .tiers,
                "\(tier.id) shows its benefits, pays its bonus and multiplies what orders earn"
            ) { run in try checkBenefits(tier, run) }
        }
    }

    private static func checkThreshold(_ tiers: TierSettings, _ index: Int, _ run: BrandTestRun) throws {
        let tier = tiers.levels[index]
        let customer = try run.newCustomer()
        let orders = try orders(to: tier, tiers, run)
        for (number, order) in orders.enumerated() {
            if number == orders.count - 1 {
                let below = orders.count > 1 ? tiers.levels[index - 1] : newcomersTier(tiers, run)
                run.expect("tier just below", try currentTier(customer, run), equals: below.id.text)
            }
            try run.order("tier-\(index)-\(number)", of: customer, total: order.total, state: order.state)
        }
        run.expect("tier at the threshold", try currentTier(customer, run), equals: tier.id.text)
    }

    /// The orders that bring a new customer to a tier; before the last of them it is not reached.
    private static func orders(
        to tier: Tier, _ tiers: TierSettings, _ run: BrandTestRun
    ) throws -> [(total: Int64, state: OrderState?)] {
        let missing = tier.threshold - newcomersMetric(run)
        guard missing > 0 else { throw BrandTestRun.Skipped(reason: "Who signs up has this tier.") }
        switch tiers.metric {
        case .netSpend: return missing > 1 ? [(missing - 1, .paid), (1, .paid)] : [(missing, .paid)]
        case .orders:
            guard missing <= BrandTestLimits.ordersMax else {
                throw BrandTestRun.Skipped(reason: "It takes \(missing) orders.")
            }
            return Array(repeating: (try typicalAmount(run), .paid), count: Int(missing))
        case .coinsEarned:
            let total = try amount(earning: missing, run)
            let next = tiers.levels.first { $0.threshold > tier.threshold }?.threshold ?? .max
            guard newcomersMetric(run) + plainCoins(total, run) < next else {
                throw BrandTestRun.Skipped(
                    reason: "No order earns enough for it and too little for the next.")
            }
            return [(total, nil)]
        case .engagement:
            throw BrandTestRun.Skipped(
                reason: "The tiers count rewarded actions, which have checks of their own.")
        }
    }

    private static func checkBenefits(_ tier: Tier, _ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        try lift(customer, to: tier.id, by: "benefits-\(tier.id)", run)
        let vip = try run.send(
            "GET", "/v1/customers/\(customer)/screens/vip", as: .app(customer), expecting: 200)
        let level = section("tier_levels", of: vip.json)?["items"].elements
            .first { $0["id"].string == tier.id.text }
        let shown = level?["benefits"].elements.count ?? 0
        run.expect(
            "its benefits on the vip screen", shown >= tier.benefits.count,
            because: "\(shown) shown of \(tier.benefits.count)")
        if tier.entryBonus > 0 {
            let history = try run.send(
                "GET", "/v1/customers/\(customer)/transactions", as: .app(customer), expecting: 200)
            let bonuses = history.json["items"].elements.filter {
                $0["source"]?["kind"].string == "tier" && $0["source"]?["reference"].string == tier.id.text
            }
            run.expect("its entry bonus", bonuses.first?["coins"].integer, equals: tier.entryBonus)
        }
        let caps = run.programme.earning.caps
        guard caps.perDay == nil, caps.perCustomer == nil else { return }
        let amount = try typicalAmount(run)
        let answer = try run.order("benefits-\(tier.id)-earn", of: customer, total: amount)
        run.expect(
            "coins for \(amount) minor units", answer.json["award"]?["coins"].integer,
            equals: plainCoins(amount, factor: tier.multiplierBasisPoints, run))
    }

    /// Brings a new customer to a tier.
    static func lift(
        _ customer: CustomerID, to tier: TierID, by order: String, _ run: BrandTestRun
    ) throws {
        guard let tiers = run.programme.tiers, let index = tiers.index(of: tier) else {
            throw BrandTestRun.Broken()
        }
        for (number, one) in try orders(to: tiers.levels[index], tiers, run).enumerated() {
            try run.order("\(order)-\(number)", of: customer, total: one.total, state: one.state)
        }
        run.expect("tier", try currentTier(customer, run), equals: tier.text)
    }

    private static func currentTier(_ customer: CustomerID, _ run: BrandTestRun) throws -> String {
        let answer = try run.send("GET", "/v1/customers/\(customer)/tier", as: .app(customer), expecting: 200)
        return answer.json["tier"]?["current"]?["id"].string ?? ""
    }

    static func checkTriggers(_ run: BrandTestRun) {
        for trigger in run.programme.triggers where trigger.isActive && !trigger.isAutomatic {
            run.check("trigger_\(trigger.id)", .triggers, "\(trigger.id) pays its coins, as often as it may")
            { run in
                let customer = try run.newCustomer()
                let first = try fire(trigger, customer, device: "brand-test-\(trigger.id)", run)
                run.expect("awarded", first.json["awarded"].bool, equals: true)
                run.expect("coins", first.json["transaction"]?["coins"].integer, equals: trigger.coins)
                guard trigger.frequency == .onceEver else { return }
                let again = try fire(trigger, customer, device: "brand-test-2-\(trigger.id)", run)
                run.expect("reason the second time", again.json["reason"].string, equals: "already_awarded")
                guard trigger.kind == .appInstall else { return }
                let reinstall = try fire(
                    trigger, try run.newCustomer(), device: "brand-test-\(trigger.id)", run)
                run.expect("reason on the same phone", reinstall.json["reason"].string, equals: "device_seen")
            }
        }
        run.check("trigger_closed", .triggers, "The app cannot fire a trigger that is not open") { run in
            guard let trigger = run.programme.triggers.first(where: { $0.isActive && !$0.isOpen }) else {
                throw BrandTestRun.Skipped(reason: "Every trigger is open.")
            }
            let customer = try run.newCustomer()
            let answer = try run.send(
                "POST", "/v1/triggers/\(trigger.id)/fire", as: .app(customer),
                #"{"customer_id": "\#(customer)", "device_id": "brand-test-phone"}"#, expecting: 200,
                isKeyed: true)
            run.expect("reason", answer.json["reason"].string, equals: "trigger_closed")
        }
    }

    private static func fire(
        _ trigger: Trigger, _ customer: CustomerID, device: String, _ run: BrandTestRun
    ) throws -> LoopbackClient.Answer {
        try run.send(
            "POST", "/v1/triggers/\(trigger.id)/fire", as: .shop,
            #"{"customer_id": "\#(customer)", "device_id": "\#(device)"}"#, expecting: 200, isKeyed: true)
    }
}
