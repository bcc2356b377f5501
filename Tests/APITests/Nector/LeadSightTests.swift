import Engine
import Foundation
import Model
import Testing

/// nector-dialect 2.2: what a storefront key sees of a customer, and what proves one.
struct LeadSightTests {
    private static let path = "leads/random-id?customer_id=\(NectorLookups.ada)"

    @Test func `GET /leads/{id} is masked for a storefront without the customer's credential`() throws {
        let lookups = try NectorLookups()
        for query in ["customer_id=\(NectorLookups.ada)", "mobile=9876543210", "email=ada%40example.com"] {
            let answer = try lookups.get("leads/random-id?\(query)", key: lookups.storefront)
            let lead = try #require(answer.json["data"]?["item"])
            #expect(answer.status == 200)
            #expect(lead["name"]?.string == "A***")
            #expect(lead["email"]?.string == "a***@example.com")
            #expect(lead["mobile"]?.string == "**********10")
            for name in [
                "_id", "id", "lead_id", "customer_id", "referral_code", "metadetail", "wallets", "wallet",
                "devwallets",
                "creditwallet", "available", "lifetime", "redeemed", "tier",
            ] {
                #expect(!lead.names.contains(name), "\(name)")
            }
            for secret in ["Lovelace", "ada@", "98765", "4587001", "\"520", "12.5"] {
                #expect(!answer.text.contains(secret))
            }
        }
    }

