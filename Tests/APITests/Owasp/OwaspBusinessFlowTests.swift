import HTTPServer
import Model
import Testing

@testable import API

/// API6:2023, unrestricted access to sensitive business flows: guessing codes, and farming referrals and installs.
struct OwaspBusinessFlowTests {
    private static let one = "customer-one"

    private func verify(_ code: String, for customer: String, in shop: APIShop) throws -> TestResponse {
        try shop.send(
            "POST", "/v1/coupons/\(code)/verify", key: .write, body: #"{"customer_id": "\#(customer)"}"#)
    }

    @Test func `ten wrong coupon codes a minute are a customer's, and right ones do not count`() throws {
        let shop = try APIShop { $0.rateLimits?.customerGuessesPerMinute = 10 }
        for id in [Self.one, "customer-two"] { try shop.customer(id, coins: 500) }
        let (mine, theirs) = (try shop.coupon().code, try shop.coupon(of: "customer-two").code)
        for _ in 0..<30 { #expect(try verify(mine, for: Self.one, in: shop).status == 200) }
        for number in 0..<9 {
            #expect(try verify("CS-GUESS-\(number)", for: Self.one, in: shop).code == "coupon_not_found")
        }
        // Somebody else's code is as wrong as none.
        #expect(try verify(theirs, for: Self.one, in: shop).code == "coupon_of_another_customer")
        let refused = try verify(mine, for: Self.one, in: shop)
        #expect(
            refused.status == 429 && refused.code == "rate_limited" && refused["retry-after"] == "6",
            "\(refused)")
        let use = try shop.send(
            "POST", "/v1/coupons/\(mine)/use", key: .write,
            body: #"{"customer_id": "\#(Self.one)", "order_id": "order-1"}"#)
        #expect(use.status == 429, "\(use)")
        // Others go on, and so does the customer after a while.
        #expect(try verify(theirs, for: "customer-two", in: shop).status == 200)
        shop.clock.advance(by: .seconds(6))
        #expect(try verify(mine, for: Self.one, in: shop).status == 200)
    }

    @Test func `wrong codes count against the address, whoever they are tried for and by whichever route`()
        throws
    {
        let shop = try APIShop {
            $0.rateLimits?.customerGuessesPerMinute = 100
            $0.rateLimits?.addressGuessesPerMinute = 4
        }
        for id in [Self.one, "customer-two"] { try shop.customer(id, coins: 500) }
        let code = try shop.coupon().code
        try shop.from("192.0.2.7") { () throws in
            #expect(try verify("CS-A", for: Self.one, in: shop).status == 404)
            #expect(try verify("CS-B", for: "customer-two", in: shop).status == 404)
            let use = try shop.send(
                "POST", "/v1/coupons/CS-C/use", key: .write, body: #"{"order_id": "order-1"}"#)
            #expect(use.status == 404)
            let confirm = try shop.send("POST", "/v1/coupons/CS-D/confirm-cancelled", key: .write)
            #expect(confirm.status == 404)
            #expect(try verify(code, for: Self.one, in: shop).status == 429)
        }
        let elsewhere = try shop.from("192.0.2.8") { try verify(code, for: Self.one, in: shop) }
        #expect(elsewhere.status == 200)
        // Another brand's server behind the same address has done nothing.
        try shop.from("192.0.2.7") { () throws in
            let other = try shop.send("POST", "/v1/coupons/CS-A/verify", key: .otherWrite, body: "{}")
            #expect(other.status == 404, "\(other)")
        }
    }

    @Test func `friends' codes are guessed no faster than coupons'`() throws {
        let shop = try APIShop { $0.rateLimits?.customerGuessesPerMinute = 2 }
        for id in [Self.one, "customer-two"] { try shop.customer(id) }
        let code = try shop.referralCode(of: "customer-two")
        func claim(_ code: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/me/referrals/claim", key: .read, token: Self.one,
                body: #"{"code": "\#(code)"}"#)
        }
        for _ in 0..<2 { #expect(try claim("GUESSED").code == "referral_code_not_found") }
        #expect(try claim(code).status == 429)
        shop.clock.advance(by: .seconds(30))
        #expect(try claim(code).status == 201)
    }

    @Test func `claims and actions that apps send are limited by address, however many customers there are`()
        throws
    {
        let shop = try APIShop { $0.rateLimits?.addressWritesPerMinute = 3 }
        let friends = (1...6).map { "friend-\($0)000" }
        for id in [Self.one] + friends { try shop.customer(id) }
        let code = try shop.referralCode(of: Self.one)
        func claim(_ friend: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/me/referrals/claim", key: .read, token: friend,
                body: #"{"code": "\#(code)"}"#)
        }
        func fire(_ friend: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/triggers/review/fire", key: .read, token: friend,
                headers: [("Idempotency-Key", friend)], body: #"{"customer_id": "me"}"#)
        }
        try shop.from("192.0.2.7") { () throws in
            #expect(try claim(friends[0]).status != 429)
            #expect(try fire(friends[1]).status == 200)
            #expect(try claim(friends[2]).status != 429)
            let refused = [try claim(friends[3]), try fire(friends[4])]
            for answer in refused {
                #expect(answer.status == 429 && answer["retry-after"] == "20", "\(answer)")
            }
            // Reading goes on, and so does the brand's own server.
            let home = try shop.send("GET", "/v1/customers/me/screens/home", key: .read, token: friends[3])
            #expect(home.status == 200)
            let own = try shop.send(
                "POST", "/v1/triggers/review/fire", key: .write, headers: [("Idempotency-Key", "own")],
                body: #"{"customer_id": "\#(friends[5])"}"#)
            #expect(own.status == 200, "\(own)")
        }
        let elsewhere = try shop.from("192.0.2.8") { try fire(friends[4]) }
        #expect(elsewhere.status == 200)
    }

    @Test func `an install counts once for a device and once for a customer, whoever reports it how often`()
        throws
    {
        let shop = try APIShop()
        let customers = (1...5).map { "farmer-\($0)000" }
        for id in customers { try shop.customer(id) }
        var awarded = 0
        for (number, id) in customers.enumerated() {
            for device in ["farm-phone-1", "farm-phone-1", "FARM-PHONE-1"] {
                let answer = try shop.send(
                    "POST", "/v1/triggers/app-install/fire", key: .write,
                    headers: [("Idempotency-Key", "\(number)-\(device)-\(awarded)")],
                    body: #"{"customer_id": "\#(id)", "device_id": "\#(device)"}"#)
                #expect(answer.status == 200, "\(answer)")
                if answer.json["awarded"]?.bool == true { awarded += 1 }
            }
        }
        #expect(awarded <= 2, "one device, and at most one more where its id differs in case")
    }

    @Test func `guessing at addresses that are secrets is stopped like guessing at keys`() throws {
        let shop = try APIShop { $0.rateLimits?.failuresPerMinute = 4 }
        try shop.from("192.0.2.7") { () throws in
            for number in 0..<2 {
                #expect(try shop.call("guess-\(number)", APIShop.cart("list")).status == 404)
                #expect(
                    try shop.send("GET", "/v1/postbacks/app-install/1.generic.1.AAA\(number)").status == 404)
            }
            #expect(try shop.call("guess-9", APIShop.cart("list")).status == 429)
            #expect(try shop.send("GET", "/v1/postbacks/app-install/1.generic.1.AAAA").status == 429)
        }
        let id = try shop.webhookID()
        try shop.from("192.0.2.7") { () throws in
            // A good one from there is still answered.
            #expect(try shop.call(id, APIShop.cart("list")).status != 429)
        }
    }
}
