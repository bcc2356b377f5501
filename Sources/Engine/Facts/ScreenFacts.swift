package import Model

/// All that one screen shows of one customer, from one snapshot; parts that the screen does not show stay nil.
package struct ScreenFacts: Sendable {
    package var screen: ScreenName
    package var version: ProgrammeVersion
    package var customer: Customer
    /// The instant of the last change that shows.
    package var changedAt: Instant
    /// The next instant at which the content would change by itself; nil when it would not.
    package var validUntil: Instant?
    /// The programme's time at the snapshot.
    package var now: Instant
    /// The instant of the past that is shown; nil for the present.
    package var asOf: Instant?
    package var wallet: WalletFacts
    package var tier: TierFacts?
    /// Newest first: a preview on `home` and `wallet`, a page on `history`.
    package var history: Page<ShownEntry>?
    package var triggers: [TriggerFacts]?
    package var rewards: [RewardFacts]?
    /// Active coupons first, newest first; a page on `coupons`, active ones only on `home`.
    package var coupons: Page<Coupon>?
    package var referralSummary: ReferralSummary?
    package var referrals: Page<ReferralFacts>?
    /// Store credit, on `wallet`.
    package var credits: WalletFacts?
    package var product: ProductFacts?
    package var cart: CartFacts?

    package init(
        screen: ScreenName, version: ProgrammeVersion, customer: Customer, changedAt: Instant,
        validUntil: Instant?, now: Instant, wallet: WalletFacts
    ) {
        self.screen = screen
        self.version = version
        self.customer = customer
        self.changedAt = changedAt
        self.validUntil = validUntil
        self.now = now
        self.wallet = wallet
    }
}
