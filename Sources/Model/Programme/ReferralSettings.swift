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
    /// What puts a claim into the review queue (rule 10.1).
    package let review: Review

    /// The signs that make a person look at a referral before it is rewarded (rule 10.1).
    package struct Review: Sendable, Hashable {
        /// Friend and referrer have the same address.
        package let sameAddress: Bool
        /// More claims than this from one network address on one local day; nil for any number.
        package let claimsPerAddressMax: Int64?
        /// Friend's and referrer's names are nearly the same.
        package let similarNames: Bool

        package static let standard = Review(sameAddress: true, claimsPerAddressMax: 5, similarNames: true)

        package init(sameAddress: Bool, claimsPerAddressMax: Int64?, similarNames: Bool) {
            self.sameAddress = sameAddress
            self.claimsPerAddressMax = claimsPerAddressMax
            self.similarNames = similarNames
        }
    }

    package init(
        isActive: Bool, referrerCoins: Coins, friendCoins: Coins, minimumOrderAmount: Int64, holdDays: Int64,
        monthlyCap: Int64?, lifetimeCap: Int64?, shareURL: String,
        review: Review = .standard
    ) {
        self.isActive = isActive
        self.referrerCoins = referrerCoins
        self.friendCoins = friendCoins
        self.minimumOrderAmount = minimumOrderAmount
        self.holdDays = holdDays
        self.monthlyCap = monthlyCap
        self.lifetimeCap = lifetimeCap
        self.shareURL = shareURL
        self.review = review
    }
}
