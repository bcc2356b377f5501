import API
import HTTPServer

// Everything that changes something.
extension NectorRoutes {
    static let writing: [NectorRoute] = [
        post("createLead", "leads", .write, LeadDeeds.create),
        put("updateLead", "leads/{id}", .customer, LeadDeeds.update),
        post(
            "createWalletTransaction", "wallettransactions", .write,
            TransactionDeeds.createCoins),
        put("updateWalletTransaction", "wallettransactions/{id}", .write, TransactionDeeds.update),
        post(
            "createCreditWalletTransaction", "creditwallettransactions", .write,
            TransactionDeeds.createCredits),
        post("createOfferRedeem", "offerredeems", .customer, OfferDeeds.redeem),
        post("createOfferReward", "offerrewards", .write, OfferDeeds.give),
        put("updateCoupon", "coupons/{id}", .write, CouponDeeds.update),
        post("createActivity", "activities", .customer, ActivityDeeds.create),
        post(
            "claimReferralByEmail", "leads-referral-via-email", .person,
            ReferralDeeds.claimByEmail),
        post(
            "claimReferralByMobile", "leads-referral-via-mobile", .person,
            ReferralDeeds.claimByMobile),
        post("inviteByEmail", "leads-invite-via-email", .read, ReferralDeeds.inviteByEmail),
        post("inviteByMobile", "leads-invite-via-mobile", .read, ReferralDeeds.inviteByMobile),
        put(
            "enterReferralCode", "leads-referred-by-referral-code/{id}", .customer,
            ReferralDeeds.enter),
    ]
}
