internal import Engine
internal import Model

/// What a checkout takes when it is paid.
extension ConnectorCheck {
    func checkPayment() {
        check("transactions", "A payment is spent once, and told to the shop as configured") {
            try checkTransactions($0)
        }
        check("store_credit", "Store credit is taken first, or not at all, as configured") {
            try checkStoreCredit($0)
        }
        check("no_free_order", "No order becomes free unless the rule allows it") { rule in
            let cart = Self.cart(
                ofBase: max(rule.minimumCartAmount, Self.leastDiscount(rule) * 2, 1_000), rule)
            let coins = Self.coinsForAll(of: cart, rule)
            let customer = try customer(with: coins)
            let expected = Self.expected(rule, cart, available: coins)
            let told = try call("list", customer, cart)
            run.expect("left to pay", told["payable"]?["amount"].integer, equals: expected.payable)
            run.expect(
                "free only if allowed", rule.allowsFreeOrder || expected.payable > 0,
                because: "\(expected.payable) is left to pay")
            // Whoever asks for all of it is refused, or pays what is left.
            guard expected.payable > 0 else { return }
            try call(
                "perform", customer, cart, #", "reference": "free", "discount": \#(cart.total)"#,
                expecting: 409)
            run.expect("balance after the refusal", try run.available(customer), equals: coins)
        }
        check("insufficient_coins", "More coins than there are is refused, and nothing is taken") { rule in
            let discount = Self.leastDiscount(rule)
            let cart = try Self.cart(for: discount, rule)
            let customer = try customer(with: 0)
            let refused = try call(
                "perform", customer, cart, #", "reference": "poor", "discount": \#(discount)"#, expecting: 409
            )
            run.expect("code", refused["code"].string, equals: "insufficient_coins")
            run.expect("available", refused["available"].integer, equals: 0)
            run.expect("required", refused["required"].integer, equals: Self.price(discount, rule))
            run.expect("balance after the refusal", try run.available(customer), equals: 0)
        }
        check("partial_redemption", "The customer may use fewer coins, in whole steps") {
            try checkPartial($0)
        }
        check(
            "earning_after_checkout", "An order that came through the checkout earns on its calculation base"
        ) {
            try checkEarning($0)
        }
    }

    private func checkTransactions(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        let expected = Self.expected(rule, cart, available: coins)
        let order = #", "reference": "paid", "order_id": "connector-paid""#
        let first = try call("perform", customer, cart, order)
        let again = try call("perform", customer, cart, order)
        run.expect("repeated the first time", first["is_repeated"].bool, equals: false)
        run.expect("repeated the second time", again["is_repeated"].bool, equals: true)
        run.expect("coins left", try run.available(customer), equals: coins - expected.coins)
        let history = try run.send(
            "GET", "/v1/customers/\(customer)/transactions?kind=spend", as: .app(customer), expecting: 200)
        run.expect(
            "entries of the payment", history.json["items"].elements.map { -($0["coins"].integer ?? 0) },
            equals: [expected.coins])
        var payments = settings.recordsPointsPayment ? ["payment_recorded coins \(expected.discount)"] : []
        run.expect("told to the shop", try self.payments(of: customer), equals: payments)
        try revert(customer, "paid")
        payments += settings.recordsPointsPayment ? ["payment_reverted coins \(expected.discount)"] : []
        run.expect("told after the revert", try self.payments(of: customer), equals: payments)
        run.expect("coins after the revert", try run.available(customer), equals: coins)
    }

