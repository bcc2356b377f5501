@testable import API
import Foundation
import HTTPServer
import Model
import Testing

/// Repeats and dry runs of writes (rules 3.6, 3.7; api.md "Conventions").
struct RepeatTests {
    private static let one = "customer-one"

    /// A write that takes an Idempotency-Key.
    struct Write: CustomTestStringConvertible, Sendable {
        let name: String
        let target: String
        let body: String?
        /// The same asked differently laid out.
        let sameBody: String?
        /// Something else asked.
        let otherTarget: String
        let otherBody: String?
        var testDescription: String { name }
    }

    static let writes = [
        Write(
            name: "createTransaction", target: "/v1/customers/customer-one/transactions",
            body: #"{"coins": 5, "note": "a gift"}"#, sameBody: #"{ "note":"a gift",  "coins":5 }"#,
            otherTarget: "/v1/customers/customer-one/transactions",
            otherBody: #"{"coins": 6, "note": "a gift"}"#),
        Write(
            name: "redeemReward", target: "/v1/customers/customer-one/redemptions",
            body: #"{"reward_id": "any-off", "coins": 50}"#, sameBody: #"{"coins":50,"reward_id":"any-off"}"#,
            otherTarget: "/v1/customers/customer-one/redemptions", otherBody: #"{"reward_id": "any-off"}"#),
        Write(
            name: "fireTrigger", target: "/v1/triggers/review/fire",
            body: #"{"customer_id": "customer-one"}"#, sameBody: #"{"customer_id":"customer-one"}"#,
            otherTarget: "/v1/triggers/asleep/fire", otherBody: #"{"customer_id": "customer-one"}"#),
        Write(
            name: "cancelCoupon", target: "/v1/customers/customer-one/coupons/{coupon}/cancel", body: nil,
            sameBody: "{}", otherTarget: "/v1/customers/customer-one/coupons/coupon-99/cancel", otherBody: nil
        ),
        Write(
            name: "createHold", target: "/v1/customers/customer-one/holds",
            body: #"{"channel": "app", "currency": "INR", "total": 5000, "coins": 10}"#,
            sameBody: #"{"coins": 10, "channel": "app", "currency": "INR", "total": 5000}"#,
            otherTarget: "/v1/customers/customer-one/holds",
            otherBody: #"{"channel": "app", "currency": "INR", "total": 5000, "coins": 20}"#),
        Write(
            name: "commitHold", target: "/v1/holds/{hold}/commit", body: #"{"order_id": "o-1"}"#,
            sameBody: #"{ "order_id":"o-1" }"#, otherTarget: "/v1/holds/{hold}/commit",
            otherBody: #"{"order_id": "o-2"}"#),
        Write(
            name: "releaseHold", target: "/v1/holds/{hold}/release", body: #"{"coins": 5}"#,
            sameBody: #"{ "coins":5 }"#, otherTarget: "/v1/holds/{hold}/release", otherBody: nil),
        Write(
            name: "reportSupportTicket", target: "/v1/support-tickets", body: #"{"topic": "redemption"}"#,
            sameBody: #"{ "topic":"redemption"}"#, otherTarget: "/v1/support-tickets",
            otherBody: #"{"topic": "other"}"#),
    ]

    @Test func `every route that asks for an Idempotency-Key is among the cases`() {
        // The clock of a sandbox, merges and what undoes them have tests of their own.
        let others: Set = ["moveSandboxClock", "mergeCustomers", "undoMerge"]
        let routes = Set(Routes.all.filter { $0.repeats == .byKey }.map(\.name))
        #expect(Set(Self.writes.map(\.name)) == routes.subtracting(others))
    }

    @Test(arguments: writes)
    func `a repeated key replays the first answer, and another request under it is refused`(write: Write)
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 500)
        let hold = try shop.hold()
        let target = write.target.replacing("{coupon}", with: try shop.coupon().id)
        func send(_ target: String, _ body: String?, key: String = "key-1") throws -> TestResponse {
            try shop.send(
                "POST", target.replacing("{hold}", with: hold), key: .write,
                headers: [("Idempotency-Key", key)], body: body)
        }
        let first = try send(target, write.body)
        #expect([200, 201].contains(first.status), "\(first)")
        #expect(first["idempotent-replayed"] == nil)
        let balance = try shop.available(Self.one)
        for body in [write.body, write.sameBody] {
            let repeated = try send(target, body)
            #expect(repeated.status == first.status && repeated.text == first.text, "\(repeated)")
            #expect(repeated["idempotent-replayed"] == "true")
        }
        let other = try send(write.otherTarget, write.otherBody)
        #expect(other.status == 422 && other.code == "idempotency_key_reused", "\(other)")
        #expect(other["idempotent-replayed"] == nil)
        #expect(try shop.available(Self.one) == balance)
    }

    @Test func `a key is one customer's: the same for another customer is another write`() throws {
        let shop = try APIShop()
        for id in [Self.one, "customer-two"] {
            try shop.customer(id)
            let headers = [("Idempotency-Key", "shared")]
            let credit = try shop.send(
                "POST", "/v1/customers/\(id)/transactions", key: .write, headers: headers,
                body: #"{"coins": 5, "note": "n"}"#)
            #expect(credit.status == 201 && credit["idempotent-replayed"] == nil, "\(credit)")
            let fired = try shop.send(
                "POST", "/v1/triggers/review/fire", key: .write, headers: headers,
                body: #"{"customer_id": "\#(id)"}"#)
            #expect(fired.json["awarded"]?.bool == true && fired["idempotent-replayed"] == nil, "\(fired)")
        }
    }

    @Test func `a key is one mode's, one brand's and one route's`() throws {
        let shop = try APIShop()
        let headers = [("Idempotency-Key", "shared")]
        for key in [APIShop.KeyName.write, .testWrite, .otherWrite] {
            #expect(try shop.send("PUT", "/v1/customers/\(Self.one)", key: key, body: "{}").status == 201)
            let credit = try shop.send(
                "POST", "/v1/customers/\(Self.one)/transactions", key: key, headers: headers,
                body: #"{"coins": 100, "note": "n"}"#)
            #expect(credit.status == 201 && credit["idempotent-replayed"] == nil, "\(credit)")
            let coupon = try shop.send(
                "POST", "/v1/customers/\(Self.one)/redemptions", key: key, headers: headers,
                body: #"{"reward_id": "fifty-off"}"#)
            #expect(coupon.status == 201 && coupon["idempotent-replayed"] == nil, "\(coupon)")
        }
    }

    @Test func `the app's retry as me and the back end's by id are one write`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 200)
        let headers = [("Idempotency-Key", "k")]
        let body = #"{"reward_id": "fifty-off"}"#
        let app = try shop.send(
            "POST", "/v1/customers/me/redemptions", key: .read, token: Self.one, headers: headers, body: body)
        let backEnd = try shop.send(
            "POST", "/v1/customers/\(Self.one)/redemptions", key: .write, headers: headers, body: body)
        #expect(app.status == 201 && backEnd.text == app.text, "\(backEnd)")
        #expect(backEnd["idempotent-replayed"] == "true")
        #expect(try shop.available(Self.one) == 100)
    }

    @Test func `a refusal is not kept: the same key succeeds once there are coins`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 99)
        func redeem() throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/\(Self.one)/redemptions", key: .write,
                headers: [("Idempotency-Key", "k")], body: #"{"reward_id": "fifty-off"}"#)
        }
        #expect(try redeem().code == "insufficient_coins")
        try shop.credit(Self.one, 1)
        let second = try redeem()
        #expect(second.status == 201 && second["idempotent-replayed"] == nil, "\(second)")
    }

    @Test(arguments: ["", "two, keys"])
    func `a key that is none is refused before anything is written`(key: String) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let headers =
            key.isEmpty
            ? [("Idempotency-Key", "")] : key.split(separator: ", ").map { ("Idempotency-Key", String($0)) }
        let answer = try shop.send(
            "POST", "/v1/customers/\(Self.one)/transactions", key: .write, headers: headers,
            body: #"{"coins": 5, "note": "n"}"#)
        #expect(
            answer.status == 422
                && answer.json["errors"]?[0]?["pointer"]?.string == "#/header/idempotency-key")
        #expect(try shop.available(Self.one) == 0)
    }

    @Test func `a dry run answers as the write would, keeps nothing, and shows no code`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 100)
        let before = try shop.onFreshLoop {
            try shop.send("GET", "/v1/customers/\(Self.one)/screens/home", key: .server).text
        }
        func redeem(_ query: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/\(Self.one)/redemptions\(query)", key: .write,
                headers: [("Idempotency-Key", "k")], body: #"{"reward_id": "fifty-off"}"#)
        }
        let tried = try redeem("?dry_run=true")
        #expect(tried.status == 200, "\(tried)")
        #expect(tried.json["wallet"]?["available"]?.integer == 0)
        let code = try #require(tried.json["coupon"]?["code"]?.string)
        #expect(!code.isEmpty && code.allSatisfy { $0 == "*" || $0 == "-" }, "\(code)")
        #expect(!tried.text.contains("CS-"), "\(tried.text)")
        let after = try shop.send("GET", "/v1/customers/\(Self.one)/screens/home", key: .server).text
        #expect(after == before)
        let done = try redeem("?dry_run=false")
        #expect(done.status == 201 && done["idempotent-replayed"] == nil, "\(done)")
        #expect(done.json["coupon"]?["code"]?.string?.hasPrefix("CS") == true)
        #expect(try shop.available(Self.one) == 0)
    }

    @Test func `a dry run of a cancellation shows no code either, and cancels nothing`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 100)
        let coupon = try shop.coupon()
        let target = "/v1/customers/\(Self.one)/coupons/\(coupon.id)/cancel"
        let tried = try shop.write("POST", target + "?dry_run=true", nil)
        #expect(tried.status == 200 && !tried.text.contains(coupon.code), "\(tried)")
        #expect(tried.json["wallet"]?["available"]?.integer == 100)
        #expect(try shop.available(Self.one) == 0)
        let done = try shop.write("POST", target, nil)
        #expect(done.status == 200 && done.text.contains(coupon.code), "\(done)")
    }

    @Test func `a dry run under a key that was used is a dry run, and leaves the key's answer as it is`()
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 150)
        func redeem(_ query: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/\(Self.one)/redemptions\(query)", key: .write,
                headers: [("Idempotency-Key", "k")], body: #"{"reward_id": "fifty-off"}"#)
        }
        let first = try redeem("")
        let tried = try redeem("?dry_run=true")
        #expect(tried.status == 409 && tried.code == "insufficient_coins", "\(tried)")
        #expect(try redeem("").text == first.text)
    }

    /// A write that moves coins, as a dry run.
    @Test(arguments: [
        ("POST", "/v1/customers/customer-one/transactions", #"{"coins": 5, "note": "n"}"#),
        ("POST", "/v1/triggers/review/fire", #"{"customer_id": "customer-one"}"#),
        (
            "PUT", "/v1/orders/order-1",
            #"{"customer_id": "customer-one", "state": "paid", "placed_at": "2026-11-20T10:00:00Z","#
                + #" "currency": "INR", "total": 5000}"#
        ),
    ])
    func `every write that moves coins can be tried`(method: String, target: String, body: String) throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 100)
        let tried = try shop.write(method, "\(target)?dry_run=true", body)
        #expect(tried.status == 200, "\(tried)")
        #expect(try shop.available(Self.one) == 100)
        let done = try shop.write(method, target, body)
        #expect([200, 201].contains(done.status), "\(done)")
        #expect(try shop.available(Self.one) ?? 0 > 100)
    }

    @Test func `natural keys need no other: the same order and the same use again are the same answer`()
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 100)
        try shop.put(order: "order-1", of: Self.one, total: 5_000)
        let balance = try shop.available(Self.one)
        try shop.put(order: "order-1", of: Self.one, total: 5_000)
        #expect(try shop.available(Self.one) == balance)
        let code = try shop.coupon().code
        let uses = try (0..<2).map { _ in
            try shop.send("POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-2"}"#)
                .text
        }
        #expect(uses[0] == uses[1] && uses[0].contains("used"))
    }
}
