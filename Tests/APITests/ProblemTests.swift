@testable import API
import Engine
import Foundation
import HTTPServer
import Model
import Store
import Testing

/// Every problem that the service knows, provoked by a request, and its page.
struct ProblemTests {
    /// One way into one problem: what is done before, the request, and what the answer must say.
    struct Scenario: CustomTestStringConvertible, Sendable {
        let name: String
        let status: Int
        let code: String
        /// Members beside the standard ones, as they print.
        var members: [String: String] = [:]
        /// The pointer of the first of `errors`.
        var pointer: String?
        let request: @Sendable (APIShop) throws -> TestResponse
        var testDescription: String { name }
    }

    @Test(arguments: Scenario.all)
    func `a problem says what, why and where to read on, and changes nothing`(scenario: Scenario) throws {
        let shop = try APIShop()
        let answer = try scenario.request(shop)
        #expect(answer.status == scenario.status && answer.code == scenario.code, "\(answer)")
        #expect(answer["content-type"] == "application/problem+json")
        #expect(answer["cache-control"] == "no-store" && answer["etag"] == nil)
        #expect(answer["x-content-type-options"] == "nosniff")
        let json = answer.json
        #expect(json["type"]?.string == "/problems/\(scenario.code)")
        #expect(json["status"]?.integer == Int64(scenario.status))
        #expect(json["title"]?.string?.isEmpty == false && json["detail"]?.string?.isEmpty == false)
        #expect(json["request_id"]?.string == answer["x-request-id"])
        for (name, value) in scenario.members {
            #expect(json[name].map { "\($0)" } == value, "\(name): \(answer)")
        }
        #expect(json["errors"]?[0]?["pointer"]?.string == scenario.pointer, "\(answer)")
        let page = try shop.send("GET", "/problems/\(scenario.code)")
        #expect(page.status == 200 && page["content-type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("<code>\(scenario.code)</code>, HTTP \(scenario.status) "), "\(page.text)")
    }

    /// Codes that no request can bring about in a healthy service of this version, each with the reason.
    static let unreachable: [String: String] = [
        "internal_error": "a mistake of the service",
        "brand_test_running": "needs a test that takes its time; the tests of brand tests have one",
        "request_timeout": "the HTTP server's; its tests have a clock for it",
        "review_already_written": "reviews come in through a dialect, whose form it is told in",
        "programme_not_found": "a brand is made by publishing its first programme",
    ]

    @Test func `every problem has a scenario, or a reason to have none`() {
        let seen = Set(Scenario.all.map(\.code)).union(Self.unreachable.keys)
        let known = Set(ProblemKind.all.map(\.code))
        #expect(known.subtracting(seen).sorted() == [])
        #expect(seen.subtracting(known).sorted() == [])
    }

    @Test func `no two problems share a code, and each has a page with words of its own`() throws {
        let shop = try APIShop()
        #expect(Set(ProblemKind.all.map(\.code)).count == ProblemKind.all.count)
        #expect(Set(ProblemKind.all.map(\.meaning)).count == ProblemKind.all.count)
        for kind in ProblemKind.all {
            let page = try shop.send("GET", "/problems/\(kind.code)")
            #expect(page.status == 200 && page.text.contains(kind.title), "\(kind.code)")
        }
        #expect(try shop.send("GET", "/problems/no_such_code").code == "not_found")
    }

    @Test func `every refusal of the rules is among the problems, and none of their numbers is lost`() {
        for refusal in Refusal.samples {
            #expect(ProblemKind.named(refusal.code)?.status == refusal.status)
            let words = refusal.sentence + refusal.meaning
            #expect(!words.contains("nil") && !words.contains("Optional"))
        }
    }

    @Test func `a key or reference that comes with something else is 422`() {
        for refusal in [Refusal.idempotencyKeyReused, .refundIDReused, .referenceReused] {
            #expect(refusal.status == .unprocessableContent)
        }
        // A perform after its revert is a conflict with what stands.
        #expect(Refusal.alreadyReverted.status == .conflict)
    }

    @Test func `what nobody foresaw is a bare 500 with a line in the log`() {
        struct Surprise: Error {}
        let problem = Problem(Surprise())
        #expect(problem.status == .internalServerError && problem.code == "internal_error")
        #expect(!problem.detail.contains("Surprise") && problem.extra.isEmpty && problem.errors.isEmpty)
    }

    @Test func `a damaged customer is served to nobody, and nobody else is hurt`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        try shop.customer("customer-two", coins: 20)
        try shop.sql("UPDATE wallets SET available = available + 1 WHERE available = 10")
        let redeem = try shop.send(
            "POST", "/v1/customers/customer-one/transactions", key: .write,
            headers: [("Idempotency-Key", "k")], body: #"{"coins": 5, "note": "a gift"}"#)
        #expect(redeem.status == 503 && redeem.code == "customer_quarantined", "\(redeem)")
        #expect(redeem["retry-after"] == "60")
        #expect(try shop.available("customer-two") == 20)
    }
}

extension APIShop {
    /// Does to the database what the service never would.
    func sql(_ text: String) throws {
        try store.writeAndWait { transaction in
            try transaction.connection.execute(text)
            return .keep(())
        }
    }
}
