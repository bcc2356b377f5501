/// The VIP tiers.
extension ProgrammeReader {
    /// Reads the tiers, and remembers what rewards and the base rate must know of them.
    mutating func readTiers(in fields: inout JSONFields) -> TierSettings? {
        guard fields.has("tiers") else {
            tiers = []
            return nil
        }
        let settings = fields.object("tiers") { readTierSettings(&$0) }
        tiers = settings.map { $0.levels.map(\.id) }
        multiplierMax = settings?.levels.map(\.multiplierBasisPoints).max() ?? multiplierMax
        return settings
    }

    private func readTierSettings(_ fields: inout JSONFields) -> TierSettings? {
        let metric =
            fields.optionalOneOf("metric", wordTable(TierSettings.Metric.allCases)) ?? .netSpend
        let window = fields.object("window") { readWindow(&$0) }
        let grace = fields.optionalInteger("grace_days", in: 0...ProgrammeLimits.delayDaysMax)
        let downgrade = fields.optionalOneOf("downgrade", wordTable(TierSettings.Downgrade.allCases))
        let levels = fields.array("levels", count: 1...ProgrammeLimits.tiersMax) { readTier(by: metric, &$0) }
        guard let levels else { return nil }
        fields.refuseRepeated("levels", member: "id", levels.map(\.id))
        checkThresholds(levels, &fields)
        if let first = levels.first, first.entryBonus > 0 {
            let level = JSONPointer.appending(0, to: fields.pointer(to: "levels"))
            fields.record(
                FieldError(
                    pointer: JSONPointer.appending("entry_bonus", to: level), code: FieldCode.notAllowed,
                    detail:
                        "entry_bonus must be 0 in the first tier, which everybody is in from the start; a "
                        + "trigger of the kind sign_up greets who is new."))
        }
        guard let window else { return nil }
        return TierSettings(
            metric: metric, window: window, levels: levels, graceDays: grace ?? Self.graceDaysDefault,
            downgrade: downgrade ?? .oneStep)
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

    /// The most that a tier may ask for.
    private static func thresholdMax(_ metric: TierSettings.Metric) -> Int64 {
        switch metric {
        case .netSpend: MoneyLimits.orderAmountMax
        case .coinsEarned: CoinLimits.perWalletMax
        case .orders, .engagement: ProgrammeLimits.countThresholdMax
        }
    }

    private func readTier(by metric: TierSettings.Metric, _ fields: inout JSONFields) -> Tier? {
        let id = fields.field("id", parse: TierID.init, expected: TierID.expected)
        let name = fields.localized("name", lengthMax: ProgrammeLimits.nameLengthMax, in: locale)
        let threshold = fields.integer("threshold", in: 0...Self.thresholdMax(metric))
        let multiplier = fields.optionalInteger(
            "multiplier_basis_points",
            in: ProgrammeLimits.tierMultiplierMin...ProgrammeLimits.tierMultiplierMax)
        let benefits = fields.localizedList(
            "benefits", countMax: ProgrammeLimits.benefitsPerTierMax,
            lengthMax: ProgrammeLimits.textLengthMax, in: locale)
        let entry = fields.optionalInteger("entry_bonus", in: 0...CoinLimits.perEntryMax)
        let birthday = fields.optionalInteger("birthday_bonus", in: 0...CoinLimits.perEntryMax)
        guard let id, let name, let threshold else { return nil }
        return Tier(
            id: id, name: name, threshold: threshold,
            multiplierBasisPoints: multiplier ?? Ratio.basisPointsPerOne, benefits: benefits,
            entryBonus: entry ?? 0, birthdayBonus: birthday ?? 0)
    }

    /// A tier that another part of the document names, or nil if absent.
    func readTierReference(_ name: String, _ fields: inout JSONFields) -> TierID? {
        let tier = fields.optionalField(name, parse: TierID.init, expected: TierID.expected)
        if let tier, let tiers, !tiers.contains(tier) {
            fields.refuse(name, FieldCode.notAllowed, Self.unknownTier(among: tiers))
        }
        return tier
    }

    static func unknownTier(among tiers: [TierID]) -> String {
        tiers.isEmpty
            ? "names a tier, but the programme has none"
            : "must be the id of a tier: \(tiers.map(\.text).sorted().joined(separator: ", "))"
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
}
