import Engine
import Foundation
import Model
import Testing

@testable import API

/// Every read of customers and programmes that are out of the ordinary: all answer, and all keep the contract, to which
/// the shop holds each answer.
struct UnusualBooksTests {
    /// A shop in an unusual state.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        var programme = APIShop.programme()
        let fill: @Sendable (APIShop) throws -> Void
        var testDescription: String { name }
    }

    private static let one = "customer-one"

    private static let bare = """
        {"schema": 1, "brand": {"id": "corner-shop", "name": "Corner Shop"}, "currency": "INR",
         "time_zone": "Asia/Kolkata", "default_locale": "en-IN",
         "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 1, "amount": 10}},
         "earning": {"base": {"coins": 1, "per_amount": 100}}}
        """

    /// Publishes a programme that no longer has what the customer's books speak of.
    @Sendable private static func strip(_ shop: APIShop) throws {
        _ = try PublishProgramme.run(Array(bare.utf8), by: .commandLine, on: shop.engine)
    }

    /// An order, a coupon, a trigger, a referral and a gift.
    @Sendable private static func live(_ shop: APIShop) throws {
        for id in [one, "customer-two"] { try shop.customer(id, coins: 250, name: "Asha") }
        #expect(try shop.claim(try shop.referralCode(of: "customer-two"), for: one).status == 201)
        #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-two").code == "referral_cycle")
        try shop.put(order: "order-1", of: one, total: 1_500_000)
        _ = try shop.coupon()
        _ = try shop.write("POST", "/v1/triggers/review/fire", #"{"customer_id": "customer-one"}"#)
    }

    private static func credits(_ shop: APIShop, _ body: String) throws {
        let made = try shop.write("POST", "/v1/customers/\(one)/transactions", body)
        #expect(made.status == 201, "\(made)")
    }

    private static func inCurrency(_ code: String) -> String {
        APIShop.programme().replacing(#""INR""#, with: "\"\(code)\"")
    }

    static let cases = [
        Case(name: "nobody in particular") { try $0.customer(one) },
        Case(name: "a full life") { try live($0) },
        Case(name: "a programme of nothing but coins", programme: bare) { shop in
            try shop.customer(one, coins: 250)
            try shop.put(order: "order-1", of: one, total: 5_000)
        },
        Case(name: "a programme that has lost its tiers, rewards and triggers") { shop in
            try live(shop)
            try strip(shop)
        },
        Case(name: "a wallet in debt") { shop in
            try shop.customer(one)
            try shop.put(order: "order-1", of: one, total: 10_000)
            _ = try shop.coupon()
            try shop.put(order: "order-1", of: one, total: 10_000, state: "cancelled")
        },
        Case(name: "a blocked customer") { shop in
            try live(shop)
            try shop.sql("UPDATE customers SET is_blocked = 1")
        },
        Case(name: "store credit that has expired, and coins that have") { shop in
            try shop.customer(one)
            try credits(
                shop, #"{"wallet": "credits", "coins": 500, "note": "sorry", "expires_on": "2026-11-25"}"#)
            try credits(shop, #"{"coins": 50, "note": "a gift", "expires_on": "2026-11-26"}"#)
            shop.clock.advance(by: .seconds(20 * 86_400))
        },
        Case(name: "store credit alone has expired") { shop in
            try shop.customer(one)
            try credits(
                shop, #"{"wallet": "credits", "coins": 500, "note": "sorry", "expires_on": "2026-11-25"}"#)
            shop.clock.advance(by: .seconds(20 * 86_400))
        },
        Case(name: "everything due at once, years later") { shop in
            try live(shop)
            shop.clock.advance(by: .seconds(10 * 366 * 86_400))
        },
        Case(name: "a currency without minor units", programme: inCurrency("JPY")) { shop in
            try shop.customer(one, coins: 250)
        },
        Case(name: "a currency of three digits", programme: inCurrency("KWD")) { shop in
            try shop.customer(one, coins: 250)
        },
        Case(name: "names from every script") { shop in
            try shop.customer(one, coins: 5, name: #"𝔘 \"<b>&\u202e שלום 👩‍👩‍👧 \\"#)
        },
    ]

    @Test(arguments: cases, ["en", "hi", "de", "ar"])
    func `every read answers, and keeps the contract`(row: Case, language: String) throws {
        let shop = try APIShop(programme: row.programme)
        try row.fill(shop)
        let home = "/v1/customers/\(Self.one)"
        let plain = ["", "/balance", "/transactions", "/transactions?wallet=credits", "/tier", "/referrals"]
        let screens = ScreenName.ofCustomer.map { "/screens/\($0.rawValue)" }
        for path in ["/v1/program"] + (screens + plain + ["/coupons"]).map({ home + $0 }) {
            let headers = [("Accept-Language", language)]
            let answer = try shop.send("GET", path, key: .write, headers: headers)
            #expect(answer.status == 200, "\(path): \(answer)")
            let again = try shop.send("GET", path, key: .write, headers: headers)
            #expect(again.text == answer.text, "\(path): \(again)")
        }
        let transactions = try shop.send("GET", home + "/transactions?limit=100", key: .server)
        for entry in transactions.json["items"]?.array ?? [] {
            let id = try #require(entry["id"]?.string)
            for path in ["\(home)/transactions/\(id)", "\(home)/transactions/\(id)/explanation"] {
                let answer = try shop.send(
                    "GET", path, key: .server, headers: [("Accept-Language", language)])
                #expect(answer.status == 200, "\(path): \(answer)")
            }
        }
    }
}
