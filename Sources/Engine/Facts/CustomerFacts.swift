package import Model

// Facts are what one snapshot of the books says about one customer: plain values, read by the engine and turned
// into JSON by Screens and API. They hold no rule and no text for people.

/// One wallet as it stands.
package struct WalletFacts: Sendable, Hashable {
    /// Spendable now; negative while the wallet is in debt (rule 3.2).
    package var available: Coins
    /// Awarded, not yet released.
    package var pending: Coins
    /// Set aside in holds.
    package var held: Coins
    package var lifetimeEarned: Coins
    package var lifetimeSpent: Coins
    package var lifetimeExpired: Coins
    /// The next releases of pending coins, soonest first, at most ``FactLimits/upcomingMax``.
    package var releases: [DatedCoins]
    /// The next expiries of available coins, soonest first, at most ``FactLimits/upcomingMax``.
    package var expiries: [DatedCoins]
    /// When the wallet last changed; the customer's creation when it never did.
    package var updatedAt: Instant

    package init(
        available: Coins, pending: Coins, held: Coins, lifetimeEarned: Coins, lifetimeSpent: Coins,
        lifetimeExpired: Coins, releases: [DatedCoins], expiries: [DatedCoins], updatedAt: Instant
    ) {
        self.available = available
        self.pending = pending
        self.held = held
        self.lifetimeEarned = lifetimeEarned
        self.lifetimeSpent = lifetimeSpent
        self.lifetimeExpired = lifetimeExpired
        self.releases = releases
        self.expiries = expiries
        self.updatedAt = updatedAt
    }
}

/// How much of a list the facts carry.
package enum FactLimits {
    package static let upcomingMax = 3
    package static let historyPreviewMax = 10
    package static let pageMax = 100
    package static let pageDefault = 20
}

/// Coins that change at an instant.
package struct DatedCoins: Sendable, Hashable {
    package var coins: Coins
    /// A release: the instant from which they are available. An expiry: the first instant without them, which is
    /// the start of the local day after the last one.
    package var at: Instant
    package init(coins: Coins, at: Instant) {
        self.coins = coins
        self.at = at
    }
}

/// A page of a list, newest first.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    /// Where the next page begins; nil at the end.
    package var next: Int64?
    package init(items: [Item], next: Int64?) {
        self.items = items
        self.next = next
    }
}

/// Where a customer stands in the VIP programme (rule 9.4).
package struct TierFacts: Sendable, Hashable {
    /// Index into the programme's levels.
    package var currentIndex: Int
    /// The tier above; nil at the top.
    package var nextIndex: Int?
    /// The metric in the current window: minor units of net spend, coins, orders or actions.
    package var counted: Int64
    /// What of the metric is still missing to the next tier; 0 at the top.
    package var remainingToNext: Int64
    /// What of it is still missing to keep the current tier beyond its validity; 0 when it is safe.
    package var remainingToKeep: Int64
    /// Floor, 0–100; 100 only when reached, and at the top.
    package var percent: Int
    package var since: Instant
    /// The first instant at which the current tier is no longer sure; nil for a lifetime window.
    package var validUntil: Instant?
    /// The end of the grace: the first instant at which the tier may fall; nil for never.
    package var keptUntil: Instant?
    /// When the window last moved past something that counted; nil when it never did.
    package var windowMovedAt: Instant?
    /// When it next will; nil for never.
    package var windowMovesAt: Instant?

    package init(
        currentIndex: Int, nextIndex: Int?, counted: Int64, remainingToNext: Int64, remainingToKeep: Int64,
        percent: Int, since: Instant, validUntil: Instant?, keptUntil: Instant? = nil
    ) {
        self.currentIndex = currentIndex
        self.nextIndex = nextIndex
        self.counted = counted
        self.remainingToNext = remainingToNext
        self.remainingToKeep = remainingToKeep
        self.percent = percent
        self.since = since
        self.validUntil = validUntil
        self.keptUntil = keptUntil
    }
}

