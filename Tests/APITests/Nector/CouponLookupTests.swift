import Engine
import Foundation
import Model
import Testing

/// nector-dialect 3.4, 3.7 and 5.3: coupons.
struct CouponLookupTests {
    private static let ada = NectorLookups.ada

    /// A shop in which Ada has bought `fifty-off`, then `known`.
    private static func shop() throws -> NectorLookups {
        let lookups = try NectorLookups()
        for reward in ["fifty-off", "known"] {
            let made = try lookups.shop.write(
                "POST", "/v1/customers/\(ada)/redemptions", #"{"reward_id": "\#(reward)"}"#)
            #expect(made.status == 201, "\(made)")
        }
        return lookups
    }

    @Test func `GET /coupons lists coupons newest first, each with its offer and every field read`() throws {
        let lookups = try Self.shop()
        let lead = try lookups.lead(Self.ada)
        let answer = try lookups.get("coupons?lead_id=\(lead)")
        #expect(answer.json["data"]?["count"]?.integer == 2)
        let items = try #require(answer.json["data"]?["items"]).array
        let (percent, amount) = (items[0], items[1])
        #expect(percent["fiat_class"]?.string == "percent")
        #expect(percent["fiat_value"]?.integer == 15)
        #expect(amount["fiat_class"]?.string == "amount")
        #expect(answer.text.contains(#""fiat_value":50.00"#))
        #expect(answer.text.contains(#""minimumcart_amount":200.00"#))
        #expect(amount["meta"]?["fiat_value"]?.integer == 50)
        #expect(amount["meta"]?["fiat_class"]?.string == "amount")
        #expect(amount["meta"]?["minimumcart_amount"]?.integer == 200)
        #expect(amount["meta"]?["coin_spent"]?.integer == 100)
        #expect(amount["value"]?.string?.hasPrefix("CS") == true)
        #expect(amount["type"]?.string == "code")
        #expect(amount["status"]?.string == "issued")
        // Ten local days, to the end of 1 December in Kolkata.
        #expect(amount["expire"]?.string == "2026-12-01T18:30:00Z")
        #expect(amount["lead_id"]?.string == lead)
        #expect(amount["description"]?.string == "₹50 off")
        #expect(amount["offer"]?["name"]?.string == "₹50 off")
        #expect(amount["offer"]?["_id"]?.string == amount["offer_id"]?.string)
        #expect(
            amount["offer"]?.names.isSuperset(of: ["description", "expire", "uploads", "redirect_link"])
                == true)
        #expect(amount["customer"]?["id"]?.string == Self.ada)
        #expect(amount["customer"]?["email"]?.string == "ada@example.com")
    }

    @Test func `GET /coupons filters by offer_id, id, status, type and source, and pages`() throws {
        let lookups = try Self.shop()
        let path = "coupons?customer_id=\(Self.ada)"
        let items = try lookups.items(path)
        let (offer, id) = (
            try #require(items[1]["offer_id"]?.string), try #require(items[0]["_id"]?.string)
        )
        let code = try #require(items[1]["value"]?.string)
        let used = try lookups.shop.write(
            "POST", "/v1/coupons/\(code)/use",
            #"{"order_id": "order-7", "cart_amount": 50000, "currency": "INR", "customer_id": "\#(Self.ada)"}"#
        )
        #expect(used.status == 200, "\(used)")
        func count(_ query: String) throws -> Int64? {
            try lookups.data("\(path)&\(query)")["count"]?.integer
        }
        #expect(try count("offer_id=\(offer)") == 1)
        #expect(try count("offer_id=6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11") == 0)
        #expect(try count("id=\(id)") == 1)
        #expect(try count("id=nothing") == 0)
        #expect(try count("status=issued") == 1)
        #expect(try count("status=redeemed") == 1)
        #expect(try count("status=expired") == 0)
        #expect(try count("status=strange") == 0)
        #expect(try count("type=private&source=nector") == 2)
        #expect(try count("type=public") == 0)
        #expect(try count("source=external") == 0)
        #expect(try count("limit=1&page=2") == 2)
        let redeemed = try lookups.items("\(path)&status=redeemed")
        #expect(redeemed.first?["status"]?.string == "redeemed")
        #expect(redeemed.first?["reference_order_id"]?.string == "order-7")
        let oldest = try lookups.items("\(path)&limit=1&sort_op=ASC")
        #expect(oldest.first?["offer_id"]?.string == offer)
    }

    @Test func `GET /coupons/{id} is one of them, whether or not lead_id is there`() throws {
        let lookups = try Self.shop()
        let item = try #require(try lookups.items("coupons?customer_id=\(Self.ada)").first)
        let id = try #require(item["_id"]?.string)
        let (ada, bob) = (try lookups.lead(Self.ada), try lookups.lead(NectorLookups.bob))
        for path in ["coupons/\(id)", "coupons/\(id)?lead_id=\(ada)"] {
            #expect(try lookups.data(path)["item"]?.description == item.description)
        }
        for path in ["coupons/\(id)?lead_id=\(bob)", "coupons/\(ada)", "coupons/x"] {
            #expect(try lookups.get(path).status == 422, "\(path)")
        }
    }

    @Test func `GET /coupons says that a coupon has expired on its day, whether or not it was settled`()
        throws
    {
        let lookups = try Self.shop()
        lookups.shop.clock.advance(by: .seconds(12 * 86_400))
        let items = try lookups.items("coupons?customer_id=\(Self.ada)&status=expired")
        #expect(items.map { $0["status"]?.string } == ["expired", "expired"])
        #expect(try lookups.items("coupons?customer_id=\(Self.ada)&status=issued").isEmpty)
    }
}