    @Test func `GET /leads/{id} is whole by digest, with a token that opens the customer's lists`() throws {
        let lookups = try NectorLookups()
        let answer = try lookups.get(
            Self.path, key: lookups.storefront, headers: try lookups.digest(of: NectorLookups.ada))
        let lead = try #require(answer.json["data"]?["item"], "\(answer)")
        #expect(lead["customer_id"]?.string == NectorLookups.ada)
        let token = try #require(lead["lead_token"]?.string)
        for name in ["leadtoken", "token"] { #expect(lead[name]?.string == token) }
        #expect(answer.json["data"]?["lead_token"]?.string == token)
        let items = try lookups.items(
            "wallettransactions?lead_id=\(lead["_id"]?.string ?? "")", key: lookups.storefront,
            headers: [("x-leadtoken", token)])
        #expect(items.count == 2)
        // A token lasts an hour at most.
        lookups.shop.clock.advance(by: .seconds(3_601))
        let late = try lookups.get(
            "wallettransactions", key: lookups.storefront, headers: [("x-leadtoken", token)])
        #expect(late.status == 401)
    }

    @Test func `GET /leads/{id} takes a digest over the id as it was sent, without the shop's prefix`() throws
    {
        let lookups = try NectorLookups()
        let path = "leads/random-id?customer_id=4587001"
        let proven = try lookups.get(
            path, key: lookups.storefront, headers: try lookups.digest(of: "4587001"))
        #expect(proven.json["data"]?["item"]?["customer_id"]?.string == NectorLookups.ada)
        let other = try lookups.get(
            path, key: lookups.storefront, headers: try lookups.digest(of: NectorLookups.ada))
        #expect(other.status == 401)
    }

    @Test(arguments: ["another customer", "too old", "too new", "another secret", "no time", "no digits"])
    func `GET /leads/{id} with a digest that is not good is 401 for a storefront, and as before for a server`(
        fault: String
    ) throws {
        let lookups = try NectorLookups()
        let now = lookups.shop.clock.now().seconds
        let headers: [(String, String)] =
            switch fault {
            case "another customer": try lookups.digest(of: NectorLookups.bob)
            case "too old": try lookups.digest(of: NectorLookups.ada, at: now - 301)
            case "too new": try lookups.digest(of: NectorLookups.ada, at: now + 301)
            case "another secret": try lookups.digest(of: NectorLookups.ada, secret: "guessed")
            case "no time": [("x-leaddigest", String(repeating: "0", count: 64))]
            default: [("x-leaddigest", "none"), ("x-timestamp", "\(now)")]
            }
        #expect(try lookups.get(Self.path, key: lookups.storefront, headers: headers).status == 401)
        #expect(try lookups.get(Self.path, headers: headers).status == 200)
    }

    @Test func `GET /leads/{id} with the customer's token is whole, and another customer is nobody`() throws {
        let lookups = try NectorLookups()
        let token = try lookups.token(try lookups.lead(NectorLookups.ada))
        let own = try lookups.get(Self.path, key: lookups.storefront, headers: token)
        #expect(own.json["data"]?["item"]?["customer_id"]?.string == NectorLookups.ada)
        for query in ["customer_id=\(NectorLookups.bob)", "mobile=9876543299", "customer_id=nobody-here"] {
            let answer = try lookups.get("leads/x?\(query)", key: lookups.storefront, headers: token)
            #expect(answer.status == 422)
            #expect(answer.message == "Lead does not exists")
        }
    }

    /// How long a token lasts, seconds; from when it is good; and whether it opens anything.
    @Test(
        arguments: [
            (3_600, nil, true), (3_605, nil, true), (3_660, nil, true), (3_661, nil, false),
            (600, -600, true),
            (600, 60, true), (600, 61, false), (0, nil, false), (-1, nil, false),
        ] as [(Int64, Int64?, Bool)])
    func `a lead token is for an hour at most, and good from its nbf, by a clock that may be a minute ahead`(
        seconds: Int64, start: Int64?, isGood: Bool
    ) throws {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(NectorLookups.ada)
        let from = start.map { #","nbf":\#(lookups.shop.clock.now().seconds + $0)"# } ?? ""
        let answer = try lookups.get(
            "wallettransactions", key: lookups.storefront,
            headers: try lookups.token(lead, lasting: seconds, more: from))
        #expect(answer.status == (isGood ? 200 : 401), "\(answer)")
        #expect(isGood || answer.message?.contains("x-leadtoken") == true)
    }

    @Test(arguments: [#""soon""#, "1.5", "null", "99999999999999999999"])
    func `a lead token whose nbf is no time is 401`(start: String) throws {
        let lookups = try NectorLookups()
        let headers = try lookups.token(try lookups.lead(NectorLookups.ada), more: #","nbf":\#(start)"#)
        #expect(
            try lookups.get("wallettransactions", key: lookups.storefront, headers: headers).status == 401)
    }

    /// What a customer may read, with `{id}` for the lead.
    private static let lists = [
        "wallettransactions?lead_id={id}", "creditwallettransactions?lead_id={id}", "coupons?lead_id={id}",
        "wallets?lead_id={id}", "referrals?referred_by_lead_id={id}", "referrals?referred_to_lead_id={id}",
        "activities?lead_id={id}", "activities-count?lead_id={id}&parent_id=review", "orders?lead_id={id}",
        "orders/order-1?lead_id={id}", "orders?reference_order_id=order-1&lead_id={id}",
    ]

    @Test(arguments: lists)
    func `GET of a customer's own things needs the customer's token from a storefront, and shows no other's`(
        list: String
    ) throws {
        let lookups = try NectorLookups()
        let (ada, bob) = (try lookups.lead(NectorLookups.ada), try lookups.lead(NectorLookups.bob))
        let path = list.replacing("{id}", with: ada)
        #expect(try lookups.get(path, key: lookups.storefront).status == 401)
        let own = try lookups.get(path, key: lookups.storefront, headers: try lookups.token(ada))
        #expect(own.status == 200, "\(own)")
        let others = try lookups.get(path, key: lookups.storefront, headers: try lookups.token(bob))
        #expect(others.status == 422)
        #expect(others.message == "Lead does not exists")
        let nobodys = try lookups.get(
            list.replacing("{id}", with: "6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11"), key: lookups.storefront,
            headers: try lookups.token(bob))
        #expect(nobodys.json["data"]?["message"]?.string == others.message)
        #expect(nobodys.status == others.status)
        #expect(try lookups.get(path).status == 200)
        #expect(try lookups.get(path, key: lookups.write).status == 200)
        let foreign = try lookups.get(path, key: try lookups.shop.nectorKey(.write, brand: "other-shop"))
        #expect(foreign.status == 422)
    }

    @Test func `GET of one thing by its id shows a storefront no other customer's`() throws {
        let lookups = try NectorLookups()
        let (ada, bob) = (try lookups.lead(NectorLookups.ada), try lookups.lead(NectorLookups.bob))
        let redeemed = try lookups.shop.write(
            "POST", "/v1/customers/\(NectorLookups.ada)/redemptions", #"{"reward_id": "fifty-off"}"#)
        #expect(redeemed.status == 201, "\(redeemed)")
        for list in ["wallettransactions", "creditwallettransactions", "coupons", "wallets"] {
            let id = try #require(try lookups.items("\(list)?lead_id=\(ada)").first?["_id"]?.string)
            let path = "\(list)/\(id)"
            #expect(try lookups.get(path).status == 200, "\(path)")
            #expect(try lookups.get(path, key: lookups.storefront).status == 401)
            let own = try lookups.get(path, key: lookups.storefront, headers: try lookups.token(ada))
            #expect(own.json["data"]?["item"]?["_id"]?.string == id, "\(own)")
            #expect(
                try lookups.get(path, key: lookups.storefront, headers: try lookups.token(bob)).status == 422)
            #expect(try lookups.get("\(path)?lead_id=\(bob)").status == 422, "\(path)")
            let foreign = try lookups.shop.nectorKey(.write, brand: "other-shop")
            #expect(try lookups.get(path, key: foreign).status == 422)
        }
    }

    @Test func `an id that came along from Nector finds its customer, and signs a storefront in`() throws {
        let lookups = try NectorLookups()
        let known = "9f2c1f6e-8d7b-4a55-b6de-0c9e0f1a2b3c"
        let rows = "kind,nector_id,id\nlead,\(known),\(NectorLookups.ada)\n"
        _ = try ImportNectorIDs.run(
            TextSource(rows), into: try lookups.shop.book(), skipsBadRows: false, on: lookups.shop.engine)
        #expect(try lookups.lead(NectorLookups.ada) == known)
        #expect(try lookups.data("leads/\(known)")["item"]?["customer_id"]?.string == NectorLookups.ada)
        let entries = try lookups.items(
            "wallettransactions?lead_id=\(known)", key: lookups.storefront, headers: try lookups.token(known))
        #expect(entries.map { $0["lead_id"]?.string } == [known, known])
        let bob = try lookups.lead(NectorLookups.bob)
        #expect(
            try lookups.get(
                "wallettransactions?lead_id=\(bob)", key: lookups.storefront,
                headers: try lookups.token(known)
            ).status == 422)
    }
}

/// A file that is a text.
struct TextSource: ImportSource {
    let text: [UInt8]
    init(_ text: String) { self.text = Array(text.utf8) }
    var byteCount: Int64 { Int64(text.count) }
    func bytes(at offset: Int64, count: Int) throws(AdministrationError) -> [UInt8] {
        Array(text[Int(offset)..<min(text.count, Int(offset) + count)])
    }
}
