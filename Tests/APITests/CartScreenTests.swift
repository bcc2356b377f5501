import Testing

@testable import API

/// The screens that are computed for a cart, a product or nobody in particular.
struct CartScreenTests {
    private static func section(_ type: String, of answer: TestResponse) -> TestJSON? {
        answer.json["sections"]?.array.first { $0["type"]?.string == type }
    }

    private static func cart(_ body: String, in shop: APIShop, token: String? = "customer-one") throws
        -> TestResponse
    {
        try shop.send(
            "POST", "/v1/customers/me/screens/cart", key: .read, token: token, body: body)
    }

    @Test func `the cart earns on the screen what it earns as an order`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let shown = try Self.cart(#"{"currency": "INR", "total": 12345, "subtotal": 12345}"#, in: shop)
        #expect(shown.status == 200, "\(shown)")
        // ₹123.45 at a coin a rupee.
        #expect(Self.section("cart_earn", of: shown)?["coins"]?.integer == 123)
        try shop.put(order: "order-1", of: "customer-one", total: 12_345)
        #expect(try shop.available("customer-one") == 123)
    }

    @Test func `a cart screen changes nothing and is not kept`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let answer = try Self.cart(#"{"currency": "INR", "total": 50000}"#, in: shop)
        #expect(answer["cache-control"] == "no-store" && answer["etag"] == nil)
        #expect(answer["content-language"] == "en-IN")
        #expect(try shop.available("customer-one") == 500)
    }

    @Test func `a cart says what it does to the tier`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let small = try Self.cart(#"{"currency": "INR", "total": 400000}"#, in: shop)
        let next = Self.section("cart_tier", of: small)
        #expect(next?["text"]?.string == "After this order: ₹6,000 more to Gold")
        #expect(next?["reaches"] == nil && next?["remaining"]?["amount"]?.integer == 600_000)
        let large = try Self.cart(#"{"currency": "INR", "total": 1000000}"#, in: shop)
        #expect(
            Self.section("cart_tier", of: large)?["text"]?.string == "This order takes you to Gold")
    }

    @Test func `a cart shows the coupons that fit it before those that do not`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        _ = try shop.coupon()
        for (total, fitting) in [(20_000, 1), (19_999, 0)] {
            let answer = try Self.cart(#"{"currency": "INR", "total": \#(total)}"#, in: shop)
            let coupons = try #require(Self.section("cart_coupons", of: answer))
            #expect(coupons["fitting"]?.integer == Int64(fitting))
            let state = coupons["items"]?[0]?["state"]
            #expect((state == nil) == (fitting == 1))
            if fitting == 0 { #expect(state?["text"]?.string == "Add ₹0.01 more to use this coupon") }
        }
    }

    @Test func `an old app gets no section that it does not know`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let answer = try shop.send(
            "POST", "/v1/customers/me/screens/cart", key: .read, token: "customer-one",
            headers: [("X-App-Schema", "1")], body: #"{"currency": "INR", "total": 5}"#)
        #expect(answer.status == 200 && answer.json["sections"]?.array.isEmpty == true, "\(answer)")
        let guest = try shop.send("GET", "/v1/screens/guest", key: .read, headers: [("X-App-Schema", "1")])
        let types = guest.json["sections"]?.array.compactMap { $0["type"]?.string } ?? []
        #expect(types == ["earn_orders", "earn_actions", "reward_list", "tier_levels"])
    }

    @Test func `a cart of a thousand lines is one answer`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let lines = (1...1_000).map { #"{"line_id": "line-\#($0)", "quantity": 1, "amount": 199}"# }
        let answer = try Self.cart(
            #"{"currency": "INR", "total": 199000, "lines": [\#(lines.joined(separator: ","))]}"#, in: shop)
        let earn = Self.section("cart_earn", of: answer)
        // ₹1,990 at a coin a rupee, one coin or two for each line of ₹1.99.
        #expect(earn?["coins"]?.integer == 1_990)
        let shown = earn?["lines"]?.array ?? []
        #expect(shown.count == 1_000)
        #expect(shown.reduce(0) { $0 + ($1["coins"]?.integer ?? 0) } == 1_990)
    }

    @Test func `products have a text each, for a guest and for a customer with a better tier`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        try shop.put(order: "order-1", of: "customer-one", total: 1_000_000)
        let body = #"{"products": [{"product_id": "a", "amount": 50000}, {"product_id": "b", "amount": 50}]}"#
        let guest = try shop.send("POST", "/v1/screens/products", key: .read, body: body)
        #expect(guest.json["items"]?[0]?["text"]?.string == "Earn 500 coins")
        #expect(guest.json["items"]?[1]?["state"]?["code"]?.string == "rounds_to_zero")
        let own = try shop.send(
            "POST", "/v1/screens/products", key: .read, token: "customer-one", body: body)
        #expect(own.json["items"]?[0]?["text"]?.string == "Earn 1,000 coins")
        #expect(own.json["items"]?[0]?["product_id"]?.string == "a")
    }

    @Test func `a product's screen is kept until the local day is over`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let target = "/v1/customers/me/screens/product?product_id=a&amount=50000&collections=tea,new"
        let answer = try shop.send("GET", target, key: .read, token: "customer-one")
        #expect(answer.json["valid_until"]?.string == "2026-11-21T18:30:00Z", "\(answer)")
        #expect(Self.section("product_earn", of: answer)?["text"]?.string == "Earn 500 coins")
    }

    @Test(
        arguments: [
            ("", "#/query/product_id required #/query/amount required"),
            ("?product_id=a&amount=-1", "#/query/amount out_of_range"),
            ("?product_id=a&amount=1&collections=,", "#/query/collections invalid_format"),
            ("?product_id=a&amount=1&cursor=AAAA", "#/query/cursor unknown_field"),
        ])
    func `a product's screen needs the product`(query: String, faults: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let answer = try shop.send(
            "GET", "/v1/customers/me/screens/product\(query)", key: .read, token: "customer-one")
        let named = (answer.json["errors"]?.array ?? []).map {
            "\($0["pointer"]?.string ?? "") \($0["code"]?.string ?? "")"
        }
        #expect(answer.status == 422 && named.joined(separator: " ") == faults, "\(answer)")
    }

    @Test func `the screens that are asked for elsewhere are not there by name`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let guest = try shop.send("GET", "/v1/customers/customer-one/screens/guest", key: .server)
        #expect(guest.status == 404 && guest.code == "not_found", "\(guest)")
        let cart = try shop.send("GET", "/v1/customers/customer-one/screens/cart", key: .server)
        #expect(cart.status == 405 && cart["allow"] == "OPTIONS, POST", "\(cart)")
    }
}
