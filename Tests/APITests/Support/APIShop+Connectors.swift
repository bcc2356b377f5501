import Testing

extension APIShop {
    /// A connector's Secret Webhook ID; asked for the first time, the connector is initialised.
    func webhookID(_ connector: String = "custom_checkout", key: KeyName = .admin) throws -> String {
        let place = "\(connector) \(key.rawValue)"
        if let known = webhookIDs[place] { return known }
        let made = try administer("POST", "connectors/\(connector)/initialise", key: key)
        #expect(made.status == 201, "\(made)")
        let id = try #require(made.json["webhook_id"]?.string)
        webhookIDs[place] = id
        return id
    }

    /// A call of a checkout; the members of its body.
    @discardableResult
    func call(_ id: String, _ members: String, headers: [(String, String)] = []) throws -> TestResponse {
        try send("POST", "/v1/checkout/\(id)", headers: headers, body: "{\(members)}")
    }

    /// The members of a call for customer-one with a cart of ₹500.
    static func cart(_ action: String, _ more: String = "", total: Int64 = 50_000) -> String {
        #""action": "\#(action)", "customer_id": "customer-one", "currency": "INR", "total": \#(total)\#(more)"#
    }

    /// A programme in which every checkout has the same redemption rule; one coin is ₹0.10.
    static func programme(everyCheckout rule: String) -> String {
        let checkouts = ["custom_checkout", "gokwik", "shiprocket"].map { #""\#($0)": {\#(rule)}"# }
        return programme().replacing(
            #""custom_checkout": {"minimum_cart_amount": 50000}, "gokwik": {"maximum_discount": 100}"#,
            with: checkouts.joined(separator: ", "))
    }
}
