/// The referral programme.
extension ProgrammeReader {
    func readReferral(_ fields: inout JSONFields) -> ReferralSettings? {
        let isActive = fields.optionalBool("active") ?? true
        let referrer = fields.integer("referrer_coins", in: 0...CoinLimits.perEntryMax)
        let friend = fields.integer("friend_coins", in: 0...CoinLimits.perEntryMax)
        let minimum = fields.optionalInteger("minimum_order_amount", in: 0...MoneyLimits.orderAmountMax)
        let hold = fields.optionalInteger("hold_days", in: 0...ProgrammeLimits.delayDaysMax)
        let monthly = fields.optionalInteger("monthly_cap", in: 1...ProgrammeLimits.referralCapMax)
        let lifetime = fields.optionalInteger("lifetime_cap", in: 1...ProgrammeLimits.referralCapMax)
        let share = fields.field(
            "share_url", parse: { WebAddress.isShareURL($0) ? $0 : nil },
            expected: "an absolute http or https URL with {code} once, behind the host")
        let review = fields.optionalObject("review") { readReview(&$0) }
        if referrer == 0, friend == 0 {
            fields.refuseRange("referrer_coins", "must be more than 0 where friend_coins is 0")
        }
        if let monthly, let lifetime, monthly > lifetime {
            fields.refuseRange("monthly_cap", "must be at most lifetime_cap (\(lifetime))")
        }
        guard let referrer, let friend, let share else { return nil }
        return ReferralSettings(
            isActive: isActive, referrerCoins: referrer, friendCoins: friend,
            minimumOrderAmount: minimum ?? 0, holdDays: hold ?? 0, monthlyCap: monthly, lifetimeCap: lifetime,
            shareURL: share, review: review ?? .standard)
    }

    /// Unlike a review that is absent, one that is there without `claims_per_address_max` lets any number pass.
    private func readReview(_ fields: inout JSONFields) -> ReferralSettings.Review? {
        let sameAddress = fields.optionalBool("same_address") ?? true
        let claims = fields.optionalInteger(
            "claims_per_address_max", in: 1...ProgrammeLimits.claimsPerAddressMax)
        let similarNames = fields.optionalBool("similar_names") ?? true
        return ReferralSettings.Review(
            sameAddress: sameAddress, claimsPerAddressMax: claims, similarNames: similarNames)
    }
}
