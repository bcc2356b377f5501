/// The eight screens that the app has, by the word in their URL.
package enum ScreenName: String, Sendable, Hashable, CaseIterable {
    case home, wallet, history, earn, redeem, vip, referrals, coupons
}

/// The sections that screens are made of; the raw value is the `type` of the section's JSON.
package enum SectionType: String, Sendable, Hashable, CaseIterable {
    case walletCard = "wallet_card"
    case pendingNotice = "pending_notice"
    case expiryNotice = "expiry_notice"
    case tierProgress = "tier_progress"
    case historyPreview = "history_preview"
    case historyList = "history_list"
    case earnOrders = "earn_orders"
    case earnActions = "earn_actions"
    case rewardList = "reward_list"
    case couponPreview = "coupon_preview"
    case couponList = "coupon_list"
    case tierLevels = "tier_levels"
    case referralCard = "referral_card"
    case referralClaim = "referral_claim"
    case referralSummary = "referral_summary"
    case referralList = "referral_list"

    /// The schema number in which the section appeared.
    package var since: Int { 1 }

    /// The sections of a screen, in the product's own order, which a brand may change.
    package static func sections(of screen: ScreenName) -> [SectionType] {
        switch screen {
        case .home:
            [
                .walletCard, .expiryNotice, .tierProgress, .earnActions, .rewardList, .couponPreview,
                .referralCard, .historyPreview,
            ]
        case .wallet: [.walletCard, .pendingNotice, .expiryNotice, .tierProgress, .historyPreview]
        case .history: [.historyList]
        case .earn: [.earnOrders, .earnActions, .referralCard]
        case .redeem: [.walletCard, .rewardList, .couponPreview]
        case .vip: [.tierProgress, .tierLevels]
        case .referrals: [.referralCard, .referralClaim, .referralSummary, .referralList]
        case .coupons: [.couponList]
        }
    }

    /// The sections that a brand may put on a screen.
    ///
    /// They are the screen's own, and those about the wallet, whose facts every screen has. For any others
    /// the screen would have to read more of the books than it does.
    package static func allowed(on screen: ScreenName) -> [SectionType] {
        let own = sections(of: screen)
        return own + [.walletCard, .pendingNotice, .expiryNotice].filter { !own.contains($0) }
    }
}