    private func checkStoreCredit(_ rule: RedemptionRule) throws {
        let discount = Self.leastDiscount(rule)
        let cart = try Self.cart(for: discount * 2, rule)
        let coins = Self.price(discount, rule)
        let credits = max(1, min(cart.total, cart.subtotal) / 10)
        let customer = try customer(with: coins)
        try run.send(
            "POST", "/v1/customers/\(customer)/transactions", as: .shop,
            #"{"wallet": "credits", "coins": \#(credits), "note": "connector check"}"#, expecting: 201,
            isKeyed: true)
        let expected = Self.expected(rule, cart, available: coins, credits: credits)
        expect(try call("list", customer, cart), expected)
        try call("perform", customer, cart, #", "reference": "credit", "order_id": "connector-credit""#)
        run.expect("store credit left", try credit(of: customer), equals: credits - expected.credits)
        run.expect("coins left", try run.available(customer), equals: coins - expected.coins)
        var payments: [String] = []
        if settings.recordsCreditPayment, expected.credits > 0 {
            payments.append("payment_recorded credits \(expected.credits)")
        }
        if settings.recordsPointsPayment, expected.discount > 0 {
            payments.append("payment_recorded coins \(expected.discount)")
        }
        run.expect("told to the shop", try self.payments(of: customer), equals: payments)
        try revert(customer, "credit")
        run.expect("store credit after the revert", try credit(of: customer), equals: credits)
    }

    private func checkPartial(_ rule: RedemptionRule) throws {
        let (part, discount) = (Self.leastDiscount(rule), Self.usualDiscount(rule))
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        let expected = Self.expected(rule, cart, available: coins, wanted: part)
        let wanted = #", "discount": \#(part)"#
        expect(try call("list", customer, cart, wanted), expected)
        try call(
            "perform", customer, cart, wanted + #", "reference": "part", "order_id": "connector-part""#)
        run.expect("coins left", try run.available(customer), equals: coins - expected.coins)
        // A part of it comes back, then the rest.
        let half = expected.coins / 2
        if half > 0 {
            try revert(customer, "part", #", "coins": \#(half), "revert_id": "first""#)
            run.expect(
                "coins after a partial revert", try run.available(customer),
                equals: coins - expected.coins + half)
        }
        try revert(customer, "part")
        run.expect("coins after the rest", try run.available(customer), equals: coins)
    }

    /// The connector's calculation base also governs earning (rule 5.2); what coins paid earns where the programme says so.
    private func checkEarning(_ rule: RedemptionRule) throws {
        let earning = run.programme.earning
        let typical = try BrandTest.typicalAmount(run)
        let (paid, before) = (max(earning.minimumAmount, typical / 2, 1), typical)
        let customer = try customer(with: 0)
        let plain = rule.base == .total ? paid : before
        try earn("connector-plain", of: customer, total: paid, subtotal: before, on: plain)
        let discount = Self.leastDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let redeemer = try self.customer(with: coins)
        let expected = Self.expected(rule, cart, available: coins)
        try call(
            "perform", redeemer, cart, #", "reference": "earning", "order_id": "connector-earning""#)
        let kept = earning.earnsOnCoinsPart ? 0 : expected.discount
        let base = (rule.base == .total ? cart.total : cart.subtotal) - kept
        try earn(
            "connector-earning", of: redeemer, total: cart.total - expected.discount,
            subtotal: cart.subtotal, on: base)
    }

    /// Sends an order and compares what it earned with what its base must earn.
    private func earn(
        _ order: String, of customer: CustomerID, total: Int64, subtotal: Int64, on base: Int64
    ) throws {
        let earning = run.programme.earning
        let answer = try run.send(
            "PUT", "/v1/orders/\(order)", as: .shop,
            """
            {"customer_id": "\(customer)", "state": "\(earning.awardOn.rawValue)", "placed_at": \
            "\(run.now.rfc3339)", "currency": "\(run.programme.currency.code)", "total": \(total), \
            "subtotal": \(subtotal), "connector": "\(channel.rawValue)"}
            """, expecting: 201)
        let coins = base < earning.minimumAmount ? 0 : BrandTest.plainCoins(base, run)
        run.expect(
            "coins for a base of \(base)", answer.json["award"]?["coins"].integer ?? 0, equals: coins)
    }
}
