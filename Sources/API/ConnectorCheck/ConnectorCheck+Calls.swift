internal import Engine
internal import Model

/// The calls that a checkout makes, and the customers it makes them for.
extension ConnectorCheck {
    /// A customer with exactly so many coins.
    func customer(with coins: Coins, _ fields: String = "") throws -> CustomerID {
        let customer = try run.newCustomer(fields)
        let missing = coins - Self.newcomersCoins(run.programme)
        if missing != 0 { try run.give(missing, to: customer) }
        return customer
    }

    /// One call of the checkout, for a customer by its id.
    ///
    /// - Parameter more: Further members, each after a comma.
    @discardableResult
    func call(
        _ action: String, _ customer: CustomerID, _ cart: Cart, _ more: String = "",
        expecting status: Int = 200
    ) throws -> JSONValue {
        try call(action, by: "customer_id", customer.text, cart, more, expecting: status)
    }

    /// The same, for a customer by whatever the checkout knows.
    @discardableResult
    func call(
        _ action: String, by name: String, _ value: String, _ cart: Cart, _ more: String = "",
        expecting status: Int = 200
    ) throws -> JSONValue {
        let body = """
            {"action": "\(action)", "\(name)": "\(value)", "currency": "\(run.programme.currency.code)", \
            "total": \(cart.total), "subtotal": \(cart.subtotal)\(more)}
            """
        return try run.send(
            "POST", "/v1/checkout/\(webhookID)", as: .nobody, body, expecting: status,
            shownAs: "/v1/checkout/{webhook_id}"
        ).json
    }

    /// Takes a perform back.
    @discardableResult
    func revert(
        _ customer: CustomerID, _ reference: String, _ more: String = "", expecting status: Int = 200
    ) throws -> JSONValue {
        let body =
            #"{"action": "revert", "customer_id": "\#(customer)", "reference": "\#(reference)"\#(more)}"#
        return try run.send(
            "POST", "/v1/checkout/\(webhookID)", as: .nobody, body, expecting: status,
            shownAs: "/v1/checkout/{webhook_id}"
        ).json
    }

    /// Compares what a checkout was told with what it must be told.
    func expect(_ told: JSONValue, _ expected: Expected) {
        run.expect("eligible", told["eligible"].bool, equals: expected.isEligible)
        run.expect("discount", told["discount"]?["amount"].integer, equals: expected.discount)
        run.expect("coins", told["coins"].integer, equals: expected.coins)
        run.expect("store credit", told["credits"]?["amount"].integer, equals: expected.credits)
        run.expect("left to pay", told["payable"]?["amount"].integer, equals: expected.payable)
    }

    /// The payments of a customer that the shop was told of, as `kind wallet amount`.
    func payments(of customer: CustomerID) throws -> [String] {
        try ["payment_recorded", "payment_reverted"].flatMap { kind in
            let page = try run.send(
                "GET", "/v1/events?kind=\(kind)&limit=100", as: .shop, expecting: 200)
            return page.json["items"].elements.filter { $0["customer_id"].string == customer.text }.map {
                "\(kind) \($0["payment"]?["wallet"].string ?? "") \($0["payment"]?["amount"].integer ?? 0)"
            }
        }
    }

    /// The store credit that can be spent; minor units.
    func credit(of customer: CustomerID) throws -> Int64 {
        let answer = try run.send(
            "GET", "/v1/customers/\(customer)/balance", as: .app(customer), expecting: 200)
        return answer.json["credits"]?["available"].integer ?? 0
    }
}
