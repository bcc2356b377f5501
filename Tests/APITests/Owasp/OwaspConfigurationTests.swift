import Engine
import Foundation
import HTTPServer
import Model
import Store
import Testing

@testable import API

/// API8:2023, security misconfiguration, API9:2023, inventory, and what errors and logs give away (API10:2023 has its
/// test among the tidy ones: the service calls nobody).
struct OwaspConfigurationTests {
    private static func check(_ answer: TestResponse, _ place: String) {
        guard answer.status != 304 else { return }
        #expect(answer["x-content-type-options"] == "nosniff", "\(place): \(answer)")
        #expect(
            answer["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'",
            "\(place): \(answer)")
        #expect(answer["referrer-policy"] == "no-referrer", "\(place): \(answer)")
        #expect(answer["cross-origin-resource-policy"] == "same-origin", "\(place): \(answer)")
        #expect(["no-store", "private, no-cache"].contains(answer["cache-control"]), "\(place): \(answer)")
        for told in ["server", "x-powered-by", "via"] { #expect(answer[told] == nil, "\(place): \(answer)") }
        if answer["cache-control"] != "no-store" {
            #expect(answer["vary"]?.contains("Origin") == true, "\(place): \(answer)")
        }
    }

    @Test func `every answer tells browsers how little to make of it, successes and refusals alike`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        try shop.put(order: "order-7", of: "customer-one", total: 500)
        for (number, route) in Routes.all.enumerated() where route.name != "eraseCustomer" {
            let request = try #require(RouteRequest.of(route, customer: "customer-one"))
            for key in [request.key, nil] {
                var headers = [("Idempotency-Key", "try-\(number)")]
                if let key { headers.append(("X-API-Key", try shop.key(key))) }
                Self.check(
                    try shop.send(request.method, request.target, headers: headers, body: request.body),
                    route.name)
            }
            Self.check(try shop.send("OPTIONS", request.target), "OPTIONS \(route.name)")
        }
        let broken = [
            "nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
            "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
            "GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        for bytes in broken { Self.check(try shop.receive(bytes), String(bytes.prefix(20))) }
    }

    @Test(arguments: [
        "/.env", "/.git/config", "/admin", "/debug", "/debug/pprof/", "/actuator/health", "/swagger.json",
        "/v1", "/v2/program", "/v1/admin", "/v1/keys", "/v1/customers", "/internal", "/server-status",
        "/graphql",
        "/v1/admin/../program", "/..%2f..%2fetc%2fpasswd", "/v1/customers/%2e%2e/program", "/openapi.json",
        "/backup.db",
    ])
    func `what the contract does not list is not there, for whichever key`(target: String) throws {
        let shop = try APIShop()
        for key in [APIShop.KeyName.read, .write, .admin] {
            let answer = try shop.send("GET", target, key: key)
            #expect(answer.status == 404 && answer.code == "not_found", "\(answer)")
        }
    }

    /// Words of the inside: of the database, of the language, of the machine.
    private static let inside = [
        "SQLITE", "sqlite", "SELECT ", "INSERT ", "constraint", ".swift", "Swift.", "Optional(", "Sources/",
        "/home/",
        "/work/", "/tmp/", "errno", "StoreError", "EngineError", "InvalidInput",
    ]

    private static func tellsOfTheInside(_ answer: TestResponse) -> Bool {
        inside.contains { answer.text.contains($0) }
    }

    @Test(arguments: ProblemTests.Scenario.all.map(\.name))
    func `no problem tells of the inside`(name: String) throws {
        let scenario = try #require(ProblemTests.Scenario.all.first { $0.name == name })
        let answer = try scenario.request(try APIShop())
        #expect(!Self.tellsOfTheInside(answer), "\(answer)")
    }

    @Test func `a database that is gone is told in the same words on every route`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        shop.store.close()
        for (number, route) in Routes.all.enumerated()
        where !route.access.isSecretPath && route.media == .json {
            let request = try #require(RouteRequest.of(route, customer: "customer-one"))
            let answer = try shop.send(
                request.method, request.target, key: request.key,
                headers: [("Idempotency-Key", "try-\(number)")],
                body: request.body)
            #expect(!Self.tellsOfTheInside(answer), "\(route.name): \(answer)")
            if answer.status >= 500 {
                #expect(answer.status == 503 && answer.code == "unavailable", "\(route.name): \(answer)")
                #expect(answer["retry-after"] == "1", "\(route.name): \(answer)")
            }
        }
    }

    @Test func `no secret gets into the log, at its most talkative, nor into the log of requests`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let token = try shop.token("customer-one")
        let webhook = try shop.webhookID()
        let coupon = try shop.coupon().code
        let signature = PostbackSignature.make(
            trigger: try #require(TriggerID("app-install")), provider: .generic, book: try shop.book(),
            secrets: shop.engine.secrets)
        var secrets = [token, webhook, coupon, signature, "hunter2@example.test", "+14155550123"]
        secrets += try APIShop.KeyName.allCases.map { try shop.key($0) }
        let digests = try APIShop.KeyName.allCases.map { try shop.made($0).key.digest.hex }
        let made = try shop.administer("POST", "keys", #"{"kind": "read"}"#)
        secrets.append(try #require(made.json["key"]?.string, "\(made)"))
        _ = try shop.send(
            "PUT", "/v1/customers/customer-two", key: .write,
            body: #"{"email": "hunter2@example.test", "mobile": "+14155550123"}"#)
        let attempts: [(String, String)] = [
            ("GET", "/v1/postbacks/app-install/\(signature)?customer_id=customer-one"),
            ("GET", "/v1/postbacks/app-install/\(signature)/more"), ("POST", "/v1/postbacks/x/\(signature)"),
            ("POST", "/v1/checkout/\(webhook)"), ("GET", "/v1/checkout/\(webhook)"),
            ("PUT", "/v1/checkout/\(webhook)/"), ("POST", "/v1/coupons/\(coupon)/verify"),
            ("GET", "/v1/coupons/\(coupon)"), ("GET", "/v1/customers/me/screens/home"),
            ("GET", "/v1/program?key=\(token)"), ("GET", "/v1/customers/\(token)/balance"),
        ]
        for (method, target) in attempts {
            for key in [APIShop.KeyName.read, .write, .admin] {
                _ = try shop.send(
                    method, target, key: key, token: "customer-one", body: method == "GET" ? nil : "{}")
            }
        }
        shop.service.apiLog.flush(to: shop.engine)
        let requests = try shop.administer("GET", "api-log?limit=100").text
        let audit = try shop.administer("GET", "audit-log?limit=100").text
        for secret in secrets + digests {
            #expect(!shop.log.text.contains(secret), "the log holds \(secret)")
            #expect(!requests.contains(secret), "the log of requests holds \(secret)")
            #expect(!audit.contains(secret), "the log of acts holds \(secret)")
        }
        #expect(shop.log.text.contains("request_failed") && requests.contains("request_id"))
    }
}
