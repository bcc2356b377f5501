import Engine
import Model
import Testing

@testable import NectorDialect

/// nector-dialect: "Coins wallet and credit wallet", the rows that write.
struct TransactionDeedTests {
    private static func body(
        _ amount: String = "40", _ operation: String = "cr", who: String = #""customer_id": "customer-one""#,
        more: String = ""
    ) -> String {
        #"{\#(who), "title": "A gift", "description": "For you", "amount": \#(amount), "#
            + #""operation": "\#(operation)"\#(more)}"#
    }

    @Test func `POST /wallettransactions credits and debits coins, by lead or customer id`() throws {
        let shop = try NectorShop()
        let lead = try shop.lead()
        let credit = try shop.ask("POST", "wallettransactions", Self.body())
        #expect(credit.status == 200, "\(credit)")
        #expect(credit.data?["item"]?["amount"]?.integer == 40)
        let debit = Self.body(#""15.00""#, "dr", who: #""lead_id": "\#(lead)""#)
        #expect(try shop.ask("POST", "wallettransactions", debit).status == 200)
        #expect(try shop.available() == 25)
        let history = try shop.shop.send("GET", "/v1/customers/customer-one/transactions", key: .write)
        #expect(history.json["items"]?.array.first?["title"]?.string == "A gift")
    }

    @Test func `POST /wallettransactions with a hash happens once, and another content under it is 422`()
        throws
    {
        let shop = try NectorShop()
        _ = try shop.lead()
        let body = Self.body(more: #", "hash": "gift-1""#)
        let first = try shop.ask("POST", "wallettransactions", body)
        let second = try shop.ask("POST", "wallettransactions", body)
        #expect(first.status == 200)
        #expect(second.body == first.body)
        // The same content in other words: the members in another order, the number as a text.
        let again = """
            {"hash": "gift-1", "amount": "40", "operation": "CR", "customer_id": "customer-one",
             "description": "For you", "title": "A gift"}
            """
        #expect(try shop.ask("POST", "wallettransactions", again).body == first.body)
        #expect(try shop.available() == 40)
        for (amount, operation) in [("41", "cr"), ("40", "dr")] {
            let other = Self.body(amount, operation, more: #", "hash": "gift-1""#)
            #expect(try shop.ask("POST", "wallettransactions", other).status == 422)
        }
        // Each wallet has hashes of its own.
        #expect(try shop.ask("POST", "creditwallettransactions", body).status == 200)
        #expect(try shop.available() == 40)
    }

    @Test func `whom a hash was used for is kept in words of the books, not of the code`() throws {
        let uuid = "9f2c1f6e-8d7b-4a55-b6de-0c9e0f1a2b3c"
        let id = try #require(NectorID(uuid))
        let who: [(NectorWho, String)] = [
            (.lead(id), "lead \(uuid)"), (.customerID("c-1"), "customer c-1"),
            (.referralCode("ADA"), "code ADA"), (.email("a@b.example"), "email a@b.example"),
            (.mobile("98", country: "ind"), "mobile 98 in ind"),
            (.mobile("98", country: nil), "mobile 98 in "),
            (.both(.lead(id), .customerID("c-1")), "lead \(uuid) and customer c-1"),
        ]
        for (one, text) in who { #expect(one.text == text) }
    }

    @Test(
        arguments: [
            ("500", "500"), ("-3", "-3"), ("500.00", "500"), ("0", "0"), ("007", "007"),
            ("99999999999999999999", "99999999999999999999"), ("1.5", nil), ("1.", nil), (".5", nil),
            ("+5", nil),
            ("", nil), ("-", nil), ("1e3", nil), ("1.0.0", nil), ("٣", nil), (" 1", nil), ("0x1", nil),
        ] as [(String, String?)])
    func `a whole number is read in one way, of bodies and of queries`(text: String, digits: String?) {
        #expect(WholeNumber.digits(of: text).map(String.init) == digits)
    }

    @Test func `POST /creditwallettransactions reads major units exactly`() throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        for amount in ["12.34", #""0.66""#, "1"] {
            #expect(try shop.ask("POST", "creditwallettransactions", Self.body(amount)).status == 200)
        }
        #expect(
            try shop.ask("POST", "creditwallettransactions", Self.body("0.01", "dr")).status == 200)
        let balance = try shop.shop.send("GET", "/v1/customers/customer-one/balance", key: .write)
        #expect(balance.json["credits"]?["available"]?.integer == 1_399)
        #expect(try shop.available() == 0)
    }

    @Test(arguments: ["wallettransactions", "creditwallettransactions"])
    func `a read key writes nothing, whatever the body: 403 need nector write access api key`(path: String)
        throws
    {
        let shop = try NectorShop()
        let lead = try shop.lead()
        for body in [Self.body(), "{}", "not json", #"{"amount": 1e99}"#] {
            for key in [shop.read, shop.storefront] {
                let answer = try shop.ask(
                    "POST", path, body, key: key, headers: [("x-leadtoken", try shop.token(of: lead))])
                answer.expectRefusal(403, "need nector write access api key")
            }
        }
        #expect(try shop.available() == 0)
    }

    @Test(arguments: [
        ("0", "amount must be from"), ("-5", "amount must be from"), ("1.5", "amount must be a whole number"),
        ("1e3", "amount must be a whole number"), (#""NaN""#, "amount must be a whole number"),
        (#""Infinity""#, "amount must be"), ("1000000000000000000000000000000", "amount must be from"),
        ("9223372036854775807", "amount must be from"), ("null", "amount is required"),
        (#""""#, "amount is required"), ("true", "amount must be a number"),
        ("[1]", "amount must be a number"),
        ("NaN", "at byte"),
    ])
    func `POST /wallettransactions refuses an amount that is none with 422`(amount: String, part: String)
        throws
    {
        let shop = try NectorShop()
        _ = try shop.lead(coins: 10)
        try shop.ask("POST", "wallettransactions", Self.body(amount)).expectRefusal(part, "\(amount)")
        #expect(try shop.available() == 10)
    }

    @Test(arguments: ["0", "-1", "0.001", "1e2", "1000000000000000000000000000000", #""1,50""#, #""NaN""#])
    func `POST /creditwallettransactions refuses an amount that is none with 422`(amount: String) throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        try shop.ask("POST", "creditwallettransactions", Self.body(amount)).expectRefusal(
            "amount", "\(amount)")
    }

    @Test
    func `POST /wallettransactions of nobody, of another brand's lead, or of more than there is, is 422`()
        throws
    {
        let shop = try NectorShop()
        let lead = try shop.lead(coins: 10)
        let other = try NectorShop()
        let foreign = try other.lead("customer-two")
        for who in [
            #""customer_id": "nobody-here""#, #""lead_id": "random-id""#, #""lead_id": "\#(foreign)x""#,
            #""lead_id": "00000000-0000-4000-8000-000000000000""#,
        ] {
            try shop.ask("POST", "wallettransactions", Self.body(who: who))
                .expectRefusal("Lead does not exists", "\(who)")
        }
        try shop.ask("POST", "wallettransactions", Self.body("11", "dr", who: #""lead_id": "\#(lead)""#))
            .expectRefusal("This needs 11 coins; the wallet has 10 available")
        try shop.ask("POST", "wallettransactions", #"{"title": "x"}"#)
            .expectRefusal("customer_id or lead_id is required")
        #expect(try shop.available() == 10)
    }

    @Test func `PUT /wallettransactions/{id} answers the entry, which was final all along`() throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        let made = try shop.ask("POST", "wallettransactions", Self.body())
        let id = try #require(made.data?["item"]?["_id"]?.string)
        let answer = try shop.ask("PUT", "wallettransactions/\(id)", #"{"status": "success"}"#)
        #expect(answer.status == 200)
        #expect(answer.data?["item"]?["_id"]?.string == id)
        try shop.ask("PUT", "wallettransactions/\(id)", #"{"status": "failed"}"#).expectRefusal(
            "status must be")
        #expect(try shop.ask("PUT", "wallettransactions/x", #"{"status": "success"}"#).status == 422)
        try shop.ask("PUT", "wallettransactions/\(id)", "{}", key: shop.read).expectRefusal(
            403, "need nector")
    }
}
