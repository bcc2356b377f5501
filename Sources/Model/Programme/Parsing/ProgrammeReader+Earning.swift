/// How orders and actions earn, and when coins lapse.
extension ProgrammeReader {
    func readEarning(_ fields: inout JSONFields) -> EarningSettings? {
        let rate = fields.object("base") { readRate(&$0) }
        let minimum = fields.optionalInteger("minimum_amount", in: 0...MoneyLimits.orderAmountMax)
        let moments = wordTable([OrderState.paid, .fulfilled, .delivered])
        let awardOn = fields.optionalOneOf("award_on", moments)
        let pending = fields.optionalInteger("pending_days", in: 0...ProgrammeLimits.delayDaysMax)
        guard let rate else { return nil }
        return EarningSettings(
            base: rate.base, coins: rate.coins, perAmount: rate.perAmount, minimumAmount: minimum ?? 0,
            awardOn: awardOn ?? .paid, pendingDays: pending ?? 0)
    }

    private typealias Rate = (base: EarningSettings.Base, coins: Coins, perAmount: Int64)

    private func readRate(_ fields: inout JSONFields) -> Rate? {
        let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
        let perAmount = fields.integer("per_amount", in: 1...MoneyLimits.orderAmountMax)
        let base = fields.optionalOneOf("of", wordTable(EarningSettings.Base.allCases))
        guard let coins, let perAmount else { return nil }
        // 10^11 × 10^12 × 10^5 is below 2^94.
        let largest =
            Int128(MoneyLimits.orderAmountMax) * Int128(coins) * Int128(multiplierMax)
            / (Int128(perAmount) * Int128(Ratio.basisPointsPerOne))
        if largest > Int128(CoinLimits.perEntryMax) {
            fields.refuseRange(
                "coins",
                "are too many: the largest order (\(MoneyLimits.orderAmountMax) minor units) would earn "
                    + "\(largest) coins in the highest tier, and an entry holds at most "
                    + "\(CoinLimits.perEntryMax)"
            )
        }
        return (base ?? .total, coins, perAmount)
    }

    func readExpiry(_ fields: inout JSONFields) -> ExpiryPolicy? {
        enum Kind: String, CaseIterable { case never, days, months }
        switch fields.word("kind", of: Kind.self) {
        case .never: return .never
        case .days:
            return fields.integer("after", in: 1...ProgrammeLimits.lifetimeDaysMax).map { .afterDays($0) }
        case .months:
            return fields.integer("after", in: 1...ProgrammeLimits.lifetimeMonthsMax).map { .afterMonths($0) }
        case nil:
            _ = fields.take("after")
            return nil
        }
    }

    func readTriggers(in fields: inout JSONFields) -> [Trigger] {
        let triggers = fields.optionalArray("triggers", count: 0...ProgrammeLimits.triggersMax) {
            readTrigger(&$0)
        }
        guard let triggers else { return [] }
        fields.refuseRepeated("triggers", member: "id", triggers.map(\.id))
        return triggers
    }

    private func readTrigger(_ fields: inout JSONFields) -> Trigger? {
        let id = fields.field("id", parse: TriggerID.init, expected: TriggerID.expected)
        let kind = fields.word("kind", of: Trigger.Kind.self)
        let title = fields.localized("title", lengthMax: ProgrammeLimits.titleLengthMax, in: locale)
        let summary = fields.optionalLocalized(
            "summary", lengthMax: ProgrammeLimits.textLengthMax, in: locale)
        let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
        let isOpen = fields.optionalBool("open") ?? false
        let isActive = fields.optionalBool("active") ?? true
        let frequency = fields.optionalObject("frequency") { readFrequency(&$0) } ?? .onceEver
        let pending = fields.optionalInteger("pending_days", in: 0...ProgrammeLimits.delayDaysMax)
        let isListed = fields.optionalBool("listed") ?? true
        let link = fields.optionalURL("link")
        if let kind, Self.kindsOnce.contains(kind), frequency != .onceEver {
            fields.refuse("frequency", FieldCode.notAllowed, "must be once for the kind \(kind.rawValue)")
        }
        guard let id, let kind, let title, let coins else { return nil }
        return Trigger(
            id: id, kind: kind, title: title, summary: summary, coins: coins, isOpen: isOpen,
            isActive: isActive, frequency: frequency, pendingDays: pending ?? 0, isListed: isListed,
            link: link)
    }

    /// What a customer does once in a lifetime: a reinstall or a second account pays nothing.
    private static let kindsOnce: Set<Trigger.Kind> = [.appInstall, .signUp]

    private func readFrequency(_ fields: inout JSONFields) -> Trigger.Frequency? {
        enum Kind: String, CaseIterable { case once, times }
        switch fields.word("kind", of: Kind.self) {
        case .once: return .onceEver
        case .times:
            let count = fields.integer("count", in: 1...ProgrammeLimits.triggerTimesMax)
            let period = fields.word("per", of: Trigger.Period.self)
            guard let count, let period else { return nil }
            return .times(count, per: period)
        case nil:
            (_, _) = (fields.take("count"), fields.take("per"))
            return nil
        }
    }
}
