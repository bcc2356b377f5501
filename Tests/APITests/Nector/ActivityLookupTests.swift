import Engine
import Foundation
import Model
import Testing

/// nector-dialect 3.5, 3.7, 5.7 and 5.9: referrals, the old list of activities, and orders.
struct ActivityLookupTests {
    private static let (ada, bob) = (NectorLookups.ada, NectorLookups.bob)

    /// A shop in which Bob has entered Ada's code.
    private static func shop() throws -> (NectorLookups, ada: String, bob: String) {
        let lookups = try NectorLookups()
        let lead = try lookups.data("leads/x?customer_id=\(ada)")["item"]
        let code = try #require(lead?["referral_code"]?.string)
        let claimed = try lookups.shop.send(
            "POST", "/v1/customers/\(bob)/referrals/claim", key: .write, body: #"{"code": "\#(code)"}"#)
        #expect([200, 201].contains(claimed.status), "\(claimed)")
        return (lookups, try lookups.lead(ada), try lookups.lead(bob))
    }

    @Test func `GET /referrals lists the friends that a customer brought, without naming them`() throws {
        let (lookups, ada, bob) = try Self.shop()
        let answer = try lookups.get("referrals?referred_by_lead_id=\(ada)&limit=100")
        let item = try #require(answer.json["data"]?["items"]?[0])
        #expect(answer.json["data"]?["count"]?.integer == 1)
        #expect(item["status"]?.string == "pending")
        #expect(item["referee_name"]?.string == "B•••")
        #expect(item["referred_by_lead_id"]?.string == ada)
        #expect(item["referred_to_lead_id"]?.string == bob)
        #expect(item["created_at"]?.string == "2026-11-21T06:00:00Z")
        #expect(item.names.isSuperset(of: ["_id", "id", "reward", "email", "meta"]))
        #expect(!answer.text.contains("bob@example.com"))
        try lookups.shop.put(order: "order-2", of: Self.bob, total: 20_000)
        let rewarded = try #require(try lookups.items("referrals?referred_by_lead_id=\(ada)").first)
        #expect(rewarded["status"]?.string == "completed")
        #expect(rewarded["reward"]?.integer == 30)
        #expect(rewarded["meta"]?["is_processed"]?.bool == true)
        let lead = try lookups.data("leads/x?customer_id=\(Self.bob)")["item"]
        let code = try lookups.data("leads/\(ada)")["item"]?["referral_code"]?.string
        #expect(lead?["referred_by_referral_code"]?.string == code)
    }

    @Test func `GET /referrals shows the friend the own side, and a storefront no other customer's id`()
        throws
    {
        let (lookups, ada, bob) = try Self.shop()
        let item = try #require(try lookups.items("referrals?referred_to_lead_id=\(bob)").first)
        #expect(item["meta"]?["is_triggerer"]?.bool == false)
        #expect(item["referee_name"]?.string == "")
        #expect(try lookups.items("referrals?referred_to_lead_id=\(ada)").isEmpty)
        let app = try lookups.get(
            "referrals?referred_by_lead_id=\(ada)", key: lookups.storefront, headers: try lookups.token(ada))
        #expect(app.json["data"]?["items"]?.count == 1)
        #expect(!app.text.contains(bob))
        let nobody = try lookups.get("referrals")
        #expect(nobody.message?.contains("referred_by_lead_id is required") == true, "\(nobody)")
    }

    @Test func `GET /referrals pages, and filters by id`() throws {
        let (lookups, ada, _) = try Self.shop()
        let code = try #require(try lookups.data("leads/\(ada)")["item"]?["referral_code"]?.string)
        for number in 1...4 {
            let friend = "shopify-friend-\(number)"
            try lookups.shop.customer(friend, name: "Friend \(number)")
            _ = try lookups.shop.send(
                "POST", "/v1/customers/\(friend)/referrals/claim", key: .write, body: #"{"code": "\#(code)"}"#
            )
        }
        let path = "referrals?referred_by_lead_id=\(ada)"
        let pages = try (1...3).map {
            try lookups.items("\(path)&limit=2&page=\($0)").map { $0["_id"]?.string }
        }
        #expect(pages.map(\.count) == [2, 2, 1])
        #expect(Set(pages.joined()).count == 5)
        let id = try #require(pages[1][0])
        #expect(try lookups.data("\(path)&id=\(id)")["count"]?.integer == 1)
        #expect(try lookups.data("\(path)&id=none")["count"]?.integer == 0)
        #expect(try lookups.data("\(path)&page=2&limit=2")["count"]?.integer == 5)
        let oldest = try lookups.items("\(path)&sort_op=ASC&limit=1").first?["referee_name"]?.string
        #expect(oldest == "B•••")
    }

    @Test func `GET /referrals/{id} is one of them, for its own sides`() throws {
        let (lookups, ada, bob) = try Self.shop()
        let item = try #require(try lookups.items("referrals?referred_by_lead_id=\(ada)").first)
        let id = try #require(item["_id"]?.string)
        let found = try lookups.data("referrals/\(id)?referred_by_lead_id=\(ada)")["item"]
        #expect(found?.description == item.description)
        #expect(try lookups.get("referrals/\(id)?referred_to_lead_id=\(bob)").status == 200)
        try lookups.shop.customer("shopify-third-one")
        let third = try lookups.lead("shopify-third-one")
        for path in [
            "referrals/\(id)?referred_by_lead_id=\(bob)", "referrals/\(id)?referred_by_lead_id=\(third)",
            "referrals/x?referred_by_lead_id=\(ada)", "referrals/\(id)",
        ] {
            #expect(try lookups.get(path).status == 422, "\(path)")
        }
    }

    @Test func `GET /activities by referral_create is the old history of referrals`() throws {
        let (lookups, ada, _) = try Self.shop()
        let item = try #require(
            try lookups.items("activities?lead_id=\(ada)&event=referral_create&page=1&limit=10").first)
        let meta = try #require(item["meta"])
        #expect(meta["is_triggerer"]?.bool == true)
        #expect(meta["referredtoname"]?.string == "B•••")
        #expect(meta["is_processed"]?.bool == false)
        #expect(meta.names.isSuperset(of: ["referredbyname", "execute_after"]))
        #expect(item["created_at"]?.string == "2026-11-21T06:00:00Z")
    }

