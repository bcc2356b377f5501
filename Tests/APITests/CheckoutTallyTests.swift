import Foundation
import Model
import Testing

@testable import API

/// What checkouts' calls are counted as, and which of them begin and finish a checkout.
struct CheckoutTallyTests {
    private func measures(_ shop: APIShop, from day: String = "2026-11-21") throws -> TestJSON {
        shop.service.apiLog.flush(to: shop.engine)
        let answer = try shop.administer("GET", "measures?from=\(day)&to=2026-11-22")
        #expect(answer.status == 200, "\(answer)")
        return answer.json
    }

    private func ratio(_ id: String, _ json: TestJSON) -> [Int64?] {
        let measure = json["measures"]?.array.first { $0["id"]?.string == id }
        return [measure?["numerator"]?.integer, measure?["denominator"]?.integer]
    }

    /// `custom_checkout list: 3 calls, 1 refused`.
    private func lines(_ json: TestJSON) -> [String] {
        (json["checkouts"]?.array ?? []).map { line in
            let number = { (name: String) in line[name]?.integer ?? -1 }
            return
                "\(line["connector"]?.string ?? "") \(line["action"]?.string ?? ""): \(number("calls")) calls,"
                + " \(number("refusals")) refused, \(number("errors")) failed"
        }
    }