/// One referral as either side may see it: it never names the other customer.
package struct ReferralFacts: Sendable, Hashable {
    /// Which side of a referral somebody is on.
    package enum Side: String, Sendable, Hashable { case referrer, friend }
    /// Which side the reader is.
    package var side: Side
    /// A label that hides the person, made from the friend's name: `J•••`, or nil.
    package var friendLabel: String?
    package var state: ReferralState
    package var reason: String?
    package var claimedAt: Instant
    package var qualifiedAt: Instant?
    /// When a qualified referral is rewarded.
    package var rewardDueAt: Instant?
    package var rewardedAt: Instant?
    /// The coins of the reader's own side.
    package var coins: Coins

    package init(
        side: Side, friendLabel: String?, state: ReferralState, reason: String?, claimedAt: Instant,
        qualifiedAt: Instant?, rewardDueAt: Instant?, rewardedAt: Instant?, coins: Coins
    ) {
        self.side = side
        self.friendLabel = friendLabel
        self.state = state
        self.reason = reason
        self.claimedAt = claimedAt
        self.qualifiedAt = qualifiedAt
        self.rewardDueAt = rewardDueAt
        self.rewardedAt = rewardedAt
        self.coins = coins
    }
}

/// A customer's referrals in numbers.
package struct ReferralSummary: Sendable, Hashable {
    package var signedUp: Int
    package var qualified: Int
    package var rewarded: Int
    package var rejected: Int
    /// Coins that this customer earned by referring.
    package var coinsEarned: Coins
    /// Whether the customer may still enter a friend's code (rule 10.3).
    package var mayClaim: Bool
    /// What has become of the code that the customer entered; nil before (rule 10.2).
    package var claimed: ReferralFacts?
    package init(
        signedUp: Int, qualified: Int, rewarded: Int, rejected: Int, coinsEarned: Coins, mayClaim: Bool
    ) {
        self.signedUp = signedUp
        self.qualified = qualified
        self.rewarded = rewarded
        self.rejected = rejected
        self.coinsEarned = coinsEarned
        self.mayClaim = mayClaim
    }
}

/// What a customer may do about one trigger now.
package struct TriggerFacts: Sendable, Hashable {
    package var id: TriggerID
    /// How often it has been rewarded, ever.
    package var timesAwarded: Int64
    /// Why it would not pay now; nil when it would.
    package var blockedBy: NonAwardReason?
    /// When it would pay again; nil for never or for now.
    package var availableAgainAt: Instant?
    /// When a new period last made it pay again; nil when none did.
    package var renewedAt: Instant?
    package init(id: TriggerID, timesAwarded: Int64, blockedBy: NonAwardReason?, availableAgainAt: Instant?) {
        self.id = id
        self.timesAwarded = timesAwarded
        self.blockedBy = blockedBy
        self.availableAgainAt = availableAgainAt
    }
}

/// What a customer may do about one reward now.
package struct RewardFacts: Sendable, Hashable {
    package var id: RewardID
    /// The fewest and the most coins that a redemption may cost this customer now; equal for a fixed amount.
    /// The most is 0 when nothing can be redeemed.
    package var coinsMinimum: Coins
    package var coinsMaximum: Coins
    /// Coins of one step; equal to the price of a fixed amount.
    package var coinsStep: Coins
    /// Why it cannot be redeemed now; nil when it can.
    package var refusal: Refusal?
    /// What it costs this customer, whose tier may have a price of its own; nil for the programme's.
    package var price: Reward.Price?
    package init(
        id: RewardID, coinsMinimum: Coins, coinsMaximum: Coins, coinsStep: Coins, refusal: Refusal?,
        price: Reward.Price? = nil
    ) {
        self.price = price
        self.id = id
        self.coinsMinimum = coinsMinimum
        self.coinsMaximum = coinsMaximum
        self.coinsStep = coinsStep
        self.refusal = refusal
    }
}
