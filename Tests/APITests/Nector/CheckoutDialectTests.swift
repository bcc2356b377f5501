import Engine
import Model
import Testing

/// nector-dialect: "Checkout integration API".
struct CheckoutDialectTests {
    /// One coin is ₹0.10; at least ₹100, at most ₹40 off; store credit where it is asked for.
    private static let rule =
        #""minimum_cart_amount": 10000, "maximum_discount": 4000, "minimum_payment": "#
        + #"{"kind": "fixed", "amount": 5000}, "takes_credits": true"#

    private let shop: APIShop

    init() throws {
        shop = try APIShop(programme: APIShop.programme(everyCheckout: Self.rule))
        try shop.customer("shopify-4587", coins: 500)
    }

    private func call(
        _ body: String, _ type: String = "customcheckout", id: String,
        headers: [(String, String)] = [("x-source", "web")]
    ) throws -> TestResponse {
        try shop.send("POST", "/api/open/integrations/\(type)webhook/\(id)", headers: headers, body: body)
    }

    private static func body(
        _ action: String, amount: String = "1000", customer: String = "shopify-4587", more: String = ""
    ) -> String {
        #"{"customer_id": "\#(customer)", "action": "\#(action)", "amount": \#(amount)\#(more)}"#
    }

    private static func order(_ id: String) -> String {
        #", "reference_order_id": "\#(id)", "wallet_type": "coins""#
    }

