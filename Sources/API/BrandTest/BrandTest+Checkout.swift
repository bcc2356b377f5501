internal import Engine
internal import Model

/// Do coins take off a cart what the channel's rule says, and do they come home when the payment fails?
extension BrandTest {
    static func checkCheckout(_ run: BrandTestRun) {
        for channel in Channel.allCases {
            guard let rule = run.programme.redemption.rules[channel], rule.isActive else { continue }
            run.check(
                "redemption_quote_\(channel.rawValue)", .redemption,
                "The quote for \(channel.rawValue) is the most that its rule allows, and not more"
            ) { run in try checkQuote(channel, rule, run) }
            run.check(
                "redemption_hold_\(channel.rawValue)", .redemption,
                "A paid checkout over \(channel.rawValue) spends its coins once, a failed one gives them back"
            ) { run in try checkHold(channel, rule, run) }
        }
    }

    /// A cart that is large enough for the rule, and the customer who could pay for all of it in coins.
    private static func richCustomer(
        _ rule: RedemptionRule, _ run: BrandTestRun
    ) throws -> (customer: CustomerID, amount: Int64) {
        let customer = try run.newCustomer()
        let amount = max(rule.minimumCartAmount, rule.minimumDiscount * 2, 50_000)
        let needed = Int128(amount) * Int128(rule.valueCoins) / Int128(rule.valueAmount) + 1
        try run.give(min(Coins(clamping: needed), CoinLimits.perEntryMax), to: customer)
        return (customer, amount)
    }

    private static func cart(_ channel: Channel, _ amount: Int64, _ run: BrandTestRun, _ more: String = "")
        -> String
    {
        """
        {"channel": "\(channel.rawValue)", "currency": "\(run.programme.currency.code)", "total": \(amount), \
        "subtotal": \(amount)\(more)}
        """
    }

    /// The most that a cart may have off: worked out here from the document alone.
    private static func mostOff(_ amount: Int64, _ rule: RedemptionRule) -> Int64 {
        let least: Int128 =
            switch rule.minimumPayment {
            case .none: 0
            case .fixed(let least): Int128(least)
            case .percent(let points): (Int128(amount) * Int128(points) + 9_999) / 10_000
            }
        var most = Int128(amount) - max(least, rule.allowsFreeOrder ? 0 : 1)
        if let maximum = rule.maximumDiscount { most = min(most, Int128(maximum)) }
        if let points = rule.maximumBasisPoints { most = min(most, Int128(amount) * Int128(points) / 10_000) }
        return Int64(clamping: max(0, most) / Int128(rule.stepAmount) * Int128(rule.stepAmount))
    }

    private static func checkQuote(_ channel: Channel, _ rule: RedemptionRule, _ run: BrandTestRun) throws {
        let (customer, amount) = try richCustomer(rule, run)
        let path = "/v1/customers/\(customer)/quotes"
        let quote = try run.send(
            "POST", path, as: .app(customer), cart(channel, amount, run), expecting: 201
        ).json
        let most = mostOff(amount, rule)
        run.expect("discount", quote["discount"]?["amount"].integer, equals: most)
        run.expect("left to pay", quote["payable"]?["amount"].integer, equals: amount - most)
        let price = Int128(most) * Int128(rule.valueCoins)
        let worth = Int128(rule.valueAmount)
        run.expect("coins", quote["coins"].integer, equals: Int64(clamping: (price + worth - 1) / worth))
        // A part of it, chosen by the customer in whole steps.
        let part = max(rule.stepAmount, rule.minimumDiscount, most / 2) / rule.stepAmount * rule.stepAmount
        if part < most {
            let chosen = try run.send(
                "POST", path, as: .app(customer), cart(channel, amount, run, ", \"discount\": \(part)"),
                expecting: 201
            ).json
            run.expect("discount that was chosen", chosen["discount"]?["amount"].integer, equals: part)
        }
        guard rule.minimumCartAmount > 1 else { return }
        let small = try run.send(
            "POST", path, as: .app(customer), cart(channel, rule.minimumCartAmount - 1, run), expecting: 201
        ).json
        run.expect("eligible one minor unit below the minimum cart", small["eligible"].bool, equals: false)
    }

    private static func checkHold(_ channel: Channel, _ rule: RedemptionRule, _ run: BrandTestRun) throws {
        let (customer, amount) = try richCustomer(rule, run)
        let before = try run.available(customer)
        let path = "/v1/customers/\(customer)/holds"
        let body = cart(channel, amount, run)
        let failed = try run.send(
            "POST", path, as: .shop, body, expecting: 201, isKeyed: true
        ).json
        let coins = failed["hold"]?["coins"].integer ?? 0
        run.expect("the hold sets coins aside", coins > 0, because: "\(coins) coins")
        run.expect("spendable during the checkout", try run.available(customer), equals: before - coins)
        let id = failed["hold"]?["id"].string ?? ""
        try run.send("POST", "/v1/holds/\(id)/release", as: .shop, "{}", expecting: 200, isKeyed: true)
        run.expect("spendable after the payment failed", try run.available(customer), equals: before)
        let paid = try run.send(
            "POST", path, as: .shop, body, expecting: 201, isKeyed: true
        ).json
        let other = paid["hold"]?["id"].string ?? ""
        for _ in 0..<2 {
            try run.send(
                "POST", "/v1/holds/\(other)/commit", as: .shop,
                #"{"order_id": "checkout-\#(channel.rawValue)"}"#, expecting: 200, isKeyed: true)
        }
        run.expect("spendable after it was paid", try run.available(customer), equals: before - coins)
        let forgotten = try run.send(
            "POST", path, as: .shop, body, isKeyed: true
        )
        guard forgotten.status == 201 else { return }
        run.sandbox.clock.move(byMilliseconds: (rule.holdMinutes + 1) * 60_000)
        run.expect(
            "spendable after a checkout that never ended", try run.available(customer), equals: before - coins
        )
    }
}
