import HTTPServer

/// The review of referrals, and of what shoppers wrote about products.
extension Routes {
    static let loyalty: [Route] = [
        Route("listAllReferrals", .get, "/v1/admin/referrals", .admin, ReferralReviewEndpoint.list),
        Route(
            "approveReferral", .post, "/v1/admin/referrals/{referral_id}/approve", .admin,
            ReferralReviewEndpoint.approve),
        Route(
            "rejectReferral", .post, "/v1/admin/referrals/{referral_id}/reject", .admin,
            ReferralReviewEndpoint.reject),
        Route("listReviews", .get, "/v1/admin/reviews", .admin, ProductReviewsEndpoint.list),
        Route(
            "approveReview", .post, "/v1/admin/reviews/{review_id}/approve", .admin,
            ProductReviewsEndpoint.approve),
        Route(
            "rejectReview", .post, "/v1/admin/reviews/{review_id}/reject", .admin,
            ProductReviewsEndpoint.reject),
    ]
}
