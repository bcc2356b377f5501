internal import Engine
internal import Model

/// Do coins buy what the programme says, and only once?
extension BrandTest {
    static func checkRedemption(_ run: BrandTestRun) {
        for reward in run.programme.rewards where reward.isActive {
            run.check(
                "redemption_\(reward.id)", .redemption,
                "The reward \(reward.id) costs its price and gives a coupon"
            ) { run in try checkReward(reward, run) }
        }
        run.check("redemption_insufficient", .redemption, "Too few coins are refused, and nothing is taken") {
            run in
            let reward = try plainReward(run)
            let customer = try run.newCustomer()
            let before = try run.available(customer)
            guard before < RedemptionRules.bounds(of: reward).minimum else {
                throw BrandTestRun.Skipped(reason: "A new customer can already afford the cheapest reward.")
            }
            let answer = try redeem(reward, for: customer, run, expecting: 409)
            run.expect("code", answer.json["code"].string, equals: "insufficient_coins")
            run.expect("balance afterwards", try run.available(customer), equals: before)
        }
        run.check("redemption_repeat", .redemption, "A redemption that is sent again is the same coupon") {
            run in
            let reward = try plainReward(run)
            let customer = try run.newCustomer()
            try run.give(RedemptionRules.bounds(of: reward).minimum * 2, to: customer)
            let key = [("Idempotency-Key", "brand-test-same-redemption")]
            let body = "{\"reward_id\": \"\(reward.id)\"}"
            let path = "/v1/customers/\(customer)/redemptions"
            let first = try run.send("POST", path, as: .app(customer), body, expecting: 201, fields: key)
            let left = try run.available(customer)
            let second = try run.send("POST", path, as: .app(customer), body, expecting: 201, fields: key)
            run.expect(
                "the coupon's code", second.json["coupon"]?["code"].string,
                equals: first.json["coupon"]?["code"].string ?? "")
            run.expect("balance afterwards", try run.available(customer), equals: left)
        }
        for channel in Channel.allCases {
            guard let rule = run.programme.redemption.rules[channel], rule.isActive else { continue }
            run.check(
                "redemption_quote_\(channel.rawValue)", .redemption,
                "The quote for \(channel.rawValue) keeps to its limits"
            ) { run in try checkQuote(channel, rule, run) }
        }
        checkCoupons(run)
    }

    private static func checkReward(_ reward: Reward, _ run: BrandTestRun) throws {
        guard reward.minimumTier == nil else {
            throw BrandTestRun.Skipped(reason: "Only higher tiers may buy it.")
        }
        if case .pool = reward.codeSource {
            throw BrandTestRun.Skipped(reason: "Its codes are uploaded; this sandbox has none.")
        }
        let customer = try run.newCustomer()
        let price = RedemptionRules.bounds(of: reward).minimum
        try run.give(price, to: customer)
        let before = try run.available(customer)
        let answer = try redeem(reward, for: customer, run, expecting: 201)
        run.expect("coins taken", before - (try run.available(customer)), equals: price)
        let code = answer.json["coupon"]?["code"].string ?? ""
        run.expect("the code has its prefix", code.hasPrefix(reward.codePrefix), because: code)
    }

    /// Quotes a cart for a customer who could pay for all of it in coins, and works out the bounds from the rule.
    private static func checkQuote(_ channel: Channel, _ rule: RedemptionRule, _ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        let amount = max(rule.minimumCartAmount, 50_000)
        let needed = Int128(amount) * Int128(rule.valueCoins) / Int128(rule.valueAmount) + 1
        try run.give(min(Coins(clamping: needed), CoinLimits.perEntryMax), to: customer)
        let answer = try run.send(
            "POST", "/v1/customers/\(customer)/quotes", as: .app(customer),
            """
            {"channel": "\(channel.rawValue)", "currency": "\(run.programme.currency.code)", "total": \(amount), \
            "subtotal": \(amount)}
            """, expecting: 201)
        let quote = answer.json["quote"]
        let discount = quote?["discount"]?["amount"].integer ?? 0
        let coins = quote?["coins"].integer ?? 0
        let pays = amount - discount
        run.expect("discount in whole steps", discount % rule.stepAmount == 0, because: "\(discount)")
        run.expect(
            "no more than the maximum", discount <= rule.maximumDiscount ?? .max, because: "\(discount)")
        run.expect(
            "the coins cover the discount",
            Int128(coins) * Int128(rule.valueAmount) >= Int128(discount) * Int128(rule.valueCoins),
            because: "\(coins) coins for \(discount)")
        switch rule.minimumPayment {
        case .none: break
        case .fixed(let least):
            run.expect("the customer pays at least \(least)", pays >= least, because: "\(pays)")
        case .percent(let points):
            run.expect(
                "the customer pays at least \(points) basis points",
                Int128(pays) * 10_000 >= Int128(amount) * Int128(points), because: "\(pays)")
        }
        run.expect(
            "no accidental free order", rule.allowsFreeOrder || pays > 0, because: "\(pays) left to pay")
    }

