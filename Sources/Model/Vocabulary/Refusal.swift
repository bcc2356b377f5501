/// A business refusal: the request was understood and valid, and the rules say no. It changes nothing.
///
/// The cases stand in order of precedence: where several apply, a command returns the first. Each has a stable
/// code, and a page of the same name under `/problems/`.
package enum Refusal: Error, Hashable, Sendable {
    // Not there, or not the caller's to see, which is the same answer (rule 11.2).
    case customerNotFound
    case transactionNotFound
    case orderNotFound
    case rewardNotFound
    /// The reward is there, and draws from no pool of codes.
    case poolNotFound
    case couponNotFound
    case quoteNotFound
    case holdNotFound
    case triggerNotFound
    case referralCodeNotFound
    /// The brand has no such version of its programme.
    case programmeVersionNotFound
    case draftNotFound
    case keyNotFound
    /// There is no connector of that name.
    case connectorNotFound
    case mergeNotFound
    case referralNotFound
    case reviewNotFound
    /// The books do not go back that far for lots: what they held was not yet kept.
    case lotsNotRecorded
    /// There is no what-if run of that id, or none any more.
    case simulationNotFound
    /// A what-if run of this book is under way; there is one at a time.
    case simulationRunning

    /// The same idempotency key came with another request (rule 3.6).
    case idempotencyKeyReused
    /// Only a sandbox has a clock that can be moved.
    case sandboxOnly
    /// Another version was published since the one that the caller knows; the newest one's number.
    case programmeVersionConflict(newest: Int64)
    /// The draft was changed since the revision that the caller knows; the newest one's number.
    case draftConflict(revision: Int64)
    /// The brand has as many drafts, or the database as many keys, as it may have.
    case tooMany(limit: Int64)
    /// The key was revoked or has ended; a new one is made instead.
    case keyEnded
    /// The connector has its id already; a new one comes from a rotation.
    case connectorInitialised
    /// The connector has no id yet.
    case connectorNotInitialised
    /// Nobody was asked to confirm that the connector is set up.
    case connectorNotAwaiting
    /// The connector redeems no coins, so that it has no rule.
    case connectorWithoutRule
    /// Several customers have this e-mail address or mobile number.
    case customerAmbiguous
    /// Both ids are the same customer, or have been merged already.
    case mergeSameCustomer
    /// A checkout of one of the two is open; its coins are held (rule 11.6).
    case mergeOpenHolds
    /// The merge was undone before, or its survivor was itself merged since.
    case mergeNotUndoable
    /// The customer is blocked by the brand.
    case customerBlocked
    /// The order's currency is not the programme's (rule 1.6).
    case currencyMismatch(programme: String, given: String)
    /// The order id already belongs to another customer.
    case orderOfAnotherCustomer
    /// A cancelled order stays cancelled.
    case orderCancelled
    /// The refund's id was used before on this order, for another refund.
    case refundIDReused
    /// The refund takes more than is left of the order; what is left in minor units.
    case refundExceedsOrder(left: Int64, currency: String)
    /// The reference was used before at checkout, for another customer or amount (rule 7.2).
    case referenceReused
    /// What was performed under this reference has been taken back (rules 7.2, 7.3).
    case alreadyReverted
    /// The quote is past the time for which it is honoured (rule 6.4).
    case quoteExpired
    /// The quote was used by a hold or coupon that stands.
    case quoteUsed
    /// The hold has ended, or paid for another order.
    case holdNotOpen(state: String)
    /// More was asked of a hold than is left of it.
    case aboveHold(coins: Coins, credits: Int64)
    /// Coins cannot be used on this cart; the shortfall in coins or minor units where a number says it (rule 6).
    case notEligible(reason: String, shortfall: Int64?)
    /// More was asked than the quote allows; what it allows (rule 6).
    case aboveQuote(discount: Int64, coins: Coins, limit: String?)
    /// The reward is switched off or not offered to this customer's tier.
    case rewardUnavailable
    /// The amount asked for is outside the reward's bounds or not on its step; all in coins.
    case rewardAmountOutOfRange(minimum: Coins, maximum: Coins, step: Coins)
    /// An uploaded pool of codes is exhausted; nothing was debited (rule 8.1).
    case noCodesLeft
    /// The wallet is in debt after a clawback; redemption waits until it is repaid (rule 5.5).
    case walletInDebt(debt: Coins)
    /// The wallet has too few coins (rule 3.7).
    case insufficientCoins(available: Coins, required: Coins)
    /// An amount would pass ``CoinLimits``.
    case balanceLimit
    /// The coupon was already used, cancelled or expired: first committed wins (rule 8.2).
    case couponNotActive(state: CouponState)
    /// Nobody is cancelling the coupon, so there is nothing for the shop to confirm (rule 8.2).
    case couponNotCancelling(state: CouponState)
    /// The coupon is bound to another customer.
    case couponOfAnotherCustomer
    /// The cart is too small for the coupon; minor units.
    case couponMinimumCart(minimum: Int64, shortfall: Int64, currency: String)
    /// The referral programme is switched off.
    case referralClosed
    /// Nobody refers themselves: same customer, e-mail, mobile or device (rule 10.1).
    case referralSelf
    /// This customer has already entered a code (rule 10.3).
    case referralAlreadyClaimed
    /// A code may be entered until the first order only (rule 10.3).
    case referralExistingBuyer
    /// The friend already referred the referrer, directly or through others (rule 10.1).
    case referralCycle
    /// The referrer has reached a cap; the claim is refused without naming anybody (rule 10.3).
    case referralCapReached
    /// A person has decided about the referral already, and otherwise; or it never waited for one.
    case referralNotInReview
    /// The customer has written about the product before.
    case reviewAlreadyWritten

    /// The stable, machine-readable code.
    package var code: String {
        switch self {
        case .customerNotFound: "customer_not_found"
        case .transactionNotFound: "transaction_not_found"
        case .orderNotFound: "order_not_found"
        case .rewardNotFound: "reward_not_found"
        case .poolNotFound: "pool_not_found"
        case .couponNotFound: "coupon_not_found"
        case .quoteNotFound: "quote_not_found"
        case .holdNotFound: "hold_not_found"
        case .triggerNotFound: "trigger_not_found"
        case .referralCodeNotFound: "referral_code_not_found"
        case .referralNotFound: "referral_not_found"
        case .reviewNotFound: "review_not_found"
        case .lotsNotRecorded: "lots_not_recorded"
        case .programmeVersionNotFound: "programme_version_not_found"
        case .draftNotFound: "draft_not_found"
        case .keyNotFound: "key_not_found"
        case .connectorNotFound: "connector_not_found"
        case .mergeNotFound: "merge_not_found"
        case .simulationNotFound: "simulation_not_found"
        case .simulationRunning: "simulation_running"
        case .idempotencyKeyReused: "idempotency_key_reused"
        case .sandboxOnly: "sandbox_only"
        case .programmeVersionConflict: "programme_version_conflict"
        case .draftConflict: "draft_conflict"
        case .tooMany: "too_many"
        case .keyEnded: "key_ended"
        case .connectorInitialised: "connector_initialised"
        case .connectorNotInitialised: "connector_not_initialised"
        case .connectorNotAwaiting: "connector_not_awaiting"
        case .connectorWithoutRule: "connector_without_rule"
        case .customerAmbiguous: "customer_ambiguous"
        case .mergeSameCustomer: "merge_same_customer"
        case .mergeOpenHolds: "merge_open_holds"
        case .mergeNotUndoable: "merge_not_undoable"
        case .customerBlocked: "customer_blocked"
        case .currencyMismatch: "currency_mismatch"
        case .orderOfAnotherCustomer: "order_of_another_customer"
        case .orderCancelled: "order_cancelled"
        case .refundIDReused: "refund_id_reused"
        case .refundExceedsOrder: "refund_exceeds_order"
        case .referenceReused: "reference_reused"
        case .alreadyReverted: "already_reverted"
        case .quoteExpired: "quote_expired"
        case .quoteUsed: "quote_used"
        case .holdNotOpen: "hold_not_open"
        case .aboveHold: "above_hold"
        case .notEligible: "not_eligible"
        case .aboveQuote: "above_quote"
        case .rewardUnavailable: "reward_unavailable"
        case .rewardAmountOutOfRange: "reward_amount_out_of_range"
        case .noCodesLeft: "no_codes_left"
        case .walletInDebt: "wallet_in_debt"
        case .insufficientCoins: "insufficient_coins"
        case .balanceLimit: "balance_limit"
        case .couponNotActive: "coupon_not_active"
        case .couponNotCancelling: "coupon_not_cancelling"
        case .couponOfAnotherCustomer: "coupon_of_another_customer"
        case .couponMinimumCart: "coupon_minimum_cart"
        case .referralClosed: "referral_closed"
        case .referralSelf: "referral_self"
        case .referralAlreadyClaimed: "referral_already_claimed"
        case .referralExistingBuyer: "referral_existing_buyer"
        case .referralCycle: "referral_cycle"
        case .referralCapReached: "referral_cap_reached"
        case .referralNotInReview: "referral_not_in_review"
        case .reviewAlreadyWritten: "review_already_written"
        }
    }
}

