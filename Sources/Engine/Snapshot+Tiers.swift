package import Model
internal import Store

extension Snapshot {
    /// Where a customer stands in the VIP programme; nil when the programme has none (rule 9.4).
    ///
    /// - Throws: ``SettlementDue`` when entries that the programme's metric counts are not counted yet.
    package func tier(of customer: Customer) throws -> TierFacts? {
        guard let settings = version.programme.tiers else { return nil }
        try requireCounted(customer, settings)
        let standing = try standing(of: customer.number)
        let window = TierRules.window(at: now, settings: settings, zone: version.programme.zone)
        let inWindow = try window.map { window in
            try connection.counted(
                ofOrders: settings.metric.countsOrders, of: customer.number, from: window.first,
                through: window.last, in: book.number)
        }
        let counted: Int64
        if asOf == nil, let inWindow {
            counted = inWindow.counted(settings.metric)
        } else {
            counted = try self.counted(standing, of: customer.number, at: now, settings: settings)
        }
        let place = try effective(
            place(of: standing, counted: counted, settings: settings, createdAt: customer.createdAt),
            standing,
            of: customer.number, at: now, settings: settings)
        var facts = facts(of: place, counted: counted, settings: settings)
        facts.remainingToKeep = try remainingToKeep(
            place, of: customer.number, counted: counted, settings: settings)
        if let window, let inWindow { addMoves(of: inWindow, from: window.first, to: &facts, settings) }
        return facts
    }

    /// A metric that is counted from entries is shown once all of them are.
    private func requireCounted(_ customer: Customer, _ settings: TierSettings) throws {
        guard !settings.metric.countsOrders, asOf == nil else { return }
        let newest = try connection.wallet(.coins, of: customer.number, in: book.number)?.sequence ?? 0
        guard try connection.activityTotals(of: customer.number, in: book.number).sequence >= newest else {
            throw SettlementDue(customer: customer.number)
        }
    }

    /// The tier whose factor applies to an order at an instant: the one held before it (rule 2.6).
    func tierForEarning(of customer: Customer, at instant: Instant) throws -> Tier? {
        guard let settings = version.programme.tiers else { return nil }
        guard let standing = try standing(of: customer.number) else {
            return settings.levels.first
        }
        return settings.levels[
            try place(of: standing, customer.number, at: instant, settings: settings).index]
    }

    /// The effective place of a standing at an instant.
    private func place(
        of standing: Standing, _ customer: CustomerNumber, at instant: Instant, settings: TierSettings
    ) throws -> TierRules.Place {
        let counted = try counted(standing, of: customer, at: instant, settings: settings)
        return try effective(
            place(of: standing, counted: counted, settings: settings), standing, of: customer, at: instant,
            settings: settings)
    }

    /// What the metric comes to in the window at an instant (rules 9.1, 9.2): minor units, coins, orders or actions.
    func counted(
        _ standing: Standing?, of customer: CustomerNumber, at instant: Instant, settings: TierSettings
    ) throws -> Int64 {
        let window = TierRules.window(at: instant, settings: settings, zone: version.programme.zone)
        if let window {
            return try counted(settings.metric, of: customer, from: window.first, through: window.last)
        }
        switch settings.metric {
        case .netSpend: return standing?.lifetimeSpend ?? 0
        case .orders: return standing?.orders ?? 0
        case .coinsEarned, .engagement:
            guard asOf == nil else {
                return try counted(settings.metric, of: customer, from: .first, through: .last)
            }
            let totals = try connection.activityTotals(of: customer, in: book.number)
            return settings.metric == .coinsEarned ? totals.coins : totals.actions
        }
    }

    /// What a metric comes to on the local days of a range, as it counts or counted.
    private func counted(
        _ metric: TierSettings.Metric, of customer: CustomerNumber, from first: LocalDate,
        through last: LocalDate
    ) throws -> Int64 {
        guard let asOf else {
            return try connection.counted(metric, of: customer, from: first, through: last, in: book.number)
        }
        let zone = version.programme.zone
        switch metric {
        case .netSpend, .orders:
            let counts = try pastOrderCounts(of: customer, from: first, through: last, at: asOf)
            return metric == .netSpend ? counts.spend : counts.orders
        case .coinsEarned, .engagement:
            let entries = try connection.activityEntries(
                of: customer, after: 0, in: book.number, limit: .max, recordedBy: asOf)
            let counted = entries.filter {
                (first...last).contains(zone.localDate(at: $0.reversedAt ?? $0.occurredAt))
            }
            return counted.reduce(0) { $0 + (metric == .coinsEarned ? $1.coinsEarned : $1.actions) }
        }
    }

