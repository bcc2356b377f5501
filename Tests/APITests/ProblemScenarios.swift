import API
import Foundation
import HTTPServer
import Model
import Store
import Testing

/// Shorthand for the tables.
private let one = "customer-one"

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
        Self(name: "an idempotency key of a write under way", status: 409, code: "idempotency_key_in_flight")
        {
            shop in
            try shop.customer(one, coins: 100)
            let socket = try SocketShop(shop)
            defer { socket.stop() }
            let redemption = try socket.write(
                "POST", "/v1/customers/\(one)/redemptions", key: "k", #"{"reward_id": "fifty-off"}"#)
            return try socket.whileInFlight(redemption) { try socket.sendAll([redemption])[0] }.1
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
}
