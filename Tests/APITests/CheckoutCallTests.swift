import Model
import Testing

/// Rules 6 and 7 as each checkout meets them: `POST /v1/checkout/{webhook_id}`. One coin is ₹0.10.
struct CheckoutCallTests {
    static let connectors = ["custom_checkout", "gokwik", "shiprocket"]

    /// A shop whose customer-one has coins, and the connector's id.
    private func shop(
        _ connector: String = "custom_checkout", coins: Int64 = 1_000, rule: String = ""
    ) throws -> (shop: APIShop, id: String) {
        let shop = try APIShop(programme: APIShop.programme(everyCheckout: rule))
        try shop.customer("customer-one", coins: coins)
        return (shop, try shop.webhookID(connector))
    }

    private func numbers(_ answer: TestResponse) -> [Int64?] {
        let json = answer.json
        return [
            json["coins"]?.integer, json["discount"]?["amount"]?.integer, json["payable"]?["amount"]?.integer,
        ]
    }

    private func parts(_ shop: APIShop) throws -> [Int64?] {
        let coins = try shop.send("GET", "/v1/customers/customer-one/balance", key: .server).json["coins"]
        return [coins?["available"]?.integer, coins?["held"]?.integer]
    }

    @Test(arguments: connectors)
    func `a list says what coins take off, why not more, and changes nothing`(connector: String) throws {
        let (shop, id) = try shop(connector, rule: #""maximum_discount": 6000, "minimum_cart_amount": 20000"#)
        // ₹60 is 600 coins, of 1,000.
        let listed = try shop.call(id, APIShop.cart("list"))
        #expect(listed.status == 200 && listed.json["eligible"]?.bool == true, "\(listed)")
        #expect(numbers(listed) == [600, 6_000, 44_000])
        #expect(listed.json["connector"]?.string == connector && listed.json["action"]?.string == "list")
        #expect(listed.json["limited_by"]?[0]?["code"]?.string == "max_discount")
        #expect(listed.json["limited_by"]?[0]?["text"]?.string?.contains("₹60") == true, "\(listed)")
        #expect(listed.json["balance"]?["coins"]?["available"]?.integer == 1_000)
        // The customer may choose fewer (rule 6.6), and no cart below the minimum is eligible, with the shortfall.
        #expect(numbers(try shop.call(id, APIShop.cart("list", #", "coins": 50"#))) == [50, 500, 49_500])
        let small = try shop.call(id, APIShop.cart("list", total: 15_000))
        #expect(numbers(small) == [0, 0, 15_000] && small.json["eligible"]?.bool == false)
        #expect(small.json["reason"]?["code"]?.string == "minimum_cart")
        #expect(small.json["reason"]?["shortfall"]?.integer == 5_000)
        #expect(small.json["reason"]?["text"]?.string?.contains("₹50") == true, "\(small)")
        #expect(try parts(shop) == [1_000, 0])
    }

    /// Rule 6.1's carts, through every checkout.
    @Test(arguments: [
        (
            #""minimum_payment": {"kind": "fixed", "amount": 10000}"#, Int64(5_000), Int64(50_000),
            [4_000, 40_000]
        ),
        (#""minimum_payment": {"kind": "percent", "basis_points": 2000}"#, 5_000, 50_000, [4_000, 40_000]),
        (#""maximum_discount": 20000, "value": {"coins": 1, "amount": 100}"#, 350, 100_000, [200, 20_000]),
        (#""value": {"coins": 100, "amount": 1000}, "step_amount": 1000"#, 250, 50_000, [200, 2_000]),
    ])
    func `the worked carts come to what the rule says, at every checkout`(
        rule: String, coins: Int64, total: Int64, discount: [Int64]
    ) throws {
        for connector in Self.connectors {
            let (shop, id) = try shop(connector, coins: coins, rule: rule)
            let listed = try shop.call(id, APIShop.cart("list", total: total))
            #expect(
                numbers(listed) == [discount[0], discount[1], total - discount[1]], "\(connector): \(listed)")
            // A perform is what the list said.
            let done = try shop.call(
                id, APIShop.cart("perform", #", "reference": "r-1", "order_id": "o-1""#, total: total))
            #expect(done.json["hold"]?["coins"]?.integer == discount[0], "\(connector): \(done)")
            #expect(done.json["hold"]?["discount"]?["amount"]?.integer == discount[1])
            #expect(try parts(shop) == [coins - discount[0], 0])
        }
    }

    @Test(arguments: connectors)
    func `a perform holds until its deadline, commits with its order, and is one however often it comes`(
        connector: String
    ) throws {
        let (shop, id) = try shop(connector)
        let perform = APIShop.cart("perform", #", "coins": 100, "reference": "r-1""#)
        let first = try shop.call(id, perform)
        #expect(first.status == 200 && first.json["hold"]?["status"]?.string == "open", "\(first)")
        #expect(first.json["is_repeated"]?.bool == false && first.json["is_without_reference"]?.bool == false)
        #expect(try parts(shop) == [900, 100])
        let again = try shop.call(id, perform)
        #expect(again.json["is_repeated"]?.bool == true && again.json["hold"] == first.json["hold"])
        #expect(try shop.call(id, perform + #", "subtotal": 60000"#).code == "reference_reused")
        let known = try shop.call(id, perform + #", "order_id": "order-1""#)
        #expect(known.json["hold"]?["status"]?.string == "committed", "\(known)")
        #expect(known.json["hold"]?["order_id"]?.string == "order-1")
        #expect(try parts(shop) == [900, 0])
        // Its refund finds the coins (rule 7.5).
        try shop.put(order: "order-1", of: "customer-one", total: 49_000)
        try shop.put(order: "order-1", of: "customer-one", total: 49_000, state: "cancelled")
        #expect(try shop.available("customer-one") == 1_000)
    }

    @Test
    func `a purchase that is final commits at once without an order, and its revert gives all of it back`()
        throws
    {
        let (shop, id) = try shop()
        let done = try shop.call(
            id, APIShop.cart("perform", #", "coins": 100, "reference": "r-1", "final": true"#))
        #expect(done.json["hold"]?["status"]?.string == "committed", "\(done)")
        #expect(done.json["hold"]?["order_id"] == nil)
        shop.clock.advance(by: .seconds(3_600))
        #expect(try parts(shop) == [900, 0])
        let back = try shop.call(id, APIShop.cart("revert", #", "reference": "r-1""#))
        #expect(back.json["returned"]?.integer == 100 && back.json["hold"]?["status"]?.string == "reverted")
        #expect(try parts(shop) == [1_000, 0])
        // A hold that was open becomes final by the repeat that says so.
        let open = try shop.call(id, APIShop.cart("perform", #", "coins": 100, "reference": "r-2""#))
        #expect(open.json["hold"]?["status"]?.string == "open")
        let final = try shop.call(
            id, APIShop.cart("perform", #", "coins": 100, "reference": "r-2", "final": true"#))
        #expect(
            final.json["hold"]?["status"]?.string == "committed" && final.json["is_repeated"]?.bool == true)
        #expect(try parts(shop) == [900, 0])
    }

    @Test(arguments: connectors)
    func `a revert twice is one, leaves the reference used up, and the next attempt is a new try`(
        connector: String
    ) throws {
        let (shop, id) = try shop(connector)
        let perform = APIShop.cart("perform", #", "coins": 100, "reference": "r-1""#)
        _ = try shop.call(id, perform + #", "order_id": "o-1""#)
        let revert = #""action": "revert", "customer_id": "customer-one", "reference": "r-1""#
        let first = try shop.call(id, revert)
        #expect(first.status == 200 && first.json["returned"]?.integer == 100, "\(first)")
        let second = try shop.call(id, revert)
        #expect(second.status == 200 && second.json["returned"]?.integer == 0, "\(second)")
        #expect(second.json["hold"] == first.json["hold"] && second.json["is_marker"]?.bool == false)
        #expect(try shop.call(id, perform).code == "already_reverted")
        #expect(try shop.call(id, perform + #", "attempt": 2"#).json["is_repeated"]?.bool == false)
        #expect(try parts(shop) == [900, 100])
    }

    @Test(arguments: connectors)
    func `a revert before its perform leaves a marker, and the late perform is refused`(connector: String)
        throws
    {
        let (shop, id) = try shop(connector)
        let revert = #""action": "revert_unsafe", "customer_id": "customer-one", "reference": "r-1""#
        for _ in 1...2 {
            let marked = try shop.call(id, revert)
            #expect(marked.json["is_marker"]?.bool == true && marked.json["hold"] == nil, "\(marked)")
        }
        let late = APIShop.cart("perform_unsafe", #", "reference": "r-1""#)
        #expect(try shop.call(id, late).code == "already_reverted")
        #expect(try parts(shop) == [1_000, 0])
    }

    @Test func `a part comes back, and then no more than is left`() throws {
        let (shop, id) = try shop()
        _ = try shop.call(
            id, APIShop.cart("perform", #", "coins": 100, "reference": "r-1", "order_id": "o-1""#))
        let revert = #""action": "revert", "customer_id": "customer-one", "reference": "r-1""#
        let part = try shop.call(id, revert + #", "coins": 30, "revert_id": "b-1""#)
        #expect(part.json["returned"]?.integer == 30 && part.json["hold"]?["status"]?.string == "committed")
        // The same again is the first answer again and gives nothing back; other coins are another revert.
        let again = try shop.call(id, revert + #", "coins": 30, "revert_id": "b-1""#)
        #expect(again.text == part.text && again["idempotent-replayed"] == "true")
        #expect(try parts(shop) == [930, 0])
        #expect(
            try shop.call(id, revert + #", "coins": 31, "revert_id": "b-1""#).code == "idempotency_key_reused"
        )
        let nameless = try shop.call(id, revert + #", "coins": 30"#)
        #expect(nameless.status == 422 && nameless.json["errors"]?[0]?["pointer"]?.string == "#/revert_id")
        let more = try shop.call(id, revert + #", "coins": 71, "revert_id": "b-2""#)
        #expect(more.code == "above_hold" && more.json["coins"]?.integer == 70, "\(more)")
        #expect(try shop.call(id, revert).json["returned"]?.integer == 70)
        #expect(try parts(shop) == [1_000, 0])
    }

    @Test
    func `without a reference the same cart within ten seconds is a repeat, and a revert takes the newest`()
        throws
    {
        let (shop, id) = try shop()
        let perform = APIShop.cart("perform", #", "coins": 100"#)
        let first = try shop.call(id, perform)
        #expect(first.json["is_without_reference"]?.bool == true && first.json["is_repeated"]?.bool == false)
        shop.clock.advance(by: .milliseconds(9_999))
        #expect(try shop.call(id, perform).json["is_repeated"]?.bool == true)
        shop.clock.advance(by: .milliseconds(1))
        let second = try shop.call(id, perform)
        #expect(second.json["is_repeated"]?.bool == false)
        #expect(try parts(shop) == [800, 200])
        let back = try shop.call(id, APIShop.cart("revert", #", "coins": 100"#))
        #expect(back.json["hold"]?["id"]?.string == second.json["hold"]?["id"]?.string, "\(back)")
        #expect(try parts(shop) == [900, 100])
        // Another cart was never performed.
        let other = APIShop.cart("revert", total: 49_999)
        #expect(try shop.call(id, other).code == "hold_not_found")
    }

    @Test func `nobody's hold comes home by itself, and a late order pays as the cart is worth then`() throws
    {
        let (shop, id) = try shop()
        let perform = APIShop.cart("perform", #", "coins": 100, "reference": "r-1""#)
        _ = try shop.call(id, perform)
        shop.clock.advance(by: .seconds(1_800))
        #expect(try parts(shop) == [1_000, 0])
        let late = try shop.call(id, perform + #", "order_id": "o-1""#)
        #expect(late.json["hold"]?["status"]?.string == "committed", "\(late)")
        #expect(try parts(shop) == [900, 0])
    }

    @Test func `more than the cap is refused with the quote, and two that exceed the balance are one`() throws
    {
        let (shop, id) = try shop(coins: 100, rule: #""maximum_discount": 800"#)
        let above = try shop.call(id, APIShop.cart("perform", #", "coins": 90, "reference": "r-0""#))
        #expect(above.code == "above_quote" && above.json["coins"]?.integer == 80, "\(above)")
        let first = try shop.call(id, APIShop.cart("perform", #", "coins": 60, "reference": "r-1""#))
        #expect(first.status == 200, "\(first)")
        let second = try shop.call(id, APIShop.cart("perform", #", "coins": 60, "reference": "r-2""#))
        #expect(second.code == "insufficient_coins" && second.json["available"]?.integer == 40, "\(second)")
        #expect(try parts(shop) == [40, 60])
    }

    @Test func `credits go first, then coins, and a checkout may ask for one of the two`() throws {
        let (shop, id) = try shop(rule: #""takes_credits": true, "maximum_discount": 5000"#)
        let given = try shop.write(
            "POST", "/v1/customers/customer-one/transactions",
            #"{"wallet": "credits", "coins": 7000, "note": "store credit"}"#)
        #expect(given.status == 201, "\(given)")
        let listed = { (more: String) in
            let json = try shop.call(id, APIShop.cart("list", more)).json
            return [json["credits"], json["discount"], json["payable"]].map { $0?["amount"]?.integer }
        }
        #expect(try listed("") == [7_000, 5_000, 38_000])
        #expect(try listed(#", "wallets": "coins_and_credits""#) == [7_000, 5_000, 38_000])
        #expect(try listed(#", "wallets": "coins""#) == [0, 5_000, 45_000])
        #expect(try listed(#", "wallets": "credits""#) == [7_000, 0, 43_000])
        let done = try shop.call(
            id, APIShop.cart("perform", #", "wallets": "credits", "reference": "r-1", "order_id": "o-1""#))
        #expect(done.json["hold"]?["credits"]?["amount"]?.integer == 7_000, "\(done)")
        #expect(done.json["hold"]?["coins"]?.integer == 0)
        // The same reference of other wallets is another amount.
        let other = APIShop.cart("perform", #", "wallets": "coins", "reference": "r-1""#)
        #expect(try shop.call(id, other).code == "reference_reused")
        let none = try shop.call(id, APIShop.cart("list", #", "wallets": "credits""#))
        #expect(none.json["eligible"]?.bool == false && none.json["reason"]?["code"]?.string == "no_credits")
        let refused = APIShop.cart("perform", #", "wallets": "credits", "reference": "r-2""#)
        #expect(try shop.call(id, refused).json["reason"]?.string == "no_credits")
        _ = try shop.call(id, #""action": "revert", "customer_id": "customer-one", "reference": "r-1""#)
        #expect(try listed(#", "wallets": "credits""#) == [7_000, 0, 43_000])
    }

    @Test(arguments: [
        #""mobile": "+91 98765 43210""#, #""mobile": "919876543210""#, #""email": "ANN@example.com ""#,
    ])
    func `a customer is found by mobile and e-mail, and nobody else is`(contact: String) throws {
        let (shop, id) = try shop()
        _ = try shop.write(
            "PUT", "/v1/customers/customer-one", #"{"email": "ann@example.com", "mobile": "+919876543210"}"#)
        let cart = #", "currency": "INR", "total": 50000, "coins": 100"#
        let listed = try shop.call(id, #""action": "list", "# + contact + cart)
        #expect(listed.json["customer_id"]?.string == "customer-one", "\(listed)")
        let done = try shop.call(id, #""action": "perform", "reference": "r-1", "# + contact + cart)
        #expect(done.status == 200 && done.json["customer_id"]?.string == "customer-one", "\(done)")
        let back = try shop.call(id, #""action": "revert", "reference": "r-1", "# + contact)
        #expect(back.json["returned"]?.integer == 100, "\(back)")
        for stranger in [
            #""mobile": "98765""#, #""email": "bob@example.com""#, #""email": " ""#, #""mobile": "-""#,
        ] {
            for action in ["list", "perform"] {
                let answer = try shop.call(id, #""action": "\#(action)", "# + stranger + cart)
                #expect(answer.code == "customer_not_found", "\(answer)")
            }
        }
    }

    @Test func `one who was merged is found by the old address as the one who goes on`() throws {
        let (shop, id) = try shop()
        for one in ["customer-two", "customer-three"] {
            _ = try shop.write("PUT", "/v1/customers/\(one)", #"{"email": "ann@example.com"}"#)
        }
        let list = #""action": "list", "email": "ann@example.com", "currency": "INR", "total": 50000"#
        #expect(try shop.call(id, list).code == "customer_ambiguous")
        for one in ["customer-two", "customer-three"] {
            let merged = try shop.merge(one, into: "customer-one")
            #expect(merged.status == 201, "\(merged)")
        }
        let found = try shop.call(id, list)
        #expect(found.json["customer_id"]?.string == "customer-one", "\(found)")
    }

    @Test func `what the brand set is in the list, and the checkout shows it`() throws {
        let (shop, id) = try shop("shiprocket", rule: #""applies_by_itself": true"#)
        let settings =
            #"{"heading": "Use your coins", "logo_url": "https://a.example/l.png", "prepaid_discount": true}"#
        try shop.administer("PUT", "connectors/shiprocket", settings)
        let json = try shop.call(id, APIShop.cart("list")).json
        #expect(json["auto_apply"]?.bool == true && json["heading"]?.string == "Use your coins")
        #expect(
            json["logo_url"]?.string == "https://a.example/l.png" && json["prepaid_discount"]?.bool == true)
        try shop.administer("PUT", "connectors/shiprocket", #"{"heading": "", "logo_url": ""}"#)
        let plain = try shop.call(id, APIShop.cart("list")).json
        #expect(plain["heading"] == nil && plain["logo_url"] == nil)
    }

    @Test func `a dry run answers as the call would and keeps nothing`() throws {
        let (shop, id) = try shop()
        let tried = try shop.call(
            id + "?dry_run=true", APIShop.cart("perform", #", "coins": 100, "reference": "r""#))
        #expect(tried.json["hold"]?["coins"]?.integer == 100, "\(tried)")
        #expect(try parts(shop) == [1_000, 0])
        #expect(try shop.call(id + "?dry=1", APIShop.cart("list")).code == "invalid_input")
    }
}
