/// The VIP tiers and the referral programme.
extension ProgrammeReader {
    /// Reads the tiers, and remembers what rewards and the base rate must know of them.
    mutating func readTiers(in fields: inout JSONFields) -> TierSettings? {
        guard fields.has("tiers") else {
            tierIDs = []
            return nil
        }
        let settings = fields.object("tiers") { readTierSettings(&$0) }
        tierIDs = settings.map { Set($0.levels.map(\.id)) }
        multiplierMax = settings?.levels.map(\.multiplierBasisPoints).max() ?? multiplierMax
        return settings
    }

    private func readTierSettings(_ fields: inout JSONFields) -> TierSettings? {
        enum Metric: String, CaseIterable { case netSpend = "net_spend" }
        _ = fields.optionalOneOf("metric", wordTable(Metric.allCases))
        let window = fields.object("window") { readWindow(&$0) }
        let grace = fields.optionalInteger("grace_days", in: 0...ProgrammeLimits.delayDaysMax)
        let levels = fields.array("levels", count: 1...ProgrammeLimits.tiersMax) { readTier(&$0) }
        guard let levels else { return nil }
        fields.refuseRepeated("levels", member: "id", levels.map(\.id))
        checkThresholds(levels, &fields)
        guard let window else { return nil }
        return TierSettings(window: window, levels: levels, graceDays: grace ?? Self.graceDaysDefault)
    }

    /// Rule 9.3.
    private static let graceDaysDefault: Int64 = 30

    private func readWindow(_ fields: inout JSONFields) -> TierSettings.Window? {
        enum Kind: String, CaseIterable {
            case lifetime
            case calendarYear = "calendar_year"
            case rollingMonths = "rolling_months"
        }
        switch fields.word("kind", of: Kind.self) {
        case .lifetime: return .lifetime
        case .calendarYear: return .calendarYear
        case .rollingMonths:
            return fields.integer("months", in: 1...ProgrammeLimits.lifetimeMonthsMax)
                .map { .rollingMonths($0) }
        case nil:
            _ = fields.take("months")
            return nil
        }
    }

    private func readTier(_ fields: inout JSONFields) -> Tier? {
        let id = fields.field("id", parse: TierID.init, expected: TierID.expected)
        let name = fields.localized("name", lengthMax: ProgrammeLimits.nameLengthMax, in: locale)
        let threshold = fields.integer("threshold", in: 0...MoneyLimits.orderAmountMax)
        let multiplier = fields.optionalInteger(
            "multiplier_basis_points",
            in: ProgrammeLimits.tierMultiplierMin...ProgrammeLimits.tierMultiplierMax)
        let benefits = fields.localizedList(
            "benefits", countMax: ProgrammeLimits.benefitsPerTierMax,
            lengthMax: ProgrammeLimits.textLengthMax, in: locale)
        guard let id, let name, let threshold else { return nil }
        return Tier(
            id: id, name: name, threshold: threshold,
            multiplierBasisPoints: multiplier ?? Ratio.basisPointsPerOne, benefits: benefits)
    }

    /// Everybody starts in the first tier, and each further one is harder to reach.
    private func checkThresholds(_ levels: [Tier], _ fields: inout JSONFields) {
        for (index, tier) in levels.enumerated() {
            let reason: String
            if index == 0 {
                guard tier.threshold != 0 else { continue }
                reason = "must be 0 in the first tier, because everybody starts there"
            } else {
                let previous = levels[index - 1].threshold
                guard tier.threshold <= previous else { continue }
                reason = "must be more than that of the tier before (\(previous))"
            }
            let level = JSONPointer.appending(index, to: fields.pointer(to: "levels"))
            fields.record(
                FieldError(
                    pointer: JSONPointer.appending("threshold", to: level), code: FieldCode.outOfRange,
                    detail: "threshold \(reason)."))
        }
    }

    func readReferral(_ fields: inout JSONFields) -> ReferralSettings? {
        let isActive = fields.optionalBool("active") ?? true
        let referrer = fields.integer("referrer_coins", in: 0...CoinLimits.perEntryMax)
        let friend = fields.integer("friend_coins", in: 0...CoinLimits.perEntryMax)
        let minimum = fields.optionalInteger("minimum_order_amount", in: 0...MoneyLimits.orderAmountMax)
        let hold = fields.optionalInteger("hold_days", in: 0...ProgrammeLimits.delayDaysMax)
        let monthly = fields.optionalInteger("monthly_cap", in: 1...ProgrammeLimits.referralCapMax)
        let lifetime = fields.optionalInteger("lifetime_cap", in: 1...ProgrammeLimits.referralCapMax)
        let share = fields.field(
            "share_url", parse: { WebAddress.isShareURL($0) ? $0 : nil },
            expected: "an absolute http or https URL with {code} once, behind the host")
        if referrer == 0, friend == 0 {
            fields.refuseRange("referrer_coins", "must be more than 0 where friend_coins is 0")
        }
        if let monthly, let lifetime, monthly > lifetime {
            fields.refuseRange("monthly_cap", "must be at most lifetime_cap (\(lifetime))")
        }
        guard let referrer, let friend, let share else { return nil }
        return ReferralSettings(
            isActive: isActive, referrerCoins: referrer, friendCoins: friend,
            minimumOrderAmount: minimum ?? 0, holdDays: hold ?? 0, monthlyCap: monthly, lifetimeCap: lifetime,
            shareURL: share)
    }
}
