import Model
import Testing

/// nector-dialect: "Offers, coupons", the rows that write.
struct OfferDeedTests {
    private static func body(_ offer: String, step: String? = nil, who: String = "customer-one") -> String {
        #"{"offer_id": "\#(offer)", "customer_id": "\#(who)"\#(step.map { #", "step": \#($0)"# } ?? "")}"#
    }

    @Test func `POST /offerredeems gives data.coupon for coins, by server and write keys`() throws {
        let shop = try NectorShop()
        let lead = try shop.lead(coins: 500)
        for key in [shop.read, shop.write] {
            let answer = try shop.ask("POST", "offerredeems", Self.body("fifty-off"), key: key)
            #expect(answer.status == 200, "\(answer)")
            let coupon = try #require(answer.data?["coupon"])
            #expect(coupon["value"]?.string?.hasPrefix("CS") == true)
            #expect(coupon["lead_id"]?.string == lead)
            #expect(coupon["_id"]?.string?.count == 36)
        }
        #expect(try shop.available() == 300)
    }

    @Test(arguments: [("2", 20), (#""5""#, 50), ("20", 200)] as [(String, Int64)])
    func `POST /offerredeems with step takes so many steps of a multiplier`(step: String, coins: Int64) throws
    {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 500)
        let answer = try shop.ask("POST", "offerredeems", Self.body("any-off", step: step))
        #expect(answer.status == 200, "\(answer)")
        #expect(try shop.available() == 500 - coins)
    }

    @Test(arguments: [
        "0", "1", "21", "-1", "1.5", "1000001", "9223372036854775807", "1000000000000000000000000000000",
        #""NaN""#, "[]", "{}", "true",
    ])
    func `POST /offerredeems refuses a step outside of the bounds with 422 and takes nothing`(step: String)
        throws
    {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 500)
        let answer = try shop.ask("POST", "offerredeems", Self.body("any-off", step: step))
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.message?.isEmpty == false)
        #expect(try shop.available() == 500)
    }

    @Test func `POST /offerredeems takes an offer of one amount once, whatever the step`() throws {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 500)
        #expect(try shop.ask("POST", "offerredeems", Self.body("fifty-off", step: "7")).status == 200)
        #expect(try shop.available() == 400)
    }

    @Test func `POST /offerredeems refuses what the rules refuse with 422`() throws {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 50)
        for (offer, part) in [
            ("fifty-off", "This needs 100 coins"), ("gold-only", "not offered"), ("drawn", "pool of codes"),
            ("nothing-here", ""), ("00000000-0000-4000-8000-000000000000", ""),
        ] {
            try shop.ask("POST", "offerredeems", Self.body(offer)).expectRefusal(part, "\(offer)")
        }
        try shop.ask("POST", "offerredeems", Self.body("fifty-off", who: "nobody-here"))
            .expectRefusal("Lead does not exists")
        try shop.ask("POST", "offerredeems", #"{"customer_id": "customer-one"}"#)
            .expectRefusal("offer_id is required")
        #expect(try shop.available() == 50)
    }

    @Test func `POST /offerredeems with a storefront key is for the token's lead alone`() throws {
        let shop = try NectorShop()
        let lead = try shop.lead(coins: 500)
        _ = try shop.lead("customer-two", coins: 500)
        let headers = [("x-leadtoken", try shop.token(of: lead))]
        #expect(
            try shop.ask("POST", "offerredeems", Self.body("fifty-off"), key: shop.storefront).status == 401)
        #expect(
            try shop.ask(
                "POST", "offerredeems", Self.body("fifty-off"), key: shop.storefront, headers: headers
            ).status == 200)
        try shop.ask(
            "POST", "offerredeems", Self.body("fifty-off", who: "customer-two"), key: shop.storefront,
            headers: headers
        ).expectRefusal("Lead does not exists")
        #expect(try shop.available("customer-two") == 500)
    }

    @Test func `POST /offerredeems repeats under an Idempotency-Key, for clients that send one`() throws {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 500)
        let headers = [("Idempotency-Key", "again")]
        let first = try shop.ask("POST", "offerredeems", Self.body("fifty-off"), headers: headers)
        let second = try shop.ask("POST", "offerredeems", Self.body("fifty-off"), headers: headers)
        #expect(first.body == second.body)
        #expect(try shop.ask("POST", "offerredeems", Self.body("any-off"), headers: headers).status == 422)
        #expect(try shop.available() == 400)
    }

    @Test func `POST /offerrewards gives a coupon and leaves the balance as it is, with a write key alone`()
        throws
    {
        let shop = try NectorShop()
        let lead = try shop.lead(coins: 30)
        let body = #"{"offer_id": "fifty-off", "lead_id": "\#(lead)"}"#
        try shop.ask("POST", "offerrewards", body, key: shop.read).expectRefusal(403, "need nector")
        try shop.ask("POST", "offerrewards", "nonsense", key: shop.read).expectRefusal(403, "need nector")
        let answer = try shop.ask("POST", "offerrewards", body)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.data?["coupon"]?["value"]?.string?.hasPrefix("CS") == true)
        #expect(try shop.available() == 30)
        try shop.ask("POST", "offerrewards", Self.body("gold-only")).expectRefusal("not offered")
        try shop.ask("POST", "offerrewards", Self.body("fifty-off", who: "nobody-here"))
            .expectRefusal("Lead does not exists")
        #expect(try shop.available() == 30)
        let coupons = try shop.shop.send("GET", "/v1/customers/customer-one/coupons", key: .write)
        #expect(coupons.json["items"]?.count == 1)
    }

    @Test func `PUT /coupons/{id} redeems a code once, by its value or its id`() throws {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 500)
        let first = try #require(
            try shop.ask("POST", "offerredeems", Self.body("fifty-off")).data?["coupon"])
        let second = try #require(
            try shop.ask("POST", "offerredeems", Self.body("fifty-off")).data?["coupon"])
        let code = try #require(first["value"]?.string)
        let id = try #require(second["_id"]?.string)
        let body = #"{"status": "redeemed"}"#
        #expect(try shop.ask("PUT", "coupons/random-id?value=\(code)", body).status == 200)
        try shop.ask("PUT", "coupons/random-id?value=\(code)", body).expectRefusal("The coupon is used")
        #expect(try shop.ask("PUT", "coupons/\(id)", body).status == 200)
        for path in ["coupons/random-id", "coupons/random-id?value=NOBODYS"] {
            #expect(try shop.ask("PUT", path, body).status == 422)
        }
        try shop.ask("PUT", "coupons/\(id)", #"{"status": "issued"}"#).expectRefusal("status must be")
        try shop.ask("PUT", "coupons/\(id)", body, key: shop.read).expectRefusal(403, "need nector")
    }
}
