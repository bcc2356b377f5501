/// The screens that the app has, by the word in their URL.
package enum ScreenName: String, Sendable, Hashable, CaseIterable {
    case home, wallet, history, earn, redeem, vip, referrals, coupons
    /// What one product would earn; asked for with the product.
    case product
    /// What a cart would earn, and what coins and coupons take off it; asked for with the cart.
    case cart
    /// What somebody sees who has not signed in.
    case guest

    /// Those that show a customer's books as they stand, with nothing to be told but whose.
    package static let ofCustomer: [ScreenName] = [
        .home, .wallet, .history, .earn, .redeem, .vip, .referrals, .coupons,
    ]

    /// The screen's path segment under `/v1/customers/{customer_id}/screens`, for those that are opened by name alone.
    package var isOpenedByName: Bool { ScreenName.ofCustomer.contains(self) }
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
    case heldNotice = "held_notice"
    case creditCard = "credit_card"
    case earnBonuses = "earn_bonuses"
    case productEarn = "product_earn"
    case cartEarn = "cart_earn"
    case cartTier = "cart_tier"
    case cartRedeem = "cart_redeem"
    case cartCoupons = "cart_coupons"
    case guestWelcome = "guest_welcome"
    case referralOffer = "referral_offer"

    /// The schema number in which the section appeared: an app that says it knows less is not sent it.
    package var since: Int {
        switch self {
        case .walletCard, .pendingNotice, .expiryNotice, .tierProgress, .historyPreview, .historyList,
            .earnOrders, .earnActions, .rewardList, .couponPreview, .couponList, .tierLevels, .referralCard,
            .referralClaim, .referralSummary, .referralList:
            1
        case .heldNotice, .creditCard, .earnBonuses, .productEarn, .cartEarn, .cartTier, .cartRedeem,
            .cartCoupons, .guestWelcome, .referralOffer:
            2
        }
    }

    /// The sections of a screen, in the product's own order, which a brand may change.
    package static func sections(of screen: ScreenName) -> [SectionType] {
        switch screen {
        case .home:
            [
                .walletCard, .expiryNotice, .tierProgress, .earnActions, .rewardList, .couponPreview,
                .referralCard, .historyPreview,
            ]
        case .wallet:
            [
                .walletCard, .pendingNotice, .heldNotice, .expiryNotice, .creditCard, .tierProgress,
                .historyPreview,
            ]
        case .history: [.historyList]
        case .earn: [.earnOrders, .earnBonuses, .earnActions, .referralCard]
        case .redeem: [.walletCard, .rewardList, .couponPreview]
        case .vip: [.tierProgress, .tierLevels]
        case .referrals: [.referralCard, .referralClaim, .referralSummary, .referralList]
        case .coupons: [.couponList]
        case .product: [.productEarn]
        case .cart: [.cartEarn, .cartTier, .cartRedeem, .cartCoupons]
        case .guest:
            [
                .guestWelcome, .earnOrders, .earnBonuses, .earnActions, .rewardList, .tierLevels,
                .referralOffer,
            ]
        }
    }

    /// The sections that a brand may put on a screen.
    ///
    /// They are the screen's own, and those about the wallet, whose facts every screen has but a guest's. For
    /// any others the screen would have to read more of the books than it does.
    package static func allowed(on screen: ScreenName) -> [SectionType] {
        let own = sections(of: screen)
        guard screen != .guest else { return own }
        return own + [.walletCard, .pendingNotice, .heldNotice, .expiryNotice].filter { !own.contains($0) }
    }
}
