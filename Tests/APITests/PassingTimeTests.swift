import Foundation
import Model
import Testing

@testable import API

/// Screens change by themselves as time passes; a kept one never outlives what it says (rules 4.6, 9.2, 9.3).
struct PassingTimeTests {
    private static let customers = ["customer-one", "customer-two"]

    /// A way for a programme to depend on the time, in place of a part of the usual one.
    struct Setting: CustomTestStringConvertible, Sendable {
        let name: String
        let replacements: [(String, String)]
        /// How far the clock moves between two looks, and how often.
        let hours: Int64
        let steps: Int
        var testDescription: String { name }
    }

    static let settings = [
        Setting(
            name: "pending coins, expiry by days, weekly triggers",
            replacements: [
                (#""award_on": "paid""#, #""award_on": "paid", "pending_days": 3"#),
                (#""days", "after": 30"#, #""days", "after": 10"#), (#""per": "day""#, #""per": "week""#),
                (#""hold_days": 0"#, #""hold_days": 5"#),
            ], hours: 7, steps: 60),
        Setting(
            name: "tiers over two rolling months, expiry by months",
            replacements: [
                (
                    #"{"kind": "lifetime"}, "grace_days": 30"#,
                    #"{"kind": "rolling_months", "months": 2}, "grace_days": 7"#
                ),
                (#""kind": "days", "after": 30"#, #""kind": "months", "after": 2"#),
                (#""per": "day""#, #""per": "month""#),
            ], hours: 41, steps: 70),
        Setting(
            name: "tiers over the calendar year",
            replacements: [
                (#"{"kind": "lifetime"}, "grace_days": 30"#, #"{"kind": "calendar_year"}, "grace_days": 30"#),
                (#""per": "day""#, #""per": "year""#),
            ], hours: 24 * 11 + 5, steps: 50),
    ]

    @Test(arguments: settings)
    func `a kept screen changes when what it shows does`(setting: Setting) throws {
        var programme = APIShop.programme()
        for (old, new) in setting.replacements {
            #expect(programme.contains(old), "\(old)")
            programme = programme.replacing(old, with: new)
        }
        let shop = try APIShop(programme: programme)
        try Self.fill(shop)
        _ = try Self.screens(of: shop)
        var seen: Set<String> = []
        for step in 0..<setting.steps {
            shop.clock.advance(by: .seconds(setting.hours * 3_600))
            let kept = try Self.screens(of: shop)
            let fresh = try shop.onFreshLoop { try Self.screens(of: shop) }
            for (place, answer) in kept {
                #expect(answer.status == 200, "\(answer)")
                #expect(answer.text == fresh[place]?.text, "\(place) at step \(step)")
                let until = try Instant(rfc3339: try #require(answer.json["valid_until"]?.string))
                #expect(until > shop.clock.now(), "\(place) at step \(step)")
                let since = try Instant(rfc3339: try #require(answer.json["generated_at"]?.string))
                #expect(since <= shop.clock.now(), "\(place) at step \(step)")
                seen.insert(answer.text)
            }
        }
        // The time has changed something at all.
        #expect(seen.count > Self.customers.count * ScreenName.ofCustomer.count)
    }

    /// One of everything that ends, opens or falls due.
    private static func fill(_ shop: APIShop) throws {
        for id in customers { try shop.customer(id, coins: 250, name: "Asha") }
        #expect(try shop.claim(try shop.referralCode(of: "customer-two"), for: "customer-one").status == 201)
        try shop.put(order: "order-1", of: "customer-one", total: 1_500_000)
        try shop.put(order: "order-2", of: "customer-two", total: 900_000)
        _ = try shop.coupon()
        for id in customers {
            let fired = try shop.write("POST", "/v1/triggers/review/fire", #"{"customer_id": "\#(id)"}"#)
            #expect(fired.json["awarded"]?.bool == true, "\(fired)")
            shop.clock.advance(by: .seconds(3_600))
        }
    }

    private static func screens(of shop: APIShop) throws -> [String: TestResponse] {
        var answers: [String: TestResponse] = [:]
        for customer in customers {
            for screen in ScreenName.ofCustomer {
                let target = "/v1/customers/\(customer)/screens/\(screen.rawValue)"
                answers[target] = try shop.send("GET", target, key: .server)
            }
        }
        return answers
    }
}
