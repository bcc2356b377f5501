import HTTPServer

/// Tiers and the review of referrals.
extension Routes {
    static let loyalty: [Route] = [
        Route("listAllReferrals", .get, "/v1/admin/referrals", .admin, ReferralReviewEndpoint.list),
        Route(
            "approveReferral", .post, "/v1/admin/referrals/{referral_id}/approve", .admin,
            ReferralReviewEndpoint.approve),
        Route(
            "rejectReferral", .post, "/v1/admin/referrals/{referral_id}/reject", .admin,
            ReferralReviewEndpoint.reject),
    ]
}