    /// A place after the downgrades that are due by an instant.
    func effective(
        _ place: TierRules.Place, _ standing: Standing?, of customer: CustomerNumber, at instant: Instant,
        settings: TierSettings
    ) throws -> TierRules.Place {
        try TierRules.effective(place, at: instant, settings: settings, zone: version.programme.zone) { due in
            try counted(standing, of: customer, at: due, settings: settings)
        }
    }

    /// The stored place; a tier that this programme version no longer has is found anew from the metric.
    func place(
        of standing: Standing?, counted: Int64, settings: TierSettings, createdAt: Instant = .epoch
    ) -> TierRules.Place {
        guard let standing else { return TierRules.Place(index: 0, since: createdAt, validUntil: nil) }
        if let index = settings.index(of: standing.tier) {
            return TierRules.Place(index: index, since: standing.since, validUntil: standing.validUntil)
        }
        let reached = TierRules.index(reachedBy: counted, in: settings)
        let end = TierRules.validUntil(
            reachedAt: standing.updatedAt, settings: settings, zone: version.programme.zone)
        return TierRules.Place(
            index: reached, since: standing.since, validUntil: reached > 0 ? standing.validUntil ?? end : nil)
    }

    private func facts(of place: TierRules.Place, counted: Int64, settings: TierSettings) -> TierFacts {
        let next = place.index + 1 < settings.levels.count ? place.index + 1 : nil
        let threshold = next.map { settings.levels[$0].threshold } ?? settings.levels[place.index].threshold
        return TierFacts(
            currentIndex: place.index, nextIndex: next, counted: counted,
            remainingToNext: next == nil ? 0 : max(0, threshold - counted),
            remainingToKeep: 0,
            percent: next == nil ? 100 : min(99, TierRules.percent(counted, of: threshold)),
            since: place.since, validUntil: place.validUntil,
            keptUntil: TierRules.nextDowngrade(place, settings: settings, zone: version.programme.zone))
    }

    /// What is missing to be sure of the tier beyond its validity. In a calendar year's window that is decided in the
    /// last year of the validity only; before it, the tier is safe. Of rolling months it is what will be missing when the
    /// validity and its grace have ended, once the days have left the window that will have left it by then: enough in
    /// any case, though less may do while more still counts, as whatever reaches the tier anew renews it.
    private func remainingToKeep(
        _ place: TierRules.Place, of customer: CustomerNumber, counted: Int64, settings: TierSettings
    ) throws -> Int64 {
        guard place.index > 0, let end = place.validUntil else { return 0 }
        let zone = version.programme.zone
        var standing = counted
        switch settings.window {
        case .lifetime: break
        case .calendarYear:
            let lastYear = zone.localDate(at: end.adding(milliseconds: -1)).year
            guard zone.localDate(at: now).year == lastYear else { return 0 }
        case .rollingMonths:
            let decided = TierRules.nextDowngrade(place, settings: settings, zone: zone) ?? end
            let window = TierRules.window(
                at: decided.adding(milliseconds: -1), settings: settings, zone: zone)
            let today = zone.localDate(at: now)
            if let window {
                standing = try self.counted(
                    settings.metric, of: customer, from: window.first, through: max(window.first, today))
            }
        }
        return max(0, settings.levels[place.index].threshold - standing)
    }

    /// When what is counted changed by itself, and when it will: by the days that leave the window.
    private func addMoves(
        of counted: CountedWindow, from first: LocalDate, to facts: inout TierFacts, _ settings: TierSettings
    ) {
        let zone = version.programme.zone
        if let left = counted.dayBefore {
            facts.windowMovedAt = TierRules.dayLeaves(left, settings: settings).map { zone.startOfDay($0) }
        }
        if let next = counted.firstDay {
            facts.windowMovesAt = TierRules.dayLeaves(next, settings: settings).map { zone.startOfDay($0) }
        }
        // What there is to keep is decided in the last year of a validity.
        if settings.window == .calendarYear, facts.currentIndex > 0 {
            let newYear = zone.startOfDay(first)
            facts.windowMovedAt = max(facts.windowMovedAt ?? newYear, newYear)
            facts.windowMovesAt = zone.startOfDay(first.adding(months: 12))
        }
    }

    /// The next instant at which the tier, or what counts towards it, changes by itself; nil for never.
    func nextTierChange(_ tier: TierFacts) -> Instant? {
        [tier.validUntil, tier.keptUntil, tier.windowMovesAt].compactMap { $0 }.filter { $0 > now }.min()
    }
}

extension CountedWindow {
    /// What one metric comes to: minor units, coins, orders or actions.
    fileprivate func counted(_ metric: TierSettings.Metric) -> Int64 {
        switch metric {
        case .netSpend, .coinsEarned: amount
        case .orders, .engagement: number
        }
    }
}
