extension TextKeys {
    /// The placeholders that every message knows: the coins' name for many, and the brand's.
    package static let placeholdersOfAll: Set<String> = ["coin_name", "brand"]

    /// The placeholders that a brand's text in place of a message may have, beside those of all; for a form of a message
    /// those of the message.
    package static func placeholders(of key: String) -> Set<String> {
        let name = key.split(separator: ".", maxSplits: 1).first.map(String.init) ?? key
        return placeholdersOfAll.union(table.first { $0.messages.contains(name) }?.placeholders ?? [])
    }

    /// The first placeholder of a text that its message does not know: a name in braces; braces around anything else are
    /// text.
    package static func unknownPlaceholder(in text: String, of key: String) -> String? {
        let known = placeholders(of: key)
        for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: "}") else { continue }
            let name = part[..<end]
            let isName = !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
            if isName, !known.contains(String(name)) { return String(name) }
        }
        return nil
    }

    /// Messages by what can stand in them.
    private static let table: [(placeholders: Set<String>, messages: Set<String>)] = [
        (
            ["amount"],
            [
                "credit_balance", "credit_held", "tier_from", "earn_minimum", "reward_minimum_cart",
                "coupon_amount", "coupon_shipping_maximum", "cart_payable", "cart_credits",
                "limit_maximum_discount", "limit_minimum_payment", "limit_step",
                "referral_condition_minimum", "state_below_minimum", "state_cart_minimum",
                "state_discount_minimum", "state_coupon_minimum",
            ]
        ),
        (
            ["amount", "coins"],
            [
                "wallet_balance", "earn_orders", "reward_fixed", "reward_variable",
                "reward_shipping_maximum", "confirm_redeem", "cart_offer",
            ]
        ),
        (
            ["amount", "coins", "percent"],
            [
                "reward_percentage"
            ]
        ),
        (
            ["amount", "date", "tier"],
            [
                "tier_keep"
            ]
        ),
        (
            ["amount", "percent"],
            [
                "coupon_percentage"
            ]
        ),
        (
            ["amount", "tier"],
            [
                "tier_to_next"
            ]
        ),
        (
            ["code"],
            [
                "referral_code"
            ]
        ),
        (
            ["code", "friend_coins", "link"],
            [
                "referral_share"
            ]
        ),
        (
            ["coins"],
            [
                "held_notice", "tier_from_coins", "tier_entry_bonus", "tier_birthday_bonus",
                "earn_cap_order", "earn_cap_day", "earn_cap_customer", "product_earn", "cart_earn",
                "reward_shipping", "reward_product", "confirm_cart", "confirm_cancel", "limit_balance",
                "referral_earned", "guest_offer", "guest_install", "referral_rewarded",
                "state_wallet_in_debt", "state_insufficient", "state_coins_minimum",
            ]
        ),
        (
            ["coins", "date"],
            [
                "pending_notice", "expiry_notice", "referral_due",
            ]
        ),
        (
            ["coins", "date", "tier"],
            [
                "tier_keep_coins"
            ]
        ),
        (
            ["coins", "friend_coins"],
            [
                "referral_offer"
            ]
        ),
        (
            ["coins", "tier"],
            [
                "tier_to_next_coins"
            ]
        ),
        (
            ["coins", "title"],
            [
                "confirm_redeem_title"
            ]
        ),
        (
            ["count"],
            [
                "coins_amount", "tier_count", "tier_from_orders", "tier_from_actions", "orders_amount",
                "actions_amount", "history_count", "earn_count", "reward_count", "coupon_count",
                "friend_count", "earn_pending", "bonus_count", "frequency_day", "frequency_week",
                "frequency_month", "frequency_year", "reward_valid_days", "cart_coupon_count",
            ]
        ),
        (
            ["count", "date", "tier"],
            [
                "tier_keep_orders", "tier_keep_actions",
            ]
        ),
        (
            ["count", "tier"],
            [
                "tier_to_next_orders", "tier_to_next_actions",
            ]
        ),
        (
            ["date"],
            [
                "entry_pending_until", "entry_set_aside", "tier_grace", "cart_available", "coupon_until",
                "coupon_used", "coupon_cancelled",
                "coupon_expired", "state_available_again",
            ]
        ),
        (
            ["date", "tier"],
            [
                "tier_since", "tier_valid",
            ]
        ),
        (
            ["date", "multiplier"],
            [
                "earn_campaign"
            ]
        ),
        (
            ["date", "multiplier", "tier"],
            [
                "earn_campaign_tier"
            ]
        ),
        (
            ["friend_coins"],
            [
                "referral_claim"
            ]
        ),
        (
            ["multiplier"],
            [
                "tier_multiplier", "earn_rule",
            ]
        ),
        (
            ["multiplier", "tier"],
            [
                "earn_multiplier"
            ]
        ),
        (
            ["order"],
            [
                "entry_order", "entry_order_cancelled", "entry_order_refunded", "entry_order_returned",
                "entry_order_spent", "entry_order_held", "entry_store_credit",
            ]
        ),
        (
            ["percent"],
            [
                "limit_percent"
            ]
        ),
        (
            ["tier"],
            [
                "tier_current", "tier_top", "entry_tier_bonus_named", "cart_tier_reached",
                "reward_tier_price", "state_tier_too_low",
            ]
        ),
        (
            ["title"],
            [
                "entry_released", "entry_cancelled", "entry_lapsed", "cart_tier_missing",
            ]
        ),
    ]
}
