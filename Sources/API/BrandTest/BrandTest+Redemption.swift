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
    }

    private static func checkReward(_ reward: Reward, _ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        if let tier = reward.minimumTier { try lift(customer, to: tier, by: "reward-\(reward.id)", run) }
        // A code is in one pool only, so each reward gets its own.
        let codes = (1...2).map { "\(customer)-\($0)".uppercased() }
        if case .pool = reward.codeSource {
            try run.send(
                "POST", "/v1/admin/rewards/\(reward.id)/codes", as: .merchant,
                #"{"codes": ["\#(codes[0])", "\#(codes[1])"]}"#, expecting: 200)
        }
        let tiers = run.programme.tiers
        let index = reward.minimumTier.flatMap { tiers?.index(of: $0) } ?? 0
        let price = RedemptionRules.bounds(of: reward.offered(to: index, in: tiers)).minimum
        try run.give(price, to: customer)
        let before = try run.available(customer)
        let answer = try redeem(reward, for: customer, run, expecting: 201)
        run.expect("coins taken", before - (try run.available(customer)), equals: price)
        let coupon = answer.json["coupon"]
        run.expect("kind of the coupon", coupon?["kind"].string, equals: reward.kind.rawValue)
        let code = coupon?["code"].string ?? ""
        if reward.codeSource == .generated {
            run.expect("the code has its prefix", code.hasPrefix(reward.codePrefix), because: code)
        } else {
            run.expect("the first of the uploaded codes", code, equals: codes[0])
        }
        try checkWorth(of: reward, code, run)
    }

    /// What a shop is told that the code takes off a cart, worked out here from the document.
    private static func checkWorth(of reward: Reward, _ code: String, _ run: BrandTestRun) throws {
        try checkWorth(of: reward, code, cart: max(reward.minimumCartAmount, 1_000_003), run)
        // Of a percentage also a cart on which its maximum does not bite.
        guard case .percentage(_, let points, let most) = reward.price else { return }
        let half = Int64(clamping: Int128(most) * 5_000 / Int128(points))
        try checkWorth(of: reward, code, cart: max(reward.minimumCartAmount, half), run)
    }

    private static func checkWorth(
        of reward: Reward, _ code: String, cart: Int64, _ run: BrandTestRun
    ) throws {
        let shipping: Int64 = 990
        let off: Int64? =
            switch reward.price {
            case .fixed(_, let amount): min(amount, cart)
            case .variable(_, let amount, let fewest, _): min(amount * fewest, cart)
            case .percentage(_, let points, let most):
                min(most, Int64(clamping: Int128(cart) * Int128(points) / 10_000))
            case .freeShipping(_, let most): min(shipping, most ?? shipping)
            case .freeProduct: nil
            }
        let answer = try run.send(
            "POST", "/v1/coupons/\(code)/verify", as: .shop,
            """
            {"cart_amount": \(cart), "shipping_amount": \(shipping), "currency": "\(run.programme.currency.code)"}
            """, expecting: 200)
        run.expect(
            "what it takes off a cart of \(cart)", answer.json["cart_discount"]?["amount"].integer,
            equals: off)
    }

    static func checkCoupons(_ run: BrandTestRun) {
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
    ) throws -> LoopbackClient.Answer {
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
