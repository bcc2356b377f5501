import Engine
import Foundation
import Model
import Testing

/// nector-dialect 3.3 and 5.6: the histories of the coin wallet and of the credit wallet.
struct WalletLookupTests {
    private static let ada = NectorLookups.ada

    @Test
    func `GET /wallettransactions lists what came in and went out, newest first, with every field read`()
        throws
    {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(Self.ada)
        let data = try lookups.data("wallettransactions?lead_id=\(lead)")
        #expect(data["count"]?.integer == 2)
        let items = try #require(data["items"]).array
        let order = try #require(items.first)
        #expect(order["amount"]?.integer == 20)
        #expect(order["operation"]?.string == "cr")
        #expect(order["type"]?.string == "reward")
        #expect(order["title"]?.string == "Order order-1")
        #expect(order["status"]?.string == "success")
        // When the order was placed, and when it was told.
        #expect(order["created_at"]?.string == "2026-11-20T10:00:00Z")
        #expect(order["updated_at"]?.string == "2026-11-21T06:00:00Z")
        #expect(order["lead_id"]?.string == lead)
        for name in ["_id", "id", "entity_id", "wallet_id"] {
            #expect(UUID(uuidString: order[name]?.string ?? "") != nil, "\(name)")
        }
        #expect(order.names.isSuperset(of: ["description", "hash", "updated_at"]))
        #expect(items.last?["amount"]?.integer == 500)
        #expect(items.last?["type"]?.string == "adjust")
    }

