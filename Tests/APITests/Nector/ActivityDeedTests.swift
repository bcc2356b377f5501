import Model
import Testing

/// nector-dialect: "Trigger (earn) and content": POST /activities.
struct ActivityDeedTests {
    private static func body(_ trigger: String, more: String = "", who: String = "customer-one") -> String {
        #"{"trigger_id": "\#(trigger)", "customer_id": "\#(who)"\#(more)}"#
    }

    @Test func `POST /activities rewards an open trigger with a read key, and any with a write key`() throws {
        let shop = try NectorShop()
        let lead = try shop.lead()
        let open = try shop.ask("POST", "activities", Self.body("review"), key: shop.read)
        #expect(open.status == 200, "\(open)")
        #expect(open.data?["success"]?.bool == true)
        #expect(open.data?["activity"]?["lead_id"]?.string == lead)
        #expect(open.data?["activity"]?["trigger_id"]?.string?.count == 36)
        #expect(open.data?["wallet_reward"]?["item"]?["amount"]?.integer == 5)
        try shop.ask("POST", "activities", Self.body("app-install"), key: shop.read)
            .expectRefusal(403, "need nector write access api key")
        #expect(try shop.ask("POST", "activities", Self.body("app-install")).status == 200)
        #expect(try shop.available() == 55)
    }

    @Test func `POST /activities tells with 422 why nothing was awarded, and records it`() throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        #expect(try shop.ask("POST", "activities", Self.body("review")).status == 200)
        try shop.ask("POST", "activities", Self.body("review")).expectRefusal("rewards once a day")
        #expect(try shop.ask("POST", "activities", Self.body("app-install")).status == 200)
        try shop.ask("POST", "activities", Self.body("app-install"))
            .expectRefusal("rewards a customer once")
        try shop.ask("POST", "activities", Self.body("asleep")).expectRefusal("switched off")
        let recorded = try shop.shop.send(
            "GET", "/v1/customers/customer-one/non-awards", key: .write)
        #expect(recorded.json["items"]?.array.count == 3, "\(recorded)")
        #expect(try shop.available() == 55)
    }

    @Test func `POST /activities counts an install once for a device that is named`() throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        _ = try shop.lead("customer-two")
        let device = #", "device_id": "device-0001""#
        #expect(try shop.ask("POST", "activities", Self.body("app-install", more: device)).status == 200)
        try shop.ask("POST", "activities", Self.body("app-install", more: device, who: "customer-two"))
            .expectRefusal("The device has been rewarded before")
    }

    @Test func `POST /activities of nobody, or of no trigger, is 422`() throws {
        let shop = try NectorShop()
        _ = try shop.lead()
        try shop.ask("POST", "activities", Self.body("review", who: "nobody-here"))
            .expectRefusal("Lead does not exists")
        for trigger in ["nothing", "00000000-0000-4000-8000-000000000000", " "] {
            #expect(try shop.ask("POST", "activities", Self.body(trigger)).status == 422)
        }
        try shop.ask("POST", "activities", #"{"customer_id": "customer-one"}"#)
            .expectRefusal("trigger_id is required")
    }

    private static let overriding = [
        (#""title": "Review", "coins": 5,"#, #""title": "Review", "coins": 5, "allows_override": true,"#)
    ]

    private static func trace(_ wallet: String) -> String {
        #", "trace": {"via_api_for_wallet": \#(wallet)}"#
    }

    @Test func `POST /activities with trace.via_api_for_wallet pays what a write key says (rule 11.5)`()
        throws
    {
        let shop = try NectorShop(Self.overriding)
        _ = try shop.lead()
        let wallet = Self.trace(
            #"{"title": "A long review", "description": "With photos", "operation": "cr","#
                + #" "coin_range": {"min": 70, "max": 70}}"#)
        let answer = try shop.ask("POST", "activities", Self.body("review", more: wallet))
        #expect(answer.data?["wallet_reward"]?["item"]?["amount"]?.integer == 70, "\(answer)")
        let history = try shop.shop.send("GET", "/v1/customers/customer-one/transactions", key: .write)
        #expect(history.json["items"]?.array.first?["title"]?.string == "A long review")
        // The limit of the trigger counts it.
        #expect(try shop.ask("POST", "activities", Self.body("review", more: wallet)).status == 422)
    }

    @Test func `POST /activities ignores the override of a read key, and of a trigger that allows none`()
        throws
    {
        let wallet = Self.trace(#"{"coin_range": {"min": 70, "max": "many"}}"#)
        let open = try NectorShop(Self.overriding)
        _ = try open.lead()
        let asked = try open.ask("POST", "activities", Self.body("review", more: wallet), key: open.read)
        #expect(asked.data?["wallet_reward"]?["item"]?["amount"]?.integer == 5, "\(asked)")
        let closed = try NectorShop()
        _ = try closed.lead()
        #expect(try closed.ask("POST", "activities", Self.body("review", more: wallet)).status == 200)
        #expect(try closed.available() == 5)
    }

    @Test(arguments: [
        #"{"coin_range": {"min": 0, "max": 5}}"#, #"{"coin_range": {"min": 6, "max": 5}}"#,
        #"{"coin_range": {"min": 1e30}}"#, #"{"operation": "steal"}"#, #"{"coin_range": 7}"#, "7",
        #"{"coin_range": {"max": 1000000000001}}"#, #"{"operation": "dr", "coin_range": {"min": 5}}"#,
    ])
    func `POST /activities refuses an override that cannot be with 422`(wallet: String) throws {
        let shop = try NectorShop(Self.overriding)
        _ = try shop.lead()
        let answer = try shop.ask("POST", "activities", Self.body("review", more: Self.trace(wallet)))
        #expect(answer.status == 422, "\(answer)")
        #expect(try shop.available() == 0)
    }

    @Test func `POST /activities with a storefront key is for the token's lead alone`() throws {
        let shop = try NectorShop()
        let lead = try shop.lead()
        _ = try shop.lead("customer-two")
        let headers = [("x-leadtoken", try shop.token(of: lead))]
        #expect(try shop.ask("POST", "activities", Self.body("review"), key: shop.storefront).status == 401)
        #expect(
            try shop.ask("POST", "activities", Self.body("review"), key: shop.storefront, headers: headers)
                .status == 200)
        try shop.ask(
            "POST", "activities", Self.body("review", who: "customer-two"), key: shop.storefront,
            headers: headers
        ).expectRefusal("Lead does not exists")
    }
}
