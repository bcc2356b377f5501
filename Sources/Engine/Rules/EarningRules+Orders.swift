package import Model

/// What an order, a cart or a product on its own is judged by.
package struct OrderFacts: Sendable, Hashable {
    package var state: OrderState
    package var amounts: OrderAmounts
    /// Empty for an order of which only the amounts are known.
    package var lines: [OrderLine]
    /// The connector whose calculation base the settings have (rule 5.2); nil where it is the programme's own.
    package var governedBy: String?
    /// The customer's tier at the order's time (rule 2.6); nil without a VIP programme.
    package var tier: Tier?
    /// The VIP programme, for campaigns from a tier on.
    package var tiers: TierSettings?
    /// The local day on which it was placed, for campaigns.
    package var placedOn: LocalDate
    /// What has been refunded already.
    package var returned: Returned
    package var room: CapRoom
    /// The local day of the award, by which the day's cap is counted; nil where nothing is written.
    package var awardDay: LocalDate?

    package init(
        state: OrderState, amounts: OrderAmounts, lines: [OrderLine] = [], tier: Tier? = nil,
        tiers: TierSettings? = nil, placedOn: LocalDate, returned: Returned = .nothing,
        room: CapRoom = CapRoom()
    ) {
        self.state = state
        self.amounts = amounts
        self.lines = lines
        self.tier = tier
        self.tiers = tiers
        self.placedOn = placedOn
        self.returned = returned
        self.room = room
    }
}

/// The coins that a customer's other orders have left under the caps; nil for no limit.
package struct CapRoom: Sendable, Hashable {
    /// Of the local day of the award.
    package var day: Coins?
    package var customer: Coins?

    package init(day: Coins? = nil, customer: Coins? = nil) {
        self.day = day
        self.customer = customer
    }
}

/// An order's award with the whole of its arithmetic.
package struct OrderEarning: Sendable, Hashable {
    /// Lines with the same factors.
    package struct Group: Sendable, Hashable {
        /// The rules that count, in their order.
        package var rules: [EarningRuleID]
        /// Their multipliers in basis points; one 0 for lines that earn nothing.
        package var basisPoints: [Int64]
        package var lines: Int
        /// The sum of their weights; minor units.
        package var weight: Int64
        /// Of lines with rules: the first products, or the lines' ids where they name none.
        package var items: [String] = []
    }

    /// One of the programme's caps.
    package enum Cap: String, Sendable, Hashable, CaseIterable { case order, day, customer }

    /// A cap that left less than the order would have earned.
    package struct Limit: Sendable, Hashable {
        package var cap: Cap
        /// What was left under it.
        package var room: Coins
    }

    package var basis: AwardBasis
    package var sum: AwardBasis.Sum
    package var of: EarningSettings.Base
    /// The connector whose base it is, where it is not the programme's.
    package var governedBy: String?
    package var amounts: OrderAmounts
    package var groups: [Group]
    package var tier: TierID?
    package var campaigns: [EarningRuleID]
    /// In the order in which they apply; each bit into what the one before had left.
    package var limits: [Limit]

    package var coins: Coins { sum.coins }
}

extension EarningRules {
    /// An award with its arithmetic, or the reason for none.
    package enum Decision: Sendable, Hashable {
        case award(OrderEarning)
        case none(NonAwardReason, detail: String)
    }

    /// The coins of an order: base × lines' rules × tier × campaigns, exact in fractions, then the caps, rounded down once
    /// (rules 1.3, 2.1). Previews of carts and products are this same function (rule 2.5).
    package static func order(_ facts: OrderFacts, settings: EarningSettings) -> Decision {
        guard let reached = facts.state.rank, let needed = settings.awardOn.rank, reached >= needed else {
            return .none(
                .awardMomentNotReached,
                detail:
                    "The order is \(facts.state.rawValue); coins are awarded when it is"
                    + " \(settings.awardOn.rawValue)."
            )
        }
        let earning = earning(of: facts, settings: settings)
        guard let earning else {
            return .none(.balanceLimit, detail: "The award would pass the largest amount of coins.")
        }
        if let (reason, detail) = refusal(of: earning, facts) { return .none(reason, detail: detail) }
        return .award(earning)
    }

