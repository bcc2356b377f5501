import Foundation
import HTTPServer
import Testing

@testable import API

/// Every answer with texts comes in the language that was asked for, and says so.
struct LanguageTests {
    /// A request of one route that succeeds.
    struct Case: CustomTestStringConvertible, Sendable {
        let route: String
        let target: String
        var body: String?
        var testDescription: String { route }
    }

    static let requests = [
        Case(route: "getProgram", target: "/v1/program"),
        Case(route: "getScreen", target: "/v1/customers/customer-one/screens/home"),
        Case(
            route: "previewCart", target: "/v1/customers/customer-one/screens/cart",
            body: #"{"currency": "INR", "total": 50000}"#),
        Case(
            route: "listBadges", target: "/v1/screens/products",
            body: #"{"products": [{"product_id": "sku-1", "amount": 50000}]}"#),
        Case(route: "getGuestScreen", target: "/v1/screens/guest"),
        Case(route: "getBalance", target: "/v1/customers/customer-one/balance"),
        Case(route: "listTransactions", target: "/v1/customers/customer-one/transactions"),
        Case(route: "getTransaction", target: "/v1/customers/customer-one/transactions/coins-1"),
        Case(
            route: "explainTransaction", target: "/v1/customers/customer-one/transactions/coins-1/explanation"
        ),
        Case(route: "explainOrder", target: "/v1/orders/order-7/explanation"),
        Case(route: "getTier", target: "/v1/customers/customer-one/tier"),
        Case(route: "listReferrals", target: "/v1/customers/customer-one/referrals"),
        Case(
            route: "claimReferral", target: "/v1/customers/customer-one/referrals/claim",
            body: #"{"code": "{code}"}"#),
        Case(route: "listCoupons", target: "/v1/customers/customer-one/coupons"),
        Case(route: "cancelCoupon", target: "/v1/customers/customer-one/coupons/{coupon-id}/cancel"),
        Case(
            route: "redeemReward", target: "/v1/customers/customer-one/redemptions",
            body: #"{"reward_id": "fifty-off"}"#),
        Case(
            route: "fireTrigger", target: "/v1/triggers/review/fire",
            body: #"{"customer_id": "customer-one"}"#),
        Case(
            route: "createTransaction", target: "/v1/customers/customer-one/transactions",
            body: #"{"coins": 5, "note": "a gift"}"#),
        Case(
            route: "putOrder", target: "/v1/orders/order-8",
            body: """
                {"customer_id": "customer-one", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
                 "currency": "INR", "total": 500}
                """),
        Case(route: "getOrder", target: "/v1/orders/order-7"),
        Case(
            route: "refundOrder", target: "/v1/orders/order-7/refunds", body: #"{"refund_id": "refund-1"}"#),
        Case(
            route: "createQuote", target: "/v1/customers/customer-one/quotes",
            body: #"{"channel": "app", "currency": "INR", "total": 5000}"#),
        Case(
            route: "explainQuote", target: "/v1/customers/customer-one/quotes/{quote-id}/explanation"),
        Case(
            route: "createHold", target: "/v1/customers/customer-one/holds",
            body: #"{"channel": "app", "currency": "INR", "total": 5000, "coins": 10}"#),
        Case(route: "getHold", target: "/v1/holds/{hold-id}"),
        Case(route: "commitHold", target: "/v1/holds/{hold-id}/commit"),
        Case(route: "releaseHold", target: "/v1/holds/{hold-id}/release"),
        Case(
            route: "callCheckout", target: "/v1/checkout/{webhook-id}",
            body: #"{"action": "list", "customer_id": "customer-one", "currency": "INR", "total": 50000}"#),
        Case(route: "verifyCoupon", target: "/v1/coupons/{coupon-code}/verify", body: "{}"),
        Case(
            route: "useCoupon", target: "/v1/coupons/{coupon-code}/use", body: #"{"order_id": "order-8"}"#),
        Case(
            route: "mergeCustomers", target: "/v1/customers/customer-one/merge",
            body: #"{"customer_id": "customer-two"}"#),
        Case(route: "undoMerge", target: "/v1/customers/customer-one/merges/merge-1/undo"),
        Case(route: "getCustomerDetail", target: "/v1/admin/customers/customer-one"),
        Case(route: "confirmCouponCancelled", target: "/v1/coupons/{cancelling-code}/confirm-cancelled"),
    ]

    @Test(arguments: requests, [("hi", "hi"), ("de-AT, hi;q=0.5", "de"), ("xx", "en-IN")])
    func `texts say their language`(request: Case, row: (asked: String, answered: String)) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        try shop.customer("customer-two")
        let coupon = try shop.coupon()
        var body = request.body
        if request.route == "claimReferral" {
            body = body?.replacing("{code}", with: try shop.referralCode(of: "customer-two"))
        } else {
            try shop.put(order: "order-7", of: "customer-one", total: 500)
        }
        var target = request.target.replacing("{coupon-id}", with: coupon.id)
            .replacing("{coupon-code}", with: coupon.code)
        let made: [(place: String, make: () throws -> String)] = [
            ("{quote-id}", { try shop.quote().id }), ("{hold-id}", { try shop.hold() }),
            ("{webhook-id}", { try shop.webhookID() }),
            ("{cancelling-code}", { try shop.cancellingCode() }),
        ]
        for (place, make) in made where target.contains(place) {
            target = target.replacing(place, with: try make())
        }
        let route = try #require(Routes.all.first { $0.name == request.route })
        if route.name == "undoMerge" { try shop.merge("customer-two", into: "customer-one") }
        let answer = try shop.send(
            route.method.description, target, key: route.access == .admin ? .admin : .write,
            headers: [("Accept-Language", row.asked), ("Idempotency-Key", "k")], body: body)
        #expect([200, 201].contains(answer.status), "\(answer)")
        let language = try #require(answer["content-language"])
        #expect(language == row.answered || language.hasPrefix(row.answered + "-"), "\(answer)")
    }
}
