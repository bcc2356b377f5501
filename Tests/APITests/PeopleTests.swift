import API
import Engine
import Foundation
import Model
import Testing

/// Finding, blocking, merging and erasing customers through the API.
struct PeopleTests {
    private func shop() throws -> APIShop {
        let shop = try APIShop()
        let people = [
            ("shopper-1", #"{"name": "Asha Rao", "email": "Asha@Shop.test", "mobile": "+919812345678"}"#),
            ("shopper-2", #"{"name": "asha menon"}"#), ("shopper-3", #"{"name": "Ben"}"#),
            ("asha-like", #"{}"#),
        ]
        for (id, body) in people {
            #expect(try shop.send("PUT", "/v1/customers/\(id)", key: .write, body: body).status == 201)
        }
        return shop
    }

    private func found(_ query: String, in shop: APIShop) throws -> [String] {
        let answer = try shop.administer("GET", "customers?\(query)")
        return answer.json["items"]?.array.compactMap { $0["customer_id"]?.string } ?? ["\(answer)"]
    }

    @Test(arguments: [
        ("", ["asha-like", "shopper-1", "shopper-2", "shopper-3"]),
        ("query=shopper-", ["shopper-1", "shopper-2", "shopper-3"]), ("query=shopper-2", ["shopper-2"]),
        ("query=asha@shop.TEST", ["shopper-1"]), ("query=%2B91%2098123%2045678", ["shopper-1"]),
        ("query=ASHA", ["shopper-2", "shopper-1"]), ("query=asha", ["asha-like", "shopper-2", "shopper-1"]),
        ("query=asha%20r", ["shopper-1"]), ("query=zzz", []), ("query=%25", []),
    ])
    func `customers are found by id, e-mail, mobile and name, each once`(query: String, ids: [String]) throws
    {
        #expect(try found(query, in: try shop()) == ids)
    }

    @Test func `a search is paged without losing or repeating anybody`() throws {
        let shop = try shop()
        var (seen, cursor): ([String], String?) = ([], nil)
        repeat {
            let more = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try shop.administer("GET", "customers?query=asha&limit=1\(more)")
            seen += page.json["items"]?.array.compactMap { $0["customer_id"]?.string } ?? []
            cursor = page.json["next_cursor"]?.string
        } while cursor != nil && seen.count < 9
        #expect(seen == ["asha-like", "shopper-2", "shopper-1"])
        #expect(
            try shop.administer("GET", "customers?query=asha", key: .otherAdmin).json["items"]?.count == 0)
    }

    @Test func `a blocked customer earns nothing, with a reason on record, until the block is lifted`() throws
    {
        let shop = try shop()
        let blocked = try shop.administer("POST", "customers/shopper-1/block", #"{"reason": "a ring of 12"}"#)
        #expect(blocked.json["blocked"]?.bool == true, "\(blocked)")
        try shop.put(order: "order-1", of: "shopper-1", total: 50_000)
        #expect(try shop.available("shopper-1") == 0)
        let detail = try shop.administer("GET", "customers/shopper-1")
        #expect(detail.json["block_reason"]?.string == "a ring of 12", "\(detail)")
        try shop.administer("POST", "customers/shopper-1/unblock", #"{"reason": "a mistake"}"#)
        try shop.put(order: "order-2", of: "shopper-1", total: 50_000)
        #expect(try shop.available("shopper-1") == 500)
        let log = try shop.administer("GET", "audit-log?customer=shopper-1")
        let notes = log.json["items"]?.array.compactMap { $0["note"]?.string }
        #expect(notes == ["a mistake", "a ring of 12"])
        let other = try shop.administer("GET", "customers/shopper-1", key: .otherAdmin)
        #expect(other.code == "customer_not_found")
    }

    @Test func `a merge is seen at once under both ids, and undone as it was`() throws {
        let shop = try shop()
        try shop.credit("shopper-1", 70)
        try shop.credit("shopper-2", 30)
        let screen = { (id: String) in
            try shop.send("GET", "/v1/customers/\(id)/screens/wallet", key: .server)
        }
        for id in ["shopper-1", "shopper-2"] { #expect(try screen(id).status == 200) }
        let merged = try shop.merge("shopper-2", into: "shopper-1")
        #expect(merged.status == 201 && merged.json["moved"]?["coins"]?.integer == 30, "\(merged)")
        for id in ["shopper-1", "shopper-2"] {
            #expect(try shop.available(id) == 100)
            #expect(try screen(id).text.contains("\"available\":100"))
        }
        let detail = try shop.administer("GET", "customers/shopper-2")
        #expect(detail.json["customer_id"]?.string == "shopper-1", "\(detail)")
        #expect(detail.json["aliases"]?[0]?.string == "shopper-2")
        #expect(detail.json["merges"]?[0]?["id"]?.string == "merge-1")
        let undone = try shop.write("POST", "/v1/customers/shopper-1/merges/merge-1/undo", nil)
        #expect(undone.status == 200 && undone.json["merge"]?["undone_at"] != nil, "\(undone)")
        #expect(try [shop.available("shopper-1"), shop.available("shopper-2")] == [70, 30])
        #expect(try screen("shopper-2").text.contains("\"available\":30"))
        #expect(try shop.acts().prefix(2) == ["merge_undone", "customers_merged"])
    }

    @Test func `a merge under one key is one merge, and a dry run is none`() throws {
        let shop = try shop()
        try shop.credit("shopper-2", 30)
        let send = { (query: String) in
            try shop.send(
                "POST", "/v1/customers/shopper-1/merge\(query)", key: .write,
                headers: [("Idempotency-Key", "merge")], body: #"{"customer_id": "shopper-2"}"#)
        }
        #expect(try send("?dry_run=true").status == 200)
        #expect(try shop.available("shopper-1") == 0)
        #expect(try send("").status == 201)
        let again = try send("")
        #expect(again.status == 201 && again["idempotent-replayed"] == "true", "\(again)")
        #expect(try shop.available("shopper-1") == 30)
    }

    @Test
    func `an answer of the Nector dialect that was kept tells nothing of an erased customer (rule 11.4)`()
        throws
    {
        let shop = try APIShop()
        let key = try shop.nectorKey(.write).text
        func make() throws -> TestResponse {
            try shop.nector(
                "POST", "/api/v2/merchant/leads", key: key, headers: [("Idempotency-Key", "made-once")],
                body:
                    #"{"customer_id": "customer-one", "name": "Ada", "metadetail": {"email": "ada@example.com"}}"#
            )
        }
        #expect(try make().text.contains("ada@example.com"))
        #expect(try make().text.contains("ada@example.com"))
        #expect(try shop.send("DELETE", "/v1/customers/customer-one", key: .write).status < 300)
        let answer = try make()
        #expect(answer.status == 422)
        #expect(answer.json["data"]?["message"]?.string == "Lead does not exists")
        #expect(!answer.text.contains("ada@example.com"))
    }

    @Test func `an erased customer is nowhere, at once, and kept answers tell nothing (rule 11.4)`() throws {
        let shop = try shop()
        let give = {
            try shop.send(
                "POST", "/v1/customers/shopper-1/transactions", key: .write,
                headers: [("Idempotency-Key", "gift")], body: #"{"coins": 5, "note": "for Asha"}"#)
        }
        #expect(try give().status == 201)
        let screen = {
            try shop.send("GET", "/v1/customers/shopper-1/screens/home", key: .server)
        }
        #expect(try screen().status == 200)
        let erased = try shop.send("DELETE", "/v1/customers/shopper-1", key: .write)
        #expect(erased.status == 200 && erased.json["erased"]?.bool == true, "\(erased)")
        #expect(try screen().code == "customer_not_found")
        #expect(try give().code == "customer_not_found")
        #expect(try shop.send("DELETE", "/v1/customers/shopper-1", key: .write).status == 404)
        #expect(try found("query=asha@shop.test", in: shop) == [])
        let log = try shop.administer("GET", "audit-log")
        #expect(log.text.contains("customer_erased") && !log.text.contains("Asha"), "\(log)")
        let made = try shop.send("PUT", "/v1/customers/shopper-1", key: .write, body: "{}")
        #expect(made.status == 201, "\(made)")
        #expect(try shop.available("shopper-1") == 0)
    }

    @Test func `a token of an erased customer is not good for whoever gets the id anew (rules 11.1, 11.4)`()
        throws
    {
        let shop = try shop()
        let screen = { (token: String) in
            try shop.send(
                "GET", "/v1/customers/me/screens/wallet", key: .read,
                headers: [("Authorization", "Bearer \(token)")])
        }
        let (old, others) = (try shop.token("shopper-1"), try shop.token("shopper-2"))
        #expect(try screen(old).status == 200)
        #expect(try shop.send("DELETE", "/v1/customers/shopper-1", key: .write).status == 200)
        #expect(try shop.send("PUT", "/v1/customers/shopper-1", key: .write, body: "{}").status == 201)
        #expect(try screen(old).code == "token_invalid")
        #expect(try screen(others).status == 200)
        _ = shop.clock.advance(by: .seconds(1))
        #expect(try screen(try shop.token("shopper-1")).status == 200)
        // Once every such token has expired nothing stands for the id any more.
        _ = shop.clock.advance(by: .seconds(86_459))
        let forget = {
            EraseCustomer.isIDToForget(of: $0, shop.engine.registry.contents, at: shop.engine.realNow())
        }
        #expect(try !forget(shop.book()))
        _ = shop.clock.advance(by: .seconds(1))
        #expect(try forget(shop.book()))
        try shop.engine.performAndWait(WriteRequest(book: shop.book(), actor: .service)) {
            try EraseCustomer.forgetIDs(in: $0)
        }
        #expect(shop.engine.registry.contents.erasedIDs.isEmpty)
    }
}

/// The API log.
struct APILogTests {
    private func lines(_ query: String, in shop: APIShop, key: APIShop.KeyName = .admin) throws -> [TestJSON]
    {
        shop.service.apiLog.flush(to: shop.engine)
        let answer = try shop.administer("GET", "api-log?\(query)", key: key)
        return answer.json["items"]?.array ?? []
    }

    @Test func `a request is logged with its key, customer, outcome and id, kept screens included`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 5)
        for _ in 0..<2 {
            _ = try shop.send(
                "GET", "/v1/customers/customer-one/screens/home", key: .server,
                headers: [("X-Request-Id", "my-own-id")])
        }
        let lines = try lines("route=getScreen&customer=customer-one", in: shop)
        #expect(lines.count == 2)
        for line in lines {
            #expect(line["status"]?.integer == 200 && line["request_id"]?.string == "my-own-id", "\(line)")
            #expect(line["key"]?.string == "key-\(try shop.made(.server).key.id)", "\(line)")
            #expect((line["microseconds"]?.integer ?? -1) >= 0)
        }
    }

    @Test func `a request of the Nector dialect is logged with the customer whom it names`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 5)
        let key = try shop.nectorKey(.write).text
        let base = "/api/v2/merchant/"
        try shop.nector("GET", base + "leads/random-id?customer_id=customer-one", key: key)
        try shop.nector(
            "POST", base + "wallettransactions", key: key,
            body:
                #"{"customer_id": "customer-one", "title": "t", "description": "d", "amount": 1, "operation": "cr"}"#
        )
        try shop.nector(
            "POST", base + "wallettransactions", key: key,
            body:
                #"{"customer_id": "customer-one", "title": "t", "description": "d", "amount": 99, "operation": "dr"}"#
        )
        try shop.nector(
            "POST", base + "activities", key: key,
            body: #"{"customer_id": "customer-one", "trigger_id": "asleep"}"#)
        let lines = try lines("customer=customer-one&limit=4", in: shop)
        let routes = lines.map { $0["route"]?.string ?? "" }
        #expect(routes.count == 4 && routes.allSatisfy { $0.hasPrefix("nector:") }, "\(routes)")
        #expect(lines.map { $0["status"]?.integer } == [422, 422, 200, 200])
    }

    @Test func `refusals, dry runs and replays are told apart`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 5)
        let send = { (query: String, key: String, coins: Int) in
            _ = try shop.send(
                "POST", "/v1/customers/customer-one/transactions\(query)", key: .write,
                headers: [("Idempotency-Key", key)], body: #"{"coins": \#(coins), "note": "n"}"#)
        }
        try send("?dry_run=true", "a", 1)
        try send("", "b", 2)
        try send("", "b", 2)
        try send("", "c", -99)
        let lines = try lines("route=createTransaction&limit=4", in: shop)
        #expect(lines.map { $0["status"]?.integer } == [409, 201, 201, 200])
        #expect(lines.map { $0["code"]?.string } == ["insufficient_coins", nil, nil, nil])
        #expect(lines.map { $0["replayed"]?.bool } == [false, true, false, false])
        #expect(lines.map { $0["dry_run"]?.bool } == [false, false, false, true])
        let refused = try self.lines("code=insufficient_coins", in: shop)
        #expect(refused.count == 1)
        #expect(try self.lines("status=409&route=getScreen", in: shop).isEmpty)
    }

    @Test func `no secret and no path is in the log, and no other brand's line`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        _ = try shop.send("POST", "/v1/coupons/\(coupon.code)/verify", key: .write, body: "{}")
        shop.service.apiLog.flush(to: shop.engine)
        let text = try shop.administer("GET", "api-log").text
        #expect(text.contains("verifyCoupon") && !text.contains(coupon.code))
        #expect(try !text.contains(shop.key(.write)))
        #expect(try lines("", in: shop, key: .otherAdmin).isEmpty == true)
    }

    @Test func `the log is paged, and kept for as many days as the programme says`() throws {
        let shop = try APIShop()
        for _ in 0..<5 { _ = try shop.send("GET", "/v1/program", key: .read) }
        shop.service.apiLog.flush(to: shop.engine)
        let first = try shop.administer("GET", "api-log?route=getProgram&limit=3")
        let cursor = try #require(first.json["next_cursor"]?.string)
        let second = try shop.administer("GET", "api-log?route=getProgram&limit=3&cursor=\(cursor)")
        #expect(first.json["items"]?.count == 3 && second.json["items"]?.count == 2)
        _ = shop.clock.advance(by: .seconds(31 * 86_400))
        shop.service.apiLog.flush(to: shop.engine)
        #expect(try lines("route=getProgram", in: shop).isEmpty)
    }

    @Test func `a full buffer drops lines and no request, and keeps room for what is no kept screen`() throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one")
        for _ in 0..<1_100 {
            _ = try shop.send("GET", "/v1/customers/customer-one/screens/home", key: .server)
        }
        _ = try shop.send("GET", "/v1/program", key: .read)
        #expect(shop.service.apiLog.flush(to: shop.engine) <= 1_030)
        #expect(try lines("route=getProgram", in: shop).count == 1)
    }
}
