import Engine
import Foundation
import Model
import Testing

/// nector-dialect 3.2 and 4: GET /leads/{id}.
struct LeadLookupTests {
    private static let unknown = "Lead does not exists"

    @Test(arguments: [
        "leads/random-id?customer_id=shopify-4587001",
        "leads/6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11?customer_id=shopify-4587001&swap_id=None",
        "leads/%7Bid%7D?customer_id=shopify-4587001",
        "leads/random-id?customer_id=4587001",
        "leads/?customer_id=shopify-4587001",
        "leads?customer_id=shopify-4587001",
        "leads/random-id?email=ADA%40example.com",
        "leads/random-id?mobile=%2B919876543210",
        "leads/random-id?mobile=9876543210",
        "leads/random-id?mobile=9876543210&country=ind",
        "leads/random-id?mobile=919876543210",
    ])
    func `GET /leads/{id} finds a customer by what the query says, whatever stands for the id`(path: String)
        throws
    {
        let lookups = try NectorLookups()
        #expect(try lookups.data(path)["item"]?["customer_id"]?.string == NectorLookups.ada)
    }

    @Test func `GET /leads/{id} finds a customer by referral code, and by its own id`() throws {
        let lookups = try NectorLookups()
        let lead = try #require(
            try lookups.data("leads/random-id?customer_id=\(NectorLookups.ada)")["item"])
        let (id, code) = (try #require(lead["_id"]?.string), try #require(lead["referral_code"]?.string))
        for path in [
            "leads/random-id?referral_code=\(code.lowercased())", "leads/\(id)", "leads/\(id.uppercased())",
        ] {
            #expect(try lookups.data(path)["item"]?["_id"]?.string == id)
        }
    }

    @Test
    func `GET /leads/{id} goes by customer_id, then referral_code, then email, then mobile, then the id`()
        throws
    {
        let lookups = try NectorLookups()
        let bob = try #require(try lookups.data("leads/x?customer_id=\(NectorLookups.bob)")["item"])
        let (id, code) = (try #require(bob["_id"]?.string), try #require(bob["referral_code"]?.string))
        let keys = [
            "customer_id=\(NectorLookups.bob)", "referral_code=\(code)", "email=bob%40example.com",
            "mobile=9876543299",
        ]
        let adas = [
            "customer_id=\(NectorLookups.ada)", "email=ada%40example.com", "mobile=9876543210",
        ]
        func found(_ path: String) throws -> String? { try lookups.data(path)["item"]?["_id"]?.string }
        // Each key beats those after it, in whatever order they are written.
        #expect(try found("leads/x?\(adas[1])&\(keys[0])") == id)
        #expect(try found("leads/x?\(adas[2])&\(adas[1])&\(keys[1])") == id)
        #expect(try found("leads/x?\(adas[2])&\(keys[2])") == id)
        #expect(try found("leads/\(try lookups.lead(NectorLookups.ada))?\(keys[3])") == id)
    }

    @Test func `GET /leads/{id} answers every field that a client reads, with balances as texts`() throws {
        let lookups = try NectorLookups()
        let lead = try #require(
            try lookups.data("leads/random-id?customer_id=\(NectorLookups.ada)")["item"])
        let id = try #require(lead["_id"]?.string)
        #expect(UUID(uuidString: id) != nil)
        #expect(lead["lead_id"]?.string == id)
        #expect(lead["name"]?.string == "Ada Lovelace")
        #expect(lead["email"]?.string == "ada@example.com")
        #expect(lead["mobile"]?.string == "+919876543210")
        #expect(lead["phone"]?.string == "+919876543210")
        // 500 by hand and 20 for ₹20.
        #expect(lead["available"]?.string == "520")
        #expect(lead["lifetime"]?.string == "520")
        #expect(lead["redeemed"]?.string == "0")
        #expect(lead["tier"]?.string == "Basic")
        #expect(lead.names.contains("referred_by_referral_code"))
        #expect(lead["metadetail"]?["email"]?.string == "ada@example.com")
        #expect(lead["metadetail"]?["dob"]?.string == "1990-12-10")
        #expect(lead["metadetail"]?.names == ["email", "mobile", "country", "gender", "dob"])
        for name in ["entity_id", "mid", "eid"] { #expect(lead[name]?.string != nil, "\(name)") }
        for wallet in [lead["wallet"], lead["wallets"]?[0], lead["devwallets"]?[0]] {
            #expect(wallet?["available"]?.string == "520")
            #expect(wallet?["reserve"]?.string == "0")
            #expect(UUID(uuidString: wallet?["_id"]?.string ?? "") != nil)
        }
        #expect(lead["creditwallet"]?["available"]?.string == "12.50")
    }

    @Test(arguments: [
        "leads/random-id", "leads/random-id?customer_id=nobody-here", "leads/x?customer_id=5",
        "leads/x?email=nobody%40example.com", "leads/x?mobile=1", "leads/x?referral_code=ZZZZ",
        "leads/00000000-0000-4000-8000-000000000000", "leads/", "leads", "leads/x?email=",
    ])
    func `GET /leads/{id} of nobody is 422 with the words that clients compare`(path: String) throws {
        let answer = try NectorLookups().get(path)
        #expect(answer.status == 422)
        #expect(answer.message == Self.unknown)
        #expect(answer.json["meta"]?["code"]?.integer == 422)
    }

    @Test func `GET /leads/{id} tries an id as it is before the prefixes of shops, in their order`() throws {
        let lookups = try NectorLookups()
        for id in ["woocommerce-99887766", "custom_website-99887766", "custom_website-custom-77"] {
            try lookups.shop.customer(id)
        }
        func found(_ id: String) throws -> String? {
            try lookups.data("leads/x?customer_id=\(id)")["item"]?["customer_id"]?.string
        }
        #expect(try found("99887766") == "custom_website-99887766")
        #expect(try found("custom-77") == "custom_website-custom-77")
        try lookups.shop.customer("shopify-99887766")
        #expect(try found("99887766") == "shopify-99887766")
        try lookups.shop.customer("99887766")
        #expect(try found("99887766") == "99887766")
    }

    @Test func `GET /leads/{id} of one contact that several have finds the one who is known the longest`()
        throws
    {
        let lookups = try NectorLookups()
        try lookups.put("aaaaaaaa-later", "Eve", "ada@example.com", "+919876543210")
        for query in ["email=ada%40example.com", "mobile=9876543210"] {
            #expect(
                try lookups.data("leads/x?\(query)")["item"]?["customer_id"]?.string == NectorLookups.ada)
        }
    }

