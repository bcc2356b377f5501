/// Tiers and the review of referrals.
extension Routes {
    static let loyalty: [Route] = []
}
