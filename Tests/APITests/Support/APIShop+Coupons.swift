import Foundation
import Testing

extension APIShop {
    /// A write of the shop's back end, with an Idempotency-Key of its own.
    func write(_ method: String, _ target: String, _ body: String?) throws -> TestResponse {
        try send(method, target, key: .write, headers: [("Idempotency-Key", "\(UUID())")], body: body)
    }

    func redeem(_ reward: String, of customer: String = "customer-one", more: String = "") throws
        -> TestResponse
    {
        try write("POST", "/v1/customers/\(customer)/redemptions", #"{"reward_id": "\#(reward)"\#(more)}"#)
    }

    /// The code and id of a coupon made for this.
    func coupon(of customer: String = "customer-one") throws -> (code: String, id: String) {
        let made = try redeem("fifty-off", of: customer)
        #expect(made.status == 201, "\(made)")
        return (
            try #require(made.json["coupon"]?["code"]?.string),
            try #require(made.json["coupon"]?["id"]?.string)
        )
    }

    /// The code of a coupon that waits for the shop's word.
    func cancellingCode(of customer: String = "customer-one") throws -> String {
        let made = try #require(try redeem("known", of: customer).json["coupon"])
        let id = try #require(made["id"]?.string)
        _ = try write("POST", "/v1/customers/\(customer)/coupons/\(id)/cancel", nil)
        return try #require(made["code"]?.string)
    }

    func referralCode(of customer: String) throws -> String {
        try #require(
            try send("GET", "/v1/customers/\(customer)", key: .write).json["referral_code"]?.string)
    }

    func claim(_ code: String, for customer: String) throws -> TestResponse {
        try send(
            "POST", "/v1/customers/\(customer)/referrals/claim", key: .write, body: #"{"code": "\#(code)"}"#)
    }

    func order(_ id: String, _ members: String) throws -> TestResponse {
        try write("PUT", "/v1/orders/\(id)", "{\(members)}")
    }

    func refund(_ order: String, _ members: String) throws -> TestResponse {
        try write("POST", "/v1/orders/\(order)/refunds", "{\(members)}")
    }
}
