import Model
import Store

/// One customer's orders under one programme, replayed in their order by the same pure functions that award and rank.
/// Pure: no clock, no I/O.
///
/// What is replayed is what orders earn and the tiers that follow. Triggers, referrals and redemptions stay out of it, so
/// a tier that counts coins counts those of orders, and one that counts actions stands still.
struct Replay {
    let programme: Programme
    private var place: TierRules.Place
    private var metric: Metric
    private var day: (day: LocalDate, coins: Coins)?
    private(set) var awarded: Coins = 0

    init(_ programme: Programme, createdAt: Instant) {
        self.programme = programme
        place = TierRules.Place(index: 0, since: createdAt, validUntil: nil)
        metric = Metric()
    }

    /// What one order brought.
    struct Outcome {
        var coins: Coins
        /// When they lapse; never for none.
        var expiresAt: Instant
    }

    /// Takes the next order; answers the coins that it keeps after what has been refunded of it.
    mutating func add(_ order: ReplayedOrder, _ amounts: OrderAmounts, after returned: Returned) -> Outcome {
        guard order.state != .cancelled, order.currency == programme.currency.code else {
            return Outcome(coins: 0, expiresAt: .never)
        }
        let zone = programme.zone
        let date = zone.localDate(at: order.placedAt)
        var coins: Coins = 0
        let facts = OrderFacts(
            state: order.state, amounts: amounts, lines: order.lines, tier: tier(at: order.placedAt),
            tiers: programme.tiers, placedOn: date, returned: returned, room: room(on: date))
        if case .award(let earning) = EarningRules.order(
            facts, settings: programme.earning(through: order.connector))
        {
            coins = earning.coins
        }
        let today = day?.day == date ? day?.coins ?? 0 : 0
        day = (date, today.addingReportingOverflow(coins).partialValue)
        awarded = awarded.addingReportingOverflow(coins).partialValue
        rank(order, coins: coins, on: date)
        guard coins > 0 else { return Outcome(coins: 0, expiresAt: .never) }
        let available = ExpiryRules.pendingUntil(
            order.placedAt, days: programme.earning.pendingDays, zone: zone)
        return Outcome(
            coins: coins,
            expiresAt: ExpiryRules.expiresAt(
                available ?? order.placedAt, policy: programme.expiry, zone: zone))
    }

    private func room(on date: LocalDate) -> CapRoom {
        let caps = programme.earning.caps
        let today = day?.day == date ? day?.coins ?? 0 : 0
        return CapRoom(
            day: caps.perDay.map { max(0, $0 - today) },
            customer: caps.perCustomer.map { max(0, $0 - awarded) })
    }

    private func tier(at instant: Instant) -> Tier? {
        guard let settings = programme.tiers else { return nil }
        let now = effective(at: instant, settings)
        return settings.levels.indices.contains(now.index) ? settings.levels[now.index] : nil
    }

    /// Counts the order towards the tier, which from then on is the next order's (rule 2.6).
    private mutating func rank(_ order: ReplayedOrder, coins: Coins, on date: LocalDate) {
        guard let settings = programme.tiers else { return }
        let counts = order.countedSpend > 0
        let value: Int64 =
            switch settings.metric {
            case .netSpend: order.countedSpend
            case .coinsEarned: coins
            case .orders: counts ? 1 : 0
            case .engagement: 0
            }
        guard value > 0 else { return }
        let current = effective(at: order.placedAt, settings)
        metric.add(value, on: date)
        place = TierRules.reaching(
            counted(at: order.placedAt, settings), from: current, at: order.placedAt, settings: settings,
            zone: programme.zone)
    }

    private func effective(at instant: Instant, _ settings: TierSettings) -> TierRules.Place {
        TierRules.effective(place, at: instant, settings: settings, zone: programme.zone) {
            counted(at: $0, settings)
        }
    }

    /// The metric in the window at an instant.
    private func counted(at instant: Instant, _ settings: TierSettings) -> Int64 {
        let window = TierRules.window(at: instant, settings: settings, zone: programme.zone)
        return metric.sum(from: window?.first ?? .first, through: window?.last ?? .last)
    }

    /// The tier at an instant; nil without a VIP programme.
    func tierID(at instant: Instant) -> TierID? { tier(at: instant)?.id }

    /// What was counted by day, in the order of the days.
    private struct Metric {
        /// Each day with the sum of everything up to it.
        private var days: [(day: LocalDate, sum: Int64)] = []

        mutating func add(_ value: Int64, on day: LocalDate) {
            let sum = (days.last?.sum ?? 0).addingReportingOverflow(value).partialValue
            if let last = days.last, last.day >= day {
                days[days.count - 1].sum = sum
            } else {
                days.append((day, sum))
            }
        }

        func sum(from first: LocalDate, through last: LocalDate) -> Int64 {
            let whole = last == .last ? days.last?.sum ?? 0 : sum(before: last.adding(days: 1))
            return whole - sum(before: first)
        }

        private func sum(before day: LocalDate) -> Int64 {
            var (low, high) = (0, days.count)
            while low < high {
                let middle = (low + high) / 2
                if days[middle].day < day { low = middle + 1 } else { high = middle }
            }
            return low == 0 ? 0 : days[low - 1].sum
        }
    }
}
