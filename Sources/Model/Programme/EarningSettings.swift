/// How orders turn into coins (rule 2).
package struct EarningSettings: Sendable, Hashable {
    /// What of the order's amounts is counted (rule 2.3).
    package enum Base: String, Sendable, CaseIterable { case total, subtotal }

    package let base: Base
    /// `coins` per `perAmount` minor units, before factors; rounded down once per order (rules 1.2, 1.3).
    package let coins: Coins
    package let perAmount: Int64
    /// Orders below it earn nothing; minor units of the base.
    package let minimumAmount: Int64
    /// The order state that awards (rule 2.4).
    package let awardOn: OrderState
    /// Days until an award becomes available; 0 is at once.
    package let pendingDays: Int64
    /// Whether the order's tax is part of the base: by default of a total, not of a subtotal.
    package let includesTax: Bool
    /// Whether the order's shipping is part of the base: by default of a total, not of a subtotal.
    package let includesShipping: Bool
    /// Whether the part of an order that was paid with coins earns too (rule 2.3); by default it does not.
    package let earnsOnCoinsPart: Bool
    /// What products, collections and tags change about it.
    package let rules: [EarningRule]
    /// Dated campaigns.
    package let campaigns: [Campaign]
    package let caps: EarningCaps

    package init(
        base: Base, coins: Coins, perAmount: Int64, minimumAmount: Int64, awardOn: OrderState,
        pendingDays: Int64, includesTax: Bool? = nil, includesShipping: Bool? = nil,
        earnsOnCoinsPart: Bool = false, rules: [EarningRule] = [], campaigns: [Campaign] = [],
        caps: EarningCaps = .none
    ) {
        self.base = base
        self.coins = coins
        self.perAmount = perAmount
        self.minimumAmount = minimumAmount
        self.awardOn = awardOn
        self.pendingDays = pendingDays
        self.includesTax = includesTax ?? (base == .total)
        self.includesShipping = includesShipping ?? (base == .total)
        self.earnsOnCoinsPart = earnsOnCoinsPart
        self.rules = rules
        self.campaigns = campaigns
        self.caps = caps
    }

    /// The same of another base, with tax and shipping as is usual for that one: part of a total, not of a subtotal.
    package func of(_ base: Base) -> EarningSettings {
        EarningSettings(
            base: base, coins: coins, perAmount: perAmount, minimumAmount: minimumAmount, awardOn: awardOn,
            pendingDays: pendingDays, earnsOnCoinsPart: earnsOnCoinsPart, rules: rules, campaigns: campaigns,
            caps: caps)
    }
}

/// How a rule goes together with others that apply to the same thing (rule 2.2).
///
/// Those that apply are put in order: the highest priority first, ties by id. If the first is exclusive, it alone
/// counts; otherwise all that stack are multiplied, and exclusive ones further down are left out.
package struct Stacking: Sendable, Hashable {
    package let isExclusive: Bool
    /// The higher goes first.
    package let priority: Int64

    package init(isExclusive: Bool = false, priority: Int64 = 0) {
        self.isExclusive = isExclusive
        self.priority = priority
    }
}

/// What some products earn: a factor on their lines, or nothing at all (rule 2.1).
package struct EarningRule: Sendable, Hashable {
    /// What the rule does to a line that it matches.
    package enum Effect: Sendable, Hashable {
        /// 20000 is ×2 (rule 1.2).
        case multiplier(basisPoints: Int64)
        /// The line earns nothing, whatever other rules say.
        case excluded
    }

    package let id: EarningRuleID
    package let title: LocalizedText?
    /// A line matches that has one of these products, or is in one of the collections, or carries one of the tags.
    package let products: Set<String>
    package let collections: Set<String>
    package let tags: Set<String>
    package let effect: Effect
    package let stacking: Stacking

    package init(
        id: EarningRuleID, title: LocalizedText?, products: Set<String>, collections: Set<String>,
        tags: Set<String>, effect: Effect, stacking: Stacking
    ) {
        self.id = id
        self.title = title
        self.products = products
        self.collections = collections
        self.tags = tags
        self.effect = effect
        self.stacking = stacking
    }
}

