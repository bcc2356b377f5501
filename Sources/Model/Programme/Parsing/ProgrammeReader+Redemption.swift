/// How coins turn into a discount, by channel.
extension ProgrammeReader {
    func readRedemption(_ fields: inout JSONFields) -> RedemptionSettings? {
        let rules = fields.optionalObject("channels") { fields in
            var rules: [Channel: RedemptionRule] = [:]
            for channel in Channel.allCases {
                rules[channel] = fields.optionalObject(channel.rawValue) { readRedemptionRule(&$0) }
            }
            return rules
        }
        return RedemptionSettings(rules: rules ?? [:])
    }

    private func readRedemptionRule(_ fields: inout JSONFields) -> RedemptionRule? {
        let isActive = fields.optionalBool("active") ?? true
        let base = fields.optionalOneOf("of", wordTable(EarningSettings.Base.allCases))
        let value = fields.has("value") ? fields.object("value") { readWorth(&$0) } : coinWorth
        let bounds = readBounds(&fields)
        let payment = fields.optionalObject("minimum_payment") { readMinimumPayment(&$0) }
        let allowsFreeOrder = fields.optionalBool("allows_free_order") ?? false
        let appliesByItself = fields.optionalBool("applies_by_itself") ?? false
        let takesCredits = fields.optionalBool("takes_credits") ?? false
        let quote = fields.optionalInteger("quote_minutes", in: 1...ProgrammeLimits.quoteMinutesMax)
        let hold = fields.optionalInteger("hold_minutes", in: 1...ProgrammeLimits.holdMinutesMax)
        let repeats = fields.optionalInteger("repeat_seconds", in: 0...ProgrammeLimits.repeatSecondsMax)
        // Without a worth of coins the fault is recorded there, and nothing here can be judged.
        guard let value = value ?? (coinWorth == nil ? (coins: 1, amount: 1) : nil) else { return nil }
        let rule = RedemptionRule(
            isActive: isActive, base: base ?? .total, valueCoins: value.coins, valueAmount: value.amount,
            stepAmount: bounds.step, maximumDiscount: bounds.maximum,
            maximumBasisPoints: bounds.maximumBasisPoints, minimumDiscount: bounds.minimum,
            minimumCoins: bounds.minimumCoins, minimumCartAmount: bounds.minimumCart,
            minimumPayment: payment ?? .none, allowsFreeOrder: allowsFreeOrder,
            appliesByItself: appliesByItself, takesCredits: takesCredits,
            quoteMinutes: quote ?? Self.quoteMinutesDefault, holdMinutes: hold ?? Self.holdMinutesDefault,
            repeatSeconds: repeats ?? RedemptionRule.repeatSecondsDefault)
        if coinWorth != nil { checkBounds(rule, &fields) }
        checkFreeOrder(rule, &fields)
        return rule
    }

    /// Rule 6.4.
    private static let quoteMinutesDefault: Int64 = 10
    /// Rule 7.4.
    private static let holdMinutesDefault: Int64 = 30

    private struct Bounds {
        let step: Int64
        let maximum: Int64?
        let maximumBasisPoints: Int64?
        let minimum: Int64
        let minimumCoins: Coins
        let minimumCart: Int64
    }

    private func readBounds(_ fields: inout JSONFields) -> Bounds {
        let money = 1...MoneyLimits.orderAmountMax
        let orNothing = 0...MoneyLimits.orderAmountMax
        return Bounds(
            step: fields.optionalInteger("step_amount", in: money) ?? 1,
            maximum: fields.optionalInteger("maximum_discount", in: money),
            maximumBasisPoints: fields.optionalInteger(
                "maximum_basis_points", in: 1...Ratio.basisPointsPerOne),
            minimum: fields.optionalInteger("minimum_discount", in: orNothing) ?? 0,
            minimumCoins: fields.optionalInteger("minimum_coins", in: 0...CoinLimits.perEntryMax) ?? 0,
            minimumCart: fields.optionalInteger("minimum_cart_amount", in: orNothing) ?? 0)
    }

    private func readMinimumPayment(_ fields: inout JSONFields) -> RedemptionRule.MinimumPayment? {
        enum Kind: String, CaseIterable {
            case nothing = "none"
            case fixed, percent
        }
        switch fields.word("kind", of: Kind.self) {
        case .nothing: return RedemptionRule.MinimumPayment.none
        case .fixed: return fields.integer("amount", in: 1...MoneyLimits.orderAmountMax).map { .fixed($0) }
        case .percent:
            // All of the cart would leave nothing to redeem.
            return fields.integer("basis_points", in: 1...(Ratio.basisPointsPerOne - 1))
                .map { .percent(basisPoints: $0) }
        case nil:
            (_, _) = (fields.take("amount"), fields.take("basis_points"))
            return nil
        }
    }

    /// Refuses bounds that no discount can meet.
    private func checkBounds(_ rule: RedemptionRule, _ fields: inout JSONFields) {
        guard let maximum = rule.maximumDiscount, fields.errors.isEmpty else { return }
        guard rule.stepAmount <= maximum else {
            return fields.refuseRange("step_amount", "must be at most maximum_discount (\(maximum))")
        }
        let largest = maximum - maximum % rule.stepAmount
        if rule.minimumDiscount > largest {
            let reason = largest == maximum ? "" : " in whole steps of \(rule.stepAmount)"
            fields.refuseRange(
                "minimum_discount", "must be at most what maximum_discount allows\(reason) (\(largest))")
        }
        let coins = Ratio.ceilMultiplyDivide(largest, rule.valueCoins, rule.valueAmount)
        if let coins, rule.minimumCoins > coins {
            fields.refuseRange(
                "minimum_coins", "must be at most what the largest discount costs (\(coins) coins)")
        }
    }

    /// Refuses the promise of a free order that another member takes back.
    private func checkFreeOrder(_ rule: RedemptionRule, _ fields: inout JSONFields) {
        guard rule.allowsFreeOrder, fields.errors.isEmpty else { return }
        if rule.minimumPayment != .none {
            fields.refuse(
                "allows_free_order", FieldCode.notAllowed,
                "must be false where minimum_payment asks for money on every order")
        } else if let share = rule.maximumBasisPoints, share < Ratio.basisPointsPerOne {
            fields.refuse(
                "allows_free_order", FieldCode.notAllowed,
                "must be false where maximum_basis_points (\(share)) leaves a part to pay on every order")
        }
    }
}
