import API
import HTTPServer

// Everything that changes something.
extension NectorRoutes {
    static let writing: [NectorRoute] = [
        NectorRoute("createLead", .post, path("leads"), .write, LeadDeeds.create),
        NectorRoute("updateLead", .put, path("leads/{id}"), .customer, LeadDeeds.update),
        NectorRoute(
            "createWalletTransaction", .post, path("wallettransactions"), .write,
            TransactionDeeds.createCoins),
        NectorRoute(
            "updateWalletTransaction", .put, path("wallettransactions/{id}"), .write, TransactionDeeds.update),
        NectorRoute(
            "createCreditWalletTransaction", .post, path("creditwallettransactions"), .write,
            TransactionDeeds.createCredits),
        NectorRoute("createOfferRedeem", .post, path("offerredeems"), .customer, OfferDeeds.redeem),
        NectorRoute("createOfferReward", .post, path("offerrewards"), .write, OfferDeeds.give),
        NectorRoute("updateCoupon", .put, path("coupons/{id}"), .write, CouponDeeds.update),
        NectorRoute("createActivity", .post, path("activities"), .customer, ActivityDeeds.create),
        NectorRoute(
            "claimReferralByEmail", .post, path("leads-referral-via-email"), .person,
            ReferralDeeds.claimByEmail),
        NectorRoute(
            "claimReferralByMobile", .post, path("leads-referral-via-mobile"), .person,
            ReferralDeeds.claimByMobile),
        NectorRoute(
            "inviteByEmail", .post, path("leads-invite-via-email"), .read, ReferralDeeds.inviteByEmail),
        NectorRoute(
            "inviteByMobile", .post, path("leads-invite-via-mobile"), .read, ReferralDeeds.inviteByMobile),
        NectorRoute(
            "enterReferralCode", .put, path("leads-referred-by-referral-code/{id}"), .customer,
            ReferralDeeds.enter),
    ]

    private static func path(_ end: String) -> String { "/api/v2/merchant/" + end }
}
