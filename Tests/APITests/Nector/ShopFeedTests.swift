import API
import Model
import Testing

/// nector-dialect: "Inbound from shop".
struct ShopFeedTests {
    private let shop: APIShop
    private let id: String

    init() throws {
        shop = try APIShop()
        id = try shop.webhookID("webhook")
    }

    @discardableResult
    private func deliver(_ topic: String?, _ body: String, delivery: String? = nil) throws -> TestResponse {
        var headers: [(String, String)] = []
        if let topic { headers.append(("x-custom-website-topic", topic)) }
        if let delivery { headers.append(("x-custom-website-delivery-id", delivery)) }
        return try shop.send(
            "POST", "/api/open/integrations/customwebsitewebhook/\(id)", headers: headers, body: body)
    }

    private static let customer =
        #"{"id": "custom-1f0c", "first_name": "Ada", "last_name": "", "email": "ada@example.com","#
        + #" "mobile": "+919876543210", "country": "ind", "meta_data": []}"#

    /// An order of two pieces at ₹250.50, as a decimal text, less ₹1.
    private static func order(
        id: String = "77", status: String = "processing", paid: String = "paid", delivery: String = "pending",
        total: String = "500", more: String = ""
    ) -> String {
        """
        {"id": \(id), "created_at": "2026-11-20T10:00:00.000Z", "status": "\(status)",
         "financial_status": "\(paid)", "fulfillment_status": "unfulfilled", "delivery_status": "\(delivery)",
         "name": "Order #77", "currency": "inr", "total": \(total), "discount_total": 1, "total_tax": 0,
         "payment_source": "cod", "payment_medium": "cod", "customer": \(customer),
         "product_lines": [{"id": "l1", "product_id": "p1", "name": "Oil", "quantity": 2, "price": "250.50",
            "discount": 1}], "discount_lines": []\(more)}
        """
    }

    private func native(_ order: String = "77") throws -> TestJSON? {
        try shop.send("GET", "/v1/orders/\(order)", key: .write).json["order"]
    }

    private func available() throws -> Int64? { try shop.available("custom_website-custom-1f0c") }

