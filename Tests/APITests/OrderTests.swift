import Foundation
import HTTPServer
import Model
import Testing

@testable import API

/// Orders and refunds as a shop's back end sends and reads them.
struct OrderTests {
    private static let head =
        #""customer_id": "customer-one", "placed_at": "2026-11-20T10:00:00Z", "currency": "INR""#

    private func lines(_ count: Int) -> String {
        let lines = (0..<count).map { number in
            #"{"line_id": "line-\#(number)", "product_id": "product-\#(number)", "#
                + #""collections": ["shirts", "cotton", "summer-2026"], "tags": ["size-\#(number % 7)", "blue"], "#
                + #""quantity": \#(number % 5 + 1), "amount": 12345, "discount": 345}"#
        }
        return "[\(lines.joined(separator: ", "))]"
    }

    @Test(arguments: [
        (#""total": 24000, "subtotal": 24691, "lines": LINES"#, "#/subtotal"),
        (#""total": 24000, "subtotal": 100, "lines": LINES"#, "#/subtotal"),
        (#""total": 24000, "placed_at": "2036-01-01T00:00:00Z""#, "#/placed_at"),
    ])
    func `amounts that do not add up and days to come are refused, and nothing changes`(
        members: String, pointer: String
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let head =
            members.contains("placed_at") ? #""customer_id": "customer-one", "currency": "INR""# : Self.head
        let body = #"\#(head), "state": "paid", \#(members.replacing("LINES", with: lines(2)))"#
        let refused = try shop.order("order-1", body)
        #expect(refused.status == 422 && refused.text.contains(pointer), "\(refused)")
        #expect(try shop.available("customer-one") == 0)
    }

    @Test func `without a subtotal the lines say it`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let put = try shop.order(
            "order-1", #"\#(Self.head), "state": "paid", "total": 24000, "lines": \#(lines(2))"#)
        #expect(put.json["order"]?["subtotal"]?["amount"]?.integer == 24_690)
    }

    @Test func `an order keeps its amounts and lines, and says what a refund did to it`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        let coupon = try shop.coupon()
        let use = try shop.write("POST", "/v1/coupons/\(coupon.code)/use", #"{"order_id": "order-1"}"#)
        #expect(use.status == 200, "\(use)")
        let body = """
            \(Self.head), "state": "paid", "total": 24000, "subtotal": 24690, "tax": 1000, "shipping": 500,
            "coins_discount": 690, "lines": \(lines(2))
            """
        let put = try shop.order("order-1", body)
        #expect(put.status == 201, "\(put)")
        let order = try #require(put.json["order"])
        #expect(order["refunded"]?.string == "none")
        #expect(order["tax"]?["amount"]?.integer == 1_000 && order["shipping"]?["amount"]?.integer == 500)
        #expect(order["coins_discount"]?["amount"]?.integer == 690)
        #expect(order["lines"]?[1]?["product_id"]?.string == "product-1")
        #expect(order["lines"]?[1]?["tags"]?[0]?.string == "size-1")
        let tried = try shop.send(
            "POST", "/v1/orders/order-1/refunds?dry_run=true", key: .write, body: #"{"refund_id": "r-1"}"#)
        #expect(tried.status == 200 && tried.json["order"]?["refunded"]?.string == "full", "\(tried)")
        let refund = #""refund_id": "r-1", "lines": [{"line_id": "line-1", "quantity": 2}]"#
        let first = try shop.refund("order-1", refund)
        #expect(first.status == 201 && first.json["change"]?.string == "created", "\(first)")
        #expect(first.json["refund"]?["amount"]?["amount"]?.integer == 12_000)
        #expect(first.json["refund"]?["coins_returned"]?.integer == 50)
        let again = try shop.refund("order-1", refund)
        #expect(again.status == 200 && again.json["change"]?.string == "repeated", "\(again)")
        #expect(again.json["refund"].map { "\($0)" } == first.json["refund"].map { "\($0)" })
        let credit = try shop.refund(
            "order-1", #""refund_id": "r-2", "amount": 2000, "as_store_credit": true"#)
        #expect(credit.json["refund"]?["store_credit_transaction_id"]?.string == "credits-1", "\(credit)")
        let read = try shop.send("GET", "/v1/orders/order-1", key: .write)
        #expect(read.json["order"]?["refunded"]?.string == "partial")
        #expect(read.json["refunds"]?.array.map { $0["id"]?.string } == ["r-1", "r-2"])
        #expect(read.json["redemptions"]?[0]?["coins"]?.integer == 100)
        #expect(read.json["redemptions"]?[0]?["returned"]?.integer == 58)
        let balance = try shop.send("GET", "/v1/customers/customer-one/balance", key: .server)
        #expect(balance.json["credits"]?["available"]?.integer == 2_000, "\(balance)")
    }

    @Test func `an order of ten thousand lines comes in and goes out whole, one line more does not`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let body = #"\#(Self.head), "state": "paid", "total": 120000000, "lines": "#
        let most = body + lines(OrderLimits.linesMax)
        #expect(most.utf8.count < OrderLimits.bodyBytesMax)
        let put = try shop.order("order-1", most)
        #expect(put.status == 201, "\(put.status)")
        #expect(put.json["order"]?["lines"]?.array.count == OrderLimits.linesMax)
        let refund = try shop.refund(
            "order-1", #""refund_id": "r-1", "lines": [{"line_id": "line-9999", "quantity": 5}]"#)
        #expect(refund.json["refund"]?["amount"]?["amount"]?.integer == 12_000)
        let more = try shop.order("order-2", body + lines(OrderLimits.linesMax + 1))
        #expect(
            more.status == 422 && more.json["errors"]?[0]?["code"]?.string == "too_long", "\(more.status)")
    }

    @Test func `the server takes a body as large as the largest order, and none larger`() throws {
        #expect(Limits().bodyBytesMax == OrderLimits.bodyBytesMax)
        // The longest line that there can be without labels fits ten thousand times; labels have to be shorter then.
        #expect(OrderLimits.json.valuesMax >= OrderLimits.linesMax * 50)
    }
}
