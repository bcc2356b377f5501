internal import Engine
internal import Model

/// What comes home when a checkout is not finished.
extension ConnectorCheck {
    func checkReturns() {
        check("failed_payment", "A payment that fails gives the coins back, and can be tried again") {
            try checkFailure($0)
        }
        check("expired_session", "A checkout that nobody finishes gives the coins back at its deadline") {
            try checkExpiry($0)
        }
    }

    private func checkFailure(_ rule: RedemptionRule) throws {
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        let expected = Self.expected(rule, cart, available: coins)
        let taken = expected.coins
        let tried = try call("perform", customer, cart, #", "reference": "failed""#)
        run.expect(
            "discount of the payment", tried["hold"]?["discount"]?["amount"].integer,
            equals: expected.discount)
        run.expect("coins during the payment", try run.available(customer), equals: coins - taken)
        for time in ["first", "second"] {
            try revert(customer, "failed")
            run.expect("coins after the \(time) revert", try run.available(customer), equals: coins)
        }
        let late = try call("perform", customer, cart, #", "reference": "failed""#, expecting: 409)
        run.expect("the same try again", late["code"].string, equals: "already_reverted")
        try call(
            "perform", customer, cart,
            #", "reference": "failed", "attempt": 2, "order_id": "connector-failed""#)
        run.expect("coins after the second attempt", try run.available(customer), equals: coins - taken)
        // The revert overtakes its perform.
        try revert(customer, "overtaken")
        let overtaken = try call("perform", customer, cart, #", "reference": "overtaken""#, expecting: 409)
        run.expect("a perform after its revert", overtaken["code"].string, equals: "already_reverted")
        run.expect("coins after that", try run.available(customer), equals: coins - taken)
    }

    private func checkExpiry(_ rule: RedemptionRule) throws {
        try BrandTest.requireCoinsLast(days: rule.holdMinutes / 1_440 + 1, run)
        let discount = Self.usualDiscount(rule)
        let coins = Self.price(discount, rule)
        let cart = try Self.cart(for: discount, rule)
        let customer = try customer(with: coins)
        let taken = Self.expected(rule, cart, available: coins).coins
        try call("perform", customer, cart, #", "reference": "expired""#)
        run.sandbox.clock.move(byMilliseconds: (rule.holdMinutes - 1) * 60_000)
        run.expect("coins a minute before the deadline", try run.available(customer), equals: coins - taken)
        run.sandbox.clock.move(byMilliseconds: 2 * 60_000)
        run.expect("coins a minute after the deadline", try run.available(customer), equals: coins)
        try revert(customer, "expired")
        run.expect("coins after a late revert", try run.available(customer), equals: coins)
    }
}
