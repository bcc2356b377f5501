import API
import Engine
import Foundation
import HTTPServer
import Model
import Testing

@testable import NectorDialect

/// Whatever a client asks, it gets the envelope and never a fault of the service.
struct NectorFuzzTests {
    /// Numbers that are the same for the same seed (Vigna's SplitMix64).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let names = [
        "lead_id", "customer_id", "email", "mobile", "country", "referral_code", "referred_by_lead_id",
        "referred_to_lead_id", "page", "limit", "sort", "sort_op", "id", "hash", "operation", "wallet_id",
        "offer_id", "status", "type", "source", "visibility", "sku", "tier", "time_segment", "content_types",
        "event", "parent_id", "parent_type", "reference_order_id", "reference_order_name", "swap_id",
        "financial_status", "reference_product_id", "is_verified", "", "lead_id[]", "%00",
    ]

    private static let words = [
        "", "0", "-1", "1", "20", "100", "101", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999999", "1.5", "1e9", "NaN", "true", "null", "None", "undefined", "random-id",
        "%7Bid%7D",
        "6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11", "00000000-0000-0000-0000-000000000000", "cr", "dr", "ASC",
        "DESC",
        "created_at", "earn", "referral_create", "order_create", "coupon_create", "lead_create", "Gold",
        "gold",
        "default", "fifty-off", "review", "order-1", "issued", "redeemed", "refunded", "nobody%40example.com",
        "%F0%9F%8E%89",
        "%27%20OR%201%3D1--", "%", "%ZZ", "%C3%28", "%00", "a%2Fb", "..%2F..", "%0D%0Ax-evil%3A%201",
        String(repeating: "9", count: 400), String(repeating: "%E2%82%AC", count: 60),
    ]

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a few thousand odd look-ups get the envelope, and none a fault of the service`(seed: UInt64) throws
    {
        let lookups = try NectorLookups()
        _ = try lookups.shop.write(
            "POST", "/v1/customers/\(NectorLookups.ada)/redemptions", #"{"reward_id": "fifty-off"}"#)
        let lead = try lookups.lead(NectorLookups.ada)
        var known = [lead, NectorLookups.ada, "4587001", "ada%40example.com", "9876543210"]
        for list in [
            "wallettransactions", "creditwallettransactions", "coupons", "wallets", "orders", "triggers",
        ] {
            known += try lookups.items("\(list)?lead_id=\(lead)").compactMap { $0["_id"]?.string }
        }
        let keys = [lookups.server, lookups.write, lookups.storefront]
        let headers = [
            [], try lookups.token(lead), try lookups.digest(of: NectorLookups.ada),
            [("Accept-Language", "hi, ar;q=0.5, *;q=0.1")], [("x-leadtoken", "a.b.c")],
        ]
        let routes = NectorRoutes.reading.filter { $0.route.method.description == "GET" }
        var dice = Dice(state: seed)
        var statuses: [Int: Int] = [:]
        for _ in 1...1_200 {
            let values = Self.words + known + known
            let route = try #require(routes.randomElement(using: &dice)).route
            var path = route.pattern.map { part in
                part.hasPrefix("{") ? values.randomElement(using: &dice) ?? "" : part
            }.joined(separator: "/")
            for index in 0..<Int.random(in: 0...4, using: &dice) {
                let name = Self.names.randomElement(using: &dice) ?? ""
                path += "\(index == 0 ? "?" : "&")\(name)=\(values.randomElement(using: &dice) ?? "")"
            }
            let answer = try lookups.shop.nector(
                Bool.random(using: &dice) ? "GET" : "HEAD", "/" + path,
                key: try #require(keys.randomElement(using: &dice)).text,
                headers: headers.randomElement(using: &dice) ?? [])
            statuses[answer.status, default: 0] += 1
            let isExpected = [200, 401, 404, 422].contains(answer.status)
            #expect(isExpected, "seed \(seed), \(path): \(answer)")
            guard !answer.body.isEmpty else { continue }
            #expect(answer.json["meta"]?["code"]?.integer == Int64(answer.status), "\(path): \(answer)")
            #expect(answer.json["data"]?.value is [String: Any], "\(path): \(answer)")
        }
        #expect((statuses[200] ?? 0) > 200, "\(statuses)")
        #expect((statuses[422] ?? 0) > 100, "\(statuses)")
    }
}
