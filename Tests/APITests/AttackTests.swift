import HTTPServer
import Testing

@testable import API

/// What a hostile or broken caller sends to the routes of checkout, refunds and administration.
struct AttackTests {
    private static let one = "customer-one"

    /// A shop with an order, a quote, an open hold, a draft and a merge that was made.
    private static func shop() throws -> (APIShop, targets: [(method: String, target: String, body: String?)])
    {
        let shop = try APIShop()
        try shop.customer(one, coins: 500)
        try shop.put(order: "order-7", of: one, total: 500)
        let quote = try shop.quote().id
        let hold = try shop.hold()
        #expect(try shop.administer("POST", "programme/drafts", #"{"name": "Secret plans"}"#).status == 201)
        return (
            shop,
            [
                ("GET", "/v1/customers/\(one)/quotes/\(quote)/explanation", nil),
                ("POST", "/v1/customers/\(one)/holds", #"{"quote_id": "\#(quote)"}"#),
                ("GET", "/v1/holds/\(hold)", nil),
                ("POST", "/v1/holds/\(hold)/commit", "{}"),
                ("POST", "/v1/holds/\(hold)/release", "{}"),
                ("POST", "/v1/orders/order-7/refunds", #"{"refund_id": "r-1"}"#),
                ("GET", "/v1/orders/order-7/explanation", nil),
                ("POST", "/v1/customers/\(one)/merge", #"{"customer_id": "customer-two"}"#),
                ("DELETE", "/v1/customers/\(one)", nil),
            ]
        )
    }

    @Test(arguments: [APIShop.KeyName.testWrite, .otherWrite])
    func `a sandbox's key and another brand's find nothing of the live books, and change nothing`(
        key: APIShop.KeyName
    ) throws {
        let (shop, targets) = try Self.shop()
        let before = try shop.send("GET", "/v1/customers/\(Self.one)/balance", key: .server).text
        for (method, target, body) in targets {
            let answer = try shop.send(
                method, target, key: key, headers: [("Idempotency-Key", "attack")], body: body)
            #expect(answer.status == 404, "\(method) \(target): \(answer)")
        }
        #expect(try shop.send("GET", "/v1/customers/\(Self.one)/balance", key: .server).text == before)
    }

    @Test(arguments: [APIShop.KeyName.read, .server])
    func `a read key writes nothing of checkout, refunds and erasure, with the customer's token or without`(
        key: APIShop.KeyName
    ) throws {
        let (shop, targets) = try Self.shop()
        let before = try shop.send("GET", "/v1/customers/\(Self.one)/balance", key: .server).text
        for (method, target, body) in targets where method != "GET" {
            for token in [nil, Self.one] {
                let answer = try shop.send(
                    method, target, key: key, token: token, headers: [("Idempotency-Key", "attack")],
                    body: body)
                #expect(answer.status == 403 && answer.code == "scope_missing", "\(target): \(answer)")
            }
        }
        #expect(try shop.send("GET", "/v1/customers/\(Self.one)/balance", key: .server).text == before)
    }

    @Test(arguments: [APIShop.KeyName.testAdmin, .otherAdmin])
    func `another book's keys are neither listed nor ended`(key: APIShop.KeyName) throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "keys", #"{"kind": "read"}"#)
        let id = try #require(made.json["id"]?.string)
        for act in ["rotate", "revoke"] {
            let answer = try shop.administer("POST", "keys/\(id)/\(act)", "{}", key: key)
            #expect(answer.code == "key_not_found", "\(answer)")
        }
        let listed = try shop.administer("GET", "keys", key: key)
        #expect(listed.status == 200 && !listed.text.contains("\"\(id)\""), "\(listed)")
    }

    @Test func `another brand's drafts are not there`() throws {
        let (shop, _) = try Self.shop()
        for (method, target) in [("GET", "drafts/draft-1"), ("POST", "drafts/draft-1/publish")] {
            let body = method == "GET" ? nil : "{}"
            let answer = try shop.administer(method, "programme/\(target)", body, key: .otherAdmin)
            #expect(answer.code == "draft_not_found", "\(answer)")
        }
    }

    @Test func `another customer's quote buys neither a hold nor a coupon`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 500)
        try shop.customer("customer-two", coins: 500)
        let body = #"{"quote_id": "\#(try shop.quote().id)"}"#
        for act in ["holds", "redemptions"] {
            let answer = try shop.write("POST", "/v1/customers/customer-two/\(act)", body)
            #expect(answer.code == "quote_not_found", "\(answer)")
        }
        #expect(try shop.available("customer-two") == 500)
    }

