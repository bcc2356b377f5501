import HTTPServer
import Testing

@testable import API

/// Query parameters: those that an operation has, and no others.
struct QueryTests {
    /// Everything but callbacks, whose query is the provider's, and checkouts, whose tests have an id to call with.
    static let routes = Routes.all.filter { $0.access != .signature && $0.access != .webhook }.map(\.name)

    private static func send(_ name: String, _ query: String, in shop: APIShop) throws -> TestResponse {
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        return try shop.send(
            request.method, request.target + query, key: request.key, headers: [("Idempotency-Key", "k")],
            body: request.body)
    }

    @Test(arguments: routes)
    func `an operation refuses a query parameter that it does not know, and does nothing`(name: String) throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        try shop.put(order: "order-7", of: "customer-one", total: 500)
        let before = try shop.available("customer-one")
        let answer = try Self.send(name, "?a=1&b", in: shop)
        #expect(answer.status == 422 && answer.code == "invalid_input", "\(answer)")
        let errors = answer.json["errors"]?.array ?? []
        #expect(errors.map { $0["pointer"]?.string } == ["#/query/a", "#/query/b"], "\(answer)")
        #expect(errors.allSatisfy { $0["code"]?.string == "unknown_field" }, "\(answer)")
        #expect(try shop.available("customer-one") == before)
    }

    @Test(arguments: ["listTransactions", "listNonAwards", "searchAPILog", "listAuditLog"])
    func `a range of times that ends before it begins is refused`(name: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let (early, late) = ("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")
        #expect(try Self.send(name, "?from=\(early)&to=\(late)", in: shop).status == 200)
        let answer = try Self.send(name, "?from=\(late)&to=\(early)", in: shop)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.json["errors"]?.array.map { $0["pointer"]?.string } == ["#/query/from"])
    }

    @Test(arguments: routes)
    func `only what moves coins, or says what they take off, can be tried`(name: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let moves: Set = [
            "createTransaction", "cancelCoupon", "redeemReward", "fireTrigger", "putOrder", "refundOrder",
            "mergeCustomers", "undoMerge",
            "createHold", "commitHold", "releaseHold", "changeConnectorRule",
        ]
        let answer = try Self.send(name, "?dry_run=true", in: shop)
        let isUnknown = answer.json["errors"]?[0]?["pointer"]?.string == "#/query/dry_run"
        #expect(isUnknown != moves.contains(name), "\(answer)")
    }

    @Test(arguments: ["1", "TRUE", "yes", "", "true&dry_run=true", "false&dry_run=true"])
    func `dry_run is true or false, and said once`(value: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let answer = try Self.send("createTransaction", "?dry_run=\(value)", in: shop)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.json["errors"]?[0]?["pointer"]?.string == "#/query/dry_run", "\(answer)")
        #expect(try shop.available("customer-one") == 10)
    }

    /// A cursor that no list gave out.
    @Test(
        arguments: ["1", "zzz", "AAAA", "a%20b"],
        ["transactions", "coupons", "referrals", "screens/history"])
    func `a cursor that this list did not give out is refused`(cursor: String, list: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let answer = try shop.send("GET", "/v1/customers/customer-one/\(list)?cursor=\(cursor)", key: .server)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.json["errors"]?[0]?["pointer"]?.string == "#/query/cursor", "\(answer)")
    }

    @Test
    func
        `a list is read to its end by its cursors, while entries arrive, and its cursors are no other list's`()
        throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one")
        for coins in 1...7 { try shop.credit("customer-one", Int64(coins)) }
        let list = "/v1/customers/customer-one/transactions?limit=3"
        var seen: [Int64] = []
        var cursor: String? = ""
        while let next = cursor {
            let page = try shop.send("GET", list + (next.isEmpty ? "" : "&cursor=\(next)"), key: .server)
            #expect(page.status == 200, "\(page)")
            seen += page.json["items"]?.array.compactMap { $0["coins"]?.integer } ?? []
            cursor = page.json["next_cursor"]?.string
            if next.isEmpty {
                try shop.credit("customer-one", 100)
                let coupons = try shop.send(
                    "GET", "/v1/customers/customer-one/coupons?cursor=\(cursor ?? "")", key: .server)
                #expect(coupons.status == 422, "\(coupons)")
            }
        }
        #expect(seen == [7, 6, 5, 4, 3, 2, 1])
    }
}
