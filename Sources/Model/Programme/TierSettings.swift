/// The VIP programme (rule 9).
package struct TierSettings: Sendable, Hashable {
    /// What is counted (rule 9.1).
    package enum Metric: String, Sendable, CaseIterable {
        /// Minor units paid, less what was refunded.
        case netSpend = "net_spend"
        /// Coins that orders, triggers and referrals earned, less what was taken back; never the balance.
        case coinsEarned = "coins_earned"
        /// Orders that were paid and not fully refunded.
        case orders
        /// Rewarded actions (trigger awards).
        case engagement
    }

    /// What happens at the end of validity and grace (rule 9.3).
    package enum Downgrade: String, Sendable, CaseIterable {
        case oneStep = "one_step"
        /// To the tier that the metric reaches then.
        case recompute
    }

    /// Over which time the metric is counted (rule 9.2), in the brand's zone.
    package enum Window: Sendable, Hashable {
        case lifetime
        case calendarYear
        /// The last n months up to today.
        case rollingMonths(Int64)
    }

    package let metric: Metric
    package let window: Window
    /// Ascending by threshold; the first has threshold 0.
    package let levels: [Tier]
    /// Days after the end of validity in which a tier is kept (rule 9.3).
    package let graceDays: Int64
    package let downgrade: Downgrade

    package init(
        metric: Metric = .netSpend, window: Window, levels: [Tier], graceDays: Int64,
        downgrade: Downgrade = .oneStep
    ) {
        self.metric = metric
        self.downgrade = downgrade
        self.window = window
        self.levels = levels
        self.graceDays = graceDays
    }

    /// The place of a tier among the levels; nil for a tier that this version no longer has.
    package func index(of id: TierID) -> Int? { levels.firstIndex { $0.id == id } }
}

/// One VIP level.
package struct Tier: Sendable, Hashable {
    package let id: TierID
    package let name: LocalizedText
    /// What of the metric reaches it: minor units of net spend, coins, orders or actions.
    package let threshold: Int64
    /// 15000 is ×1.5 (rule 1.2).
    package let multiplierBasisPoints: Int64
    package let benefits: [LocalizedText]
    /// Coins for reaching it, once per validity period (rule 9.6); 0 for none.
    package let entryBonus: Coins
    /// Coins on the customer's birthday, instead of those of a birthday trigger; 0 for none.
    package let birthdayBonus: Coins

    package init(
        id: TierID, name: LocalizedText, threshold: Int64, multiplierBasisPoints: Int64,
        benefits: [LocalizedText], entryBonus: Coins = 0, birthdayBonus: Coins = 0
    ) {
        self.entryBonus = entryBonus
        self.birthdayBonus = birthdayBonus
        self.id = id
        self.name = name
        self.threshold = threshold
        self.multiplierBasisPoints = multiplierBasisPoints
        self.benefits = benefits
    }
}
