import Foundation
import Model
import Testing

/// Explanations, measures and what-if runs over HTTP.
struct InsightAPITests {
    @Test func `customer service reads why nothing was awarded`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        try shop.put(order: "order-1", of: "customer-one", total: 99)
        let list = try shop.send("GET", "/v1/customers/customer-one/non-awards", key: .write)
        #expect(list.json["items"]?[0]?["reason"]?.string == "rounds_to_zero", "\(list)")
        #expect(
            list.json["items"]?[0]?["text"]?.string
                == "Order order-1 earned nothing: INR 0.99 are worth less than one coin.")
        let order = try shop.send("GET", "/v1/orders/order-1/explanation", key: .write)
        #expect(order.json["award"]?["awarded"]?.bool == false, "\(order)")
        #expect(order.json["non_awards"]?.count == 1 && order.json["entries"]?.count == 0)
        try shop.put(order: "order-2", of: "customer-one", total: 50_000)
        let earned = try shop.send("GET", "/v1/orders/order-2/explanation", key: .write)
        #expect(earned.json["entries"]?[0]?["transaction"]?["coins"]?.integer == 500, "\(earned)")
        #expect(
            earned.json["text"]?.string
                == "Order order-2 of INR 500.00 earned 500 coins as a basic member (×1).")
        let mine = try shop.send(
            "GET", "/v1/customers/me/non-awards", key: .read, token: "customer-one")
        #expect(mine.json["items"]?.count == 1)
    }

    @Test(arguments: [
        (APIShop.KeyName.read, "customer-one" as String?, false), (.server, nil, true),
        (.server, "customer-one", false),
        (.write, nil, true), (.write, "customer-one", false),
    ])
    func `what staff wrote is read by the brand's own people, never beside a customer's token`(
        key: APIShop.KeyName, token: String?, reads: Bool
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let place = "/v1/customers/customer-one"
        let why = try shop.send("GET", "\(place)/transactions/coins-1/explanation", key: key, token: token)
        #expect(why.status == 200, "\(why)")
        let note = try #require(
            try shop.send("GET", "\(place)/transactions/coins-1/explanation", key: .write)
                .json["note"]?.string)
        #expect(why.text.contains(note) == reads && why.text.contains("key:") == reads, "\(why)")
        #expect((why.json["actor"] != nil) == reads && (why.json["note"]?.string == note) == reads)
        for target in ["transactions", "transactions/coins-1", "screens/history", "screens/wallet"] {
            let answer = try shop.send("GET", "\(place)/\(target)", key: key, token: token)
            #expect(answer.status == 200 && !answer.text.contains(note) && !answer.text.contains("key:"))
        }
    }

    @Test func `what the history shows with a sign adds up to the balance, through a checkout and back`()
        throws
    {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let hold = try shop.hold()
        let commit = try shop.write("POST", "/v1/holds/\(hold)/commit", #"{"order_id": "order-1"}"#)
        #expect(commit.status == 200, "\(commit)")
        try shop.put(order: "order-1", of: "customer-one", total: 4_990)
        let refund = try shop.write("POST", "/v1/orders/order-1/refunds", #"{"refund_id": "r-1"}"#)
        #expect(refund.status < 300, "\(refund)")
        let answer = try shop.send("GET", "/v1/customers/customer-one/transactions", key: .server)
        let items = (0..<(answer.json["items"]?.count ?? 0)).compactMap { answer.json["items"]?[$0] }
        let texts = items.compactMap { $0["text"]?.string }
        #expect(texts == ["-49", "+10", "+49", "10", "-10", "+500"], "\(answer)")
        let spent = try #require(items.dropFirst(3).first)
        #expect(spent["title"]?.string == "Used on order order-1", "\(answer)")
        #expect(spent["status_text"]?.string == "Set aside on 21 Nov")
        let sum = texts.filter { $0.hasPrefix("+") || $0.hasPrefix("-") }.compactMap(Int.init).reduce(0, +)
        #expect(sum == 500 && items.first?["balance_after"]?.integer == 500)
        #expect(items.first?["balance_text"]?.string == "500 coins")
    }

    @Test func `the measures carry their formulas, exact numbers and texts`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        try shop.put(order: "order-1", of: "customer-one", total: 10_050)
        for topic in ["redemption", "redemption", "other"] {
            let made = try shop.write(
                "POST", "/v1/support-tickets", #"{"topic": "\#(topic)", "customer_id": "customer-one"}"#)
            #expect(made.status == 201 && made.json["day"]?.string == "2026-11-21", "\(made)")
        }
        let answer = try shop.send("GET", "/v1/admin/measures?from=2026-11-01", key: .admin)
        #expect(answer.status == 200 && answer.json["to"]?.string == "2026-11-21", "\(answer)")
        let measures = answer.json["measures"]?.array ?? []
        func measure(_ id: String) -> TestJSON? { measures.first { $0["id"]?.string == id } }
        #expect(measures.allSatisfy { $0["formula"]?.string?.isEmpty == false } && measures.count == 18)
        #expect(measure("redemption_support_tickets")?["value"]?.integer == 2)
        #expect(measure("repeat_purchase_rate")?["denominator"]?.integer == 1)
        #expect(measure("repeat_purchase_rate")?["text"]?.string == "0.00 %")
        #expect(measure("average_order_value_without_coins")?["text"]?.string == "INR 100.50")
        #expect(measure("checkout_error_rate")?["text"]?.string == nil)
        // Earned on 20 November, Indian time, and good for 30 days.
        let liability = answer.json["liability"]
        #expect(
            liability?["months"]?[0]?["month"]?.string == "2026-12" && liability?["coins"]?.integer == 100)
        #expect(liability?["worth"]?.integer == 1_000 && liability?["text"]?.string == "INR 10.00")
    }

    @Test func `a what-if run is started, watched and read`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        try shop.put(order: "order-1", of: "customer-one", total: 10_000)
        let draft = APIShop.programme().replacing(#""per_amount": 100"#, with: #""per_amount": 50"#)
        let started = try shop.send(
            "POST", "/v1/admin/simulations", key: .admin, body: #"{"months": 3, "draft": \#(draft)}"#)
        #expect(started.status == 202 && started.json["state"]?.string == "running", "\(started)")
        let id = try #require(started.json["id"]?.string)
        var run = started
        while run.json["state"]?.string == "running" {
            run = try shop.send("GET", "/v1/admin/simulations/\(id)", key: .admin)
        }
        let result = run.json["result"]
        #expect(run.json["state"]?.string == "done" && run.json["progress"]?["customers_done"]?.integer == 1)
        #expect(result?["coins"]?["current"]?.integer == 100 && result?["coins"]?["draft"]?.integer == 200)
        #expect(result?["liability"]?["change"]?.integer == 1_000, "\(run)")
        #expect(result?["top_winners"]?[0]?["customer_id"]?.string == "customer-one")
        let list = try shop.send("GET", "/v1/admin/simulations", key: .admin)
        #expect(list.json["items"]?.count == 1)
        let cancelled = try shop.send("POST", "/v1/admin/simulations/\(id)/cancel", key: .admin)
        #expect(cancelled.status == 202 && cancelled.json["state"]?.string == "done", "\(cancelled)")
    }

    @Test func `one of the brand's drafts is run by its id`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let made = try shop.send(
            "POST", "/v1/admin/programme/drafts", key: .admin, body: #"{"name": "Same"}"#)
        let id = try #require(made.json["id"]?.string, "\(made)")
        let started = try shop.send(
            "POST", "/v1/admin/simulations", key: .admin, body: #"{"months": 1, "draft_id": "\#(id)"}"#)
        #expect(started.status == 202, "\(started)")
        let missing = try shop.send(
            "POST", "/v1/admin/simulations", key: .admin, body: #"{"months": 1, "draft_id": "draft-99"}"#)
        #expect(missing.code == "draft_not_found", "\(missing)")
    }

    @Test func `the faults of a draft point into it`() throws {
        let shop = try APIShop()
        let draft = APIShop.programme().replacing(#""currency": "INR""#, with: #""currency": "XXQ""#)
        let refused = try shop.send(
            "POST", "/v1/admin/simulations", key: .admin, body: #"{"months": 3, "draft": \#(draft)}"#)
        #expect(refused.status == 422, "\(refused)")
        #expect(refused.json["errors"]?[0]?["pointer"]?.string == "#/draft/currency")
    }
}