    @Test(arguments: [
        ("lead_create", 1), ("coupon_create", 1), ("wallettransaction_create", 3), ("order_create", 1),
        ("referral_create", 1), ("review_create", 0), ("email_create", 0), ("strange", 0), ("", 3),
    ])
    func `GET /activities lists what a customer did, by event`(event: String, count: Int64) throws {
        let (lookups, ada, _) = try Self.shop()
        _ = try lookups.shop.write(
            "POST", "/v1/customers/\(Self.ada)/redemptions", #"{"reward_id": "fifty-off"}"#)
        let data = try lookups.data("activities?lead_id=\(ada)&event=\(event)")
        #expect(data["count"]?.integer == count)
        #expect(data["items"]?.count == Int(count))
        for item in data["items"]?.array ?? [] {
            #expect(item["lead_id"]?.string == ada)
            #expect(
                item.names.isSuperset(of: ["_id", "event", "parent_id", "parent_type", "meta", "created_at"]))
        }
    }

    @Test func `GET /activities of one trigger, and GET /activities-count, say how often it was rewarded`()
        throws
    {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(Self.ada)
        let review = try #require(
            try lookups.items("triggers").first { $0["name"]?.string == "review" }?["_id"]?.string)
        let parent = "lead_id=\(lead)&parent_id=\(review)&parent_type=triggers"
        #expect(try lookups.data("activities-count?\(parent)")["count"]?.integer == 0)
        for _ in 1...2 {
            _ = try lookups.shop.write(
                "POST", "/v1/triggers/review/fire", #"{"customer_id": "\#(Self.ada)"}"#)
            lookups.shop.clock.advance(by: .seconds(86_400))
        }
        #expect(try lookups.data("activities-count?\(parent)")["count"]?.integer == 2)
        let data = try lookups.data("activities?\(parent)")
        #expect(data["count"]?.integer == 2)
        #expect(data["items"]?[0]?["parent_id"]?.string == review)
        #expect(data["items"]?[0]?["trigger_id"]?.string == review)
        let strange = "lead_id=\(lead)&parent_id=6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11&parent_type=triggers"
        #expect(try lookups.data("activities?\(strange)")["count"]?.integer == 0)
        #expect(try lookups.data("activities-count?\(strange)")["count"]?.integer == 0)
    }

