import Model
import Testing

private let one = "customer-one"

extension ProblemTests.Scenario {
    static let ofLoyalty: [Self] = [
        Self(name: "a decision about no referral", status: 404, code: "referral_not_found") { shop in
            try shop.review("referral-1", "approve")
        },
        Self(name: "a decision about no id", status: 404, code: "referral_not_found") { shop in
            try shop.review("referral-01", "reject")
        },
        Self(name: "a referral that nobody flagged", status: 409, code: "referral_not_in_review") { shop in
            try shop.customer(one)
            try shop.customer("customer-two")
            #expect(try shop.claim(try shop.referralCode(of: one), for: "customer-two").status == 201)
            return try shop.review("referral-1", "approve")
        },
        Self(name: "a decision about no review", status: 404, code: "review_not_found") { shop in
            try shop.send("POST", "/v1/admin/reviews/review-01/reject", key: .admin)
        },
        Self(
            name: "the referrals of an unknown state", status: 422, code: "invalid_input",
            pointer: "#/query/state"
        ) { shop in
            try shop.send("GET", "/v1/admin/referrals?state=lost", key: .admin)
        },
    ]
}

extension APIShop {
    /// A person's decision about a referral.
    func review(_ referral: String, _ decision: String) throws -> TestResponse {
        try send(
            "POST", "/v1/admin/referrals/\(referral)/\(decision)", key: .admin,
            body: #"{"reason": "looked at it"}"#)
    }
}
