/// A friend brought by a customer, as the books have it; one per friend.
package struct Referral: Sendable, Hashable {
    package var friend: CustomerNumber
    package var referrer: CustomerNumber
    /// Counts the referrer's referrals from 1.
    package var number: Int64
    package var code: String
    package var state: ReferralState
    package var reason: String?
    package var claimedAt: Instant
    package var orderID: String?
    package var qualifiedAt: Instant?
    /// When both are rewarded; ``Instant/never`` before it qualified.
    package var dueAt: Instant
    package var rewardedAt: Instant?
    package var friendCoins: Coins
    package var referrerCoins: Coins
    package var programmeVersion: Int64

    package init(
        friend: CustomerNumber, referrer: CustomerNumber, number: Int64, code: String, state: ReferralState,
        reason:
            String?, claimedAt: Instant, orderID: String?, qualifiedAt: Instant?, dueAt: Instant,
        rewardedAt:
            Instant?, friendCoins: Coins, referrerCoins: Coins, programmeVersion: Int64
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