    @Test func `customer_created makes custom_website-<id> known, and customer_updated changes it`() throws {
        let made = try deliver("customer_created", Self.customer)
        #expect(made.status == 200, "\(made)")
        #expect(made.json["meta"]?["status"]?.string == "success")
        let path = "/v1/customers/custom_website-custom-1f0c"
        #expect(try shop.send("GET", path, key: .write).json["name"]?.string == "Ada")
        let changed = Self.customer.replacing(#""last_name": """#, with: #""last_name": "Lovelace""#)
            .replacing("+919876543210", with: "")
        #expect(try deliver("customer_updated", changed).status == 200)
        let now = try shop.send("GET", path, key: .write).json
        #expect(now["name"]?.string == "Ada Lovelace")
        #expect(now["mobile"]?.string == "+919876543210")
    }

    @Test func `order_created earns, with the id as a number and prices as decimal texts`() throws {
        let made = try deliver("order_created", Self.order())
        #expect(made.status == 200, "\(made)")
        let order = try #require(try native())
        #expect(order["state"]?.string == "paid")
        #expect(order["total"]?["amount"]?.integer ?? order["total"]?.integer == 50_000, "\(order)")
        // A coin for each rupee.
        #expect(try available() == 500)
        #expect(try deliver("order_updated", Self.order()).status == 200)
        #expect(try available() == 500)
    }

    @Test func `amounts that the shop has added up in binary fractions are rounded half up`() throws {
        let body = Self.order(total: "499.995", more: #", "total_shipping": 5.551115123125783e-17"#)
            .replacing("250.50", with: "250.49999999999997")
        let made = try deliver("order_created", body)
        #expect(made.status == 200, "\(made)")
        let order = try #require(try native())
        #expect(order["total"]?["amount"]?.integer ?? order["total"]?.integer == 50_000, "\(order)")
        #expect(try available() == 500)
    }

    @Test func `a feed that is switched off says so, and speaks of no checkout`() throws {
        _ = try shop.administer("PUT", "connectors/webhook", #"{"enabled": false}"#)
        let answer = try deliver("order_created", Self.order())
        answer.expectRefusal("The brand has switched the feed of its orders off.")
        #expect(answer.message?.contains("revert") == false)
    }

    @Test func `another delivery under a known id is told as that`() throws {
        #expect(try deliver("order_created", Self.order(), delivery: "d-1").status == 200)
        try deliver("order_created", Self.order(total: "900"), delivery: "d-1")
            .expectRefusal("This hash, delivery id or Idempotency-Key was used before")
    }

    @Test func `an order that coins were spent on came through the checkout of these`() throws {
        try deliver("customer_created", Self.customer)
        try shop.credit("custom_website-custom-1f0c", 100)
        let checkout = try shop.webhookID()
        let cart = #""customer_id": "custom_website-custom-1f0c", "currency": "INR", "total": 50100"#
        let listed = try shop.call(checkout, #""action": "list", \#(cart)"#)
        #expect(listed.status == 200, "\(listed)")
        try deliver("order_created", Self.order(status: "pending", paid: "pending"))
        #expect(try native()?["connector"]?.string == nil)
        let performed = try shop.call(
            checkout, #""action": "perform", \#(cart), "coins": 50, "reference": "r", "order_id": "77""#)
        #expect(performed.status == 200, "\(performed)")
        #expect(try deliver("order_updated", Self.order()).status == 200)
        #expect(try native()?["connector"]?.string == "custom_checkout")
        shop.service.apiLog.flush(to: shop.engine)
        let measures = try shop.administer("GET", "measures?from=2026-11-21&to=2026-11-21").json["measures"]
        let completion = measures?.array.first { $0["id"]?.string == "checkout_completion_rate" }
        #expect(completion?["numerator"]?.integer == 1)
    }

    @Test func `without created_at an order keeps the time that is known, at first that of its delivery`()
        throws
    {
        let timeless = { (body: String) in
            body.replacing(#""created_at": "2026-11-20T10:00:00.000Z", "#, with: "")
        }
        #expect(try deliver("order_created", timeless(Self.order(id: "78"))).status == 200)
        let first = try #require(try native("78")?["placed_at"]?.string)
        shop.clock.advance(by: .seconds(90))
        #expect(
            try deliver("order_updated", timeless(Self.order(id: "78", delivery: "delivered"))).status == 200)
        let order = try #require(try native("78"))
        #expect(order["placed_at"]?.string == first)
        #expect(order["state"]?.string == "delivered")
        #expect(try deliver("order_updated", Self.order(id: "78", delivery: "delivered")).status == 200)
        #expect(try native("78")?["placed_at"]?.string?.hasPrefix("2026-11-20T") == true)
        shop.clock.advance(by: .seconds(90))
        let known = try native("78")?["placed_at"]?.string
        #expect(
            try deliver("order_updated", timeless(Self.order(id: "78", delivery: "delivered"))).status == 200)
        #expect(try native("78")?["placed_at"]?.string == known)
    }

    struct Step: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var body: String
        var state: String
        var coins: Int64
    }

    @Test(arguments: [
        Step(
            testDescription: "pending", body: order(status: "pending", paid: "pending"), state: "created",
            coins: 0),
        Step(testDescription: "paid", body: order(), state: "paid", coins: 500),
        Step(
            testDescription: "delivered", body: order(delivery: "delivered"), state: "delivered", coins: 500),
        Step(
            testDescription: "completed", body: order(status: "completed"), state: "fulfilled", coins: 500),
        Step(
            testDescription: "cancelled", body: order(status: "cancelled", paid: "voided"),
            state: "cancelled",
            coins: 0),
        Step(
            testDescription: "refunded", body: order(status: "refunded", paid: "refunded"), state: "paid",
            coins: 0),
        Step(
            testDescription: "a part refunded",
            body: order(paid: "partially_refunded", more: #", "refund_total": "100.00""#), state: "paid",
            coins: 400),
        Step(
            testDescription: "refunds by name",
            body: order(
                paid: "partially_refunded",
                more: #", "refunds": [{"id": 1, "amount": "50"}, {"id": "2", "amount": 50.00}]"#),
            state: "paid", coins: 400),
    ])
    func `the feed's states become the order's, after it was paid and at first`(step: Step) throws {
        #expect(try deliver("order_updated", step.body).status == 200)
        #expect(try native()?["state"]?.string == step.state)
        #expect(try available() == step.coins)
        let other = try ShopFeedTests()
        #expect(
            try other.deliver("order_created", Self.order(status: "pending", paid: "pending")).status == 200)
        #expect(try other.deliver("order_updated", Self.order()).status == 200)
        for _ in 0..<2 { #expect(try other.deliver("order_updated", step.body).status == 200) }
        // An order that was paid is not pending any more.
        let isLate = step.state == "created"
        #expect(try other.native()?["state"]?.string == (isLate ? "paid" : step.state))
        #expect(try other.available() == (isLate ? 500 : step.coins))
    }

    @Test func `refunds that come to more are booked by the difference, up to the whole`() throws {
        func refunded(_ amount: String) -> String {
            Self.order(paid: "partially_refunded", more: #", "refund_total": \#(amount)"#)
        }
        for (amount, coins) in [("100", 400), ("100", 400), ("150.00", 350), ("120", 350)]
            as [(String, Int64)]
        {
            #expect(try deliver("order_updated", refunded(amount)).status == 200)
            #expect(try available() == coins)
        }
        #expect(try deliver("order_updated", Self.order(status: "refunded", paid: "refunded")).status == 200)
        #expect(try available() == 0)
    }

    @Test func `a coupon that was used on the order is used up`() throws {
        try deliver("customer_created", Self.customer)
        try shop.credit("custom_website-custom-1f0c", 100)
        let redeemed = try shop.send(
            "POST", "/v1/customers/custom_website-custom-1f0c/redemptions", key: .write,
            headers: [("Idempotency-Key", "r")], body: #"{"reward_id": "fifty-off"}"#)
        let code = try #require(redeemed.json["coupon"]?["code"]?.string, "\(redeemed)")
        let lines =
            #""discount_lines": [{"code": "WELCOME", "discount": 1}, {"code": "\#(code)", "discount": "50"}]"#
        let body = Self.order().replacing(#""discount_lines": []"#, with: lines)
        for _ in 0..<2 { #expect(try deliver("order_created", body).status == 200) }
        let coupon = try shop.send(
            "POST", "/v1/coupons/\(code)/verify", key: .write, body: "{}")
        #expect(coupon.status == 409, "\(coupon)")
    }

    @Test func `a delivery of the same id is answered as the first time`() throws {
        let first = try deliver("order_created", Self.order(), delivery: "d-1")
        let again = try deliver("order_created", Self.order(), delivery: "d-1")
        #expect(first.body == again.body)
        #expect(again["idempotent-replayed"] == "true")
        #expect(try deliver("order_created", Self.order(total: "900"), delivery: "d-1").status == 422)
        #expect(try available() == 500)
    }

    @Test func `what is no customer and no order is received, and changes nothing`() throws {
        #expect(try deliver("product_updated", #"{"id": 5}"#).status == 200)
        #expect(try deliver(nil, #"{"id": 5}"#).status == 422)
        #expect(try native() == nil)
    }

    @Test(arguments: [
        "{}", "[]", "", "{", #"{"id": {}}"#, order(id: "null"), order(id: "[]"), order(total: "1e5"),
        order(total: #""NaN""#), order(total: "-1"), order(total: #""100.001x""#),
        order(total: "1000000000000000000000000000000"), order(more: #", "refund_total": "x""#),
        order().replacing("250.50", with: "99999999999999.99"),
        order().replacing(#""quantity": 2"#, with: #""quantity": 0"#),
        order().replacing(#""currency": "inr""#, with: #""currency": "usd""#),
        order().replacing(#""currency": "inr""#, with: #""currency": "rupees""#),
        order().replacing(#"[{"id": "l1""#, with: #"[5, {"id": "l1""#),
        order().replacing(#""customer": {"id": "custom-1f0c","#, with: #""customer": {"#),
        String(repeating: #"{"a":["#, count: 3_000),
    ])
    func `a delivery that cannot be is 422, and changes nothing`(body: String) throws {
        let answer = try deliver("order_created", body)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.message?.isEmpty == false)
        #expect(try shop.send("GET", "/v1/customers/custom_website-custom-1f0c", key: .write).status == 404)
        #expect(try native() == nil)
    }

    @Test func `another customer's order id is refused, and an id of another connector opens nothing`() throws
    {
        try deliver("order_created", Self.order())
        let stolen = Self.order().replacing("custom-1f0c", with: "custom-2222")
        #expect(try deliver("order_updated", stolen).status == 422)
        let checkout = try shop.webhookID()
        let answer = try shop.send(
            "POST", "/api/open/integrations/customwebsitewebhook/\(checkout)",
            headers: [("x-custom-website-topic", "order_created")], body: Self.order(id: "78"))
        #expect(answer.status == 404)
        #expect(try native("78") == nil)
    }
}
