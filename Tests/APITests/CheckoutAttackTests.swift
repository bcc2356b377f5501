import API
import Engine
import HTTPServer
import Model
import Store
import Testing

/// Who calls a checkout's endpoint and should not.
struct CheckoutAttackTests {
    @Test func `an id that is wrong, ended, or the order feed's is answered like a path that leads nowhere`()
        throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 100)
        let first = try shop.webhookID()
        let feed = try shop.webhookID("webhook")
        #expect(
            try shop.administer("POST", "connectors/custom_checkout/rotate", #"{"overlap_seconds": 60}"#)
                .status == 201)
        #expect(try shop.call(first, APIShop.cart("list")).status == 200)
        shop.clock.advance(by: .seconds(60))
        let nowhere = try shop.send("POST", "/v1/checkouts/x", body: "{}")
        let members = { (answer: TestResponse) in
            ["type", "title", "status", "detail", "code"].map { answer.json[$0].map { "\($0)" } }
        }
        let key = try shop.key(.write)
        for id in [first, feed, "x", String(first.dropLast()), first + "A", first.uppercased(), key] {
            for body in [APIShop.cart("list"), "", #""action": 7"#] {
                let answer = try shop.call(id, body)
                #expect(answer.status == 404 && members(answer) == members(nowhere), "\(answer)")
                let names = answer.fields.map(\.name).filter { $0 != "date" }
                #expect(names == nowhere.fields.map(\.name).filter { $0 != "date" }, "\(answer)")
            }
        }
        #expect(try shop.available("customer-one") == 100)
    }

    @Test func `an id reaches its own book and no other`() throws {
        let shop = try APIShop()
        for key in [APIShop.KeyName.write, .testWrite, .otherWrite] {
            _ = try shop.send("PUT", "/v1/customers/customer-one", key: key, body: "{}")
        }
        try shop.credit("customer-one", 100)
        for key in [APIShop.KeyName.testAdmin, .otherAdmin] {
            let id = try shop.webhookID(key: key)
            let listed = try shop.call(id, APIShop.cart("list"))
            #expect(listed.json["balance"]?["coins"]?["available"]?.integer == 0, "\(listed)")
            let done = try shop.call(id, APIShop.cart("perform", #", "reference": "r-1""#))
            #expect(done.status == 409, "\(done)")
            let mark = #""action": "revert", "customer_id": "customer-one", "reference": "r-1""#
            #expect(try shop.call(id, mark).json["is_marker"]?.bool == true)
        }
        // What another book's checkout marked is no mark here.
        let own = try shop.webhookID()
        #expect(try shop.call(own, APIShop.cart("perform", #", "reference": "r-1""#)).status == 200)
        #expect(try shop.available("customer-one") == 0)
        // Nor does an admin key see or turn another book's id.
        let seen = try shop.administer("GET", "connectors/custom_checkout", key: .testAdmin).json[
            "webhook_ids"]
        #expect(seen?.array.count == 1 && seen?[0]?["ends_with"]?.string != String(own.suffix(4)))
    }

    /// Where a call comes from, what it says about itself, and whether a connector that lists 203.0.113.0/24 and
    /// 2001:db8::/33 answers.
    struct Origin: Sendable, CustomTestStringConvertible {
        var peer: String
        var forwarded: [String] = []
        let isAllowed: Bool
        var testDescription: String { "\(peer) \(forwarded)" }
    }

    @Test(arguments: [
        Origin(peer: "203.0.113.0", isAllowed: true), Origin(peer: "203.0.113.255", isAllowed: true),
        Origin(peer: "203.0.112.255", isAllowed: false), Origin(peer: "203.0.114.0", isAllowed: false),
        Origin(peer: "::ffff:203.0.113.9", isAllowed: true),
        Origin(peer: "::ffff:203.0.114.9", isAllowed: false),
        Origin(peer: "2001:db8:7fff:ffff::1", isAllowed: true),
        Origin(peer: "2001:db8:8000::", isAllowed: false),
        Origin(peer: "", isAllowed: false), Origin(peer: "", forwarded: ["203.0.113.9"], isAllowed: false),
        // Anybody may write the field; only of a trusted proxy is it believed.
        Origin(peer: "198.51.100.1", forwarded: ["203.0.113.9"], isAllowed: false),
        Origin(peer: "203.0.113.9", forwarded: ["198.51.100.1"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9"], isAllowed: true),
        Origin(peer: "::ffff:10.0.0.1", forwarded: ["203.0.113.9"], isAllowed: true),
        Origin(peer: "fd00::1", forwarded: ["2001:db8::1"], isAllowed: true),
        Origin(peer: "10.0.0.1", isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: [""], isAllowed: false),
        // What the client wrote stands before what the proxy saw.
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9, 198.51.100.1"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9", "198.51.100.1"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["198.51.100.1, 203.0.113.9"], isAllowed: true),
        // Through two trusted proxies, and through nothing but trusted ones.
        Origin(peer: "10.0.0.1", forwarded: ["198.51.100.1,203.0.113.9 , 10.0.0.2"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9, 198.51.100.1, 10.0.0.2"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["10.0.0.3, 10.0.0.2"], isAllowed: false),
        // What is no address ends the search: nobody knows who it was.
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9, unknown"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9, "], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["unknown, 203.0.113.9"], isAllowed: true),
        // Ports, brackets and mapped addresses, as proxies write them.
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9:4711"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["[2001:db8::1]:4711"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["[2001:db8::1]"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["::ffff:203.0.113.9"], isAllowed: true),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9:"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["[203.0.113.9]"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["203.0.113.9:999999"], isAllowed: false),
        Origin(peer: "10.0.0.1", forwarded: ["2001:db8::1]"], isAllowed: false),
    ])
    func `only a trusted proxy is believed about where a call comes from`(origin: Origin) throws {
        let shop = try APIShop(configure: { configuration in
            configuration.rateLimits = nil
            configuration.trustedProxies = ["10.0.0.0/30", "fd00::/8"].compactMap(AddressRange.init)
        })
        try shop.customer("customer-one", coins: 100)
        let id = try shop.webhookID()
        try shop.administer(
            "PUT", "connectors/custom_checkout", #"{"allowed_ips": ["203.0.113.0/24", "2001:db8::/33"]}"#)
        let headers = origin.forwarded.map { ("X-Forwarded-For", $0) }
        for action in ["list", "perform", "revert"] {
            let answer = try shop.from(origin.peer) {
                try shop.call(id, APIShop.cart(action, #", "reference": "r-1""#), headers: headers)
            }
            #expect(answer.status == (origin.isAllowed ? 200 : 403), "\(answer)")
            if !origin.isAllowed { #expect(answer.code == "address_not_allowed") }
        }
        // Who may not call is not told what is wrong with the body either.
        let broken = try shop.from(origin.peer) { try shop.call(id, #""action": 7"#, headers: headers) }
        #expect(broken.status == (origin.isAllowed ? 422 : 403))
    }

    @Test func `a connector that is switched off takes reverts and nothing else`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 100)
        let id = try shop.webhookID()
        let perform = APIShop.cart("perform", #", "reference": "r-1", "final": true"#)
        #expect(try shop.call(id, perform).status == 200)
        try shop.administer("PUT", "connectors/custom_checkout", #"{"enabled": false}"#)
        #expect(try shop.call(id, APIShop.cart("list")).code == "connector_disabled")
        #expect(try shop.call(id, perform).code == "connector_disabled")
        #expect(
            try shop.call(id, APIShop.cart("revert", #", "reference": "r-1""#)).json["returned"]?.integer
                == 100)
        try shop.administer("PUT", "connectors/custom_checkout", #"{"enabled": true}"#)
        #expect(try shop.call(id, APIShop.cart("list")).status == 200)
    }

    @Test(arguments: [
        (#"{"website": false}"#, ["website": 409, "mobile": 200, "": 200]),
        (#"{"mobile": false}"#, ["website": 200, "mobile": 409, "": 200]),
        (#"{"website": false, "mobile": false}"#, ["website": 409, "mobile": 409, "": 409]),
    ])
    func `a platform that is switched off is closed`(settings: String, statuses: [String: Int]) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 100)
        let id = try shop.webhookID()
        try shop.administer("PUT", "connectors/custom_checkout", settings)
        for (platform, status) in statuses {
            let more = platform.isEmpty ? "" : #", "platform": "\#(platform)""#
            let answer = try shop.call(id, APIShop.cart("list", more))
            #expect(answer.status == status, "\(answer)")
            if status == 409 { #expect(answer.code == "platform_closed") }
            let revert = try shop.call(id, APIShop.cart("revert", more + #", "reference": "r-\#(platform)""#))
            #expect(revert.status == 200, "\(revert)")
        }
    }

    @Test func `the id is in no log and no list, and the books name the connector`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 100)
        let id = try shop.webhookID()
        _ = try shop.call(id, APIShop.cart("perform", #", "reference": "r-1", "final": true"#))
        _ = try shop.call(id, APIShop.cart("perform", #", "reference": "r-1", "coins": 1"#))
        shop.service.apiLog.flush(to: shop.engine)
        let secret = String(id.suffix(32))
        let places = [
            shop.log.text, try shop.administer("GET", "api-log").text,
            try shop.administer("GET", "audit-log").text,
            try shop.administer("GET", "connectors").text,
        ]
        for place in places { #expect(!place.contains(secret), "\(place)") }
        #expect(places[1].contains("callCheckout"), "\(places[1])")
        let actors = try shop.engine.performAndWait(WriteRequest(book: try shop.book(), actor: .service)) {
            try $0.transaction.connection.all("SELECT actor FROM entries WHERE kind = 'spend'") { $0.text(0) }
        }
        #expect(actors == ["connector:custom_checkout"])
    }

    @Test
    func `a checkout's calls are limited by connector, and failed keys by the address behind the proxy`()
        throws
    {
        let shop = try APIShop(configure: { configuration in
            configuration.rateLimits = RateLimits()
            configuration.rateLimits?.keyPerSecond = 5
            configuration.rateLimits?.failuresPerMinute = 2
            configuration.trustedProxies = ["10.0.0.0/8"].compactMap(AddressRange.init)
        })
        shop.clock.advance(by: .seconds(1))
        try shop.customer("customer-one", coins: 100)
        shop.clock.advance(by: .seconds(1))
        let ids = [try shop.webhookID(), try shop.webhookID("gokwik")]
        for _ in 0..<5 { #expect(try shop.call(ids[0], APIShop.cart("list")).status == 200) }
        #expect(try shop.call(ids[0], APIShop.cart("list")).status == 429)
        #expect(try shop.call(ids[1], APIShop.cart("list")).status == 200)
        let fail = { (client: String) in
            try shop.from("10.0.0.1") {
                try shop.send(
                    "GET", "/v1/program",
                    headers: [("X-API-Key", "x"), ("X-Forwarded-For", "6.6.6.6, \(client)")])
            }.status
        }
        for status in [401, 401, 429] { #expect(try fail("198.51.100.1") == status) }
        #expect(try fail("198.51.100.2") == 401)
    }
}
