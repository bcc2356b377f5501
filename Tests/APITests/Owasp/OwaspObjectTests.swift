import Engine
import HTTPServer
import Model
import Testing

@testable import API

/// API1:2023, broken object level authorization: an id of somebody else's is answered like one that leads nowhere, over
/// every route whose path names an object.
struct OwaspObjectTests {
    /// What each parameter of a path stands for in the shop of ``shop()``, and an id of the same form that is nobody's.
    private struct Objects {
        let shop: APIShop
        let ids: [String: (theirs: String, nobodys: String)]
    }

    /// Parameters that name no object of a book: words of the programme, numbers of its versions, and credentials, which
    /// have tests of their own.
    private static let words: Set = [
        "screen", "connector", "checkout", "reward_id", "trigger_id", "version", "signature", "webhook_id",
    ]

    /// One of everything, in the live books of the corner shop.
    private static func objects() throws -> Objects {
        let shop = try APIShop()
        let one = "customer-one"
        for id in [one, "customer-two"] { try shop.customer(id, coins: 500) }
        try shop.put(order: "order-7", of: one, total: 500)
        let coupon = try shop.coupon()
        let merge = try shop.merge("customer-two", into: one)
        let draft = try shop.administer("POST", "programme/drafts", #"{"name": "Secret plans"}"#)
        let simulation = try shop.administer(
            "POST", "simulations", #"{"months": 1, "draft": \#(APIShop.programme())}"#)
        func id(_ found: TestJSON?) throws -> String { try #require(found?["id"]?.string) }
        return Objects(
            shop: shop,
            ids: [
                "customer_id": (one, "customer-xyz"),
                "transaction_id": ("coins-1", "coins-99999"),
                "coupon_id": (coupon.id, "coupon-99999"),
                "code": (coupon.code, "CS-AAAA-BBBB-CCCC"),
                "order_id": ("order-7", "order-8"),
                "quote_id": (try shop.quote().id, "quote-999"),
                "hold_id": (try shop.hold(), "hold-999"),
                "merge_id": (try id(merge.json["merge"]), "merge-999"),
                "draft_id": (try id(draft.json), "draft-999"),
                "simulation_id": (try id(simulation.json), "simulation-999"),
                "key_id": ("key-\(try shop.made(.write).key.id)", "key-99999"),
                "referral_id": ("referral-1", "referral-999"),
                "review_id": ("review-1", "review-999"),
                "brand_test_id": ("brand-test-1", "brand-test-999"),
                "check_id": ("connector-check-1", "connector-check-999"),
            ])
    }

    private static func names(of route: Route) -> [String] {
        route.parameterNames.filter { !words.contains($0) }
    }

    private static let routes = Routes.all.filter { !names(of: $0).isEmpty && $0.access != .open }

    @Test func `every parameter of a path is an object here, or a word`() throws {
        let known = try Set(Self.objects().ids.keys).union(Self.words)
        #expect(Set(Routes.all.flatMap(\.parameterNames)).subtracting(known) == [])
        #expect(Self.routes.count > 50)
    }

    /// Another brand's keys see nothing of this one; the sandbox's see its programmes, drafts included, and no more.
    @Test(arguments: [
        (APIShop.KeyName.otherWrite, APIShop.KeyName.otherAdmin, Set<String>()),
        (.testWrite, .testAdmin, Set(["draft_id"])),
    ])
    func `an id of other books is answered like one that is nobody's, and nothing changes`(
        write: APIShop.KeyName, admin: APIShop.KeyName, shared: Set<String>
    ) throws {
        let objects = try Self.objects()
        let shop = objects.shop
        func books() throws -> [String] {
            try [
                shop.send("GET", "/v1/customers/customer-one/transactions", key: .server),
                shop.send("GET", "/v1/customers/customer-one", key: .write),
                shop.send("GET", "/v1/customers/customer-one/coupons", key: .server),
                shop.send("GET", "/v1/orders/order-7", key: .write), shop.administer("GET", "keys"),
                shop.administer("GET", "programme/drafts"),
            ].map(\.text)
        }
        let before = try books()
        // What makes something under an id comes last: until then those books have nothing of that name.
        let makers: Set = ["putCustomer", "putOrder"]
        let routes =
            Self.routes.filter { !makers.contains($0.name) && shared.isDisjoint(with: $0.parameterNames) }
            + Self.routes.filter { makers.contains($0.name) }
        for (number, route) in routes.enumerated() {
            let key = route.access == .admin ? admin : write
            let (theirs, nobodys) = try answers(route, key, objects, "try-\(number)")
            #expect(theirs == nobodys, "\(route.name) with \(key)")
            if !makers.contains(route.name) {
                #expect(theirs.hasPrefix("404 ") || route.name == "fireTrigger", "\(route.name): \(theirs)")
            }
        }
        #expect(try books() == before)
    }

    /// The answers to the route with the ids of somebody and of nobody, without what names them.
    private func answers(
        _ route: Route, _ key: APIShop.KeyName, _ objects: Objects, _ attempt: String
    ) throws -> (String, String) {
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        let both = try [true, false].map { isTheirs in
            var (target, body) = (route.path, request.body ?? "")
            for name in route.parameterNames {
                let word =
                    ["connector", "checkout"].contains(name)
                    ? "gokwik" : name == "trigger_id" ? "review" : "wallet"
                let id = objects.ids[name].map { isTheirs ? $0.theirs : $0.nobodys } ?? word
                target = target.replacing("{\(name)}", with: id)
            }
            body = body.replacing("customer-one", with: isTheirs ? "customer-one" : "customer-xyz")
            let answer = try objects.shop.send(
                request.method, target, key: key,
                headers: [("X-Request-Id", "same"), ("Idempotency-Key", "\(attempt)-\(isTheirs)")],
                body: request.body == nil ? nil : body)
            var text = "\(answer.status) \(answer.text)"
            for (theirs, nobodys) in objects.ids.values {
                text = text.replacing(theirs, with: "ID").replacing(nobodys, with: "ID")
            }
            return text.replacing(/"referral_code":"[^"]*"/, with: "CODE")
        }
        return (both[0], both[1])
    }

    @Test func `another customer's token opens none of a customer's objects`() throws {
        let objects = try Self.objects()
        for route in Self.routes where route.access == .customer {
            let request = try #require(RouteRequest.of(route, customer: "customer-one"))
            let answer = try objects.shop.send(
                request.method, request.target, key: .read, token: "customer-three",
                headers: [("Idempotency-Key", "try")], body: request.body)
            #expect(answer.status == 404 && answer.code == "customer_not_found", "\(route.name): \(answer)")
        }
    }
}
