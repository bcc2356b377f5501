import HTTPServer
import Testing

@testable import API

/// What is not yours is not there: the same answer, byte for byte (rule 11.2).
struct HiddenTests {
    /// The routes whose path names a customer and that an app may call.
    static let routes = Routes.all.filter { $0.access == .customer }.map(\.name)

    private static func send(
        _ name: String, for id: String, key: APIShop.KeyName, token: String?, in shop: APIShop
    ) throws -> TestResponse {
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: id))
        return try shop.send(
            request.method, request.target, key: key, token: token,
            headers: [("X-Request-Id", "same"), ("Idempotency-Key", "same")], body: request.body)
    }

    @Test(arguments: routes)
    func `another customer is as little there as one who never was`(route: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        try shop.customer("customer-two", coins: 500)
        try shop.put(order: "order-7", of: "customer-two", total: 500)
        let before = try shop.send("GET", "/v1/customers/customer-two/transactions", key: .server).text
        for (key, token) in [(APIShop.KeyName.read, "customer-one"), (.testRead, nil), (.otherServer, nil)] {
            let answers = try ["customer-two", "customer-xyz"].map { id in
                let answer = try Self.send(route, for: id, key: key, token: token, in: shop)
                return "\(answer.status) \(answer.fields.filter { $0.name != "date" }) \(answer.text)"
                    .replacing(id, with: "customer-???")
            }
            #expect(answers[0] == answers[1], "\(key)")
            #expect(answers[0].hasPrefix("404 ") || answers[0].hasPrefix("401 "), "\(answers[0])")
        }
        #expect(try shop.send("GET", "/v1/customers/customer-two/transactions", key: .server).text == before)
    }

    @Test func `a trigger fires for the token's customer alone`() throws {
        let shop = try APIShop()
        for id in ["customer-one", "customer-two"] { try shop.customer(id) }
        let answers = try ["customer-two", "customer-xyz"].map { id in
            try shop.send(
                "POST", "/v1/triggers/review/fire", key: .read, token: "customer-one",
                headers: [("X-Request-Id", "same"), ("Idempotency-Key", "same")],
                body: #"{"customer_id": "\#(id)"}"#
            ).text
        }
        #expect(answers[0] == answers[1] && answers[0].contains("customer_not_found"), "\(answers)")
        #expect(try shop.available("customer-two") == 0)
    }

    @Test func `another's coupon, transaction and cursor are as little there as any`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        try shop.customer("customer-two", coins: 500)
        let coupon = try shop.coupon(of: "customer-two")
        for (method, theirs, nobodys) in [
            ("POST", "coupons/\(coupon.id)/cancel", "coupons/coupon-99999/cancel"),
            ("GET", "transactions/coins-1", "transactions/coins-99999"),
            ("GET", "transactions/coins-1/explanation", "transactions/coins-99999/explanation"),
        ] {
            let answers = try [theirs, nobodys].map { path in
                try shop.send(
                    method, "/v1/customers/me/\(path)", key: .read, token: "customer-one",
                    headers: [("X-Request-Id", "same"), ("Idempotency-Key", path)]
                ).text.replacing(path, with: "PATH")
            }
            #expect(answers[0] == answers[1] && answers[0].contains("_not_found"), "\(answers)")
        }
        let otherBrand = try shop.send(
            "POST", "/v1/coupons/\(coupon.code)/verify", key: .otherWrite, body: "{}")
        #expect(otherBrand.code == "coupon_not_found", "\(otherBrand)")
    }
}
