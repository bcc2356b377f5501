import API
import Foundation
import HTTPServer
import Model
import Store
import Testing

/// Shorthand for the tables.
private let one = "customer-one"

private func order(
    of customer: String = one, state: String = "paid", currency: String = "INR", total: String = "500"
) -> String {
    """
    "customer_id": "\(customer)", "state": "\(state)", "placed_at": "2026-11-20T10:00:00Z",
    "currency": "\(currency)", "total": \(total)
    """
}

// The problems that the engine's own answers become.
extension ProblemTests.Scenario {
    static let notThere: [Self] = [
        Self(name: "an unknown customer", status: 404, code: "customer_not_found") {
            try $0.send("GET", "/v1/customers/nobody-here/balance", key: .server)
        },
        Self(name: "an unknown transaction", status: 404, code: "transaction_not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions/coins-9", key: .server)
        },
        Self(name: "a transaction id that cannot be one", status: 404, code: "transaction_not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/transactions/nine/explanation", key: .server)
        },
        Self(name: "an unknown order", status: 404, code: "order_not_found") {
            try $0.send("GET", "/v1/orders/nine", key: .write)
        },
        Self(name: "an unknown coupon", status: 404, code: "coupon_not_found") {
            try $0.send("POST", "/v1/coupons/NOTHING/verify", key: .write, body: "{}")
        },
        Self(name: "another customer's coupon", status: 404, code: "coupon_not_found") { shop in
            try shop.customer(one, coins: 100)
            try shop.customer("customer-two")
            let id = try shop.coupon().id
            return try shop.write("POST", "/v1/customers/customer-two/coupons/\(id)/cancel", nil)
        },
        Self(name: "a trigger id that cannot be one", status: 404, code: "trigger_not_found") {
            try $0.customer(one)
            return try $0.write("POST", "/v1/triggers/-!-/fire", #"{"customer_id": "\#(one)"}"#)
        },
        Self(name: "an unknown referral code", status: 404, code: "referral_code_not_found") {
            try $0.customer(one)
            return try $0.claim("NOBODYS", for: one)
        },
    ]

    static let ofRewards: [Self] = [
        Self(name: "an unknown reward", status: 404, code: "reward_not_found") {
            try $0.customer(one)
            return try $0.redeem("no-such-reward")
        },
        Self(name: "a blocked customer", status: 409, code: "customer_blocked") {
            try $0.customer(one, coins: 100)
            try $0.sql("UPDATE customers SET is_blocked = 1")
            return try $0.redeem("fifty-off")
        },
        Self(name: "a reward for a higher tier", status: 409, code: "reward_unavailable") {
            try $0.customer(one, coins: 100)
            return try $0.redeem("gold-only")
        },
        Self(
            name: "too few coins", status: 409, code: "insufficient_coins",
            members: ["available": "99", "required": "100"]
        ) {
            try $0.customer(one, coins: 99)
            return try $0.redeem("fifty-off")
        },
        Self(
            name: "an amount off the step", status: 409, code: "reward_amount_out_of_range",
            members: ["minimum": "20", "maximum": "200", "step": "10"]
        ) {
            try $0.customer(one, coins: 500)
            return try $0.redeem("any-off", more: #", "coins": 25"#)
        },
        Self(name: "a wallet in debt", status: 409, code: "wallet_in_debt", members: ["debt": "100"]) {
            try $0.customer(one)
            _ = try $0.order("order-1", order(total: "10000"))
            #expect(try $0.redeem("fifty-off").status == 201)
            _ = try $0.order("order-1", order(state: "cancelled", total: "10000"))
            return try $0.redeem("fifty-off")
        },
    ]

    static let ofCoupons: [Self] = [
        Self(
            name: "a coupon in another currency", status: 409, code: "currency_mismatch",
            members: ["programme_currency": "INR", "given_currency": "USD"]
        ) { shop in
            try shop.customer(one, coins: 100)
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"cart_amount": 1, "currency": "USD"}"#)
        },
        Self(
            name: "a coupon that was used", status: 409, code: "coupon_not_active", members: ["state": "used"]
        ) { shop in
            try shop.customer(one, coins: 100)
            let code = try shop.coupon().code
            let used = try shop.send(
                "POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-1"}"#)
            #expect(used.status == 200, "\(used)")
            return try shop.send(
                "POST", "/v1/coupons/\(code)/use", key: .write, body: #"{"order_id": "order-2"}"#)
        },
        Self(name: "a coupon of somebody else", status: 409, code: "coupon_of_another_customer") { shop in
            try shop.customer(one, coins: 100)
            try shop.customer("customer-two")
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"customer_id": "customer-two"}"#)
        },
        Self(
            name: "a cart too small for the coupon", status: 409, code: "coupon_minimum_cart",
            members: ["minimum": "20000", "shortfall": "1", "currency": "INR"]
        ) { shop in
            try shop.customer(one, coins: 100)
            return try shop.send(
                "POST", "/v1/coupons/\(try shop.coupon().code)/verify", key: .write,
                body: #"{"cart_amount": 19999, "currency": "INR"}"#)
        },
    ]

    static let ofReferrals: [Self] = [
        Self(name: "no referrals any more", status: 409, code: "referral_closed") { _ in
            let closed = APIShop.programme().replacing(
                #""referral": {"active": true"#, with: #""referral": {"active": false"#)
            let shop = try APIShop(programme: closed)
            try shop.customer(one)
            try shop.customer("customer-two")
            return try shop.claim(try shop.referralCode(of: one), for: "customer-two")
        },
        Self(name: "one's own code", status: 409, code: "referral_self") {
            try $0.customer(one)
            return try $0.claim(try $0.referralCode(of: one), for: one)
        },
        Self(name: "a second code", status: 409, code: "referral_already_claimed") { shop in
            for id in [one, "customer-two", "customer-three"] { try shop.customer(id) }
            #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-three").status == 201)
            return try shop.claim(try shop.referralCode(of: "customer-two"), for: "customer-three")
        },
        Self(name: "a code after the first order", status: 409, code: "referral_existing_buyer") { shop in
            for id in [one, "customer-two"] { try shop.customer(id) }
            try shop.put(order: "order-1", of: "customer-two", total: 500)
            return try shop.claim(try shop.referralCode(of: one), for: "customer-two")
        },
        Self(name: "a code of one's own friend", status: 409, code: "referral_cycle") { shop in
            for id in [one, "customer-two"] { try shop.customer(id) }
            #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-two").status == 201)
            return try shop.claim(try shop.referralCode(of: "customer-two"), for: one)
        },
        Self(name: "a code that has brought enough", status: 409, code: "referral_cap_reached") { _ in
            let capped = APIShop.programme().replacing(#""lifetime_cap": 100"#, with: #""lifetime_cap": 1"#)
                .replacing(
                    #""monthly_cap": 2"#, with: #""monthly_cap": 1"#)
            let shop = try APIShop(programme: capped)
            for id in [one, "customer-two", "customer-three"] { try shop.customer(id) }
            let code = try shop.referralCode(of: one)
            #expect(try shop.claim(code, for: "customer-two").status == 201)
            try shop.put(order: "order-1", of: "customer-two", total: 10_000)
            return try shop.claim(code, for: "customer-three")
        },
    ]

    static let ofOrders: [Self] = [
        Self(name: "an order in another currency", status: 409, code: "currency_mismatch") {
            try $0.customer(one)
            return try $0.order("order-1", order(currency: "USD"))
        },
        Self(name: "an order of somebody else", status: 409, code: "order_of_another_customer") {
            try $0.customer(one)
            try $0.customer("customer-two")
            _ = try $0.order("order-1", order())
            return try $0.order("order-1", order(of: "customer-two"))
        },
        Self(name: "an order that was cancelled", status: 409, code: "order_cancelled") {
            try $0.customer(one)
            _ = try $0.order("order-1", order(state: "cancelled"))
            return try $0.order("order-1", order())
        },
        Self(name: "a refund of a cancelled order", status: 409, code: "order_cancelled") {
            try $0.customer(one)
            _ = try $0.order("order-1", order(state: "cancelled"))
            return try $0.refund("order-1", #""refund_id": "r-1""#)
        },
        Self(name: "a refund of an order that is not there", status: 404, code: "order_not_found") {
            return try $0.refund("order-1", #""refund_id": "r-1""#)
        },
        Self(name: "a refund id with another refund", status: 422, code: "refund_id_reused") {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            _ = try $0.refund("order-1", #""refund_id": "r-1", "amount": 100"#)
            return try $0.refund("order-1", #""refund_id": "r-1", "amount": 101"#)
        },
        Self(
            name: "a refund of more than is left", status: 409, code: "refund_exceeds_order",
            members: ["left": "400", "currency": "INR"]
        ) {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            _ = try $0.refund("order-1", #""refund_id": "r-1", "amount": 100"#)
            return try $0.refund("order-1", #""refund_id": "r-2", "amount": 401"#)
        },
        Self(name: "codes for a reward that makes its own", status: 404, code: "pool_not_found") {
            try $0.send(
                "POST", "/v1/admin/rewards/fifty-off/codes", key: .admin, body: #"{"codes": ["SHOP-1"]}"#)
        },
        Self(
            name: "a refund of a line that is not there", status: 422, code: "invalid_input",
            pointer: "#/lines/0/line_id"
        ) {
            try $0.customer(one)
            _ = try $0.order("order-1", order())
            return try $0.refund(
                "order-1", #""refund_id": "r-1", "lines": [{"line_id": "1", "quantity": 1}]"#)
        },
    ]
}
