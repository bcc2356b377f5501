import HTTPServer

/// Uploaded codes, and the shop's word that a cancelled code is off.
extension Routes {
    static let rewards: [Route] = [
        Route(
            "confirmCouponCancelled", .post, "/v1/coupons/{code}/confirm-cancelled", .write,
            CouponsEndpoint.confirmCancelled),
        Route("addCodes", .post, "/v1/admin/rewards/{reward_id}/codes", .admin, CodePoolsEndpoint.add),
        Route("getCodes", .get, "/v1/admin/rewards/{reward_id}/codes", .admin, CodePoolsEndpoint.get),
    ]
}
