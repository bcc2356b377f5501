package import Model
internal import Store

extension Snapshot {
    /// Everything that one screen shows of one customer.
    ///
    /// - Parameter page: Of the screen's own list: the history, the coupons or the referrals.
    /// - Throws: ``SettlementDue``
    package func screenFacts(_ screen: ScreenName, of customer: Customer, page: PageRequest) throws
        -> ScreenFacts
    {
        let rows = screen == .wallet ? try settledRows(of: customer) : nil
        let row = try rows?.coins ?? settledRow(.coins, of: customer)
        var facts = ScreenFacts(
            screen: screen, version: version, customer: customer, changedAt: version.publishedAt,
            validUntil: nil,
            now: now, wallet: try self.facts(of: row, .coins, customer))
        switch screen {
        case .home: try addHome(to: &facts)
        case .wallet:
            facts.tier = try tier(of: customer)
            facts.credits = try rows.map { try self.facts(of: $0.credits, .credits, customer) }
            facts.history = try preview(of: customer)
        case .history: facts.history = try shownHistory(of: customer, wallet: .coins, page: page)
        case .earn:
            facts.tier = try tier(of: customer)
            facts.triggers = try triggerFacts(of: customer)
            facts.referralSummary = try settledReferralSummary(of: customer)
        case .redeem:
            facts.tier = try tier(of: customer)
            facts.rewards = try rewardFacts(wallet: facts.wallet, tier: facts.tier, customer: customer)
            facts.coupons = try settledCoupons(of: customer, page: PageRequest(limit: 3), state: .active)
        case .vip: facts.tier = try tier(of: customer)
        case .referrals:
            facts.referralSummary = try settledReferralSummary(of: customer)
            facts.referrals = try settledReferrals(of: customer, page: page)
        case .coupons: facts.coupons = try settledCoupons(of: customer, page: page, state: nil)
        // These are asked for with a product, with a cart, or by nobody in particular.
        case .product, .cart, .guest: break
        }
        facts.asOf = asOf
        facts.changedAt = lastChange(in: facts)
        facts.validUntil = nextChange(of: facts, dueAt: row.nextDueAt)
        return facts
    }

    private func addHome(to facts: inout ScreenFacts) throws {
        let customer = facts.customer
        facts.tier = try tier(of: customer)
        facts.history = try shownHistory(of: customer, wallet: .coins, page: PageRequest(limit: 3))
        facts.triggers = try triggerFacts(of: customer)
        facts.rewards = try rewardFacts(wallet: facts.wallet, tier: facts.tier, customer: customer)
        facts.coupons = try settledCoupons(of: customer, page: PageRequest(limit: 3), state: .active)
        facts.referralSummary = try settledReferralSummary(of: customer)
    }

    private func preview(of customer: Customer) throws -> Page<ShownEntry> {
        let page = PageRequest(limit: FactLimits.historyPreviewMax)
        return try shownHistory(of: customer, wallet: .coins, page: page)
    }

    /// The newest of the instants at which something shown came to be.
    private func lastChange(in facts: ScreenFacts) -> Instant {
        var instants = [facts.version.publishedAt, facts.customer.updatedAt, facts.wallet.updatedAt]
        if let credits = facts.credits { instants.append(credits.updatedAt) }
        if facts.screen == .earn { instants += campaignTurns }
        if let tier = facts.tier {
            // In the grace the day until which the tier can be kept is another.
            instants += [tier.since, tier.windowMovedAt ?? tier.since, tier.validUntil ?? tier.since]
        }
        instants += (facts.triggers ?? []).compactMap(\.renewedAt)
        for coupon in facts.coupons?.items ?? [] {
            instants += [coupon.createdAt, coupon.endedAt ?? coupon.createdAt]
        }
        for referral in facts.referrals?.items ?? [] {
            instants += [referral.claimedAt, referral.qualifiedAt ?? referral.claimedAt]
            instants.append(referral.rewardedAt ?? referral.claimedAt)
        }
        return instants.filter { $0 <= now }.max() ?? facts.version.publishedAt
    }

    /// The next instant at which the content would change by itself; nil when it would not.
    private func nextChange(of facts: ScreenFacts, dueAt: Instant) -> Instant? {
        var instants: [Instant] = dueAt == .never ? [] : [dueAt]
        if let tier = facts.tier, let change = nextTierChange(tier) { instants.append(change) }
        instants += (facts.triggers ?? []).compactMap(\.availableAgainAt)
        instants += ((facts.credits?.releases ?? []) + (facts.credits?.expiries ?? [])).map(\.at)
        if facts.screen == .earn { instants += campaignTurns.filter { $0 > now } }
        return instants.min()
    }

    /// When campaigns begin, and when they are over.
    private var campaignTurns: [Instant] {
        let zone = version.programme.zone
        return version.programme.earning.campaigns.flatMap { campaign in
            [zone.startOfDay(campaign.from), zone.endOfDay(campaign.through)]
        }
    }
}
