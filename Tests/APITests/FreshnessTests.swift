@testable import API
import Engine
import Foundation
import HTTPServer
import Model
import Testing

/// A kept screen is never other than the screen that would be read now, whoever changed what it shows.
struct FreshnessTests {
    static let customers = ["customer-one", "customer-two"]
    static let screens = ScreenName.ofCustomer.map(\.rawValue)

    /// One thing that changes what customer-one's or customer-two's screens show.
    struct Change: CustomTestStringConvertible, Sendable {
        let name: String
        /// What is there before it.
        var before: @Sendable (APIShop) throws -> Void = { _ in }
        let run: @Sendable (APIShop) throws -> Void
        var testDescription: String { name }
    }

    static let changes: [Change] = [
        Change(name: "a manual credit") { try $0.credit("customer-one", 7) },
        Change(name: "a manual debit") {
            let made = try $0.write(
                "POST", "/v1/customers/customer-one/transactions", #"{"coins": -7, "note": "n"}"#)
            #expect(made.status == 201)
        },
        Change(name: "a paid order") { try $0.put(order: "order-1", of: "customer-one", total: 9_900) },
        Change(name: "an order that changes the tier") {
            try $0.put(order: "order-1", of: "customer-one", total: 2_000_000)
        },
        Change(
            name: "a cancelled order",
            before: { try $0.put(order: "order-1", of: "customer-one", total: 9_900) }
        ) {
            try $0.put(order: "order-1", of: "customer-one", total: 9_900, state: "cancelled")
        },
        Change(name: "a redemption") { _ = try $0.coupon() },
        Change(name: "a cancelled coupon", before: { _ = try $0.coupon() }) { shop in
            let coupons = try shop.send("GET", "/v1/customers/customer-one/coupons", key: .server)
            let id = try #require(coupons.json["items"]?[0]?["id"]?.string)
            let made = try shop.write("POST", "/v1/customers/customer-one/coupons/\(id)/cancel", nil)
            #expect(made.status == 200, "\(made)")
        },
        Change(name: "a used coupon", before: { _ = try $0.coupon() }) { shop in
            let coupons = try shop.send("GET", "/v1/customers/customer-one/coupons", key: .server)
            let code = try #require(coupons.json["items"]?[0]?["code"]?.string)
            let made = try shop.send(
                "POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-9"}"#)
            #expect(made.status == 200, "\(made)")
        },
        Change(name: "a fired trigger") {
            let made = try $0.write("POST", "/v1/triggers/review/fire", #"{"customer_id": "customer-one"}"#)
            #expect(made.json["awarded"]?.bool == true, "\(made)")
        },
        Change(name: "an app-install postback") { shop in
            let signature = PostbackSignature.make(
                trigger: try #require(TriggerID("app-install")), provider: .generic, book: try shop.book(),
                secrets: shop.engine.secrets)
            let made = try shop.send(
                "GET",
                "/v1/postbacks/app-install/\(signature)?customer_id=customer-one&device_id=device-0001&event_id=e1"
            )
            #expect(made.json["awarded"]?.bool == true, "\(made)")
        },
        Change(name: "a customer's new language") {
            let made = try $0.send(
                "PUT", "/v1/customers/customer-one", key: .write, body: #"{"locale": "hi-IN"}"#)
            #expect(made.status == 200, "\(made)")
        },
        Change(name: "a claimed referral") { shop in
            let made = try shop.claim(try shop.referralCode(of: "customer-two"), for: "customer-one")
            #expect(made.status == 201, "\(made)")
        },
        Change(name: "a referral's reward", before: Change.refer) {
            try $0.put(order: "order-1", of: "customer-one", total: 10_000)
        },
        Change(name: "a referred friend's new name", before: Change.refer) {
            let made = try $0.send(
                "PUT", "/v1/customers/customer-one", key: .write, body: #"{"name": "Zoya"}"#)
            #expect(made.status == 200, "\(made)")
        },
        Change(name: "a new programme") { shop in
            let document = APIShop.programme(name: "The Corner Shop")
                .replacing(#""title": "Review""#, with: #""title": "Tell others""#)
            _ = try PublishProgramme.run(Array(document.utf8), by: .commandLine, on: shop.engine)
        },
        Change(name: "a minute") { $0.clock.advance(by: .seconds(60)) },
        Change(
            name: "a day, after which a trigger is open again",
            before: {
                _ = try $0.write("POST", "/v1/triggers/review/fire", #"{"customer_id": "customer-one"}"#)
            }
        ) {
            $0.clock.advance(by: .seconds(86_400))
        },
        Change(name: "eleven days, after which a coupon has lapsed", before: { _ = try $0.coupon() }) {
            $0.clock.advance(by: .seconds(11 * 86_400))
        },
        Change(name: "two months, after which coins have expired") {
            $0.clock.advance(by: .seconds(62 * 86_400))
        },
    ]

    @Test(arguments: changes)
    func `a kept screen is the screen that would be read now`(change: Change) throws {
        let shop = try APIShop()
        for id in Self.customers { try shop.customer(id, coins: 250, name: "Asha") }
        try change.before(shop)
        // So often that what is kept has been served once, and has been recalled without being parsed.
        for _ in 0..<4 { _ = try Self.all(of: shop) }
        try change.run(shop)
        let kept = try Self.all(of: shop)
        let fresh = try shop.onFreshLoop { try Self.all(of: shop) }
        #expect(kept.count == Self.customers.count * Self.screens.count)
        for (place, answer) in kept {
            let other = try #require(fresh[place])
            #expect(answer.status == 200 && answer.text == other.text, "\(place)")
            #expect(answer["etag"] == other["etag"])
            #expect(answer["content-language"] == other["content-language"])
        }
        // And again from what was kept meanwhile.
        for (place, answer) in try Self.all(of: shop) {
            #expect(answer.text == kept[place]?.text, "\(place)")
        }
    }

    private static func all(of shop: APIShop) throws -> [String: TestResponse] {
        var answers: [String: TestResponse] = [:]
        for customer in customers {
            for screen in screens {
                let target = "/v1/customers/\(customer)/screens/\(screen)"
                answers[target] = try shop.send("GET", target, key: .server)
            }
        }
        return answers
    }

    @Test func `what a write has answered is in the very next read`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 1)
        for coins in 2...20 {
            try shop.credit("customer-one", 1)
            let target = "/v1/customers/customer-one/screens/wallet"
            for _ in 0..<2 {
                let screen = try shop.send("GET", target, key: .server)
                let card = screen.json["sections"]?.array.first { $0["type"]?.string == "wallet_card" }
                #expect(card?["coins"]?["available"]?.integer == Int64(coins), "\(screen)")
            }
            #expect(try shop.available("customer-one") == Int64(coins))
        }
    }

    @Test func `screens are kept apart by customer, language, schema, query and credential`() throws {
        let shop = try APIShop()
        for id in Self.customers { try shop.customer(id, coins: 10) }
        func get(_ customer: String, _ screen: String, _ headers: [(String, String)] = []) throws -> String {
            try shop.send(
                "GET", "/v1/customers/me/screens/\(screen)", key: .read, token: customer, headers: headers
            )
            .text
        }
        func round() throws -> [String] {
            [
                try get("customer-one", "history"), try get("customer-two", "history"),
                try get("customer-one", "wallet"),
                try get("customer-one", "history", [("Accept-Language", "hi")]),
                try get("customer-one", "history", [("Accept-Language", "de")]),
                try get("customer-one", "history?limit=1"),
            ]
        }
        let first = try round()
        #expect(Set(first.map { $0 }).count >= 5, "\(first)")
        #expect(try round() == first)
    }

    @Test func `a repeated language field is not the single one`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        func get(_ languages: [String]) throws -> String? {
            try shop.send(
                "GET", "/v1/customers/customer-one/screens/wallet", key: .server,
                headers: languages.map { ("Accept-Language", $0) })["content-language"]
        }
        let single = try get(["xx"])
        #expect(try get(["xx", "hi"]) == "hi")
        #expect(try get(["xx"]) == single && single != "hi")
    }

    @Test func `with nothing kept, the answers are the same`() throws {
        let shop = try APIShop {
            $0.keptScreenBytesMax = 0; $0.rateLimits = nil
        }
        try shop.customer("customer-one", coins: 10)
        let target = "/v1/customers/customer-one/screens/wallet"
        let first = try shop.send("GET", target, key: .server)
        let second = try shop.send("GET", target, key: .server)
        #expect(first.status == 200 && first.text == second.text && first["etag"] == second["etag"])
    }
}

extension FreshnessTests.Change {
    /// customer-one is the friend of customer-two.
    static let refer: @Sendable (APIShop) throws -> Void = { shop in
        let made = try shop.claim(try shop.referralCode(of: "customer-two"), for: "customer-one")
        #expect(made.status == 201, "\(made)")
    }
}