    @Test
    func `list tells the balance as a text and the best promotion with JSON numbers, and changes nothing`()
        throws
    {
        let id = try shop.webhookID()
        let answer = try call(Self.body("list"), id: id)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.json["meta"]?["code"]?.integer == 200)
        #expect(answer.data?["points_balance"]?.string == "500")
        #expect(answer.data?["points_label"]?.string == "coins")
        #expect(answer.data?["offers"]?.count == 0)
        let promotion = try #require(answer.data?["promotions"]?[0])
        #expect(promotion["coin_value"]?.integer == 400)
        #expect(promotion["fiat_value"]?.value as? Double == 40)
        #expect(answer.text.contains(#""fiat_value":40.00"#))
        let coupon = try #require(answer.data?["item"]?["coupons"]?[0])
        #expect(coupon["value"]?.string == promotion["id"]?.string)
        #expect(coupon["meta"]?["coin_spent"]?.integer == 400)
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test func `a promotion's id is a text, and the same at every amount and for every customer`() throws {
        let id = try shop.webhookID()
        try shop.customer("shopify-4588", coins: 90)
        var ids: Set<String> = []
        for (customer, amount) in [
            ("shopify-4587", "1000"), ("shopify-4587", "100"), ("shopify-4588", "250.5"),
        ] {
            let answer = try call(Self.body("list", amount: amount, customer: customer), id: id)
            let promotion = try #require(answer.data?["promotions"]?[0], "\(answer)")
            ids.insert(try #require(promotion["id"]?.string))
        }
        #expect(ids.count == 1)
        #expect(ids.first?.hasPrefix("nector_") == false)
    }

    @Test(
        arguments: [
            (body("list", amount: "99.99"), "minimum_cart"), (body("list", customer: "nobody-here"), nil),
        ] as [(String, String?)])
    func `no discount is 422 with the words that clients compare, and the earning rule`(
        body: String, reason: String?
    ) throws {
        let answer = try call(body, id: try shop.webhookID())
        answer.expectRefusal("No discount is available")
        #expect(answer.message == "No discount is available")
        #expect(answer.data?["earning_rule"]?["coins"]?.integer == 1)
        #expect(answer.data?["earning_rule"]?["per_amount"]?.string == "1.00")
        #expect(answer.data?["reason"]?.string == reason)
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test func `perform quotes anew for its own amount, and is keyed by reference_order_id for ever`() throws
    {
        let id = try shop.webhookID()
        #expect(try call(Self.body("list"), id: id).status == 200)
        #expect(try call(Self.body("list", amount: "100"), id: id).status == 200)
        let perform = Self.body("perform", amount: "75.5", more: Self.order("6565000000001"))
        try call(perform, id: id).expectRefusal("No discount is available")
        try call(Self.body("perform", customer: "nobody-here"), id: id).expectRefusal("Lead does not exists")
        let good = Self.body("perform", amount: "120.5", more: Self.order("6565000000001"))
        let first = try call(good, id: id)
        #expect(first.status == 200, "\(first)")
        let item = try #require(first.data?["item"])
        #expect(item["status"]?.string == "committed")
        #expect(item["reference_order_id"]?.string == "6565000000001")
        #expect(item["coupons"]?[0]?["fiat_value"]?.integer == 40)
        let transaction = try #require(first.data?["wallettransactions"]?[0])
        #expect(transaction["amount"]?.integer == 400)
        #expect(transaction["operation"]?.string == "dr")
        #expect(transaction["_id"]?.string?.count == 36)
        #expect(first.data?["points_balance"]?.string == "100")
        shop.clock.advance(by: .seconds(86_400))
        let again = try call(good, id: id)
        #expect(again["idempotent-replayed"] == "true")
        #expect(again.body == first.body)
        #expect(
            try call(Self.body("perform", amount: "130", more: Self.order("6565000000001")), id: id).status
                == 422)
        #expect(try shop.available("shopify-4587") == 100)
    }

    @Test(arguments: [
        ("99.995", true), ("99.99499999999999", false), ("100.000000000000004", true),
        (#""99.999999999""#, true), ("5.551115123125783e-17", false),
    ])
    func `an amount with more decimals than the currency is rounded half up to the minor unit`(
        amount: String, isEnough: Bool
    ) throws {
        let answer = try call(Self.body("list", amount: amount), id: try shop.webhookID())
        #expect(answer.status == (isEnough ? 200 : 422), "\(answer)")
        #expect(isEnough || answer.message == "No discount is available")
    }

    @Test func `perform takes a sum that a shop has added up in binary fractions`() throws {
        let id = try shop.webhookID()
        let noisy = Self.body("perform", amount: "119.97000000000001", more: Self.order("9001"))
        #expect(try call(noisy, id: id).status == 200)
        #expect(try shop.available("shopify-4587") == 100)
        let exact = Self.body("perform", amount: "119.97", more: Self.order("9001"))
        #expect(try call(exact, id: id)["idempotent-replayed"] == "true")
    }

    @Test func `after a revert a new try at the same order sends the next attempt`() throws {
        let id = try shop.webhookID()
        let order = Self.order("6565000000002")
        #expect(try call(Self.body("perform", more: order), id: id).status == 200)
        #expect(try call(Self.body("revert", more: order), id: id).status == 200)
        try call(Self.body("perform", more: order), id: id).expectRefusal("a new try sends it with attempt")
        for (attempt, isRepeat) in [("2", false), (#""2""#, true)] {
            let again = try call(
                Self.body("perform", more: order + #", "attempt": \#(attempt)"#), id: id)
            #expect(again.status == 200, "\(again)")
            #expect((again["idempotent-replayed"] == "true") == isRepeat)
        }
        #expect(try shop.available("shopify-4587") == 100)
        let back = try call(Self.body("revert", more: order + #", "attempt": 2"#), id: id)
        #expect(back.data?["returned"]?.integer == 400, "\(back)")
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test func `a lead is told by the id that came along with it, as everywhere`() throws {
        let id = try shop.webhookID()
        let known = "9f2c1f6e-8d7b-4a55-b6de-0c9e0f1a2b3c"
        _ = try ImportNectorIDs.run(
            TextSource("kind,nector_id,id\nlead,\(known),shopify-4587\n"), into: try shop.book(),
            skipsBadRows: false, on: shop.engine)
        for action in ["perform", "revert"] {
            let answer = try call(Self.body(action, more: Self.order("1")), id: id)
            let leads = answer.data?["wallettransactions"]?.array.map { $0["lead_id"]?.string }
            #expect(leads == [known], "\(answer)")
        }
    }

    @Test func `perform without a reference commits at once, and within ten seconds it is a repeat`() throws {
        let id = try shop.webhookID()
        let first = try call(Self.body("perform"), id: id)
        #expect(first.data?["item"]?["status"]?.string == "committed", "\(first)")
        #expect(first.data?["is_without_reference"]?.bool == true)
        #expect(try call(Self.body("perform"), id: id)["idempotent-replayed"] == "true")
        shop.clock.advance(by: .seconds(10))
        let second = try call(Self.body("perform"), id: id)
        #expect(second["idempotent-replayed"] == nil)
        #expect(second.data?["item"]?["coupons"]?[0]?["fiat_value"]?.integer == 10)
        #expect(try shop.available("shopify-4587") == 0)
    }

    @Test func `revert gives back by reference, or by customer and amount, and twice is the same`() throws {
        let id = try shop.webhookID()
        #expect(try call(Self.body("perform", more: Self.order("1")), id: id).status == 200)
        let revert = #"{"customer_id": "4587", "action": "revert", "reference_order_id": "1"}"#
        let back = try call(revert, id: id)
        #expect(back.status == 200, "\(back)")
        #expect(back.data?["returned"]?.integer == 400)
        #expect(back.data?["wallettransactions"]?[0]?["operation"]?.string == "cr")
        #expect(try call(revert, id: id).data?["returned"]?.integer == 0)
        #expect(try call(Self.body("perform", more: Self.order("1")), id: id).status == 422)
        #expect(try call(Self.body("perform"), id: id).status == 200)
        #expect(try call(Self.body("revert_unsafe"), id: id).data?["returned"]?.integer == 400)
        #expect(try shop.available("shopify-4587") == 500)
        // Nothing stands any more: the answer is the last one's, and nothing comes back.
        let again = try call(Self.body("revert"), id: id)
        #expect(again.status == 200 && again.data?["returned"]?.integer == 0)
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test func `a revert before its perform leaves a marker, and the late perform is refused`() throws {
        let id = try shop.webhookID()
        let revert = try call(Self.body("revert", more: Self.order("9")), id: id)
        #expect(revert.data?["is_marker"]?.bool == true, "\(revert)")
        #expect(try call(Self.body("perform_unsafe", more: Self.order("9")), id: id).status == 422)
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test(arguments: [("coins", 400, 40, 0), ("credits", 0, 7, 7), ("coins_and_credits", 400, 47, 7)])
    func `wallet_type says which wallets pay: credits first, then coins on the rest`(
        wallet: String, coins: Int64, fiat: Int64, credits: Int64
    ) throws {
        let credit = #"{"wallet": "credits", "coins": 700, "note": "a gift card"}"#
        let made = try shop.send(
            "POST", "/v1/customers/shopify-4587/transactions", key: .write,
            headers: [("Idempotency-Key", "c")], body: credit)
        #expect(made.status == 201)
        let id = try shop.webhookID()
        let list = try call(Self.body("list", more: #", "wallet_type": "\#(wallet)""#), id: id)
        let promotion = try #require(list.data?["promotions"]?[0], "\(list)")
        #expect(promotion["coin_value"]?.integer == coins)
        #expect(promotion["fiat_value"]?.integer == fiat)
        let perform = try call(Self.body("perform", more: #", "wallet_type": "\#(wallet)""#), id: id)
        let moved = try #require(perform.data?["wallettransactions"]?.array)
        #expect(
            moved.map { $0["amount"]?.integer } == (credits > 0 ? [coins, credits] : [coins]), "\(perform)")
        #expect(try shop.available("shopify-4587") == 500 - coins)
    }

    @Test func `a mobile of ten digits, an id without its prefix, and an e-mail find the customer`() throws {
        let id = try shop.webhookID()
        let body = #"{"mobile": "+919876543210", "email": "ada@example.com"}"#
        #expect(try shop.send("PUT", "/v1/customers/shopify-4587", key: .write, body: body).status == 200)
        for who in [
            #""mobile": "9876543210""#, #""mobile": 9876543210"#,
            #""mobile": "09876543210", "country": "IND""#,
            #""mobile": "+91 98765 43210""#, #""customer_id": "4587""#, #""customer_id": 4587"#,
            #""email": "ADA@example.com""#,
        ] {
            let list = try call(#"{"action": "list", "amount": "1000", \#(who)}"#, id: id)
            #expect(list.data?["points_balance"]?.string == "500", "\(who) \(list)")
        }
    }

    @Test(arguments: ["customcheckout", "shiprocket", "gokwik"])
    func `each checkout has its own path, and no other's id opens it`(type: String) throws {
        let ids = try ["custom_checkout", "shiprocket", "gokwik"].map { try shop.webhookID($0) }
        let types = ["customcheckout", "shiprocket", "gokwik"]
        for (other, id) in zip(types, ids) {
            let status = try call(Self.body("list"), type, id: id, headers: []).status
            #expect(status == (other == type ? 200 : 404))
        }
        let nobody = try call(Self.body("list"), type, id: "lbh_live_nobody")
        #expect(nobody.status == 404)
        #expect(nobody.json["meta"]?["code"]?.integer == 404)
    }

    @Test func `the name in the path is a setting of the connector`() throws {
        let id = try shop.webhookID("gokwik")
        let set = try shop.administer("PUT", "connectors/gokwik", #"{"path_name": "kwikpass"}"#)
        #expect(set.status == 200, "\(set)")
        #expect(set.json["settings"]?["path_name"]?.string == "kwikpass", "\(set)")
        #expect(try call(Self.body("list"), "kwikpass", id: id).status == 200)
        #expect(try call(Self.body("list"), "gokwik", id: id).status == 404)
        for wrong in ["a", "Kwik", "kwik/pass", "-kwik", String(repeating: "k", count: 41)] {
            #expect(
                try shop.administer("PUT", "connectors/gokwik", #"{"path_name": "\#(wrong)"}"#).status == 422)
        }
    }

    @Test func `a connector that is switched off, or called from elsewhere, says so`() throws {
        let id = try shop.webhookID()
        _ = try shop.administer("PUT", "connectors/custom_checkout", #"{"enabled": false}"#)
        #expect(try call(Self.body("list"), id: id).status == 422)
        #expect(try call(Self.body("perform"), id: id).status == 422)
        _ = try shop.administer(
            "PUT", "connectors/custom_checkout", #"{"enabled": true, "allowed_ips": ["203.0.113.9"]}"#)
        #expect(try call(Self.body("list"), id: id).status == 403)
        #expect(try shop.available("shopify-4587") == 500)
    }

    @Test(arguments: [
        #"{"action": "list", "customer_id": "shopify-4587"}"#,
        #"{"action": "steal", "customer_id": "shopify-4587", "amount": 1000}"#,
        #"{"action": "perform", "amount": 1000}"#, #"{"customer_id": "shopify-4587", "amount": 1000}"#,
        body("perform", amount: "-1"), body("perform", amount: "1e3"), body("perform", amount: #""NaN""#),
        body("perform", amount: "1000000000000000000000000000000"),
        body("perform", more: #", "reference_order_id": "1", "attempt": 0"#),
        body("perform", amount: "[]"), body("perform", more: #", "wallet_type": "gold""#),
        body("perform", more: #", "reference_order_id": {}"#), "[]", "", "{", "NaN",
        String(repeating: "[", count: 5_000), #"{"a":"# + String(repeating: #"{"a":"#, count: 60),
    ])
    func `a call that cannot be is 422 in the envelope, and changes nothing`(body: String) throws {
        let answer = try call(body, id: try shop.webhookID())
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.json["meta"]?["code"]?.integer == 422)
        #expect(try shop.available("shopify-4587") == 500)
    }
}
