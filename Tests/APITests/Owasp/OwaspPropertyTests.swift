import HTTPServer
import Testing

@testable import API

/// API3:2023, broken object property level authorization: a client sets nothing that is the service's to say, and an app
/// reads nothing of anybody but its customer.
struct OwaspPropertyTests {
    /// Members that some answers have and no request may: balances, standing, ownership and times.
    private static let owned = [
        "available", "balance", "balance_after", "blocked", "brand", "book", "created_at", "debt", "held",
        "is_admin",
        "is_server", "lifetime", "mode", "pending", "programme_version", "referral_code", "role", "scope",
        "sequence",
        "tier", "updated_at", "wallet_id", "__proto__",
    ]

    private static let routes = Routes.all.filter { route in
        route.method != .get && route.access != .signature
    }.map(\.name)

    @Test(arguments: routes)
    func `a member that is not the client's to set is named, and nothing of the request is done`(
        name: String
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        try shop.put(order: "order-7", of: "customer-one", total: 500)
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        let before = try shop.send("GET", "/v1/customers/customer-one/transactions", key: .server).text
        let plain = request.body ?? "{}"
        for (number, member) in Self.owned.enumerated() {
            let body = "{\"\(member)\": 1\(plain == "{}" ? "" : ", ")" + plain.drop { $0 == "{" }
            let target = try request.target.replacing("no-such-id", with: shop.webhookID())
            let answer = try shop.send(
                request.method, target, key: request.key, headers: [("Idempotency-Key", "try-\(number)")],
                body: body)
            let faults = answer.json["errors"]?.array.map { "\($0["pointer"] ?? $0) \($0["code"] ?? $0)" }
            #expect(
                answer.status == 422 && faults?.contains("#/\(member) unknown_field") == true,
                "\(member): \(answer)")
        }
        #expect(try shop.send("GET", "/v1/customers/customer-one/transactions", key: .server).text == before)
    }

    @Test func `an app reads nothing of the friends of its customer but that they are there`() throws {
        let shop = try APIShop()
        let secrets = ["friend-7788", "friend@example.test", "+919876543210", "Friedrich"]
        _ = try shop.send(
            "PUT", "/v1/customers/\(secrets[0])", key: .write,
            body: #"{"email": "\#(secrets[1])", "mobile": "\#(secrets[2])", "name": "\#(secrets[3])"}"#)
        try shop.customer("customer-one", coins: 500)
        _ = try shop.claim(try shop.referralCode(of: "customer-one"), for: secrets[0])
        try shop.put(order: "order-9", of: secrets[0], total: 50_000)
        let reads = Routes.all.filter { $0.method == .get && $0.access == .customer }
        for route in reads {
            let request = try #require(RouteRequest.of(route, customer: "me"))
            let answer = try shop.send("GET", request.target, key: .read, token: "customer-one")
            for secret in secrets { #expect(!answer.text.contains(secret), "\(route.name): \(answer)") }
        }
    }
}