    private static func checkCoupons(_ run: BrandTestRun) {
        run.check("coupon_once", .coupons, "A coupon is good once, and the second use is told so") { run in
            let reward = try plainReward(run)
            let (customer, code, _) = try coupon(reward, run)
            let cart = """
                "cart_amount": \(max(reward.minimumCartAmount, 1)), "currency": "\(run.programme.currency.code)"
                """
            let body = #"{"customer_id": "\#(customer)", "order_id": "coupon-once", \#(cart)}"#
            try run.send("POST", "/v1/coupons/\(code)/verify", as: .shop, body, expecting: 200)
            try run.send("POST", "/v1/coupons/\(code)/use", as: .shop, body, expecting: 200)
            let again = try run.send(
                "POST", "/v1/coupons/\(code)/use", as: .shop,
                #"{"customer_id": "\#(customer)", "order_id": "coupon-twice", \#(cart)}"#, expecting: 409)
            run.expect("code", again.json["code"].string, equals: "coupon_not_active")
        }
        run.check("coupon_bound", .coupons, "Nobody else can use a customer's coupon") { run in
            let (_, code, _) = try coupon(try plainReward(run), run)
            let stranger = try run.newCustomer()
            let answer = try run.send(
                "POST", "/v1/coupons/\(code)/use", as: .shop,
                #"{"customer_id": "\#(stranger)", "order_id": "coupon-stranger"}"#, expecting: 409)
            run.expect("code", answer.json["code"].string, equals: "coupon_of_another_customer")
        }
        run.check("coupon_minimum_cart", .coupons, "A cart below the coupon's minimum is refused") { run in
            let rewards = run.programme.rewards.filter { $0.minimumCartAmount > 0 && isPlain($0) }
            guard let reward = rewards.first else {
                throw BrandTestRun.Skipped(reason: "No reward needs a minimum cart.")
            }
            let (customer, code, _) = try coupon(reward, run)
            let answer = try run.send(
                "POST", "/v1/coupons/\(code)/use", as: .shop,
                """
                {"customer_id": "\(customer)", "order_id": "coupon-small", \
                "cart_amount": \(reward.minimumCartAmount - 1), "currency": "\(run.programme.currency.code)"}
                """, expecting: 409)
            run.expect("code", answer.json["code"].string, equals: "coupon_minimum_cart")
        }
        run.check("coupon_cancel", .coupons, "Cancelling an unused coupon gives its coins back") { run in
            let rewards = run.programme.rewards.filter { isPlain($0) && !$0.isPublishedToShop }
            guard let reward = rewards.first else {
                throw BrandTestRun.Skipped(
                    reason: "Every coupon waits for the shop before its coins come back.")
            }
            let (customer, code, id) = try coupon(reward, run)
            let before = try run.available(customer)
            try run.send(
                "POST", "/v1/customers/\(customer)/coupons/\(id)/cancel", as: .app(customer), "{}",
                expecting: 200, isKeyed: true)
            run.expect(
                "coins that came back", try run.available(customer) - before,
                equals: RedemptionRules.bounds(of: reward).minimum)
            try run.send(
                "POST", "/v1/coupons/\(code)/use", as: .shop,
                #"{"customer_id": "\#(customer)", "order_id": "coupon-cancelled"}"#, expecting: 409)
        }
    }

    /// A reward that everybody can buy.
    private static func plainReward(_ run: BrandTestRun) throws -> Reward {
        guard let reward = run.programme.rewards.first(where: isPlain) else {
            throw BrandTestRun.Skipped(reason: "No reward is open to a new customer.")
        }
        return reward
    }

    private static func isPlain(_ reward: Reward) -> Bool {
        reward.isActive && reward.minimumTier == nil && reward.codeSource == .generated
    }

    private static func redeem(
        _ reward: Reward, for customer: CustomerID, _ run: BrandTestRun, expecting status: Int
    ) throws -> BrandTestClient.Answer {
        try run.send(
            "POST", "/v1/customers/\(customer)/redemptions", as: .app(customer),
            "{\"reward_id\": \"\(reward.id)\"}", expecting: status, isKeyed: true)
    }

    /// A new customer's new coupon.
    private static func coupon(_ reward: Reward, _ run: BrandTestRun) throws -> (CustomerID, String, String) {
        let customer = try run.newCustomer()
        try run.give(RedemptionRules.bounds(of: reward).minimum, to: customer)
        let answer = try redeem(reward, for: customer, run, expecting: 201)
        guard let code = answer.json["coupon"]?["code"].string, let id = answer.json["coupon"]?["id"].string
        else { throw BrandTestRun.Broken() }
        return (customer, code, id)
    }
}