    @Test func `GET /leads/{id} shows what was done through the native format`() throws {
        let lookups = try NectorLookups()
        try lookups.shop.credit(NectorLookups.ada, 30)
        let lead = try lookups.data("leads/x?customer_id=\(NectorLookups.ada)")["item"]
        #expect(lead?["available"]?.string == "550")
        let redeemed = try lookups.shop.write(
            "POST", "/v1/customers/\(NectorLookups.ada)/redemptions", #"{"reward_id": "fifty-off"}"#)
        #expect(redeemed.status == 201, "\(redeemed)")
        let after = try lookups.data("leads/x?customer_id=\(NectorLookups.ada)")["item"]
        #expect(after?["available"]?.string == "450")
        #expect(after?["redeemed"]?.string == "100")
    }

    @Test func `GET /leads/{id} never shows coins as available that have lapsed`() throws {
        let lookups = try NectorLookups()
        lookups.shop.clock.advance(by: .seconds(40 * 86_400))
        let lead = try lookups.data("leads/x?customer_id=\(NectorLookups.ada)")["item"]
        #expect(lead?["available"]?.string == "0")
        #expect(lead?["wallet"]?["expired"]?.string == "520")
        #expect(lead?["creditwallet"]?["available"]?.string == "12.50")
    }

    @Test
    func `GET /leads/{id} of one who was merged is the one who goes on, and of one who was erased nobody`()
        throws
    {
        let lookups = try NectorLookups()
        let (ada, bob) = (try lookups.lead(NectorLookups.ada), try lookups.lead(NectorLookups.bob))
        #expect(try lookups.shop.merge(NectorLookups.bob, into: NectorLookups.ada).status == 201)
        for path in ["leads/x?customer_id=\(NectorLookups.bob)", "leads/\(bob)"] {
            #expect(try lookups.data(path)["item"]?["_id"]?.string == ada)
        }
        let erased = try lookups.shop.send("DELETE", "/v1/customers/\(NectorLookups.ada)", key: .write)
        #expect(erased.status == 204 || erased.status == 200, "\(erased)")
        for path in ["leads/x?customer_id=\(NectorLookups.ada)", "leads/\(ada)", "leads/\(bob)"] {
            #expect(try lookups.get(path).message == Self.unknown, "\(path)")
        }
        // Whoever gets the id anew is somebody else.
        try lookups.shop.customer(NectorLookups.ada)
        #expect(try lookups.lead(NectorLookups.ada) != ada)
        #expect(try lookups.get("leads/\(ada)").status == 422)
    }

    @Test func `GET /leads/{id} knows no other brand's customers, nor the sandbox's`() throws {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(NectorLookups.ada)
        let other = try lookups.shop.nectorKey(.write, brand: "other-shop")
        for path in [
            "leads/\(lead)", "leads/x?customer_id=\(NectorLookups.ada)", "leads/x?email=ada%40example.com",
        ] {
            let answer = try lookups.get(path, key: other)
            #expect(answer.status == 422)
            #expect(answer.message == Self.unknown)
        }
    }

    @Test func `HEAD /leads/{id} has the fields of the answer and no body`() throws {
        let lookups = try NectorLookups()
        let answer = try lookups.get("leads/x?customer_id=\(NectorLookups.ada)", method: "HEAD")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(answer["content-type"] == "application/json")
    }

    @Test func `GET /leads/{id} answers in the language that is asked for where the programme has it`() throws
    {
        let programme = APIShop.programme().replacing(
            #""name": "Gold""#, with: #""name": {"en": "Gold", "hi": "स्वर्ण"}"#
        ).replacing(#""name": "Basic""#, with: #""name": {"en": "Basic", "hi": "मूल"}"#)
        let lookups = try NectorLookups(programme: programme)
        let path = "leads/x?customer_id=\(NectorLookups.ada)"
        let hindi = try lookups.data(path, headers: [("Accept-Language", "hi-IN")])
        #expect(hindi["item"]?["tier"]?.string == "मूल")
        #expect(try lookups.data(path)["item"]?["tier"]?.string == "Basic")
    }
}