    /// What of the amounts earns: minor units, never below 0 (rule 2.3).
    package static func base(of amounts: OrderAmounts, settings: EarningSettings) -> Int64 {
        let (tax, shipping) = (Int128(amounts.tax), Int128(amounts.shipping))
        let paidWithCoins = Int128(amounts.coinsDiscount)
        let sum: Int128
        switch settings.base {
        case .total:
            sum =
                Int128(amounts.total) - (settings.includesTax ? 0 : tax)
                - (settings.includesShipping ? 0 : shipping)
                + (settings.earnsOnCoinsPart ? paidWithCoins : 0)
        case .subtotal:
            sum =
                Int128(amounts.subtotal) + (settings.includesTax ? tax : 0)
                + (settings.includesShipping ? shipping : 0)
                - (settings.earnsOnCoinsPart ? 0 : paidWithCoins)
        }
        return Int64(clamping: max(0, sum))
    }

    /// Those of what applies that count (rule 2.2): the first alone if it is exclusive, else all that stack.
    package static func counting<Item>(
        _ applying: [Item], stacking: (Item) -> Stacking, id: (Item) -> EarningRuleID
    ) -> [Item] {
        let ordered = applying.sorted { first, second in
            let (a, b) = (stacking(first).priority, stacking(second).priority)
            return a != b ? a > b : id(first).text < id(second).text
        }
        guard let first = ordered.first else { return [] }
        return stacking(first).isExclusive ? [first] : ordered.filter { !stacking($0).isExclusive }
    }

    static func earning(of facts: OrderFacts, settings: EarningSettings) -> OrderEarning? {
        let campaigns = campaigns(for: facts, settings: settings)
        let isLessCoinsPart = settings.base == .subtotal && !settings.earnsOnCoinsPart
        var groups = LineGroups(rules: settings.rules, base: settings.base, keepsDiscounts: isLessCoinsPart)
        for line in facts.lines { groups.add(line) }
        let caps = settings.caps
        let rooms: [(OrderEarning.Cap, Coins?)] = [
            (.order, caps.perOrder), (.day, facts.room.day), (.customer, facts.room.customer),
        ]
        var basis = AwardBasis(
            amount: base(of: facts.amounts, settings: settings), coins: settings.coins,
            perAmount: settings.perAmount, minimumAmount: settings.minimumAmount,
            tierBasisPoints: facts.tier?.multiplierBasisPoints ?? Ratio.basisPointsPerOne,
            campaigns: campaigns.map(\.multiplierBasisPoints), room: rooms.compactMap(\.1).min(),
            total: facts.amounts.total, lines: groups.lines, factors: groups.groups.map(\.basisPoints),
            isLessCoinsPart: isLessCoinsPart)
        basis.weigh(withoutCoins: facts.amounts.coinsDiscount)
        guard let sum = basis.sum(keeping: facts.returned) else { return nil }
        var limits: [OrderEarning.Limit] = []
        var left = sum.beforeCaps
        for (cap, room) in rooms {
            guard let room, Int128(room) < left else { continue }
            limits.append(OrderEarning.Limit(cap: cap, room: room))
            left = Int128(room)
        }
        return OrderEarning(
            basis: basis, sum: sum, of: settings.base, governedBy: facts.governedBy, amounts: facts.amounts,
            // Without any weight the order is one line without product, to which no rule applies.
            groups: basis.lines.allSatisfy { $0.weight == 0 } ? [] : groups.groups(of: basis),
            tier: facts.tier?.id, campaigns: campaigns.map(\.id), limits: limits)
    }

    private static func campaigns(for facts: OrderFacts, settings: EarningSettings) -> [Campaign] {
        let applying = settings.campaigns.filter { campaign in
            guard (campaign.from...max(campaign.from, campaign.through)).contains(facts.placedOn),
                facts.placedOn <= campaign.through
            else { return false }
            guard let minimum = campaign.minimumTier else { return true }
            guard let needed = facts.tiers?.index(of: minimum), let tier = facts.tier,
                let index = facts.tiers?.index(of: tier.id)
            else { return false }
            return index >= needed
        }
        return counting(applying, stacking: \.stacking, id: \.id)
    }

