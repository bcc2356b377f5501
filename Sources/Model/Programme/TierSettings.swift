/// The VIP programme (rule 9).
package struct TierSettings: Sendable, Hashable {
    /// Over which time net spend is counted (rule 9.2), in the brand's zone.
    package enum Window: Sendable, Hashable {
        case lifetime
        case calendarYear
        /// The last n months up to today.
        case rollingMonths(Int64)
    }

    package let window: Window
    /// Ascending by threshold; the first has threshold 0.
    package let levels: [Tier]
    /// Days after the end of validity in which a tier is kept (rule 9.3).
    package let graceDays: Int64

    package init(window: Window, levels: [Tier], graceDays: Int64) {
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
    /// Net spend in minor units that reaches it.
    package let threshold: Int64
    /// 15000 is ×1.5 (rule 1.2).
    package let multiplierBasisPoints: Int64
    package let benefits: [LocalizedText]

    package init(
        id: TierID, name: LocalizedText, threshold: Int64, multiplierBasisPoints: Int64,
        benefits: [LocalizedText]
    ) {
        self.id = id
        self.name = name
        self.threshold = threshold
        self.multiplierBasisPoints = multiplierBasisPoints
        self.benefits = benefits
    }
}