    /// Bodies with `§` where a number goes, and the pointer to it.
    private static let numbers: [(target: String, body: String, pointer: String)] = [
        ("customers/\(one)/quotes", #"{"channel": "app", "currency": "INR", "total": §}"#, "#/total"),
        (
            "customers/\(one)/quotes", #"{"channel": "app", "currency": "INR", "total": 5, "coins": §}"#,
            "#/coins"
        ),
        (
            "customers/\(one)/holds", #"{"channel": "app", "currency": "INR", "total": 5, "discount": §}"#,
            "#/discount"
        ),
        ("customers/\(one)/screens/cart", #"{"currency": "INR", "total": §}"#, "#/total"),
        ("screens/products", #"{"products": [{"product_id": "p", "amount": §}]}"#, "#/products/0/amount"),
        ("orders/order-7/refunds", #"{"refund_id": "r", "amount": §}"#, "#/amount"),
        (
            "orders/order-7/refunds", #"{"refund_id": "r", "lines": [{"line_id": "1", "quantity": §}]}"#,
            "#/lines/0/quantity"
        ),
        ("holds/hold-1/release", #"{"coins": §}"#, "#/coins"),
        ("admin/programme/drafts", #"{"from_version": §}"#, "#/from_version"),
        ("admin/keys/key-1/rotate", #"{"overlap_seconds": §}"#, "#/overlap_seconds"),
        ("admin/sandbox/clock", #"{"advance_seconds": §}"#, "#/advance_seconds"),
        ("admin/simulations", #"{"draft_id": "draft-1", "months": §}"#, "#/months"),
    ]

    @Test(arguments: numbers.indices)
    func `a number beyond its bounds, or beyond Int64, is named and nothing trips over it`(index: Int) throws
    {
        let (shop, _) = try Self.shop()
        let (target, body, pointer) = Self.numbers[index]
        for number in ["-1", "-9223372036854775808", "9223372036854775808", "1e30", "0.5", "1e400"] {
            let answer = try shop.send(
                "POST", "/v1/\(target)", key: target.hasPrefix("admin") ? .admin : .write,
                headers: [("Idempotency-Key", "n\(number)")], body: body.replacing("§", with: number))
            #expect(answer.status == 422 || answer.status == 400, "\(number): \(answer)")
            guard answer.status == 422 else { continue }
            #expect(answer.json["errors"]?[0]?["pointer"]?.string == pointer, "\(number): \(answer)")
        }
    }

    /// A cart of so many lines of 1 rupee.
    private static func cart(lines count: Int) -> String {
        let lines = (0..<count).map { #"{"line_id": "\#($0)", "quantity": 1, "amount": 100}"# }
        return #"{"currency": "INR", "total": \#(count * 100), "lines": [\#(lines.joined(separator: ","))]}"#
    }

    @Test func `a cart of ten thousand lines is shown, and one line more is refused`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let target = "/v1/customers/\(Self.one)/screens/cart"
        let whole = try shop.send("POST", target, key: .write, body: Self.cart(lines: 10_000))
        #expect(whole.status == 200 && whole.text.contains("10,000"), "\(whole.status)")
        let more = try shop.send("POST", target, key: .write, body: Self.cart(lines: 10_001))
        #expect(more.status == 422 && more.json["errors"]?[0]?["pointer"]?.string == "#/lines", "\(more)")
    }

    @Test func `a refund that names a line twice is refused with its place`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let order = #"""
            {"customer_id": "customer-one", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
             "currency": "INR", "total": 400, "lines": [{"line_id": "1", "quantity": 4, "amount": 400}]}
            """#
        #expect(try shop.send("PUT", "/v1/orders/order-9", key: .write, body: order).status == 201)
        let lines = #"[{"line_id": "1", "quantity": 1}, {"line_id": "1", "quantity": 1}]"#
        let answer = try shop.write(
            "POST", "/v1/orders/order-9/refunds", #"{"refund_id": "r", "lines": \#(lines)}"#)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.json["errors"]?[0]?["pointer"]?.string == "#/lines/1/line_id", "\(answer)")
    }

    @Test(arguments: ["programme/validate", "programme/drafts", "simulations", "brand-tests"])
    func `a document as deep as the sea is refused, not read to its bottom`(target: String) throws {
        let shop = try APIShop()
        let deep = String(repeating: #"{"a":"#, count: 5_000) + "1" + String(repeating: "}", count: 5_000)
        let answer = try shop.administer("POST", target, #"{"document": \#(deep)}"#)
        #expect([400, 422].contains(answer.status), "\(answer)")
    }
}
