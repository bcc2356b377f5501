package import Model

/// One of the brand's measures, each with its one written formula (product.md "Measures").
///
/// Words that the formulas share: an order *counts* if it was placed on a day of the range, has been paid, and was
/// neither cancelled nor refunded as a whole. Its *revenue* is its total less refunds. It is an order *with coins* if
/// coins were spent on it that have not all come back: *in the app* through a coupon, *at checkout* otherwise. A
/// *member* is a customer made known before the range's end. Days are the brand's.
package enum Measure: String, Sendable, CaseIterable {
    case redemptionUsageCheckout = "redemption_usage_checkout"
    case redemptionRateCheckout = "redemption_rate_checkout"
    case redemptionUsageApp = "redemption_usage_app"
    case redemptionRateApp = "redemption_rate_app"
    case repeatPurchaseRate = "repeat_purchase_rate"
    case averageOrderValueWithCoins = "average_order_value_with_coins"
    case averageOrderValueWithoutCoins = "average_order_value_without_coins"
    case checkoutCompletionRate = "checkout_completion_rate"
    case shareEarning = "share_earning"
    case shareRedeeming = "share_redeeming"
    case shareRedeemingAtCheckout = "share_redeeming_at_checkout"
    case revenueWithCoins = "revenue_with_coins"
    case revenueOfCoinUsers = "revenue_of_coin_users"
    case repeatPurchaseRevenue = "repeat_purchase_revenue"
    case discountCost = "discount_cost"
    case storeCreditUse = "store_credit_use"
    case checkoutErrorRate = "checkout_error_rate"
    case redemptionSupportTickets = "redemption_support_tickets"

    /// The formula, as the answer and the README have it.
    package var formula: String {
        switch self {
        case .redemptionUsageCheckout: "Orders that count and had coins spent on them at checkout."
        case .redemptionRateCheckout:
            "Orders that count and had coins spent on them at checkout ÷ orders that count."
        case .redemptionUsageApp: "Orders that count and used a coupon bought with coins in the app."
        case .redemptionRateApp:
            "Orders that count and used a coupon bought with coins in the app ÷ orders that count."
        case .repeatPurchaseRate:
            "Members with two or more orders that count ÷ members with one or more."
        case .averageOrderValueWithCoins: "Revenue of orders with coins ÷ number of orders with coins."
        case .averageOrderValueWithoutCoins:
            "Revenue of orders that count without coins ÷ number of orders that count without coins."
        case .checkoutCompletionRate:
            "Checkouts completed ÷ checkouts begun, of customers who were offered coins to redeem in them."
        case .shareEarning: "Members with an award recorded in the range ÷ members."
        case .shareRedeeming: "Members with coins spent in the range, by its record ÷ members."
        case .shareRedeemingAtCheckout:
            "Members with an order that counts and had coins spent on it at checkout ÷ members with an order that"
                + " counts."
        case .revenueWithCoins: "Sum of the revenue of orders with coins."
        case .revenueOfCoinUsers:
            "Sum of the revenue of all orders that count of members with at least one order with coins."
        case .repeatPurchaseRevenue:
            "Sum of the revenue of orders that count and were not their member's first order ever that was paid and"
                + " neither cancelled nor refunded as a whole."
        case .discountCost:
            "Sum over orders that count of what coins took off them, less the part of which the coins came back"
                + " (rounded down for each redemption)."
        case .storeCreditUse: "Store credit spent less store credit returned, by its record in the range."
        case .checkoutErrorRate: "Checkout calls that failed for a technical reason ÷ checkout calls."
        case .redemptionSupportTickets: "Support tickets with the topic redemption that the brand reported."
        }
    }

    /// What a measure came to; exact.
    package enum Value: Sendable, Hashable {
        case count(Int64)
        /// Minor units.
        case money(Int64)
        /// A part of a whole; without a whole there is no data.
        case ratio(Int64, of: Int64)
        /// Minor units each; without any there is no data.
        case average(Int64, over: Int64)
    }
}

/// The names under which things are counted that leave no other row.
package enum Counter {
    /// A checkout that offered its customer coins to redeem: a `list` answered with more than nothing.
    package static let checkoutBegun = "checkout_begun_redeemable"
    /// Such a checkout whose purchase was paid: its hold was spent, or its order is known as paid.
    package static let checkoutCompleted = "checkout_completed_redeemable"
    /// Calls of a connector's endpoint: list, perform and revert.
    package static let checkoutCalls = "checkout_calls"
    /// Those of them that failed for a technical reason, not by a rule.
    package static let checkoutErrors = "checkout_errors"

    /// Support tickets of a topic.
    package static func tickets(_ topic: SupportTopic) -> String { "tickets_\(topic.rawValue)" }
}

/// What a support ticket is about.
package enum SupportTopic: String, Sendable, Hashable, CaseIterable {
    case redemption, earning, tiers, referrals, account, other
}

/// The measures of a range of days, and what the brand owes its customers now.
package struct Measures: Sendable {
    package var from: LocalDate
    package var through: LocalDate
    package var values: [(measure: Measure, value: Measure.Value)]
    package var liability: Liability
    /// By connector and action; none that was never called.
    package var checkouts: [CheckoutMeasure] = []
}

/// Coins that customers have and have not spent, pending and held ones included.
package struct Liability: Sendable, Hashable {
    /// Coins whose last day lies in a local month: `2026-11`; those that stay for ever under nil.
    package struct Month: Sendable, Hashable {
        package var month: String?
        package var coins: Coins
        /// Minor units, rounded down.
        package var worth: Int64
    }

    /// By month, the soonest first, for ever last.
    package var months: [Month]
    package var coins: Coins
    /// The worth of all, rounded down once: it may be more than that of the months together.
    package var worth: Int64
}
