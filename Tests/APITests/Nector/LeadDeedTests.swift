import Model
import Testing

/// nector-dialect: "Users", the rows that write.
struct LeadDeedTests {
    @Test func `POST /leads makes a lead, and a second one of the id is 422 Lead already exists`() throws {
        let shop = try NectorShop()
        let body = """
            {"customer_id": "shopify-4587", "name": "Ada Lovelace",
             "metadetail": {"email": "ada@example.com", "mobile": "9876543210", "country": "ind",
                "dob": "1990-12-31", "gender": "female"}}
            """
        let made = try shop.ask("POST", "leads", body)
        #expect(made.status == 200, "\(made)")
        #expect(made.json["meta"]?["code"]?.integer == 200)
        #expect(made.json["meta"]?["status"]?.string == "success")
        #expect(made.data?["item"]?["customer_id"]?.string == "shopify-4587")
        #expect(made.data?["item"]?["available"]?.string == "0")
        let native = try shop.shop.send("GET", "/v1/customers/shopify-4587", key: .write)
        #expect(native.json["mobile"]?.string == "+919876543210")
        #expect(native.json["birthday"]?.string == "1990-12-31")
        try shop.ask("POST", "leads", body).expectRefusal("Lead already exists")
        #expect(try shop.ask("POST", "leads", body).message == "Lead already exists")
    }

    @Test func `POST /leads takes a customer id alone, and the referral codes of the old form`() throws {
        let shop = try NectorShop()
        _ = try shop.lead("customer-one", more: #", "referral_code": "ada-10""#)
        let made = try shop.ask(
            "POST", "leads", #"{"customer_id": "customer-two", "referred_by_referral_code": "Ada-10"}"#)
        #expect(made.status == 200, "\(made)")
        let list = try shop.shop.send("GET", "/v1/customers/customer-one/referrals", key: .write)
        #expect(list.json["items"]?.array.count == 1)
        let taken = #"{"customer_id": "customer-three", "referral_code": "ADA-10"}"#
        try shop.ask("POST", "leads", taken).expectRefusal("referral_code is another customer's")
        // A friend's code that is nobody's makes no lead.
        let wrong = #"{"customer_id": "customer-three", "referred_by_referral_code": "nobody"}"#
        #expect(try shop.ask("POST", "leads", wrong).status == 422)
        #expect(try shop.shop.send("GET", "/v1/customers/customer-three", key: .write).status == 404)
    }

    @Test(arguments: [
        (#"{}"#, "customer_id is required"), (#"{"customer_id": "short"}"#, "customer_id must be"),
        (#"{"customer_id": ["customer-one"]}"#, "customer_id must be a string"),
        (#"{"customer_id": "customer-one", "metadetail": 5}"#, "metadetail must be an object"),
        (#"{"customer_id": "customer-one", "metadetail": {"email": "x"}}"#, "email must be"),
        (#"{"customer_id": "customer-one", "metadetail": {"mobile": "9876543210"}}"#, "mobile must be"),
        (
            #"{"customer_id": "customer-one", "metadetail": {"mobile": "98765", "country": "xyz"}}"#,
            "mobile must be"
        ), (#"{"customer_id": "customer-one", "metadetail": {"dob": "31.12.1990"}}"#, "dob must be"),
        (#"[]"#, "The body must be an object"), (#"{"#, "at byte"), ("NaN", "at byte"),
        (#"{"customer_id": "customer-one", "name": 1e400}"#, "name must be a string"),
        ("{\"customer_id\": \"customer-one\", \"name\": \"\u{1}\"}", "at byte"),
    ])
    func `POST /leads refuses a wrong body with 422 that names the field`(body: String, part: String) throws {
        let shop = try NectorShop()
        try shop.ask("POST", "leads", body).expectRefusal(part, "\(body)")
        #expect(try shop.shop.send("GET", "/v1/customers/customer-one", key: .write).status == 404)
    }

    @Test func `PUT /leads/{id} fills in what is empty with a read key, and changes with a write key`() throws
    {
        let shop = try NectorShop()
        let id = try shop.lead("shopify-4587")
        let body =
            #"{"name": "Grace", "metadetail": {"email": "g@example.com", "dob": "1990-01-02T00:00:00Z"}}"#
        let filled = try shop.ask("PUT", "leads/random-id?customer_id=4587", body, key: shop.read)
        #expect(filled.status == 200, "\(filled)")
        var native = try shop.shop.send("GET", "/v1/customers/shopify-4587", key: .write).json
        #expect(native["name"]?.string == "Ada L")
        #expect(native["email"]?.string == "g@example.com")
        #expect(native["birthday"]?.string == "1990-01-02")
        // The query's customer wins over the path's lead.
        _ = try shop.lead("customer-two")
        _ = try shop.ask("PUT", "leads/\(id)?customer_id=customer-two", #"{"name": "Eve"}"#)
        #expect(try shop.ask("PUT", "leads/\(id)", body).status == 200)
        native = try shop.shop.send("GET", "/v1/customers/shopify-4587", key: .write).json
        #expect(native["name"]?.string == "Grace")
        let two = try shop.shop.send("GET", "/v1/customers/customer-two", key: .write).json
        #expect(two["name"]?.string == "Eve")
    }

    @Test func `PUT /leads/{id} of nobody is 422 Lead does not exists`() throws {
        let shop = try NectorShop()
        for path in ["leads/random-id", "leads/00000000-0000-4000-8000-000000000000?customer_id=nobody-here"]
        {
            try shop.ask("PUT", path, #"{"name": "x"}"#).expectRefusal("Lead does not exists")
        }
    }

    @Test func `PUT /leads/{id} with a storefront key needs the lead's own token`() throws {
        let shop = try NectorShop()
        let id = try shop.lead()
        let other = try shop.lead("customer-two")
        let body = #"{"metadetail": {"dob": "1990-01-02"}}"#
        #expect(try shop.ask("PUT", "leads/\(id)", body, key: shop.storefront).status == 401)
        let token = [("x-leadtoken", try shop.token(of: id))]
        #expect(try shop.ask("PUT", "leads/\(id)", body, key: shop.storefront, headers: token).status == 200)
        try shop.ask("PUT", "leads/\(other)", body, key: shop.storefront, headers: token)
            .expectRefusal("Lead does not exists")
    }
}