    @Test func `GET /orders/{id} is an order with its lines`() throws {
        let lookups = try NectorLookups()
        let body = """
            {"customer_id": "\(Self.ada)", "state": "paid", "placed_at": "2026-11-20T11:00:00Z", "currency": "INR",
             "total": 30050, "lines": [{"line_id": "l-1", "product_id": "sku-9", "quantity": 2, "amount": 30050}]}
            """
        #expect(try lookups.shop.send("PUT", "/v1/orders/order-5", key: .write, body: body).status == 201)
        let answer = try lookups.get("orders/order-5")
        let item = try #require(answer.json["data"]?["item"])
        #expect(item["lead_id"]?.string == (try lookups.lead(Self.ada)))
        #expect(item["status"]?.string == "processing")
        #expect(item["financial_status"]?.string == "paid")
        #expect(answer.text.contains(#""total":300.50"#))
        let line = try #require(item["product_lines"]?[0])
        #expect(line["id"]?.string == "l-1")
        #expect(line["reference_product_id"]?.string == "sku-9")
        #expect(line["reference_product_source"]?.string == "shopify")
        #expect(line["name"]?.string == "sku-9")
        #expect(line["is_reviewed"]?.bool == false)
        let (lead, id) = (try lookups.lead(Self.ada), try #require(item["_id"]?.string))
        for path in [
            "orders/\(id)?lead_id=\(lead)", "orders/order-5?lead_id=\(lead)",
            "orders/x?reference_order_id=order-5",
        ] {
            #expect(try lookups.data(path)["item"]?.description == item.description, "\(path)")
        }
        let bob = try lookups.lead(Self.bob)
        for path in ["orders/order-5?lead_id=\(bob)", "orders/\(id)?lead_id=\(bob)", "orders/nothing"] {
            #expect(try lookups.get(path).status == 422, "\(path)")
        }
    }

    @Test func `GET /orders lists a customer's orders, by status and by the shop's id`() throws {
        let lookups = try NectorLookups()
        for (order, state) in [("order-2", "created"), ("order-3", "delivered"), ("order-4", "cancelled")] {
            try lookups.shop.put(order: order, of: Self.ada, total: 500, state: state)
        }
        let path = "orders?customer_id=\(Self.ada)"
        #expect(try lookups.data(path)["count"]?.integer == 4)
        for (status, order) in [
            ("pending", "order-2"), ("processing", "order-1"), ("completed", "order-3"),
            ("cancelled", "order-4"),
        ] {
            let items = try lookups.items("\(path)&status=\(status)")
            #expect(items.map { $0["reference_order_id"]?.string } == [order], "\(status)")
            #expect(items.first?["status"]?.string == status)
        }
        #expect(try lookups.data("\(path)&status=refunded")["count"]?.integer == 0)
        #expect(try lookups.data("\(path)&status=unknown")["count"]?.integer == 0)
        #expect(try lookups.items("\(path)&limit=3&page=2").count == 1)
        #expect(try lookups.data("orders?reference_order_id=order-3")["count"]?.integer == 1)
        #expect(try lookups.data("\(path)&reference_order_id=nothing")["count"]?.integer == 0)
        _ = try lookups.shop.write("POST", "/v1/orders/order-1/refunds", #"{"refund_id": "r-1"}"#)
        let refunded = try lookups.items("\(path)&status=refunded")
        #expect(refunded.map { $0["financial_status"]?.string } == ["refunded"])
    }
}