    @Test func `GET /wallettransactions names the customer by lead_id, customer_id or wallet_id, or refuses`()
        throws
    {
        let lookups = try NectorLookups()
        let lead = try lookups.data("leads/x?customer_id=\(Self.ada)")["item"]
        let wallet = try #require(lead?["wallets"]?[0]?["_id"]?.string)
        let id = try #require(lead?["_id"]?.string)
        for query in [
            "lead_id=\(id)", "customer_id=\(Self.ada)", "customer_id=4587001", "wallet_id=\(wallet)",
            "lead_id=\(id)&wallet_id=\(wallet)", "lead_id=\(id)&customer_id=\(Self.ada)",
        ] {
            #expect(try lookups.data("wallettransactions?\(query)")["count"]?.integer == 2, "\(query)")
        }
        let credits = try #require(lead?["creditwallet"]?["_id"]?.string)
        #expect(
            try lookups.data("wallettransactions?lead_id=\(id)&wallet_id=\(credits)")["count"]?.integer == 0)
        let nobody = try lookups.get("wallettransactions")
        #expect(nobody.status == 422)
        #expect(nobody.message?.contains("lead_id is required") == true, "\(nobody)")
        #expect(
            try lookups.get("wallettransactions?lead_id=5").message?.contains("lead_id must be a UUID")
                == true)
        let two = "lead_id=\(id)&customer_id=\(NectorLookups.bob)"
        #expect(try lookups.get("wallettransactions?\(two)").message == "Lead does not exists")
    }

    @Test func `GET /wallettransactions counts all pages, and pages meet without gap or overlap`() throws {
        let lookups = try NectorLookups()
        for coins in 1...7 as ClosedRange<Int64> { try lookups.shop.credit(Self.ada, coins) }
        let path = "wallettransactions?customer_id=\(Self.ada)&limit=4&sort=created_at"
        func page(_ query: String) throws -> [Int64?] {
            let data = try lookups.data("\(path)&\(query)")
            #expect(data["count"]?.integer == 9)
            return data["items"]?.array.map { $0["amount"]?.integer } ?? []
        }
        #expect(try page("page=1&sort_op=DESC") == [7, 6, 5, 4])
        #expect(try page("page=2&sort_op=DESC") == [3, 2, 1, 20])
        #expect(try page("page=3") == [500])
        #expect(try page("page=4") == [])
        #expect(try page("page=1&sort_op=ASC") == [500, 20, 1, 2])
        #expect(try page("page=3&sort_op=asc") == [7])
    }

    @Test(arguments: [
        ("page=0", 9), ("page=-5", 9), ("page=none", 9), ("page=1.0", 9), ("page=1.5", 9), ("limit=0", 1),
        ("limit=-1", 1), ("limit=500", 9), ("limit=3", 3), ("limit=99999999999999999999", 9),
        ("page=9223372036854775807", 0), ("page=99999999999999999999", 9), ("limit=", 9),
        ("sort=position", 9),
        ("sort_op=SIDEWAYS", 9), ("unknown=1", 9), ("page=None", 9),
    ])
    func `GET /wallettransactions brings page and limit into their bounds`(query: String, count: Int) throws {
        let lookups = try NectorLookups()
        for coins in 1...7 as ClosedRange<Int64> { try lookups.shop.credit(Self.ada, coins) }
        let items = try lookups.items("wallettransactions?customer_id=\(Self.ada)&\(query)")
        #expect(items.count == count)
    }

    @Test func `GET /wallettransactions gives at most a hundred a page, and twenty where nobody says`() throws
    {
        let lookups = try NectorLookups()
        for _ in 1...105 { try lookups.shop.credit(Self.ada, 1) }
        let path = "wallettransactions?customer_id=\(Self.ada)"
        #expect(try lookups.items(path).count == 20)
        #expect(try lookups.items("\(path)&limit=1000").count == 100)
        #expect(try lookups.data(path)["count"]?.integer == 107)
    }

    @Test func `GET /wallettransactions filters by operation and by id`() throws {
        let lookups = try NectorLookups()
        _ = try lookups.shop.write(
            "POST", "/v1/customers/\(Self.ada)/redemptions", #"{"reward_id": "fifty-off"}"#)
        let path = "wallettransactions?customer_id=\(Self.ada)"
        let debits = try lookups.data("\(path)&operation=dr")
        #expect(debits["count"]?.integer == 1)
        let debit = try #require(debits["items"]?[0])
        #expect(debit["amount"]?.integer == 100)
        #expect(debit["operation"]?.string == "dr")
        #expect(debit["type"]?.string == "redeem")
        #expect(debit["title"]?.string == "₹50 off")
        #expect(try lookups.data("\(path)&operation=cr")["count"]?.integer == 2)
        #expect(try lookups.data("\(path)&operation=other")["count"]?.integer == 0)
        let id = try #require(debit["_id"]?.string)
        let one = try lookups.data("\(path)&id=\(id)")
        #expect(one["count"]?.integer == 1)
        #expect(one["items"]?[0]?["_id"]?.string == id)
        #expect(try lookups.data("\(path)&id=random-id")["count"]?.integer == 0)
        #expect(
            try lookups.data("wallettransactions?customer_id=\(NectorLookups.bob)&id=\(id)")["count"]?.integer
                == 0)
    }

    @Test func `GET /wallettransactions finds by hash what the caller booked, under the caller's own title`()
        throws
    {
        let lookups = try NectorLookups()
        let customer = try #require(CustomerID(Self.ada))
        try lookups.shop.engine.performAndWait(
            WriteRequest(book: try lookups.shop.book(), actor: .service)
        ) { context in
            for (coins, reference) in [(40, "gift-1"), (-15, "gift-2")] as [(Int64, String)] {
                _ = try AdjustWallet.run(
                    AdjustWallet.Input(
                        customer: customer, wallet: .coins, coins: coins, note: "",
                        told: ToldText(title: "A gift", description: "For you\nand nobody else"),
                        reference: reference), in: context)
            }
        }
        let path = "wallettransactions?customer_id=\(Self.ada)"
        let found = try lookups.data("\(path)&hash=gift-2")
        #expect(found["count"]?.integer == 1)
        let item = try #require(found["items"]?[0])
        #expect(item["amount"]?.integer == 15)
        #expect(item["operation"]?.string == "dr")
        #expect(item["hash"]?.string == "gift-2")
        #expect(item["title"]?.string == "A gift")
        #expect(item["description"]?.string == "For you\nand nobody else")
        #expect(try lookups.data("\(path)&hash=gift-2&operation=cr")["count"]?.integer == 0)
        // What a person noted by hand is not told.
        #expect(try !lookups.get(path).text.contains("a gift"))
        let native = try lookups.shop.send("GET", "/v1/customers/\(Self.ada)/transactions", key: .server)
        #expect(native.json["items"]?[0]?["title"]?.string == "A gift")
    }

    @Test func `GET /wallettransactions shows a checkout's coins once, and none that are only set aside`()
        throws
    {
        let lookups = try NectorLookups()
        let path = "wallettransactions?customer_id=\(Self.ada)&operation=dr"
        let hold = try lookups.shop.hold(of: Self.ada)
        #expect(try lookups.data(path)["count"]?.integer == 0)
        let done = try lookups.shop.write("POST", "/v1/holds/\(hold)/commit", #"{"order_id": "order-9"}"#)
        #expect(done.status == 200, "\(done)")
        let items = try lookups.items(path)
        #expect(items.map { $0["amount"]?.integer } == [10])
        #expect(items.first?["title"]?.string?.contains("order-9") == true, "\(items)")
        #expect(try lookups.data("leads/x?customer_id=\(Self.ada)")["item"]?["available"]?.string == "510")
    }

    @Test func `GET /wallettransactions says that an award waits, and until when`() throws {
        let programme = APIShop.programme().replacing(
            #""award_on": "paid""#, with: #""award_on": "paid", "pending_days": 14"#)
        let lookups = try NectorLookups(programme: programme)
        let path = "wallettransactions?customer_id=\(Self.ada)"
        let waiting = try #require(try lookups.items(path).first)
        #expect(waiting["status"]?.string == "pending")
        #expect(waiting["amount"]?.integer == 20)
        #expect(waiting["description"]?.string?.contains("5 Dec") == true, "\(waiting)")
        lookups.shop.clock.advance(by: .seconds(15 * 86_400))
        let items = try lookups.items(path)
        #expect(items.map { $0["amount"]?.integer } == [20, 500])
        #expect(items.first?["status"]?.string == "success")
    }

    @Test func `GET /wallettransactions/{id} is one of them, whether or not lead_id is there`() throws {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(Self.ada)
        let item = try #require(try lookups.items("wallettransactions?lead_id=\(lead)").first)
        let id = try #require(item["_id"]?.string)
        for path in ["wallettransactions/\(id)", "wallettransactions/\(id)?lead_id=\(lead)"] {
            #expect(try lookups.data(path)["item"]?.description == item.description)
        }
        let bob = try lookups.lead(NectorLookups.bob)
        for path in [
            "wallettransactions/\(id)?lead_id=\(bob)", "wallettransactions/\(lead)", "wallettransactions/5",
            "creditwallettransactions/\(id)", "wallettransactions/6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11",
        ] {
            let answer = try lookups.get(path)
            #expect(answer.status == 422, "\(path)")
            #expect(answer.json["data"]?["code"]?.string == "transaction_not_found", "\(path): \(answer)")
        }
        #expect(try lookups.get("wallettransactions/\(id)", method: "HEAD").status == 200)
    }

    @Test func `GET /creditwallettransactions tells credits in major units, exactly`() throws {
        let lookups = try NectorLookups()
        try lookups.credits(Self.ada, 5)
        try lookups.credits(Self.ada, -1_000)
        let lead = try lookups.lead(Self.ada)
        let answer = try lookups.get("creditwallettransactions?lead_id=\(lead)")
        #expect(answer.json["data"]?["count"]?.integer == 3)
        let texts = answer.text.components(separatedBy: #""amount":"#).dropFirst().map {
            $0.prefix { $0 != "," }
        }
        #expect(texts == ["10.00", "0.05", "12.50"])
        let operations = answer.json["data"]?["items"]?.array.map { $0["operation"]?.string }
        #expect(operations == ["dr", "cr", "cr"])
        let balance = try lookups.data("leads/\(lead)")["item"]?["creditwallet"]?["available"]?.string
        #expect(balance == "2.55")
    }

    @Test func `GET /creditwallettransactions/{id} is one of them`() throws {
        let lookups = try NectorLookups()
        let item = try #require(
            try lookups.items("creditwallettransactions?customer_id=\(Self.ada)").first)
        let id = try #require(item["_id"]?.string)
        #expect(try lookups.data("creditwallettransactions/\(id)")["item"]?.description == item.description)
        #expect(try lookups.get("wallettransactions/\(id)").status == 422)
    }

    @Test func `GET /wallets lists the coins and the credits, and GET /wallets/{id} is one of them`() throws {
        let lookups = try NectorLookups()
        let items = try lookups.items("wallets?customer_id=\(Self.ada)")
        #expect(items.map { $0["type"]?.string } == ["coins", "credits"])
        #expect(items.map { $0["available"]?.string } == ["520", "12.50"])
        for item in items {
            let id = try #require(item["_id"]?.string)
            #expect(try lookups.data("wallets/\(id)")["item"]?.description == item.description)
            #expect(try lookups.items("wallets?customer_id=\(Self.ada)&id=\(id)").count == 1)
        }
        #expect(try lookups.get("wallets/random-id").status == 422)
    }
}
