/// The referral programme (rule 10).
package struct ReferralSettings: Sendable, Hashable {
    package let isActive: Bool
    package let referrerCoins: Coins
    package let friendCoins: Coins
    /// The friend's first order must be at least this; minor units.
    package let minimumOrderAmount: Int64
    /// Days after the qualifying order until both are rewarded; 0 is at once.
    package let holdDays: Int64
    /// Rewarded referrals of one referrer in a calendar month; nil for any number.
    package let monthlyCap: Int64?
    package let lifetimeCap: Int64?
    /// The share link, with `{code}` where the code goes.
    package let shareURL: String

    package init(
        isActive: Bool, referrerCoins: Coins, friendCoins: Coins, minimumOrderAmount: Int64, holdDays: Int64,
        monthlyCap: Int64?, lifetimeCap: Int64?, shareURL: String
    ) {
        self.isActive = isActive
        self.referrerCoins = referrerCoins
        self.friendCoins = friendCoins
        self.minimumOrderAmount = minimumOrderAmount
        self.holdDays = holdDays
        self.monthlyCap = monthlyCap
        self.lifetimeCap = lifetimeCap
        self.shareURL = shareURL
    }
}
