import Foundation
import Model
import Testing

@testable import API

/// `GET /v1/events`: what happened since a cursor.
struct EventListTests {
    private func page(
        _ query: String = "", in shop: APIShop, key: APIShop.KeyName = .write
    ) throws -> TestResponse {
        let answer = try shop.send("GET", "/v1/events\(query)", key: key)
        #expect(answer.status == 200, "\(answer)")
        return answer
    }

    /// Every event from the beginning, page by page.
    private func all(
        _ query: String = "", in shop: APIShop, key: APIShop.KeyName = .write
    ) throws -> [TestJSON] {
        var found: [TestJSON] = []
        var cursor: String?
        while true {
            let answer = try page(
                "?limit=7\(query)" + (cursor.map { "&cursor=\($0)" } ?? ""), in: shop, key: key)
            found += answer.json["items"]?.array ?? []
            cursor = answer.json["next_cursor"]?.string
            if answer.json["has_more"]?.bool != true { return found }
        }
    }

    @Test func `events come oldest first, with what they tell of`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 300)
        let coupon = try shop.coupon()
        let use = try shop.send(
            "POST", "/v1/coupons/\(coupon.code)/use", key: .write, body: #"{"order_id": "order-1"}"#)
        #expect(use.status == 200, "\(use)")
        let events = try all(in: shop)
        #expect(
            events.compactMap { $0["kind"]?.string } == [
                "customer_created", "entry_recorded", "entry_recorded", "coupon_created", "coupon_used",
            ])
        #expect(events.compactMap { $0["id"]?.string } == (1...5).map { "event-\($0)" })
        #expect(events.allSatisfy { $0["customer_id"]?.string == "customer-one" })
        #expect(events.allSatisfy { $0["at"]?.string == "2026-11-21T06:00:00Z" })
        let entry = try #require(events[1]["transaction"])
        #expect(entry["id"]?.string == "coins-1" && entry["coins"]?.integer == 300)
        #expect(entry["available_after"]?.integer == 300 && entry["wallet"]?.string == "coins")
        #expect(events[4]["coupon"]?["code"]?.string == coupon.code)
        #expect(events[4]["coupon"]?["order_id"]?.string == "order-1")
        #expect(events[3]["coupon"]?["order_id"] == nil)
        // What a person wrote stays out.
        #expect(!events.map(\.description).joined().contains("a gift"))
    }

    @Test func `a cursor goes on after what it has seen, also from the end, and for ever`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 1)
        let end = try page(in: shop)
        let cursor = try #require(end.json["next_cursor"]?.string)
        #expect(end.json["items"]?.count == 2 && end.json["has_more"]?.bool == false)
        let nothing = try page("?cursor=\(cursor)", in: shop)
        #expect(nothing.json["items"]?.count == 0 && nothing.json["next_cursor"]?.string == cursor)
        for coins in 1...5 { try shop.credit("customer-one", Int64(coins)) }
        shop.clock.advance(by: .seconds(400 * 86_400))
        let next = try page("?cursor=\(cursor)&limit=3", in: shop)
        #expect(
            next.json["items"]?.array.compactMap { $0["id"]?.string } == ["event-3", "event-4", "event-5"])
        #expect(next.json["has_more"]?.bool == true)
        #expect(try page("?cursor=\(cursor)&limit=3", in: shop).text == next.text)
        let empty = try APIShop()
        let first = try page(in: empty)
        let start = try #require(first.json["next_cursor"]?.string)
        try empty.customer("customer-one")
        #expect(try page("?cursor=\(start)", in: empty).json["items"]?.count == 1)
    }

    @Test func `a kind is looked for alone, and one that is none is refused`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 1)
        try shop.customer("customer-two", coins: 1)
        let found = try all("&kind=customer_created", in: shop)
        #expect(found.compactMap { $0["customer_id"]?.string } == ["customer-one", "customer-two"])
        for (query, field) in [
            ("?kind=nonsense", "kind"), ("?cursor=AUE", "cursor"), ("?limit=0", "limit"),
            ("?limit=101", "limit"),
        ] {
            let answer = try shop.send("GET", "/v1/events\(query)", key: .write)
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.json["errors"]?[0]?["pointer"]?.string == "#/query/\(field)", "\(answer)")
        }
    }

    @Test func `a dry run and a repeat are not told, another brand's and the sandbox's events neither`()
        throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 1_000)
        let before = try all(in: shop).count
        let gift = #"{"coins": 5, "note": "a gift"}"#
        let target = "/v1/customers/customer-one/transactions"
        let tried = try shop.send(
            "POST", "\(target)?dry_run=true", key: .write, headers: [("Idempotency-Key", "tried")], body: gift
        )
        #expect(tried.status == 200, "\(tried)")
        #expect(try all(in: shop).count == before)
        for _ in 0..<3 {
            let made = try shop.send(
                "POST", target, key: .write, headers: [("Idempotency-Key", "once")], body: gift)
            #expect(made.status == 201, "\(made)")
        }
        #expect(try all(in: shop).count == before + 1)
        _ = try shop.send("PUT", "/v1/customers/customer-two", key: .testWrite, body: "{}")
        _ = try shop.send("PUT", "/v1/customers/customer-six", key: .otherWrite, body: "{}")
        #expect(try all(in: shop).count == before + 1)
        #expect(
            try all(in: shop, key: .testWrite).compactMap { $0["customer_id"]?.string } == ["customer-two"])
        #expect(
            try all(in: shop, key: .otherWrite).compactMap { $0["customer_id"]?.string } == ["customer-six"])
    }

    @Test func `an erased customer's events tell no id`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 5, name: "Asha Rao")
        let erased = try shop.send("DELETE", "/v1/customers/customer-one", key: .write)
        #expect(erased.status == 200 || erased.status == 204, "\(erased)")
        let events = try all(in: shop)
        #expect(events.compactMap { $0["kind"]?.string }.last == "customer_erased")
        let text = events.map(\.description).joined()
        #expect(!text.contains("customer-one") && !text.contains("Asha"), "\(text)")
    }

    /// Whoever follows reads while eight loops' clients write: every event once, in order, none left out.
    @Test func `a reader that follows concurrent writers misses nothing and sees nothing twice`() throws {
        let shop = try APIShop()
        let names = (0..<8).map { "customer-1\($0)" }
        for name in names { try shop.customer(name) }
        let socket = try SocketShop(shop, loops: 3)
        var seen: [String] = []
        var cursor: String?
        func read(_ limit: Int) throws {
            let query = "/v1/events?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let request = try socket.read(query)
            let answer = try #require(try socket.sendAll([request]).first)
            seen += answer.json["items"]?.array.compactMap { $0["id"]?.string } ?? []
            cursor = answer.json["next_cursor"]?.string
        }
        for round in 0..<12 {
            let clients = try names.map { name in
                let client = SocketClient(port: socket.port)
                client.send(
                    try socket.write(
                        "POST", "/v1/customers/\(name)/transactions", key: "\(name)-\(round)",
                        #"{"coins": 1, "note": "one more"}"#))
                return client
            }
            // While they are being written.
            for limit in [1, 3, 5] { try read(limit) }
            for client in clients { #expect(try TestResponse(parsing: client.readToEnd()).status == 201) }
        }
        let written = names.count * (1 + 12)
        for _ in 0..<3 { try read(100) }
        #expect(seen == (1...written).map { "event-\($0)" })
        socket.stop()
    }
}
