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
        let id = fields.field(
            "id", parse: { $0 == Reward.idOfQuotes ? nil : RewardID($0) },
            expected: RewardID.expected + #", and not "\#(Reward.idOfQuotes)""#)
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
        let tier = readTierReference("minimum_tier", &fields)
        let tierPrices = fields.optionalObject("tier_prices") { readTierPrices(price, from: tier, &$0) }
        let source = fields.optionalObject("code_source") { readCodeSource(&$0) }
        let isPublished = fields.optionalBool("published_to_shop") ?? false
        if case .pool? = source { checkPool(of: price, prefix: prefix, &fields) }
        guard let id, let title, let price else { return nil }
        return Reward(
            id: id, title: title, summary: summary, price: price, minimumCartAmount: cart ?? 0,
            validDays: validDays, codePrefix: prefix ?? "", isActive: isActive,
            returnsCoinsOnExpiry: returnsCoins, minimumTier: tier, tierPrices: tierPrices ?? [:],
            codeSource: source ?? .generated, isPublishedToShop: isPublished)
    }

    /// Refuses what codes that were made elsewhere cannot do.
    private func checkPool(of price: Reward.Price?, prefix: String?, _ fields: inout JSONFields) {
        if let prefix, !prefix.isEmpty {
            fields.refuse(
                "code_prefix", FieldCode.notAllowed, "must be empty where the codes come from a pool")
        }
        if case .variable? = price {
            fields.refuse(
                "code_source", FieldCode.notAllowed,
                "cannot be a pool where customers choose the amount: an uploaded code is worth one amount")
        }
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
        case .percentage:
            let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
            let basisPoints = fields.integer("basis_points", in: 1...Ratio.basisPointsPerOne)
            // Rule 8.4: the maximum is not optional.
            let maximum = fields.integer("maximum_amount", in: 1...MoneyLimits.orderAmountMax)
            guard let coins, let basisPoints, let maximum else { return nil }
            return .percentage(coins: coins, basisPoints: basisPoints, maximumAmount: maximum)
        case .freeShipping:
            let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
            let maximum = fields.optionalInteger("maximum_amount", in: 1...MoneyLimits.orderAmountMax)
            return coins.map { .freeShipping(coins: $0, maximumAmount: maximum) }
        case .freeProduct:
            let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
            let product = fields.string("product_id", length: 1...ProgrammeLimits.shopNameLengthMax)
            guard let coins, let product else { return nil }
            return .freeProduct(coins: coins, productID: product)
        case nil:
            for name in Self.priceMembers { _ = fields.take(name) }
            return nil
        }
    }

    /// Without a kind nobody can say which of these belong here.
    private static let priceMembers = [
        "coins", "amount", "coins_per_step", "amount_per_step", "steps_minimum", "steps_maximum",
        "basis_points", "maximum_amount", "product_id",
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

    /// Coins by tier: a tier that can buy the reward, and no more than an entry holds.
    private func readTierPrices(
        _ price: Reward.Price?, from lowest: TierID?, _ fields: inout JSONFields
    ) -> [TierID: Coins]? {
        var steps: Int64 = 1
        if case .variable(_, _, _, let most)? = price { steps = most }
        let first = lowest.flatMap { tiers?.firstIndex(of: $0) } ?? 0
        var prices: [TierID: Coins] = [:]
        for name in fields.names {
            guard let coins = fields.integer(name, in: 1...(CoinLimits.perEntryMax / steps)) else { continue }
            guard let tier = TierID(name) else {
                fields.refuse(name, FieldCode.invalidFormat, "must be \(TierID.expected)")
                continue
            }
            if let tiers {
                guard let index = tiers.firstIndex(of: tier) else {
                    fields.refuse(name, FieldCode.notAllowed, Self.unknownTier(among: tiers))
                    continue
                }
                if index < first, let lowest {
                    fields.refuse(
                        name, FieldCode.notAllowed,
                        "cannot buy the reward: its minimum_tier is \(lowest), which is higher")
                }
            }
            prices[tier] = coins
        }
        return prices
    }

    private func readCodeSource(_ fields: inout JSONFields) -> Reward.CodeSource? {
        enum Kind: String, CaseIterable { case generated, pool }
        switch fields.word("kind", of: Kind.self) {
        case .generated: return .generated
        case .pool:
            let warnAt = fields.optionalInteger("warn_at", in: 0...ProgrammeLimits.poolWarningMax)
            return .pool(warnAt: warnAt ?? Self.warnAtDefault)
        case nil:
            _ = fields.take("warn_at")
            return nil
        }
    }

    /// Codes left in a pool when its warning shows, unless the brand says.
    private static let warnAtDefault: Int64 = 100

    private static func isCodePrefix(_ text: String) -> Bool {
        text.utf8.count <= ProgrammeLimits.codePrefixLengthMax
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
    }
}
