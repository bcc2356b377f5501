/// How orders earn.
extension ProgrammeReader {
    func readEarning(_ fields: inout JSONFields) -> EarningSettings? {
        let rate = fields.object("base") { readRate(&$0) }
        let minimum = fields.optionalInteger("minimum_amount", in: 0...MoneyLimits.orderAmountMax)
        let moments = wordTable([OrderState.paid, .fulfilled, .delivered])
        let awardOn = fields.optionalOneOf("award_on", moments)
        let pending = fields.optionalInteger("pending_days", in: 0...ProgrammeLimits.delayDaysMax)
        let earnsOnCoinsPart = fields.optionalBool("earns_on_coins_part") ?? false
        let rules = readRules(in: &fields)
        let campaigns = readCampaigns(in: &fields)
        let caps = fields.optionalObject("caps") { readCaps(&$0) }
        refuseSharedIDs(rules, campaigns, &fields)
        guard let rate else { return nil }
        let earning = EarningSettings(
            base: rate.base, coins: rate.coins, perAmount: rate.perAmount, minimumAmount: minimum ?? 0,
            awardOn: awardOn ?? .paid, pendingDays: pending ?? 0, includesTax: rate.includesTax,
            includesShipping: rate.includesShipping, earnsOnCoinsPart: earnsOnCoinsPart, rules: rules,
            campaigns: campaigns, caps: caps ?? .none)
        checkLargestAward(earning, &fields)
        return earning
    }

    private struct Rate {
        let base: EarningSettings.Base
        let coins: Coins
        let perAmount: Int64
        let includesTax: Bool?
        let includesShipping: Bool?
    }

    private func readRate(_ fields: inout JSONFields) -> Rate? {
        let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
        let perAmount = fields.integer("per_amount", in: 1...MoneyLimits.orderAmountMax)
        let base = fields.optionalOneOf("of", wordTable(EarningSettings.Base.allCases))
        let tax = fields.optionalBool("includes_tax")
        let shipping = fields.optionalBool("includes_shipping")
        guard let coins, let perAmount else { return nil }
        return Rate(
            base: base ?? .total, coins: coins, perAmount: perAmount, includesTax: tax,
            includesShipping: shipping)
    }

    private func readCaps(_ fields: inout JSONFields) -> EarningCaps? {
        let perOrder = fields.optionalInteger("per_order", in: 1...CoinLimits.perEntryMax)
        let perDay = fields.optionalInteger("per_day", in: 1...CoinLimits.perWalletMax)
        let perCustomer = fields.optionalInteger("per_customer", in: 1...CoinLimits.perWalletMax)
        if let perOrder, let wider = perDay ?? perCustomer, perOrder > wider {
            let name = perDay == nil ? "per_customer" : "per_day"
            fields.refuseRange("per_order", "must be at most \(name) (\(wider)), or it never counts")
        }
        if let perDay, let perCustomer, perDay > perCustomer {
            fields.refuseRange(
                "per_day", "must be at most per_customer (\(perCustomer)), or it never counts")
        }
        return EarningCaps(perOrder: perOrder, perDay: perDay, perCustomer: perCustomer)
    }

    /// Refuses a rate at which the largest order would not fit in the books.
    ///
    /// Without a cap per order that is an entry; with one, what is counted before the cap may be as large as a
    /// wallet.
    private func checkLargestAward(_ earning: EarningSettings, _ fields: inout JSONFields) {
        let most = earning.caps.perOrder == nil ? CoinLimits.perEntryMax : CoinLimits.perWalletMax
        let award = LargestFactor.award(of: earning, tierFactor: multiplierMax)
        if let award, award <= most { return }
        let alone = earning.rules.isEmpty && earning.campaigns.isEmpty
        let together = alone ? "" : ", with all the rules and campaigns that can go together"
        let limit = earning.caps.perOrder == nil ? "an entry holds" : "before the cap it may be"
        let base = fields.pointer(to: "base")
        fields.record(
            FieldError(
                pointer: JSONPointer.appending("coins", to: base), code: FieldCode.outOfRange,
                detail: "coins are too many: the largest order (\(MoneyLimits.orderAmountMax) minor units) "
                    + "would earn \(award.map { "\($0)" } ?? "far more than 64 bits of") coins in the highest "
                    + "tier\(together), and \(limit) at most \(most)."))
    }
}
