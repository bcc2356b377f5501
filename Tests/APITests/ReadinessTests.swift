import Engine
import Foundation
import Model
import Testing

@testable import API
@testable import Store

/// `/readyz` says what is the case, and every request has its line in the log.
struct ReadinessTests {
    private func ready(_ shop: APIShop, _ change: (inout Surroundings) -> Void) throws -> TestResponse {
        var surroundings = Surroundings()
        change(&surroundings)
        shop.service.surroundings = surroundings
        return try shop.send("GET", "/readyz")
    }

    @Test func `a service that lacks nothing is ready`() throws {
        let shop = try APIShop()
        let now = shop.clock.now()
        let answer = try ready(shop) { $0.housekeepingAt = { now } }
        #expect(answer.status == 200 && answer.json["status"]?.string == "ready", "\(answer)")
        let checks = try #require(answer.json["checks"])
        for name in ["service", "database", "commits", "disk", "housekeeping", "verification", "quarantine"] {
            #expect(checks[name]?["status"]?.string == "ok", "\(name)")
        }
    }

    @Test func `a service that stops is not ready, and says why`() throws {
        let answer = try ready(try APIShop()) { $0.isStopping = { true } }
        #expect(answer.status == 503 && answer.code == "unavailable", "\(answer)")
        #expect(answer.json["detail"]?.string == "The service is stopping.")
        #expect(answer["retry-after"] != nil)
    }

    @Test func `a service whose database is closed is not ready`() throws {
        let shop = try APIShop()
        shop.store.close()
        let answer = try ready(shop) { _ in }
        #expect(
            answer.status == 503 && answer.json["detail"]?.string?.contains("database") == true, "\(answer)")
    }

    @Test(arguments: ["housekeeping", "verification", "quarantine"])
    func `a service that serves while somebody should look is degraded`(name: String) throws {
        let shop = try APIShop()
        let longAgo = shop.clock.now().adding(milliseconds: -61_000)
        var state = VerificationState()
        state.faultsBefore = 1
        let answer = try ready(shop) { [state] surroundings in
            switch name {
            case "housekeeping": surroundings.housekeepingAt = { longAgo }
            case "verification": surroundings.verification = { state }
            default:
                shop.engine.store.alarms.raise(.quarantined(CustomerNumber(1), reason: "a lot is missing"))
            }
        }
        #expect(answer.status == 200 && answer.json["status"]?.string == "degraded", "\(answer)")
        #expect(answer.json["checks"]?[name]?["status"]?.string == "warning")
    }

    @Test func `a failed commit is told until one succeeds`() throws {
        let shop = try APIShop()
        let statistics = shop.store.statistics
        statistics.batchFailed(StoreError(kind: .full, message: "database or disk is full"))
        let full = try ready(shop) { _ in }
        #expect(full.status == 200 && full.json["status"]?.string == "degraded")
        #expect(full.json["checks"]?["commits"]?["detail"]?.string?.contains("no room on the disk") == true)
        try shop.customer("customer-one")
        #expect(try ready(shop) { _ in }.json["status"]?.string == "ready")
    }

    @Test func `every request has one line at debug, with its template and without its secrets`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let token = try shop.token("customer-one")
        shop.log.clear()
        for _ in 0..<2 {
            _ = try shop.send(
                "GET", "/v1/customers/customer-one/screens/wallet",
                headers: [
                    ("X-API-Key", try shop.key(.read)), ("Authorization", "Bearer \(token)"),
                    ("X-Request-Id", "from-the-app-1"),
                ])
        }
        try shop.credit("customer-one", 5)
        _ = try shop.send("GET", "/v1/coupons/SECRET-CODE/nothing", key: .write)
        let lines = try shop.log.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        let requests = lines.filter { $0["event"] == .string("request") }
        #expect(requests.count == 4)
        let screens = requests.filter { $0["request_id"] == .string("from-the-app-1") }
        #expect(screens.count == 2)
        let key = "key-\(try shop.made(.read).key.id)"
        for screen in screens {
            #expect(screen["route"] == .string("/v1/customers/{customer_id}/screens/{screen}"))
            #expect(screen["method"] == .string("GET") && screen["status"] == .string("200"))
            #expect(screen["key"] == .string(key))
            #expect(screen["microseconds"] != nil)
        }
        for secret in ["SECRET-CODE", token, try shop.key(.read), try shop.key(.write), "customer-one"] {
            #expect(!shop.log.text.contains(secret), "\(secret)")
        }
    }
}
