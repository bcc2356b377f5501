import API
import Model
import Testing

/// Connectors as the brand's admin sets them up.
struct ConnectorAPITests {
    private static var secret: Regex<Substring> { /lbh_live_[A-Za-z0-9_-]{32}/ }

    @Test func `every connector is listed before anybody has touched it`() throws {
        let shop = try APIShop()
        let items = try shop.administer("GET", "connectors").json["items"]?.array ?? []
        #expect(items.map { $0["id"]?.string } == ["custom_checkout", "gokwik", "shiprocket", "webhook"])
        #expect(
            items.allSatisfy { $0["state"]?.string == "not_initialised" && $0["webhook_ids"]?.array == [] })
        #expect(items[0]["rule"]?["minimum_cart_amount"]?.integer == 50_000 && items[2]["rule"] == nil)
        #expect(items[3]["settings"]?["website"] == nil && items[3]["warnings"] == nil)
    }

    @Test func `an id is shown once, with where to call`() throws {
        let shop = try APIShop(configure: {
            $0.rateLimits = nil
            $0.publicURL = "https://coins.example"
        })
        let made = try shop.administer("POST", "connectors/custom_checkout/initialise")
        let id = try #require(made.json["webhook_id"]?.string)
        #expect(made.status == 201 && id.wholeMatch(of: Self.secret) != nil, "\(made)")
        #expect(made.json["url"]?.string == "https://coins.example/v1/checkout/\(id)")
        #expect(
            made.json["nector_url"]?.string
                == "https://coins.example/api/open/integrations/customcheckoutwebhook/\(id)")
        #expect(
            made.json["setup_message"] == nil && made.json["connector"]?["state"]?.string == "initialised")
        let seen = try shop.administer("GET", "connectors/custom_checkout")
        #expect(seen.text.firstMatch(of: Self.secret) == nil)
        #expect(seen.json["webhook_ids"]?[0]?["ends_with"]?.string == String(id.suffix(4)))
        let rotated = try shop.administer(
            "POST", "connectors/custom_checkout/rotate", #"{"overlap_seconds": 90}"#)
        let ids = rotated.json["connector"]?["webhook_ids"]?.array ?? []
        #expect(ids.count == 2 && ids[0]["expires_at"]?.string == "2026-11-21T06:01:30Z", "\(rotated)")
        #expect(try shop.acts() == ["connector_rotated", "connector_initialised"] + shop.acts().dropFirst(2))
    }

    @Test func `Shiprocket's message says everything, and their word confirms it`() throws {
        let shop = try APIShop()
        let settings = """
            {"heading": "Use your coins", "logo_url": "https://a.example/l.png", "prepaid_discount": true,
             "record_points_payment": true}
            """
        try shop.administer("PUT", "connectors/shiprocket", settings)
        let made = try shop.administer("POST", "connectors/shiprocket/initialise")
        let (id, message) = (made.json["webhook_id"]?.string ?? "", made.json["setup_message"]?.string ?? "")
        for part in [
            "loyalty programme of Corner Shop", "Secret Webhook ID: \(id)\n", "Mode: live",
            "http://shop.test/api/open/integrations/shiprocketwebhook/\(id)", "- Prepaid discount: on",
            "- Heading text: Use your coins", "- Logo URL: https://a.example/l.png",
            "- Push points redemption as a transaction: on", "- Credit flow: off",
            "- Push credit as a transaction: off", "- Show on website: on, on mobile: on",
        ] {
            #expect(message.contains(part), "\(part): \(message)")
        }
        #expect(made.json["connector"]?["state"]?.string == "awaiting_confirmation")
        let confirmed = try shop.administer("POST", "connectors/shiprocket/confirm")
        #expect(confirmed.json["state"]?.string == "confirmed", "\(confirmed)")
        #expect(confirmed.json["confirmed_at"]?.string == "2026-11-21T06:00:00Z")
        #expect(try shop.administer("POST", "connectors/shiprocket/confirm", "{}").json == confirmed.json)
    }

    @Test(arguments: ["custom_checkout", "gokwik", "shiprocket", "webhook"])
    func `every address that is handed out has the name in the path that the brand chose, and is answered`(
        connector: String
    ) throws {
        let shop = try APIShop()
        #expect(
            try shop.administer("PUT", "connectors/\(connector)", #"{"path_name": "razorpay"}"#).status == 200
        )
        for (act, body) in [("initialise", nil), ("rotate", "{}")] as [(String, String?)] {
            let made = try shop.administer("POST", "connectors/\(connector)/\(act)", body)
            let id = try #require(made.json["webhook_id"]?.string, "\(made)")
            let address = "http://shop.test/api/open/integrations/razorpaywebhook/\(id)"
            #expect(made.json["nector_url"]?.string == address)
            if connector == "shiprocket" {
                #expect(made.json["setup_message"]?.string?.contains("Webhook address: \(address)\n") == true)
            }
            let path = address.replacing("http://shop.test", with: "")
            #expect(try shop.send("POST", path, body: "{}").status == 422)
        }
    }

    @Test
    func `a rule is published as a version in which nothing else differs, after a look at what would change`()
        throws
    {
        let shop = try APIShop()
        let body =
            #"{"rule": {"value": {"coins": 2, "amount": 10}, "maximum_discount": 900}, "expected_version": 1}"#
        let tried = try shop.administer("PUT", "connectors/gokwik/rule?dry_run=true", body)
        #expect(tried.status == 200, "\(tried)")
        let changes = (tried.json["changes"]?.array ?? []).compactMap { $0["pointer"]?.string }
        #expect(
            changes == [
                "#/redemption/channels/gokwik/value/coins", "#/redemption/channels/gokwik/maximum_discount",
            ], "\(tried)")
        #expect(
            try shop.administer("GET", "connectors/gokwik").json["rule"]?["maximum_discount"]?.integer == 100)
        let done = try shop.administer("PUT", "connectors/gokwik/rule", body)
        #expect(done.json["version"]?.integer == 2 && done.json["new"]?.bool == true, "\(done)")
        #expect(done.json["connector"] == (try shop.administer("GET", "connectors/gokwik").json))
        let warnings = done.json["connector"]?["warnings"]?.array ?? []
        let told = warnings.map { "\($0["code"]?.string ?? "") \($0["field"]?.string ?? "")" }
        #expect(
            told == [
                "coin_value_differs value", "limit_differs maximum_discount", "limit_differs minimum_payment",
            ])
        #expect(
            warnings.first?["text"]?.string
                == "Coins are worth INR 0.10 for 1 in the app and INR 0.10 for 2 at the connector's checkout."
        )
        #expect(try shop.administer("PUT", "connectors/gokwik/rule", body).code == nil)
        let late = try shop.administer(
            "PUT", "connectors/gokwik/rule", #"{"same_as_app": true, "expected_version": 1}"#)
        #expect(late.code == "programme_version_conflict", "\(late)")
        let same = try shop.administer("PUT", "connectors/gokwik/rule", #"{"same_as_app": true}"#)
        #expect(same.json["connector"]?["warnings"]?.array == [], "\(same)")
        #expect(try shop.acts().prefix(2) == ["connector_rule_changed", "programme_published"])
        // What is published is live.
        let test = try shop.administer("PUT", "connectors/gokwik/rule", body, key: .testAdmin)
        #expect(test.code == "scope_missing", "\(test)")
    }

    @Test func `settings are a book's own, and each connector has its own members`() throws {
        let shop = try APIShop()
        try shop.administer("PUT", "connectors/gokwik", #"{"mobile": false, "allowed_ips": ["::1"]}"#)
        let test = try shop.administer("GET", "connectors/gokwik", key: .testAdmin)
        #expect(test.json["settings"]?["mobile"]?.bool == true && test.json["updated_at"] == nil, "\(test)")
        for (connector, body) in [
            ("gokwik", #"{"prepaid_discount": true}"#),
            ("custom_checkout", #"{"record_credit_payment": true}"#),
            ("webhook", #"{"heading": "x"}"#), ("webhook", #"{"record_points_payment": true}"#),
        ] {
            let answer = try shop.administer("PUT", "connectors/\(connector)", body)
            #expect(answer.json["errors"]?[0]?["code"]?.string == "unknown_field", "\(answer)")
        }
        let twice = try shop.administer(
            "PUT", "connectors/gokwik", #"{"allowed_ips": ["10.0.0.1", "::ffff:10.0.0.1"]}"#)
        #expect(twice.json["errors"]?[0]?["code"]?.string == "duplicate", "\(twice)")
    }

    @Test func `so many addresses are listed and no more`() throws {
        let shop = try APIShop()
        let list = { (count: Int) in (0..<count).map { #""10.0.0.\#($0)""# }.joined(separator: ",") }
        let put = { try shop.administer("PUT", "connectors/gokwik", #"{"allowed_ips": [\#(list($0))]}"#) }
        #expect(try put(ConnectorLimits.allowedAddressesMax).status == 200)
        #expect(
            try put(ConnectorLimits.allowedAddressesMax + 1).json["errors"]?[0]?["code"]?.string == "too_long"
        )
        let heading = { (count: Int) in
            let text = String(repeating: "x", count: count)
            return try shop.administer("PUT", "connectors/gokwik", #"{"heading": "\#(text)"}"#).status
        }
        #expect(try heading(ConnectorLimits.headingLengthMax) == 200)
        #expect(try heading(ConnectorLimits.headingLengthMax + 1) == 422)
    }
}
