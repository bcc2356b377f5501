import Foundation
import Model
import Testing

/// `as_of` over HTTP.
struct PastAPITests {
    private func shop() throws -> APIShop {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 100)
        shop.clock.advance(by: .seconds(86_400))
        try shop.credit("customer-one", 50)
        shop.clock.advance(by: .seconds(86_400))
        return shop
    }

    @Test func `an answer as of an instant says so, and is that of the instant`() throws {
        let shop = try shop()
        let query = "?as_of=2026-11-21T12:00:00%2B00:00"
        let base = "/v1/customers/customer-one"
        let balance = try shop.send("GET", "\(base)/balance\(query)", key: .server)
        #expect(balance.status == 200, "\(balance)")
        #expect(balance.json["as_of"]?.string == "2026-11-21T12:00:00Z")
        #expect(balance.json["coins"]?["available"]?.integer == 100)
        let tier = try shop.send("GET", "\(base)/tier\(query)", key: .server)
        #expect(tier.json["as_of"] != nil && tier.json["tier"]?["current"]?["id"]?.string == "basic")
        let lots = try shop.send("GET", "\(base)/lots\(query)", key: .server)
        #expect(lots.json["items"]?.count == 1 && lots.json["items"]?[0]?["last_day"]?.string == "2026-12-21")
        #expect(try shop.available("customer-one") == 150)
        let now = try shop.send("GET", "\(base)/lots?limit=1", key: .server)
        #expect(now.json["items"]?[0]?["transaction_id"]?.string == "coins-2" && now.json["as_of"] == nil)
        let cursor = try #require(now.json["next_cursor"]?.string)
        let rest = try shop.send("GET", "\(base)/lots?limit=1&cursor=\(cursor)", key: .server)
        #expect(rest.json["items"]?[0]?["transaction_id"]?.string == "coins-1")
        #expect(rest.json["items"]?.count == 1)
    }

    @Test(arguments: ["wallet", "history", "vip"])
    func `a screen of the past has a validator and is not mixed up with the present`(screen: String) throws {
        let shop = try shop()
        let target = "/v1/customers/customer-one/screens/\(screen)"
        let present = try shop.send("GET", target, key: .server)
        let past = try shop.send("GET", "\(target)?as_of=2026-11-21T12:00:00Z", key: .server)
        #expect(past.status == 200 && past.text != present.text, "\(past)")
        #expect(past.json["as_of"]?.string == "2026-11-21T12:00:00Z")
        let tag = try #require(past["etag"])
        let again = try shop.send(
            "GET", "\(target)?as_of=2026-11-21T12:00:00Z", key: .server, headers: [("If-None-Match", tag)])
        #expect(again.status == 304)
        // What is written later changes the present and not the past.
        try shop.credit("customer-one", 7)
        #expect(try shop.send("GET", "\(target)?as_of=2026-11-21T12:00:00Z", key: .server).text == past.text)
        #expect(try shop.send("GET", target, key: .server).json["as_of"] == nil)
    }
}