    /// Why the arithmetic comes to nothing, in order of precedence; nil when it does not.
    private static func refusal(of earning: OrderEarning, _ facts: OrderFacts) -> (NonAwardReason, String)? {
        let (basis, sum) = (earning.basis, earning.sum)
        guard sum.coins == 0 else { return nil }
        if facts.returned.isWhole || (!facts.returned.isNothing && sum.amount == .zero) {
            return (.orderRefunded, "The order has been refunded.")
        }
        if sum.isBelowMinimum {
            return (
                .belowMinimum,
                "The order's \(earning.of.rawValue) is \(sum.amount.floor), below the minimum of"
                    + " \(basis.minimumAmount) (minor units)."
            )
        }
        if !earning.groups.isEmpty, sum.exact == .zero, sum.amount != .zero {
            return (.excludedProduct, "Every product of the order is excluded from earning.")
        }
        if sum.beforeCaps == 0 {
            return (
                .roundsToZero,
                "The order's \(earning.of.rawValue) of \(sum.amount.floor) (minor units) earns less than one coin."
            )
        }
        let cap = earning.limits.last?.cap.rawValue ?? "order"
        return (.capReached, "The cap per \(cap) leaves no room for \(sum.beforeCaps) coins.")
    }
}

/// Puts lines into groups by the rules that count for them.
private struct LineGroups {
    let rules: [EarningRule]
    let base: EarningSettings.Base
    /// Whether what coins paid of a discount is to be told from the rest of it.
    let keepsDiscounts: Bool
    private(set) var lines: [AwardBasis.Line] = []
    private(set) var groups: [OrderEarning.Group] = []
    private var places: [[Int]: Int] = [:]

    init(rules: [EarningRule], base: EarningSettings.Base, keepsDiscounts: Bool) {
        self.rules = rules
        self.base = base
        self.keepsDiscounts = keepsDiscounts
    }

    mutating func add(_ line: OrderLine) {
        let weight = base == .total ? line.paid : line.amount
        let matching = rules.indices.filter { rules[$0].matches(line) }
        let place = places[matching] ?? place(for: matching)
        groups[place].lines += 1
        if !groups[place].rules.isEmpty, groups[place].items.count < OrderEarning.traceItemsMax {
            let item = line.product ?? "line \(line.id)"
            if !groups[place].items.contains(item) { groups[place].items.append(item) }
        }
        lines.append(
            AwardBasis.Line(
                id: line.id, quantity: line.quantity, weight: weight, paid: line.paid,
                discount: keepsDiscounts ? line.discount : 0, factor: place))
    }

    /// The groups with what their lines weigh in a basis.
    func groups(of basis: AwardBasis) -> [OrderEarning.Group] {
        var weighed = groups
        for place in weighed.indices { weighed[place].weight = 0 }
        for line in basis.lines { weighed[line.factor].weight += line.weight }
        return weighed
    }

    private mutating func place(for matching: [Int]) -> Int {
        var group = OrderEarning.Group(rules: [], basisPoints: [], lines: 0, weight: 0)
        let applying = matching.map { rules[$0] }
        // A line that any rule excludes earns nothing, whatever other rules say.
        let excluding = applying.filter { $0.effect == .excluded }
        if excluding.isEmpty {
            for rule in EarningRules.counting(applying, stacking: \.stacking, id: \.id) {
                guard case .multiplier(let basisPoints) = rule.effect else { continue }
                group.rules.append(rule.id)
                group.basisPoints.append(basisPoints)
            }
        } else {
            group.rules = excluding.map(\.id).sorted { $0.text < $1.text }
            group.basisPoints = [0]
        }
        groups.append(group)
        places[matching] = groups.count - 1
        return groups.count - 1
    }
}

extension EarningRule {
    /// Whether the line has one of its products, or is in one of its collections, or carries one of its tags.
    package func matches(_ line: OrderLine) -> Bool {
        if let product = line.product, products.contains(product) { return true }
        return line.collections.contains { collections.contains($0) }
            || line.tags.contains { tags.contains($0) }
    }
}
