/// A friend brought by a customer, as the books have it; one per friend.
package struct Referral: Sendable, Hashable {
    package var friend: CustomerNumber
    package var referrer: CustomerNumber
    /// Counts the referrer's referrals from 1.
    package var number: Int64
    package var code: String
    package var state: ReferralState
    /// A code: why it was rejected, or what it still waits for.
    package var reason: String?
    package var claimedAt: Instant
    package var orderID: String?
    package var qualifiedAt: Instant?
    /// When both are rewarded; ``Instant/never`` before it qualified, and while it waits for a review.
    package var dueAt: Instant
    package var rewardedAt: Instant?
    package var friendCoins: Coins
    package var referrerCoins: Coins
    package var programmeVersion: Int64
    /// Counts the book's referrals from 1; 0 for one that is not in the books yet.
    package var id: Int64 = 0
    package var review = ReferralReview()

    package init(
        friend: CustomerNumber, referrer: CustomerNumber, number: Int64, code: String, state: ReferralState,
        reason: String?, claimedAt: Instant, orderID: String?, qualifiedAt: Instant?, dueAt: Instant,
        rewardedAt: Instant?, friendCoins: Coins, referrerCoins: Coins, programmeVersion: Int64
    ) {
        self.friend = friend
        self.referrer = referrer
        self.number = number
        self.code = code
        self.state = state
        self.reason = reason
        self.claimedAt = claimedAt
        self.orderID = orderID
        self.qualifiedAt = qualifiedAt
        self.dueAt = dueAt
        self.rewardedAt = rewardedAt
        self.friendCoins = friendCoins
        self.referrerCoins = referrerCoins
        self.programmeVersion = programmeVersion
    }
}

/// What made a person look at a referral, and what came of it (rule 10.1).
package struct ReferralReview: Sendable, Hashable {
    /// `open` waits for a person; nothing is rewarded until then.
    package enum State: String, Sendable, Hashable, CaseIterable { case none, open, approved, rejected }

    /// A sign that friend and referrer may be one person, or that claims are made in bulk.
    package enum Flag: String, Sendable, Hashable, CaseIterable {
        case sameAddress = "same_address"
        case addressBurst = "address_burst"
        case similarNames = "similar_names"
    }

    package var state = State.none
    /// In the order of ``Flag``.
    package var flags: [Flag] = []
    /// Why a person decided as they did; not for customers.
    package var note: String?
    package var decidedBy: String?
    package var decidedAt: Instant?

    package init() {}

    /// A review that the flags ask for; none without any.
    package init(flags: [Flag]) {
        self.flags = flags
        state = flags.isEmpty ? .none : .open
    }
}
