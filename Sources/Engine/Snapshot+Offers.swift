package import Model
internal import Store

extension Snapshot {
    /// What a customer may do about each trigger that is switched on, in the programme's order.
    package func triggerFacts(of customer: Customer) throws -> [TriggerFacts] {
        let counts = try connection.awardCounts(to: customer.number, in: book.number)
        return try version.programme.triggers.filter(\.isActive).map { trigger in
            try facts(of: trigger, timesAwarded: counts[trigger.id.text] ?? 0, customer: customer)
        }
    }

    private func facts(of trigger: Trigger, timesAwarded: Int64, customer: Customer) throws -> TriggerFacts {
        var facts = TriggerFacts(
            id: trigger.id, timesAwarded: timesAwarded, blockedBy: nil, availableAgainAt: nil)
        if customer.isBlocked {
            facts.blockedBy = .customerBlocked
        } else if timesAwarded > 0, trigger.frequency == .onceEver || trigger.kind == .appInstall {
            facts.blockedBy = .alreadyAwarded
        } else if timesAwarded > 0, case .times(let most, let period) = trigger.frequency {
            try addPeriod(period, most: most, to: &facts, customer.number)
        }
        return facts
    }

    /// Whether a frequency is used up, and when its period made, or makes, the trigger pay again.
    private func addPeriod(
        _ period: Trigger.Period, most: Int64, to facts: inout TriggerFacts, _ customer: CustomerNumber
    ) throws {
        let zone = version.programme.zone
        let start = EarningRules.periodStart(period, at: now, zone: zone)
        let count = try connection.awardCount(of: facts.id, to: customer, since: start, in: book.number)
        if count >= most {
            facts.blockedBy = .capReached
            facts.availableAgainAt = EarningRules.nextPeriodStart(period, at: now, zone: zone)
        } else if let last = try connection.lastAward(
            of: facts.id, to: customer, before: start, in: book.number)
        {
            let lastStart = EarningRules.periodStart(period, at: last, zone: zone)
            let lastEnd = EarningRules.nextPeriodStart(period, at: last, zone: zone)
            let used = try connection.awardCount(
                of: facts.id, to: customer, since: lastStart, before: lastEnd, in: book.number)
            if used >= most { facts.renewedAt = lastEnd }
        }
    }

    /// What a customer may do about each reward that is switched on, in the programme's order.
    package func rewardFacts(
        wallet: WalletFacts, tier: TierFacts?, customer: Customer
    ) throws -> [RewardFacts] {
        try version.programme.rewards.filter(\.isActive).map { listed in
            let tiers = version.programme.tiers
            let reward = listed.offered(to: tier?.currentIndex, in: tiers)
            let bounds = RedemptionRules.bounds(of: reward)
            let refusal = RedemptionRules.refusal(
                for: reward, isBlocked: customer.isBlocked, tierIndex: tier?.currentIndex, tiers: tiers,
                hasCodes: try hasCodes(for: reward), available: wallet.available, coins: bounds.minimum)
            let affordable = max(0, wallet.available) / bounds.step * bounds.step
            return RewardFacts(
                id: reward.id, coinsMinimum: bounds.minimum,
                coinsMaximum: refusal == nil ? min(bounds.maximum, affordable) : 0, coinsStep: bounds.step,
                refusal: refusal, price: reward.price)
        }
    }

    /// Whether a reward has a code to give: a pool may be exhausted (rule 8.1).
    func hasCodes(for reward: Reward) throws -> Bool {
        guard case .pool = reward.codeSource else { return true }
        return try connection.pool(of: reward.id, in: book.number).map { $0.left > 0 } ?? false
    }

    /// A customer's referrals in numbers, and whether a friend's code may still be entered.
    ///
    /// - Throws: ``SettlementDue``
    package func referralSummary(of customer: Customer) throws -> ReferralSummary {
        _ = try settledRow(.coins, of: customer)
        return try settledReferralSummary(of: customer)
    }

    /// The same of a customer for whom nothing is due.
    func settledReferralSummary(of customer: Customer) throws -> ReferralSummary {
        var summary = ReferralSummary(
            signedUp: 0, qualified: 0, rewarded: 0, rejected: 0, coinsEarned: 0,
            mayClaim: try mayClaimReferral(customer))
        if !summary.mayClaim {
            summary.claimed = try connection.referral(ofFriend: customer.number, in: book.number).map {
                try facts(of: $0, seenBy: customer.number)
            }
        }
        for row in try connection.referralCounts(byReferrer: customer.number, in: book.number) {
            switch ReferralState(rawValue: row.state) {
            case .signedUp, .invited: summary.signedUp += Int(row.count)
            case .qualified: summary.qualified += Int(row.count)
            case .rewarded:
                summary.rewarded += Int(row.count)
                summary.coinsEarned += row.coins
            case .rejected: summary.rejected += Int(row.count)
            case nil: throw StoreError(kind: .corrupt, message: "a referral has the state \(row.state)")
            }
        }
        return summary
    }

    private func mayClaimReferral(_ customer: Customer) throws -> Bool {
        guard version.programme.referral?.isActive == true, !customer.isBlocked else { return false }
        return try connection.referral(ofFriend: customer.number, in: book.number) == nil
            && !connection.hasOrders(customer.number, in: book.number)
    }

    /// A page of the referrals that a customer made, newest first.
    ///
    /// - Throws: ``SettlementDue``
    package func referrals(of customer: Customer, page: PageRequest) throws -> Page<ReferralFacts> {
        _ = try settledRow(.coins, of: customer)
        return try settledReferrals(of: customer, page: page)
    }

    /// The same of a customer for whom nothing is due.
    func settledReferrals(of customer: Customer, page: PageRequest) throws -> Page<ReferralFacts> {
        let referrals = try connection.referrals(
            byReferrer: customer.number, in: book.number, before: page.before, limit: page.limit + 1)
        let numbers = Page(referrals, limit: page.limit) { $0.number }
        return Page(
            items: try numbers.items.map { try facts(of: $0, seenBy: customer.number) }, next: numbers.next)
    }

    /// A referral as one of its sides may see it: the referrer sees a label of the friend, the friend nobody.
    func facts(of referral: Referral, seenBy customer: CustomerNumber) throws -> ReferralFacts {
        let isReferrer = referral.referrer == customer
        let friend = isReferrer ? try connection.customer(referral.friend, in: book.number) : nil
        // A cap keeps coins from the referrer alone, and is nothing that the friend need know of.
        let isOthersReason = !isReferrer && referral.state == .rewarded
        return ReferralFacts(
            side: isReferrer ? .referrer : .friend,
            friendLabel: friend?.name?.first.map { "\($0)•••" }, state: referral.state,
            reason: isOthersReason ? nil : referral.reason, claimedAt: referral.claimedAt,
            qualifiedAt: referral.qualifiedAt,
            rewardDueAt: referral.state == .qualified ? referral.dueAt : nil, rewardedAt: referral.rewardedAt,
            coins: isReferrer ? referral.referrerCoins : referral.friendCoins)
    }
}
