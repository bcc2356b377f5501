/// The names of the messages that a brand may put its own words in place of (`screens.texts`).
///
/// The words themselves are Screens' catalogues, which a test there holds to these lists.
package enum TextKeys {
    /// Messages with one form.
    package static let plain: Set<String> = [
        "wallet_balance", "tier_current", "tier_to_next", "tier_top", "tier_keep", "tier_since", "tier_valid",
        "tier_grace", "tier_from",
        "tier_from_start", "tier_multiplier", "title_history", "title_earn", "title_rewards",
        "title_coupons", "title_tiers", "title_referral", "title_friends", "title_friend_code",
        "entry_order", "entry_order_cancelled", "entry_released", "entry_released_plain", "entry_expired",
        "entry_coupon", "entry_cancelled", "entry_lapsed", "entry_trigger", "entry_referrer",
        "entry_friend", "entry_credit", "entry_debit", "entry_tier_bonus", "entry_import", "entry_earned",
        "entry_spent", "entry_returned", "entry_taken_back", "entry_held", "entry_hold_released",
        "entry_merged", "entry_pending", "entry_pending_until", "entry_was_pending",
        "entry_set_aside", "entry_set_aside_before", "earn_minimum", "earn_multiplier",
        "earn_cap_order", "earn_cap_day", "earn_cap_customer",
        "frequency_once", "reward_fixed", "reward_variable", "reward_minimum_cart", "confirm_redeem",
        "confirm_redeem_choice", "coupon_amount", "coupon_until", "coupon_any_time", "coupon_used",
        "coupon_cancelling", "coupon_cancelled", "coupon_expired", "confirm_cancel", "referral_offer",
        "referral_condition", "referral_condition_minimum", "referral_code", "referral_share",
        "referral_claim", "referral_earned", "friend_unnamed", "friend_invitation", "referral_invited",
        "referral_signed_up", "referral_qualified", "referral_due", "referral_rewarded",
        "referral_rejected", "state_wallet_in_debt", "state_blocked", "state_insufficient",
        "state_tier_too_low", "state_tier_locked", "state_unavailable", "state_no_codes",
        "state_already_awarded", "state_device_seen", "state_available_again", "state_cap_reached",
        "state_no_coins", "state_no_history", "state_no_rewards", "state_no_actions", "state_no_coupons",
        "state_no_friends",
        "state_referral_closed", "state_claim_closed", "action_redeem", "action_earn", "action_history",
        "action_tiers", "action_coupons", "action_share", "action_claim", "action_open",
        "action_cancel", "action_enter_code",
        "credit_balance", "credit_held", "tier_entry_bonus", "tier_birthday_bonus", "title_credits",
        "title_bonuses", "title_cart_earn", "title_cart_tier", "title_cart_redeem", "title_cart_coupons",
        "title_welcome", "entry_order_refunded", "entry_order_returned", "entry_order_spent",
        "entry_order_held", "entry_store_credit", "entry_tier_bonus_named", "entry_birthday",
        "earn_campaign", "earn_campaign_tier", "earn_rule", "earn_excluded", "product_earn", "cart_earn",
        "cart_available", "cart_tier_reached", "cart_tier_missing", "reward_percentage", "reward_shipping",
        "reward_shipping_maximum", "reward_product", "reward_tier_price", "confirm_redeem_title",
        "confirm_cart", "coupon_percentage", "coupon_shipping", "coupon_shipping_maximum", "coupon_product",
        "cart_offer", "cart_payable", "cart_credits", "limit_maximum_discount", "limit_minimum_payment",
        "limit_balance", "limit_requested", "limit_percent", "limit_step", "limit_free_order", "guest_text",
        "state_claimed", "state_sign_in", "state_below_minimum", "state_excluded", "state_too_small",
        "state_cart_minimum", "state_coupon_minimum", "state_channel_closed", "state_no_coupon_fits",
        "action_sign_in", "action_use_coins",
        "state_discount_minimum", "state_coins_minimum",
    ]

    /// Messages with a form for each plural category: overridden all at once under their own name, or one form
    /// under name, point and category, as in `coins_amount.one`.
    package static let counted: Set<String> = [
        "coins_amount", "pending_notice", "expiry_notice", "tier_count", "history_count", "earn_count",
        "reward_count", "coupon_count", "friend_count", "earn_orders", "earn_pending", "frequency_day",
        "frequency_week", "frequency_month", "frequency_year", "reward_valid_days",
        "held_notice", "tier_to_next_coins", "tier_to_next_orders", "tier_to_next_actions",
        "tier_keep_coins", "tier_keep_orders", "tier_keep_actions", "tier_from_coins", "tier_from_orders",
        "tier_from_actions", "orders_amount", "actions_amount", "bonus_count", "cart_coupon_count",
        "guest_offer", "guest_install",
    ]

    /// The plural categories of CLDR.
    package static let categories: Set<String> = ["zero", "one", "two", "few", "many", "other"]

    /// Whether a key names a message or a form of one.
    package static func isKnown(_ key: String) -> Bool {
        if plain.contains(key) || counted.contains(key) { return true }
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && counted.contains(parts[0]) && categories.contains(parts[1])
    }
}
