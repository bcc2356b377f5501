internal import Engine
internal import Model

/// What a checkout offers before anything is paid.
extension ConnectorCheck {
    func checkOffer() {
        check(
            "customer_identified", "The customer is found by id, by mobile and by e-mail, and nobody else is"
        ) {
            try checkIdentity($0)
        }
        check("balance", "The checkout shows the balance that the app shows") { rule in
            let customer = try customer(with: 137)
            let cart = try Self.cart(for: Self.usualDiscount(rule), rule)
            let told = try call("list", customer, cart)
            run.expect(
                "balance at the checkout", told["balance"]?["coins"]?["available"].integer, equals: 137)
            run.expect("balance in the app", try run.available(customer), equals: 137)
        }
        check("option_when_eligible", "Coins are offered when they can be used, and only then") {
            try checkEligibility($0)
        }
        check("minimum_payment", "The customer pays at least what the rule says") { rule in
            guard rule.minimumPayment != .none else {
                throw BrandTestRun.Skipped(reason: "The rule has no minimum payment.")
            }
            let cart = Self.cart(ofBase: smallestBase(rule), rule)
            let base = rule.base == .total ? cart.total : cart.subtotal
            let customer = try customer(with: Self.coinsForAll(of: cart, rule))
            let coins = Self.coinsForAll(of: cart, rule)
            let told = try call("list", customer, cart)
            expect(told, Self.expected(rule, cart, available: coins))
            let paid = told["payable"]?["amount"].integer ?? 0
            let least = Self.minimumPayment(rule, of: base)
            run.expect("pays at least \(least)", Int128(paid) >= least, because: "\(paid) is left to pay")
        }
        check("maximum_discount", "No discount is more than the rule's maximum") { rule in
            guard rule.maximumDiscount != nil || rule.maximumBasisPoints != nil else {
                throw BrandTestRun.Skipped(reason: "The rule has no maximum.")
            }
            // A cart on which nothing else keeps the discount from its maximum, or of usual size for a part of it.
            let cart = try Self.cart(for: rule.maximumDiscount ?? Self.usualDiscount(rule), rule)
            let coins = Self.coinsForAll(of: cart, rule)
            let told = try call("list", try customer(with: coins), cart)
            expect(told, Self.expected(rule, cart, available: coins))
        }
        check("discount", "The discount is what the coins are worth, to the step") { rule in
            let discount = Self.usualDiscount(rule)
            let coins = Self.price(discount, rule)
            let cart = try Self.cart(for: discount, rule)
            let told = try call("list", try customer(with: coins), cart)
            expect(told, Self.expected(rule, cart, available: coins))
        }
        check("total", "What is left to pay is the total less the discount, before and after payment") {
            try checkTotal($0)
        }
        checkPresentation()
    }

    private func checkPresentation() {
        check("auto_apply", "The discount is applied by itself, or by the customer, as configured") { rule in
            let told = try call(
                "list", try customer(with: 100), try Self.cart(for: Self.usualDiscount(rule), rule))
            run.expect("auto_apply", told["auto_apply"].bool, equals: rule.appliesByItself)
        }
        check("platforms", "Website and mobile offer coins where they are switched on") {
            try checkPlatforms($0)
        }
        check("presentation", "Heading, logo and the prepaid discount are as configured") { rule in
            let told = try call(
                "list", try customer(with: 100), try Self.cart(for: Self.usualDiscount(rule), rule))
            run.expect("heading", told["heading"].string, equals: settings.heading)
            run.expect("logo_url", told["logo_url"].string, equals: settings.logoURL)
            guard kind == .shiprocket else { return }
            run.expect(
                "prepaid_discount", told["prepaid_discount"].bool, equals: settings.hasPrepaidDiscount)
        }
        check("same_logic", "The app and the checkout come to the same for the same cart") {
            try checkSameLogic($0)
        }
    }

