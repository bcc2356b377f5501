/// What coins can buy.
extension ProgrammeReader {
    func readRewards(in fields: inout JSONFields) -> [Reward] {
        let rewards = fields.optionalArray("rewards", count: 0...ProgrammeLimits.rewardsMax) {
            readReward(&$0)
        }
        guard let rewards else { return [] }
        fields.refuseRepeated("rewards", member: "id", rewards.map(\.id))
        return rewards
    }

    private func readReward(_ fields: inout JSONFields) -> Reward? {
        let id = fields.field("id", parse: RewardID.init, expected: RewardID.expected)
        let title = fields.localized("title", lengthMax: ProgrammeLimits.titleLengthMax, in: locale)
        let summary = fields.optionalLocalized(
            "summary", lengthMax: ProgrammeLimits.textLengthMax, in: locale)
        let price = readPrice(&fields)
        let cart = fields.optionalInteger("minimum_cart_amount", in: 0...MoneyLimits.orderAmountMax)
        let validDays = fields.optionalInteger("valid_days", in: 1...ProgrammeLimits.lifetimeDaysMax)
        let prefix = fields.optionalField(
            "code_prefix", parse: { Self.isCodePrefix($0) ? $0 : nil },
            expected: "at most \(ProgrammeLimits.codePrefixLengthMax) capital letters A to Z and digits")
        let isActive = fields.optionalBool("active") ?? true
        let returnsCoins = fields.optionalBool("returns_coins_on_expiry") ?? true
        let tier = fields.optionalField("minimum_tier", parse: TierID.init, expected: TierID.expected)
        if let tier, let tierIDs, !tierIDs.contains(tier) {
            let known = tierIDs.map(\.text).sorted().joined(separator: ", ")
            fields.refuse(
                "minimum_tier", FieldCode.notAllowed,
                known.isEmpty
                    ? "names a tier, but the programme has none" : "must be the id of a tier: \(known)")
        }
        guard let id, let title, let price else { return nil }
        return Reward(
            id: id, title: title, summary: summary, price: price, minimumCartAmount: cart ?? 0,
            validDays: validDays, codePrefix: prefix ?? "", isActive: isActive,
            returnsCoinsOnExpiry: returnsCoins, minimumTier: tier)
    }

    /// The members that belong to the reward's kind; those of another kind remain unknown and are refused.
    private func readPrice(_ fields: inout JSONFields) -> Reward.Price? {
        switch fields.word("kind", of: DiscountKind.self) {
        case .fixedAmount:
            let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
            let amount = fields.integer("amount", in: 1...MoneyLimits.orderAmountMax)
            guard let coins, let amount else { return nil }
            return .fixed(coins: coins, amount: amount)
        case .variableAmount:
            return readVariablePrice(&fields)
        case .percentage, .freeShipping, .freeProduct: return nil
        case nil:
            for name in Self.priceMembers { _ = fields.take(name) }
            return nil
        }
    }

    /// Without a kind nobody can say which of these belong here.
    private static let priceMembers = [
        "coins", "amount", "coins_per_step", "amount_per_step", "steps_minimum", "steps_maximum",
    ]

    private func readVariablePrice(_ fields: inout JSONFields) -> Reward.Price? {
        let coins = fields.integer("coins_per_step", in: 1...CoinLimits.perEntryMax)
        let amount = fields.integer("amount_per_step", in: 1...MoneyLimits.orderAmountMax)
        let minimum = fields.optionalInteger("steps_minimum", in: 1...ProgrammeLimits.rewardStepsMax)
        let maximum = fields.integer("steps_maximum", in: 1...ProgrammeLimits.rewardStepsMax)
        guard let coins, let amount, let maximum else { return nil }
        if let minimum, minimum > maximum {
            fields.refuseRange("steps_maximum", "must be at least steps_minimum (\(minimum))")
        }
        // 10^4 steps × 10^12 coins is below 2^54.
        if coins * maximum > CoinLimits.perEntryMax {
            fields.refuseRange(
                "steps_maximum", "times coins_per_step must be at most \(CoinLimits.perEntryMax) coins")
        }
        if amount * maximum > MoneyLimits.orderAmountMax {
            fields.refuseRange(
                "steps_maximum",
                "times amount_per_step must be at most \(MoneyLimits.orderAmountMax) minor units")
        }
        return .variable(
            coinsPerStep: coins, amountPerStep: amount, stepsMinimum: minimum ?? 1, stepsMaximum: maximum)
    }

    private static func isCodePrefix(_ text: String) -> Bool {
        text.utf8.count <= ProgrammeLimits.codePrefixLengthMax
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
    }
}
