/// What happened, for those who keep in step with the books (`GET /v1/events`).
package enum EventKind: String, Sendable, Hashable, CaseIterable {
    /// A ledger entry was written, of either wallet.
    case entryRecorded = "entry_recorded"

    case couponCreated = "coupon_created"
    case couponUsed = "coupon_used"
    case couponCancelling = "coupon_cancelling"
    case couponCancelled = "coupon_cancelled"
    case couponExpired = "coupon_expired"

    case referralSignedUp = "referral_signed_up"
    case referralQualified = "referral_qualified"
    case referralRewarded = "referral_rewarded"
    case referralRejected = "referral_rejected"

    /// A tier was reached or came with a merge, or was lost to a refund or to the undoing of a merge. What ends by its date
    /// alone tells nothing then.
    case tierChanged = "tier_changed"

    case customerCreated = "customer_created"
    case customerMerged = "customer_merged"
    case customerUnmerged = "customer_unmerged"
    case customerErased = "customer_erased"

    /// Coins or store credit paid for a part of a purchase, at a connector that records it.
    case paymentRecorded = "payment_recorded"
    /// Such a payment was taken back, in whole or in part.
    case paymentReverted = "payment_reverted"

    /// That a coupon has come to a state.
    package init(_ state: CouponState) {
        self =
            switch state {
            case .active: .couponCreated
            case .used: .couponUsed
            case .cancelling: .couponCancelling
            case .cancelled: .couponCancelled
            case .expired: .couponExpired
            }
    }

    /// That a referral has come to a state; nil of one that only the shop knows.
    package init?(_ state: ReferralState) {
        switch state {
        case .invited: return nil
        case .signedUp: self = .referralSignedUp
        case .qualified: self = .referralQualified
        case .rewarded: self = .referralRewarded
        case .rejected: self = .referralRejected
        }
    }
}

/// One event as the books have it: what it tells of is read where that lies.
package struct StoredEvent: Sendable, Hashable {
    /// Counts the book's events from 1.
    package var number: Int64
    package var kind: EventKind
    package var customer: CustomerNumber
    /// An entry's name, a coupon's code, a referral's number, a tier, a merge's survivor, a hold's id, or empty.
    package var reference: String
    /// JSON text of what no other table keeps.
    package var detail: String?
    /// The programme's time.
    package var recordedAt: Instant

    package init(
        number: Int64, kind: EventKind, customer: CustomerNumber, reference: String, detail: String?,
        recordedAt: Instant
    ) {
        self.number = number
        self.kind = kind
        self.customer = customer
        self.reference = reference
        self.detail = detail
        self.recordedAt = recordedAt
    }
}