    private func checkIdentity(_ rule: RedemptionRule) throws {
        let cart = try Self.cart(for: Self.usualDiscount(rule), rule)
        let (email, mobile) = ("connector-check@example.com", "+14155550199")
        let fields = #""email": "\#(email)", "mobile": "\#(mobile)""#
        let customer = try customer(with: 250, fields)
        for (name, value) in [("customer_id", customer.text), ("email", email), ("mobile", mobile)] {
            let told = try call("list", by: name, value, cart)
            run.expect("customer by \(name)", told["customer_id"].string, equals: customer.text)
            run.expect("balance by \(name)", told["balance"]?["coins"]?["available"].integer, equals: 250)
        }
        try call("list", by: "email", "nobody@example.com", cart, expecting: 404)
    }

    private func checkEligibility(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let rich = try customer(with: coins)
        expect(try call("list", rich, cart), Self.expected(rule, cart, available: coins))
        let poor = try customer(with: 0)
        let nothing = try call("list", poor, cart)
        expect(nothing, Self.expected(rule, cart, available: 0))
        run.expect("reason without coins", nothing["reason"]?["code"].string, equals: "balance")
        if rule.minimumCartAmount > 1 {
            let small = Self.cart(ofBase: rule.minimumCartAmount - 1, rule)
            let told = try call("list", rich, small)
            expect(told, Self.expected(rule, small, available: coins))
            run.expect("reason of a small cart", told["reason"]?["code"].string, equals: "minimum_cart")
        }
        try run.send(
            "POST", "/v1/admin/customers/\(rich)/block", as: .merchant, #"{"reason": "connector check"}"#,
            expecting: 200)
        let blocked = try call("list", rich, cart)
        run.expect("eligible while blocked", blocked["eligible"].bool, equals: false)
    }

    /// The smallest calculation base on which the rule gives anything to somebody with coins for all of it.
    private func smallestBase(_ rule: RedemptionRule) -> Int64 {
        let least: Int128 =
            switch rule.minimumPayment {
            case .none: 0
            case .fixed(let amount): Int128(amount)
            case .percent: 0
            }
        let wanted = max(Int128(rule.minimumCartAmount), least + Int128(Self.leastDiscount(rule)) * 2, 1_000)
        return Int64(clamping: min(wanted, Int128(MoneyLimits.orderAmountMax / 4)))
    }

    private func checkTotal(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        let expected = Self.expected(rule, cart, available: coins)
        let told = try call("list", customer, cart)
        run.expect("left to pay", told["payable"]?["amount"].integer, equals: expected.payable)
        let paid = try call(
            "perform", customer, cart, #", "reference": "total", "order_id": "connector-total""#)
        run.expect(
            "discount after payment", paid["hold"]?["discount"]?["amount"].integer, equals: expected.discount)
        run.expect("coins after payment", paid["hold"]?["coins"].integer, equals: expected.coins)
        run.expect("balance after payment", try run.available(customer), equals: coins - expected.coins)
    }

    private func checkPlatforms(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        for platform in Platform.allCases {
            let there = #", "platform": "\#(platform.rawValue)""#
            guard settings.isOn(platform) else {
                let closed = try call("list", customer, cart, there, expecting: 409)
                run.expect("code on \(platform.rawValue)", closed["code"].string, equals: "platform_closed")
                continue
            }
            let told = try call("list", customer, cart, there)
            run.expect("offered on \(platform.rawValue)", told["eligible"].bool, equals: true)
        }
    }

    /// The app's own quote for this channel, and where the app's rule is the same, its quote for its own.
    private func checkSameLogic(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let larger = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        var channels = [channel]
        if run.programme.redemption.rules[.app] == rule { channels.append(.app) }
        for cart in [cart, Cart(total: larger.total * 2, subtotal: larger.subtotal * 2)] {
            let expected = Self.expected(rule, cart, available: coins)
            expect(try call("list", customer, cart), expected)
            for channel in channels {
                let quote = try run.send(
                    "POST", "/v1/customers/\(customer)/quotes", as: .app(customer),
                    """
                    {"channel": "\(channel.rawValue)", "currency": "\(run.programme.currency.code)", \
                    "total": \(cart.total), "subtotal": \(cart.subtotal)}
                    """, expecting: 201)
                expect(quote.json, expected)
            }
        }
    }
}
