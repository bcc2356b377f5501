import API
import Foundation
import HTTPServer
import Model
import Store
import Testing

/// Shorthand for the tables.
private let one = "customer-one"

extension APIShop {
    /// A write of the shop's back end, with an Idempotency-Key of its own.
    func write(_ method: String, _ target: String, _ body: String?) throws -> TestResponse {
        try send(method, target, key: .write, headers: [("Idempotency-Key", "\(UUID())")], body: body)
    }

    func redeem(_ reward: String, of customer: String = "customer-one", more: String = "") throws
        -> TestResponse
    {
        try write("POST", "/v1/customers/\(customer)/redemptions", #"{"reward_id": "\#(reward)"\#(more)}"#)
    }

    /// The code and id of a coupon made for this.
    func coupon(of customer: String = "customer-one") throws -> (code: String, id: String) {
        let made = try redeem("fifty-off", of: customer)
        #expect(made.status == 201, "\(made)")
        return (
            try #require(made.json["coupon"]?["code"]?.string),
            try #require(made.json["coupon"]?["id"]?.string)
        )
    }

    /// The code of a coupon that waits for the shop's word.
    func cancellingCode(of customer: String = "customer-one") throws -> String {
        let made = try #require(try redeem("known", of: customer).json["coupon"])
        let id = try #require(made["id"]?.string)
        _ = try write("POST", "/v1/customers/\(customer)/coupons/\(id)/cancel", nil)
        return try #require(made["code"]?.string)
    }

    func referralCode(of customer: String) throws -> String {
        try #require(
            try send("GET", "/v1/customers/\(customer)", key: .write).json["referral_code"]?.string)
    }

    func claim(_ code: String, for customer: String) throws -> TestResponse {
        try send(
            "POST", "/v1/customers/\(customer)/referrals/claim", key: .write, body: #"{"code": "\#(code)"}"#)
    }

    func order(_ id: String, _ members: String) throws -> TestResponse {
        try write("PUT", "/v1/orders/\(id)", "{\(members)}")
    }

    func refund(_ order: String, _ members: String) throws -> TestResponse {
        try write("POST", "/v1/orders/\(order)/refunds", "{\(members)}")
    }
}

private func order(
    of customer: String = one, state: String = "paid", currency: String = "INR", total: String = "500"
) -> String {
    """
    "customer_id": "\(customer)", "state": "\(state)", "placed_at": "2026-11-20T10:00:00Z",
    "currency": "\(currency)", "total": \(total)
    """
}

extension ProblemTests.Scenario {
    static let all =
        ofRequests + ofCredentials + ofInput + notThere + ofRewards + ofCoupons + ofReferrals + ofOrders
        + ofAdministration
        + ofInsight + ofLoyalty + ofHolds + ofConnectors

