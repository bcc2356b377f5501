import Foundation
import HTTPServer
import Testing

@testable import API

/// Bodies: every fault of one is named in one answer, and nothing is written.
struct InputTests {
    /// A body in which everything is wrong.
    struct Case: CustomTestStringConvertible, Sendable {
        let route: String
        let name: String
        let body: String
        /// What is named, in any order.
        let faults: Set<String>
        var testDescription: String { "\(route): \(name)" }
    }

    @Test func `every route that takes a body is among the cases`() {
        let bodies = Routes.all.filter { $0.method != .get && $0.access != .signature }.map(\.name)
        #expect(Set((wrongTypes + Self.ofAdministration).map(\.route)) == Set(bodies))
    }

    private var wrongTypes: [Case] { Self.wrongTypes }

    @Test(arguments: wrongTypes + ofAdministration + missing + outOfRange)
    func `every fault of a body is named at once`(row: Case) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        let answer = try Self.send(row.route, row.body, coupon: coupon, in: shop)
        #expect(answer.status == 422 && answer.code == "invalid_input", "\(answer)")
        let errors = answer.json["errors"]?.array ?? []
        let named = errors.map { "\($0["pointer"]?.string ?? "") \($0["code"]?.string ?? "")" }
        #expect(named.count == Set(named).count && Set(named) == row.faults, "\(named)")
        #expect(errors.allSatisfy { $0["detail"]?.string?.isEmpty == false })
        #expect(try shop.available("customer-one") == 400)
    }

    /// The routes that may be called without a body.
    private static let bodyless: Set = [
        "cancelCoupon", "startBrandTest", "startConnectorCheck", "revokeKey", "rejectReview", "deleteDraft",
        "publishDraft", "initialiseConnector", "confirmConnector", "restoreProgrammeVersion",
        "eraseCustomer", "undoMerge", "cancelSimulation", "commitHold", "releaseHold",
        "confirmCouponCancelled",
    ]

    /// What is not JSON as RFC 8259 has it, or not in UTF-8, or too deep.
    @Test(arguments: [
        "", " ", "{", "{}{}", "{'a': 1}", "{\"a\": 01}", "{\"a\": NaN}", "{\"a\": \"\u{1}\"}", "\u{FEFF}{}",
        "{\"a\": 1,}", "// {}", String(repeating: "[", count: 10_000),
        #"{"a": "\ud800"}"#, #"{"a": 1, "a": 2}"#,
    ])
    func `a body that is no JSON is 400 on every route that takes one`(body: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        for row in Self.wrongTypes where !(Self.bodyless.contains(row.route) && body.isEmpty) {
            let answer = try Self.send(row.route, body, coupon: coupon, in: shop)
            #expect(answer.status == 400 && answer.code == "malformed_json", "\(row.route): \(answer)")
        }
        #expect(try shop.available("customer-one") == 400)
    }

    @Test(arguments: ["[]", "null", "1", #""text""#, "true"])
    func `a body that is no object is 422 on every route that takes one`(body: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        for row in Self.wrongTypes {
            let answer = try Self.send(row.route, body, coupon: coupon, in: shop)
            #expect(answer.status == 422 && answer.code == "invalid_input", "\(row.route): \(answer)")
        }
    }

    @Test(arguments: [
        "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "json", "",
        "application/jsonp", "application/ json", "app lication/json",
    ])
    func `a body in another media type is 415 on every route that takes one`(type: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        for row in Self.wrongTypes {
            let answer = try Self.send(row.route, "{}", type: type, coupon: coupon, in: shop)
            #expect(
                answer.status == 415 && answer.code == "unsupported_media_type", "\(row.route): \(answer)")
        }
    }

    @Test(arguments: [
        "application/json", "Application/JSON;charset=UTF-8", "application/json ; charset=utf-8",
    ])
    func `JSON may say its charset, in any case`(type: String) throws {
        let shop = try APIShop()
        let answer = try shop.send(
            "PUT", "/v1/customers/customer-one", key: .write, headers: [("Content-Type", type)], body: "{}")
        #expect(answer.status == 201, "\(answer)")
    }

    private static func send(
        _ name: String, _ body: String, type: String = "application/json", coupon: (code: String, id: String),
        in shop: APIShop
    ) throws -> TestResponse {
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        let target = request.target.replacing("coupon-999", with: coupon.id)
            .replacing("NOT-A-CODE", with: coupon.code)
            .replacing("no-such-id", with: name == "callCheckout" ? try shop.webhookID() : "")
        return try shop.send(
            request.method, target, key: request.key,
            headers: [("Idempotency-Key", "\(UUID())"), ("Content-Type", type)], body: body)
    }
}
