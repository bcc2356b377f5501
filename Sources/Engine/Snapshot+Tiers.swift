package import Model
internal import Store

extension Snapshot {
    /// Where a customer stands in the VIP programme; nil when the programme has none (rule 9.4).
    package func tier(of customer: Customer) throws -> TierFacts? {
        guard let settings = version.programme.tiers else { return nil }
        let standing = try standing(of: customer.number)
        let spend = try spend(
            of: customer.number, lifetime: standing?.lifetimeSpend ?? 0, at: now, settings: settings)
        let place = TierRules.effective(
            place(of: standing, spend: spend, settings: settings, createdAt: customer.createdAt), at: now,
            settings: settings, zone: version.programme.zone)
        return facts(of: place, spend: spend, settings: settings)
    }

    /// The tier whose factor applies to an order at an instant: the one held before it (rule 2.6).
    func tierForEarning(of customer: Customer, at instant: Instant) throws -> Tier? {
        guard let settings = version.programme.tiers else { return nil }
        guard let standing = try connection.standing(of: customer.number, in: book.number) else {
            return settings.levels.first
        }
        let spend = try spend(
            of: customer.number, lifetime: standing.lifetimeSpend, at: instant, settings: settings)
        let place = TierRules.effective(
            place(of: standing, spend: spend, settings: settings), at: instant, settings: settings,
            zone: version.programme.zone)
        return settings.levels[place.index]
    }

    /// The spend that counts at an instant, minor units (rule 9.2).
    func spend(
        of customer: CustomerNumber, lifetime: Int64, at instant: Instant, settings: TierSettings
    ) throws -> Int64 {
        guard let window = TierRules.window(at: instant, settings: settings, zone: version.programme.zone)
        else {
            return lifetime
        }
        return try spend(of: customer, from: window.first, through: window.last)
    }

    /// The stored place; a tier that this programme version no longer has is found anew from the spend.
    func place(
        of standing: Standing?, spend: Int64, settings: TierSettings, createdAt: Instant = .epoch
    ) -> TierRules.Place {
        guard let standing else { return TierRules.Place(index: 0, since: createdAt, validUntil: nil) }
        if let index = settings.index(of: standing.tier) {
            return TierRules.Place(index: index, since: standing.since, validUntil: standing.validUntil)
        }
        let reached = TierRules.index(reachedBy: spend, in: settings)
        let end = TierRules.validUntil(
            reachedAt: standing.updatedAt, settings: settings, zone: version.programme.zone)
        return TierRules.Place(
            index: reached, since: standing.since, validUntil: reached > 0 ? standing.validUntil ?? end : nil)
    }

    private func facts(of place: TierRules.Place, spend: Int64, settings: TierSettings) -> TierFacts {
        let next = place.index + 1 < settings.levels.count ? place.index + 1 : nil
        let threshold = next.map { settings.levels[$0].threshold } ?? settings.levels[place.index].threshold
        return TierFacts(
            currentIndex: place.index, nextIndex: next, spend: spend,
            remainingToNext: next == nil ? 0 : max(0, threshold - spend),
            remainingToKeep: remainingToKeep(place, spend: spend, settings: settings),
            percent: next == nil ? 100 : min(99, TierRules.percent(spend, of: threshold)), since: place.since,
            validUntil: place.validUntil)
    }

    /// What is missing to be sure of the tier beyond its validity. In a calendar year's window that is decided in the
    /// last year of the validity only; before it, the tier is safe.
    private func remainingToKeep(_ place: TierRules.Place, spend: Int64, settings: TierSettings) -> Int64 {
        guard place.index > 0, let end = place.validUntil else { return 0 }
        let zone = version.programme.zone
        if settings.window == .calendarYear {
            let lastYear = zone.localDate(at: end.adding(milliseconds: -1)).year
            guard zone.localDate(at: now).year == lastYear else { return 0 }
        }
        return max(0, settings.levels[place.index].threshold - spend)
    }

    /// The next instant at which the tier, or the spend that counts, changes by itself; nil for never.
    func nextTierChange(_ tier: TierFacts) -> Instant? {
        guard let settings = version.programme.tiers else { return nil }
        let zone = version.programme.zone
        let place = TierRules.Place(index: tier.currentIndex, since: tier.since, validUntil: tier.validUntil)
        let today = zone.localDate(at: now)
        let windowMoves: Instant? =
            switch settings.window {
            case .lifetime: nil
            case .calendarYear: zone.startOfDay(today.startOfYear.adding(months: 12))
            case .rollingMonths: tier.spend > 0 ? zone.endOfDay(today) : nil
            }
        return [TierRules.nextDowngrade(place, settings: settings, zone: zone), windowMoves].compactMap { $0 }
            .min()
    }
}