    private static let ofRequests: [Self] = [
        Self(name: "no such path", status: 404, code: "not_found") { try $0.send("GET", "/v2") },
        Self(name: "no such screen", status: 404, code: "not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/screens/attic", key: .server)
        },
        Self(name: "a bad escape in the path", status: 400, code: "bad_request") {
            try $0.send("GET", "/v1/%zz")
        },
        Self(name: "a bad escape in the query", status: 400, code: "bad_request") {
            try $0.send("GET", "/v1/program?a=%C3", key: .read)
        },
        Self(name: "a bare control byte in a field", status: 400, code: "bad_request") {
            try $0.send("GET", "/healthz", headers: [("X-Request-Id", "a\u{7F}b")])
        },
        Self(name: "a method that the path does not know", status: 405, code: "method_not_allowed") {
            try $0.send("DELETE", "/v1/program")
        },
        Self(name: "a method that nobody knows", status: 501, code: "unknown_method") {
            try $0.send("BREW", "/v1/program")
        },
        Self(name: "another version", status: 505, code: "unsupported_version") {
            try $0.receive("GET / HTTP/2.0\r\nHost: x\r\n\r\n")
        },
        Self(name: "an expectation", status: 417, code: "expectation_failed") {
            try $0.send("GET", "/healthz", headers: [("Expect", "miracles")])
        },
        Self(name: "a target of 20,000 bytes", status: 414, code: "uri_too_long") {
            try $0.send("GET", "/" + String(repeating: "a", count: 20_000))
        },
        Self(name: "a field of 100,000 bytes", status: 431, code: "header_fields_too_large") {
            try $0.send("GET", "/healthz", headers: [("X-Long", String(repeating: "a", count: 100_000))])
        },
        Self(name: "a body of 20 MB", status: 413, code: "content_too_large") {
            try $0.receive(
                "PUT /v1/orders/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")
        },
        Self(name: "a picture", status: 406, code: "not_acceptable") {
            try $0.send("GET", "/healthz", headers: [("Accept", "image/png")])
        },
        Self(name: "an entity tag that is not there", status: 412, code: "precondition_failed") {
            try $0.send("GET", "/healthz", headers: [("If-Match", "\"abc\"")])
        },
        Self(name: "a form", status: 415, code: "unsupported_media_type") {
            try $0.send(
                "PUT", "/v1/customers/\(one)", key: .write,
                headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "name=A")
        },
        Self(name: "no body at all", status: 415, code: "unsupported_media_type") {
            try $0.send("PUT", "/v1/customers/\(one)", key: .write)
        },
        Self(name: "half an object", status: 400, code: "malformed_json") {
            try $0.send("PUT", "/v1/customers/\(one)", key: .write, body: #"{"name": "A""#)
        },
        Self(name: "a member twice", status: 400, code: "malformed_json") {
            try $0.send("PUT", "/v1/customers/\(one)", key: .write, body: #"{"name": "A", "name": "B"}"#)
        },
        Self(name: "no idempotency key", status: 400, code: "idempotency_key_missing") {
            try $0.customer(one)
            return try $0.send(
                "POST", "/v1/customers/\(one)/transactions", key: .write, body: #"{"coins": 1, "note": "n"}"#)
        },
        Self(name: "an idempotency key of another write", status: 422, code: "idempotency_key_reused") {
            shop in
            try shop.customer(one)
            let answers = try ["1", "2"].map { coins in
                try shop.send(
                    "POST", "/v1/customers/\(one)/transactions", key: .write,
                    headers: [("Idempotency-Key", "k")], body: #"{"coins": \#(coins), "note": "n"}"#)
            }
            return answers[1]
        },
    ]

    private static let ofCredentials: [Self] = [
        Self(name: "no key", status: 401, code: "key_missing") { try $0.send("GET", "/v1/program") },
        Self(name: "an unknown key", status: 401, code: "key_invalid") {
            try $0.send("GET", "/v1/program", headers: [("X-API-Key", "lbr_live_nonsense")])
        },
        Self(name: "a read key alone", status: 401, code: "token_missing") {
            try $0.send("GET", "/v1/customers/me/balance", key: .read)
        },
        Self(name: "a token that is none", status: 401, code: "token_invalid") {
            try $0.send(
                "GET", "/v1/customers/me/balance", key: .read, headers: [("Authorization", "Bearer x.y.z")])
        },
        Self(name: "a token past its end", status: 401, code: "token_expired") { shop in
            let token = try shop.token(one, lifetimeSeconds: 60)
            shop.clock.advance(by: .seconds(61))
            return try shop.send(
                "GET", "/v1/customers/me/balance", key: .read,
                headers: [("Authorization", "Bearer \(token)")])
        },
        Self(
            name: "a read key where a write key belongs", status: 403, code: "scope_missing",
            members: ["scope": "write"]
        ) {
            try $0.send("GET", "/v1/orders/1", key: .read)
        },
        Self(name: "too many requests", status: 429, code: "rate_limited") { _ in
            let shop = try APIShop { $0.rateLimits?.keyPerSecond = 1 }
            _ = try shop.send("GET", "/v1/program", key: .read)
            return try shop.send("GET", "/v1/program", key: .read)
        },
        Self(name: "the database is closed", status: 503, code: "unavailable") {
            $0.store.close()
            return try $0.send("GET", "/readyz")
        },
        Self(name: "a wallet that disagrees with its entries", status: 503, code: "customer_quarantined") {
            try $0.customer(one, coins: 10)
            try $0.sql("UPDATE wallets SET available = available + 1 WHERE available = 10")
            return try $0.redeem("fifty-off")
        },
    ]

    private static func input(
        _ name: String, _ pointer: String, _ request: @escaping @Sendable (APIShop) throws -> TestResponse
    ) -> Self {
        Self(name: name, status: 422, code: "invalid_input", pointer: pointer, request: request)
    }

    private static let ofInput: [Self] = [
        input("an unknown member", "#/nmae") {
            try $0.send("PUT", "/v1/customers/\(one)", key: .write, body: #"{"nmae": "A"}"#)
        },
        input("an unknown query parameter", "#/query/wallets") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions?wallets=coins", key: .server)
        },
        input("a query where none is known", "#/query/a") { try $0.send("GET", "/healthz?a=1") },
        input("a limit of nothing", "#/query/limit") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions?limit=0", key: .server)
        },
        input("a limit past the most", "#/query/limit") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/coupons?limit=101", key: .server)
        },
        input("a query parameter twice", "#/query/limit") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/coupons?limit=1&limit=2", key: .server)
        },
        input("an app schema that is no number", "#/header/x-app-schema") {
            try $0.customer(one)
            return try $0.send(
                "GET", "/v1/customers/\(one)/screens/home", key: .server, headers: [("X-App-Schema", "new")])
        },
        input("an idempotency key of control bytes", "#/header/idempotency-key") {
            try $0.customer(one)
            return try $0.send(
                "POST", "/v1/customers/\(one)/transactions", key: .write,
                headers: [("Idempotency-Key", String(repeating: "k", count: 300))],
                body: #"{"coins": 1, "note": "n"}"#)
        },
        input("a customer id that cannot be one", "#/path/customer_id") {
            try $0.send("PUT", "/v1/customers/short", key: .write, body: "{}")
        },
        input("coins with a fraction", "#/coins") {
            try $0.write("POST", "/v1/customers/\(one)/transactions", #"{"coins": 1.5, "note": "n"}"#)
        },
        input("no coins", "#/coins") {
            try $0.write("POST", "/v1/customers/\(one)/transactions", #"{"coins": 0, "note": "n"}"#)
        },
        input("a debit with an expiry", "#/expires_on") {
            try $0.write(
                "POST", "/v1/customers/\(one)/transactions",
                #"{"coins": -1, "note": "n", "expires_on": "2027-01-01"}"#)
        },
        input("an order without a total", "#/total") {
            try $0.order(
                "1",
                #""customer_id": "\#(one)", "state": "paid", "placed_at": "2026-11-20T10:00:00Z", "currency": "INR""#
            )
        },
        input("a dry run that is neither", "#/query/dry_run") {
            try $0.customer(one, coins: 100)
            return try $0.write(
                "POST", "/v1/customers/\(one)/redemptions?dry_run=maybe", #"{"reward_id": "fifty-off"}"#)
        },
        input("a use without an order", "#/order_id") {
            try $0.send("POST", "/v1/coupons/CS-1/use", key: .write, body: "{}")
        },
        input("a token for two days", "#/expires_in") {
            try $0.customer(one)
            return try $0.send(
                "POST", "/v1/customers/\(one)/tokens", key: .write, body: #"{"expires_in": 172800}"#)
        },
    ]

    private static let notThere: [Self] = [
        Self(name: "an unknown customer", status: 404, code: "customer_not_found") {
            try $0.send("GET", "/v1/customers/nobody-here/balance", key: .server)
        },
        Self(name: "an unknown transaction", status: 404, code: "transaction_not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions/coins-9", key: .server)
        },
        Self(name: "a transaction id that cannot be one", status: 404, code: "transaction_not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions/nine/explanation", key: .server)
        },
        Self(name: "an unknown order", status: 404, code: "order_not_found") {
            try $0.send("GET", "/v1/orders/nine", key: .write)
        },
        Self(name: "an unknown coupon", status: 404, code: "coupon_not_found") {
            try $0.send("POST", "/v1/coupons/NOTHING/verify", key: .write, body: "{}")
        },
        Self(name: "another customer's coupon", status: 404, code: "coupon_not_found") { shop in
            try shop.customer(one, coins: 100)
            try shop.customer("customer-two")
            let id = try shop.coupon().id
            return try shop.write("POST", "/v1/customers/customer-two/coupons/\(id)/cancel", nil)
        },
        Self(name: "a trigger id that cannot be one", status: 404, code: "trigger_not_found") {
            try $0.customer(one)
            return try $0.write("POST", "/v1/triggers/-!-/fire", #"{"customer_id": "\#(one)"}"#)
        },
        Self(name: "an unknown referral code", status: 404, code: "referral_code_not_found") {
            try $0.customer(one)
            return try $0.claim("NOBODYS", for: one)
        },
    ]

    private static let ofRewards: [Self] = [
        Self(name: "an unknown reward", status: 404, code: "reward_not_found") {
            try $0.customer(one)
            return try $0.redeem("no-such-reward")
        },
        Self(name: "a blocked customer", status: 409, code: "customer_blocked") {
            try $0.customer(one, coins: 100)
            try $0.sql("UPDATE customers SET is_blocked = 1")
            return try $0.redeem("fifty-off")
        },
        Self(name: "a reward for a higher tier", status: 409, code: "reward_unavailable") {
            try $0.customer(one, coins: 100)
            return try $0.redeem("gold-only")
        },
        Self(
            name: "too few coins", status: 409, code: "insufficient_coins",
            members: ["available": "99", "required": "100"]
        ) {
            try $0.customer(one, coins: 99)
            return try $0.redeem("fifty-off")
        },
        Self(
            name: "an amount off the step", status: 409, code: "reward_amount_out_of_range",
            members: ["minimum": "20", "maximum": "200", "step": "10"]
        ) {
            try $0.customer(one, coins: 500)
            return try $0.redeem("any-off", more: #", "coins": 25"#)
        },
        Self(name: "a wallet in debt", status: 409, code: "wallet_in_debt", members: ["debt": "100"]) {
            try $0.customer(one)
            _ = try $0.order("order-1", order(total: "10000"))
            #expect(try $0.redeem("fifty-off").status == 201)
            _ = try $0.order("order-1", order(state: "cancelled", total: "10000"))
            return try $0.redeem("fifty-off")
        },
    ]

    private static let ofCoupons: [Self] = [
        Self(
            name: "a coupon in another currency", status: 409, code: "currency_mismatch",
            members: ["programme_currency": "INR", "given_currency": "USD"]
        ) { shop in
            try shop.customer(one, coins: 100)
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"cart_amount": 1, "currency": "USD"}"#)
        },
        Self(
            name: "a coupon that was used", status: 409, code: "coupon_not_active", members: ["state": "used"]
        ) { shop in
            try shop.customer(one, coins: 100)
            let code = try shop.coupon().code
            let used = try shop.send(
                "POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-1"}"#)
            #expect(used.status == 200, "\(used)")
            return try shop.send(
                "POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-2"}"#)
        },
        Self(name: "a coupon of somebody else", status: 409, code: "coupon_of_another_customer") { shop in
            try shop.customer(one, coins: 100)
            try shop.customer("customer-two")
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"customer_id": "customer-two"}"#)
        },
        Self(
            name: "a cart too small for the coupon", status: 409, code: "coupon_minimum_cart",
            members: ["minimum": "20000", "shortfall": "1", "currency": "INR"]
        ) { shop in
            try shop.customer(one, coins: 100)
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"cart_amount": 19999, "currency": "INR"}"#)
        },
    ]

    private static let ofReferrals: [Self] = [
        Self(name: "no referrals any more", status: 409, code: "referral_closed") { _ in
            let closed = APIShop.programme().replacing(
                #""referral": {"active": true"#, with: #""referral": {"active": false"#)
            let shop = try APIShop(programme: closed)
            try shop.customer(one)
            try shop.customer("customer-two")
            return try shop.claim(try shop.referralCode(of: one), for: "customer-two")
        },
        Self(name: "one's own code", status: 409, code: "referral_self") {
            try $0.customer(one)
            return try $0.claim(try $0.referralCode(of: one), for: one)
        },
        Self(name: "a second code", status: 409, code: "referral_already_claimed") { shop in
            for id in [one, "customer-two", "customer-three"] { try shop.customer(id) }
            #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-three").status == 201)
            return try shop.claim(try shop.referralCode(of: "customer-two"), for: "customer-three")
        },
        Self(name: "a code after the first order", status: 409, code: "referral_existing_buyer") { shop in
            for id in [one, "customer-two"] { try shop.customer(id) }
            try shop.put(order: "order-1", of: "customer-two", total: 500)
            return try shop.claim(try shop.referralCode(of: one), for: "customer-two")
        },
        Self(name: "a code of one's own friend", status: 409, code: "referral_cycle") { shop in
            for id in [one, "customer-two"] { try shop.customer(id) }
            #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-two").status == 201)
            return try shop.claim(try shop.referralCode(of: "customer-two"), for: one)
        },
        Self(name: "a code that has brought enough", status: 409, code: "referral_cap_reached") { _ in
            let capped = APIShop.programme().replacing(#""lifetime_cap": 100"#, with: #""lifetime_cap": 1"#)
                .replacing(
                    #""monthly_cap": 2"#, with: #""monthly_cap": 1"#)
            let shop = try APIShop(programme: capped)
            for id in [one, "customer-two", "customer-three"] { try shop.customer(id) }
            let code = try shop.referralCode(of: one)
            #expect(try shop.claim(code, for: "customer-two").status == 201)
            try shop.put(order: "order-1", of: "customer-two", total: 10_000)
            return try shop.claim(code, for: "customer-three")
        },
    ]

    private static let ofOrders: [Self] = [
        Self(name: "an order in another currency", status: 409, code: "currency_mismatch") {
            try $0.customer(one)
            return try $0.order("order-1", order(currency: "USD"))
        },
        Self(name: "an order of somebody else", status: 409, code: "order_of_another_customer") {
            try $0.customer(one)
            try $0.customer("customer-two")
            _ = try $0.order("order-1", order())
            return try $0.order("order-1", order(of: "customer-two"))
        },
        Self(name: "an order that was cancelled", status: 409, code: "order_cancelled") {
            try $0.customer(one)
            _ = try $0.order("order-1", order(state: "cancelled"))
            return try $0.order("order-1", order())
        },
        Self(name: "a refund of a cancelled order", status: 409, code: "order_cancelled") {
            try $0.customer(one)
            _ = try $0.order("order-1", order(state: "cancelled"))
            return try $0.refund("order-1", #""refund_id": "r-1""#)
        },
        Self(name: "a refund of an order that is not there", status: 404, code: "order_not_found") {
            return try $0.refund("order-1", #""refund_id": "r-1""#)
        },
        Self(name: "a refund id with another refund", status: 422, code: "refund_id_reused") {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            _ = try $0.refund("order-1", #""refund_id": "r-1", "amount": 100"#)
            return try $0.refund("order-1", #""refund_id": "r-1", "amount": 101"#)
        },
        Self(
            name: "a refund of more than is left", status: 409, code: "refund_exceeds_order",
            members: ["left": "400", "currency": "INR"]
        ) {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            _ = try $0.refund("order-1", #""refund_id": "r-1", "amount": 100"#)
            return try $0.refund("order-1", #""refund_id": "r-2", "amount": 401"#)
        },
        Self(name: "codes for a reward that makes its own", status: 404, code: "pool_not_found") {
            try $0.send(
                "POST", "/v1/admin/rewards/fifty-off/codes", key: .admin, body: #"{"codes": ["SHOP-1"]}"#)
        },
        Self(
            name: "a refund of a line that is not there", status: 422, code: "invalid_input",
            pointer: "#/lines/0/line_id"
        ) {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            return try $0.refund(
                "order-1", #""refund_id": "r-1", "lines": [{"line_id": "1", "quantity": 1}]"#)
        },
    ]
}