    @Test func `calls are counted by connector and action, with what was refused and how long they took`()
        throws
    {
        let shop = try APIShop(programme: APIShop.programme(everyCheckout: ""))
        try shop.customer("customer-one", coins: 1_000)
        #expect(lines(try measures(shop)) == [])
        let (own, gokwik) = (try shop.webhookID(), try shop.webhookID("gokwik"))
        for _ in 1...2 { try shop.call(own, APIShop.cart("list")) }
        try shop.call(
            own, #""action": "list", "customer_id": "customer-nobody", "currency": "INR", "total": 1"#)
        try shop.call(own, #""action": "dance""#)
        try shop.call(gokwik, APIShop.cart("perform", #", "coins": 100, "reference": "r-1""#))
        try shop.call(gokwik, APIShop.cart("perform", #", "coins": 200, "reference": "r-1""#))
        try shop.call(
            gokwik, #""action": "revert_unsafe", "customer_id": "customer-one", "reference": "r-1""#)
        try shop.call(gokwik + "?dry_run=true", APIShop.cart("perform", #", "reference": "r-2""#))
        try shop.call("no-such-id", APIShop.cart("list"))
        // Midnight in the brand's zone is another day.
        _ = try measures(shop)
        shop.clock.advance(by: .seconds(13 * 3_600))
        try shop.call(own, APIShop.cart("list"))
        let json = try measures(shop)
        #expect(
            lines(json) == [
                "custom_checkout list: 4 calls, 1 refused, 0 failed",
                "custom_checkout unread: 1 calls, 1 refused, 0 failed",
                "gokwik perform: 2 calls, 1 refused, 0 failed", "gokwik revert: 1 calls, 0 refused, 0 failed",
            ], "\(json)")
        #expect(json["checkouts"]?.array.allSatisfy { $0["microseconds"]?.integer ?? 0 > 0 } == true)
        #expect(
            lines(try measures(shop, from: "2026-11-22")) == [
                "custom_checkout list: 1 calls, 0 refused, 0 failed"
            ])
        #expect(ratio("checkout_error_rate", json) == [0, 8])
    }

    @Test func `a call that fails for a technical reason is an error`() {
        let tally = CheckoutTally()
        let day = LocalDate(iso: "2026-11-21")
        guard let day, let shop = try? APIShop() else { return }
        let mark = CheckoutTally.Mark(
            book: BookNumber(1), connector: .shiprocket, day: day, action: .perform)
        for status: Int64 in [200, 409, 500, 503] { tally.count(mark, status: status, microseconds: 5) }
        tally.flush(to: shop.engine)
        tally.flush(to: shop.engine)
        let json = try? measures(shop)
        #expect(json.map(lines) == ["shiprocket perform: 4 calls, 1 refused, 2 failed"])
        #expect(json?["checkouts"]?[0]?["microseconds"]?.integer == 20)
        #expect(json.map { ratio("checkout_error_rate", $0) } == [2, 4])
    }

    @Test func `a checkout begins with the first offer and is finished by a perform or a paid order`() throws
    {
        let shop = try APIShop(programme: APIShop.programme(everyCheckout: ""))
        for one in ["customer-one", "customer-two", "customer-three", "customer-four"] {
            try shop.customer(one, coins: one == "customer-four" ? 0 : 100)
        }
        let id = try shop.webhookID()
        func call(_ action: String, _ customer: String, _ more: String) throws {
            let cart = APIShop.cart(action, more).replacing("customer-one", with: customer)
            let answer = try shop.call(id, cart)
            #expect(answer.status == 200, "\(answer)")
        }
        // One pays with coins, two without; three goes away; four had none to offer.
        for _ in 1...3 { try call("list", "customer-one", "") }
        let order = #", "coins": 10, "reference": "r-1", "order_id": "o-0""#
        for _ in 1...2 { try call("perform", "customer-one", order) }
        for customer in ["customer-two", "customer-three", "customer-four"] { try call("list", customer, "") }
        for (connector, order) in [("app", "o-1"), ("custom_checkout", "o-2"), ("custom_checkout", "o-2")] {
            let body = """
                {"customer_id": "customer-two", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
                 "currency": "INR", "total": 50000, "connector": "\(connector)"}
                """
            _ = try shop.send("PUT", "/v1/orders/\(order)", key: .write, body: body)
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 3])
        // Half an hour later, what was not finished was given up, and the next offer begins another.
        shop.clock.advance(by: .seconds(30 * 60 + 1))
        try call("perform", "customer-three", #", "coins": 10, "reference": "r-3", "final": true"#)
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 3])
        try call("list", "customer-three", "")
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 4])
    }

    @Test func `a perform that only sets coins aside finishes nothing until the purchase is paid`() throws {
        let shop = try APIShop(programme: APIShop.programme(everyCheckout: ""))
        let id = try shop.webhookID()
        func call(_ action: String, _ customer: String, _ more: String = "") throws -> TestResponse {
            let cart = APIShop.cart(action, more).replacing("customer-one", with: customer)
            let answer = try shop.call(id, cart)
            #expect(answer.status == 200, "\(answer)")
            return answer
        }
        var holds: [String: String] = [:]
        let ways = ["given-up", "final", "repeat", "commit", "order"]
        for way in ways {
            try shop.customer("customer-\(way)", coins: 100)
            _ = try call("list", "customer-\(way)")
            let held = try call("perform", "customer-\(way)", #", "coins": 10, "reference": "\#(way)""#)
            holds[way] = held.json["hold"]?["id"]?.string
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [0, 5])
        try shop.call(
            id, #""action": "revert", "customer_id": "customer-given-up", "reference": "given-up""#)
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [0, 5])
        for more in [#""final": true"#, #""order_id": "o-final""#] {
            _ = try call("perform", "customer-final", #", "coins": 10, "reference": "final", \#(more)"#)
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [1, 5])
        for _ in 1...2 {
            _ = try call(
                "perform", "customer-repeat", #", "coins": 10, "reference": "repeat", "order_id": "o-repeat""#
            )
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 5])
        for key in ["c-1", "c-2"] {
            let hold = try #require(holds["commit"])
            let committed = try shop.send(
                "POST", "/v1/holds/\(hold)/commit", key: .write, headers: [("Idempotency-Key", key)],
                body: #"{"order_id": "o-commit"}"#)
            #expect(committed.status == 200, "\(committed)")
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [3, 5])
        let order = """
            {"customer_id": "customer-order", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
             "currency": "INR", "total": 50000, "connector": "custom_checkout"}
            """
        #expect(try shop.send("PUT", "/v1/orders/o-order", key: .write, body: order).status == 201)
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [4, 5])
    }

    @Test func `a repeat of a perform that was paid before does not finish the customer's next checkout`()
        throws
    {
        let shop = try APIShop(programme: APIShop.programme(everyCheckout: ""))
        try shop.customer("customer-one", coins: 100)
        let id = try shop.webhookID()
        for _ in 1...2 {
            try shop.call(id, APIShop.cart("list"))
            try shop.call(id, APIShop.cart("perform", #", "coins": 10, "reference": "r", "final": true"#))
            shop.clock.advance(by: .seconds(1))
        }
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [1, 2])
    }

    @Test func `so many checkouts are remembered as begun and no more, and the old ones make room`() throws {
        let tally = CheckoutTally()
        let shop = try APIShop()
        let (day, now) = (try #require(LocalDate(iso: "2026-11-21")), shop.clock.now())
        for number in 0...Int64(CheckoutTally.Limits.begunMax) {
            tally.began(CustomerNumber(number), in: BookNumber(1), on: day, at: now)
        }
        tally.flush(to: shop.engine)
        #expect(
            ratio("checkout_completion_rate", try measures(shop)) == [
                0, Int64(CheckoutTally.Limits.begunMax),
            ])
        let later = now.adding(milliseconds: CheckoutTally.Limits.begunMilliseconds + 1)
        tally.began(CustomerNumber(-1), in: BookNumber(1), on: day, at: later)
        tally.completed(CustomerNumber(-1), in: BookNumber(1), on: day, at: later)
        tally.flush(to: shop.engine)
        #expect(
            ratio("checkout_completion_rate", try measures(shop)) == [
                1, Int64(CheckoutTally.Limits.begunMax) + 1,
            ])
    }
}
