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
        try call("perform", "customer-one", #", "coins": 10, "reference": "r-1""#)
        try call("perform", "customer-one", #", "coins": 10, "reference": "r-1""#)
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
        try call("perform", "customer-three", #", "coins": 10, "reference": "r-3""#)
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 3])
        try call("list", "customer-three", "")
        #expect(ratio("checkout_completion_rate", try measures(shop)) == [2, 4])
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