/// Why an award did not happen; recorded with the attempt (rule 2.7). In order of precedence.
package enum NonAwardReason: String, Sendable, Hashable, CaseIterable {
    /// The trigger id is not one of the programme's.
    case unknownTrigger = "unknown_trigger"
    /// The trigger is switched off, or the caller may not fire it.
    case triggerClosed = "trigger_closed"
    /// No customer with this id is known.
    case customerUnknown = "customer_unknown"
    /// The customer is blocked by the brand.
    case customerBlocked = "customer_blocked"
    /// The trigger counts devices, and the event names none.
    case deviceMissing = "device_missing"
    /// The provider's event, or this trigger's award to this customer, is already in the books.
    case alreadyAwarded = "already_awarded"
    /// The device has already been rewarded, for whichever customer.
    case deviceSeen = "device_seen"
    /// The trigger's frequency limit is used up for this period.
    case capReached = "cap_reached"
    /// The action lies outside the time in which it counts.
    case outsideWindow = "outside_window"
    /// The order's amount is below the programme's minimum.
    case belowMinimum = "below_minimum"
    /// The amount is too small for a single coin.
    case roundsToZero = "rounds_to_zero"
    /// The order has not reached the state at which the programme awards.
    case awardMomentNotReached = "award_moment_not_reached"
    /// Every product of the order is excluded from earning.
    case excludedProduct = "excluded_product"
    /// The order was refunded, in whole, before its coins were awarded.
    case orderRefunded = "order_refunded"
    /// The customer's wallet has no room for the award (``CoinLimits``).
    case balanceLimit = "balance_limit"
    /// The friend's qualifying order was cancelled before the referral was rewarded.
    case orderCancelled = "order_cancelled"
    /// A person looked at the referral and rejected it.
    case reviewRejected = "review_rejected"
    /// The two sides of the referral are one customer, by what is known of them now.
    case sameCustomer = "same_customer"
}
