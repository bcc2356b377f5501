import API
import Engine
import Model
import Testing

/// nector-dialect: "Referral", the rows that write.
struct ReferralDeedTests {
    private static let code = "ADA-10"

    private func shop() throws -> NectorShop {
        let shop = try NectorShop()
        _ = try shop.lead("customer-one", more: #", "referral_code": "\#(Self.code)""#)
        return shop
    }

    private static func email(_ email: String = "friend@example.com", code: String = code) -> String {
        #"{"referred_by_referral_code": "\#(code)", "name": "A Friend", "metadetail": {"email": "\#(email)"}}"#
    }

    private static let mobile =
        #"{"referred_by_referral_code": "ADA-10", "name": "A Friend", "#
        + #""metadetail": {"mobile": "9876543210", "country": "ind"}}"#

    private func referrals(_ shop: NectorShop) throws -> Int? {
        try shop.shop.send("GET", "/v1/customers/customer-one/referrals", key: .write).json["items"]?.count
    }

    @Test(arguments: [
        ("leads-referral-via-email", email()), ("leads-referral-via-mobile", mobile),
        ("leads-invite-via-email", email()), ("leads-invite-via-mobile", mobile),
    ])
    func `POST /leads-referral-via-… and /leads-invite-via-… make the friend known, once`(
        path: String, body: String
    ) throws {
        let shop = try shop()
        for key in [shop.read, shop.storefront, shop.write] {
            let answer = try shop.ask("POST", path, body, key: key)
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.data?["success"]?.bool == true)
            // Nobody learns from it who the friend is.
            #expect(answer.data?["item"]?["lead_id"] == nil)
        }
        #expect(try referrals(shop) == 1)
    }

    @Test func `POST /leads-referral-via-email claims for a lead who is known by that address`() throws {
        let shop = try shop()
        let known = #", "metadetail": {"email": "friend@example.com"}"#
        _ = try shop.lead("customer-two", more: known)
        try shop.ask("POST", "leads-invite-via-email", Self.email()).expectRefusal("Lead already exists")
        #expect(try referrals(shop) == 0)
        #expect(
            try shop.ask("POST", "leads-referral-via-email", Self.email("FRIEND@example.com")).status == 200)
        let two = try shop.shop.send("GET", "/v1/customers/customer-two/referrals", key: .write)
        #expect(two.status == 200)
        #expect(try referrals(shop) == 1)
    }

    @Test
    func `POST /leads-referral-via-email by a storefront claims for a known lead with their token alone`()
        throws
    {
        let shop = try shop()
        let two = try shop.lead("customer-two", more: #", "metadetail": {"email": "friend@example.com"}"#)
        _ = try shop.lead("customer-three", more: #", "metadetail": {"email": "three@example.com"}"#)
        let path = "leads-referral-via-email"
        try shop.ask("POST", path, Self.email(), key: shop.storefront).expectRefusal(401, "x-leadtoken")
        try shop.ask(
            "POST", path, Self.email(), key: shop.storefront, headers: [("x-leadtoken", "nonsense")]
        ).expectRefusal(401, "x-leadtoken")
        #expect(try referrals(shop) == 0)
        // The token says who comes, whatever the body says.
        let token = [("x-leadtoken", try shop.token(of: two))]
        for body in [Self.email("three@example.com"), #"{"referred_by_referral_code": "ADA-10"}"#] {
            let answer = try shop.ask("POST", path, body, key: shop.storefront, headers: token)
            #expect(answer.status == 200, "\(answer)")
        }
        #expect(try referrals(shop) == 1)
        func entered(_ customer: String) throws -> String? {
            let lead = try shop.ask("GET", "leads/x?customer_id=\(customer)").data?["item"]
            return lead?["referred_by_referral_code"]?.string
        }
        #expect(try entered("customer-two") == "ADA-10")
        #expect(try entered("customer-three") == nil)
    }

    @Test func `claims of one address are counted by the shopper's own, not by the proxy's`() throws {
        let shop = try APIShop(configure: { configuration in
            configuration.rateLimits = nil
            configuration.trustedProxies = ["10.0.0.0/8"].compactMap(AddressRange.init)
        })
        let made = try shop.nector(
            "POST", "/api/v2/merchant/leads", key: try shop.nectorKey(.write).text,
            body: #"{"customer_id": "customer-one", "name": "Ada L", "referral_code": "ADA-10"}"#)
        #expect(made.status == 200, "\(made)")
        let key = try shop.nectorKey(.read, isStorefront: true).text
        // Five of one address may come in a day.
        func claims(_ client: (Int) -> String, _ name: String) throws {
            for number in 1...6 {
                let answer = try shop.from("10.0.0.1") {
                    try shop.nector(
                        "POST", "/api/v2/merchant/leads-referral-via-email", key: key,
                        headers: [("X-Forwarded-For", client(number))],
                        body: Self.email("\(name)\(number)@example.com"))
                }
                #expect(answer.status == 200, "\(answer)")
            }
        }
        func isFlagged() throws -> Bool {
            let listed = try shop.send("GET", "/v1/admin/referrals", key: .admin)
            #expect(listed.status == 200, "\(listed)")
            return listed.text.contains("address_burst")
        }
        try claims({ "198.51.100.\($0)" }, "each")
        #expect(try !isFlagged())
        try claims({ _ in "198.51.100.200" }, "one")
        #expect(try isFlagged())
    }

    @Test(arguments: [
        (email(code: "nobody"), "code"), (#"{}"#, "referred_by_referral_code is required"),
        (#"{"referred_by_referral_code": "ADA-10", "name": "x"}"#, "email is required"),
        (
            #"{"referred_by_referral_code": "ADA-10", "metadetail": {"email": "a@b.example"}}"#,
            "name is required"
        ),
        (email("nonsense"), "email must be"), (#"{"referred_by_referral_code": {}}"#, "must be a string"),
    ])
    func `POST /leads-referral-via-email refuses with 422 and makes nobody known`(body: String, part: String)
        throws
    {
        let shop = try shop()
        try shop.ask("POST", "leads-referral-via-email", body, key: shop.read).expectRefusal(part, "\(body)")
        #expect(try referrals(shop) == 0)
    }

    @Test func `PUT /leads-referred-by-referral-code/{id} enters a code for a lead`() throws {
        let shop = try shop()
        let lead = try shop.lead("customer-two")
        let path = "leads-referred-by-referral-code/\(lead)"
        let body = #"{"referred_by_referral_code": "ada-10"}"#
        #expect(try shop.ask("PUT", path, body, key: shop.storefront).status == 401)
        let token = [("x-leadtoken", try shop.token(of: lead))]
        let answer = try shop.ask("PUT", path, body, key: shop.storefront, headers: token)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.data?["execute_after"]?.string != nil)
        #expect(try shop.ask("PUT", path, body).status == 200)
        #expect(try referrals(shop) == 1)
        _ = try shop.lead("customer-three")
        let other = #"{"referred_by_referral_code": "ada-10", "customer_id": "customer-three"}"#
        try shop.ask("PUT", path, other, key: shop.storefront, headers: token)
            .expectRefusal("Lead does not exists")
        let own = #"{"referred_by_referral_code": "ADA-10", "customer_id": "customer-one"}"#
        try shop.ask("PUT", path, own).expectRefusal("Nobody refers themselves")
    }
}