/// A factor on whole orders in a span of local days.
package struct Campaign: Sendable, Hashable {
    package let id: EarningRuleID
    package let title: LocalizedText?
    /// The first local day, and the last; an order counts by the local day on which it was placed.
    package let from: LocalDate
    package let through: LocalDate
    package let multiplierBasisPoints: Int64
    /// The lowest tier that takes part; nil for everyone.
    package let minimumTier: TierID?
    package let stacking: Stacking

    package init(
        id: EarningRuleID, title: LocalizedText?, from: LocalDate, through: LocalDate,
        multiplierBasisPoints: Int64, minimumTier: TierID?, stacking: Stacking
    ) {
        self.id = id
        self.title = title
        self.from = from
        self.through = through
        self.multiplierBasisPoints = multiplierBasisPoints
        self.minimumTier = minimumTier
        self.stacking = stacking
    }
}

/// The most that orders earn; nil for no limit. What is over a cap is not awarded.
package struct EarningCaps: Sendable, Hashable {
    /// Coins of one order.
    package let perOrder: Coins?
    /// Coins of one customer's orders on one local day, by the day of the award.
    package let perDay: Coins?
    /// Coins of one customer's orders ever.
    package let perCustomer: Coins?

    package static let none = EarningCaps(perOrder: nil, perDay: nil, perCustomer: nil)

    package init(perOrder: Coins?, perDay: Coins?, perCustomer: Coins?) {
        self.perOrder = perOrder
        self.perDay = perDay
        self.perCustomer = perCustomer
    }
}

/// When coins lapse (rule 4.1), always at the end of a local day of the brand's zone (rule 4.2).
package struct ExpiryPolicy: Sendable, Hashable {
    /// From when, and for how long, coins are good.
    package enum Kind: Sendable, Hashable {
        case never
        /// So long after the coins became available.
        case age(Span)
        /// So long after the customer's last qualifying activity, which renews all lots.
        case inactivity(Span, activities: Set<Activity>)
    }

    /// A length of local time.
    package enum Span: Sendable, Hashable {
        case days(Int64)
        /// Clamped to the last day of the month.
        case months(Int64)
    }

    /// What keeps coins alive under a policy of inactivity.
    package enum Activity: String, Sendable, Hashable, CaseIterable { case order, trigger, redemption }

    package let kind: Kind
    /// Whether the last day is moved to the last day of its month (rule 4.2).
    package let roundsToMonthEnd: Bool
    /// Whether lots that are in the books already get the policy's date where it is later (rule 4.3); never an earlier one.
    package let lengthensExistingLots: Bool

    package static let never = ExpiryPolicy(kind: .never)
    package static func afterDays(_ days: Int64) -> ExpiryPolicy { ExpiryPolicy(kind: .age(.days(days))) }
    package static func afterMonths(_ months: Int64) -> ExpiryPolicy {
        ExpiryPolicy(kind: .age(.months(months)))
    }

    package init(kind: Kind, roundsToMonthEnd: Bool = false, lengthensExistingLots: Bool = false) {
        self.kind = kind
        self.roundsToMonthEnd = roundsToMonthEnd
        self.lengthensExistingLots = lengthensExistingLots
    }
}

/// What happens when an order that earned or spent coins is refunded (rules 5.4–5.6).
package struct RefundSettings: Sendable, Hashable {
    /// What is done when the coins to be taken back are spent already (rule 5.5).
    package enum Debt: Sendable, Hashable {
        /// The balance may go down to −`floor` coins, repaid by the next earnings; what would go below is waived.
        case allowed(floor: Coins)
        /// The balance stops at zero; the rest is waived.
        case clamped
    }

    package let debt: Debt

    package static let standard = RefundSettings(debt: .allowed(floor: CoinLimits.perWalletMax))

    package init(debt: Debt) { self.debt = debt }
}
