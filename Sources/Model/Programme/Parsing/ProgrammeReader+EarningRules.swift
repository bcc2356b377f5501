/// What products and dates change about earning.
extension ProgrammeReader {
    func readRules(in fields: inout JSONFields) -> [EarningRule] {
        let rules = fields.optionalArray("rules", count: 0...ProgrammeLimits.earningRulesMax) {
            readRule(&$0)
        }
        guard let rules else { return [] }
        fields.refuseRepeated("rules", member: "id", rules.map(\.id))
        return rules
    }

    private func readRule(_ fields: inout JSONFields) -> EarningRule? {
        let id = fields.field("id", parse: EarningRuleID.init, expected: EarningRuleID.expected)
        let title = fields.optionalLocalized("title", lengthMax: ProgrammeLimits.titleLengthMax, in: locale)
        let products = readTargets("products", &fields)
        let collections = readTargets("collections", &fields)
        let tags = readTargets("tags", &fields)
        let effect = readEffect(&fields)
        let stacking = readStacking(&fields)
        if fields.errors.isEmpty, products.isEmpty, collections.isEmpty, tags.isEmpty {
            fields.record(
                FieldError(
                    pointer: fields.pointer, code: FieldCode.required,
                    detail: "A rule must name at least one of products, collections or tags; a factor on "
                        + "everything belongs into earning.base."))
        }
        guard let id, let effect else { return nil }
        return EarningRule(
            id: id, title: title, products: products, collections: collections, tags: tags, effect: effect,
            stacking: stacking)
    }

    /// The shop's names for what a rule is about; empty if absent or refused.
    private func readTargets(_ name: String, _ fields: inout JSONFields) -> Set<String> {
        let names = fields.optionalStrings(
            name, count: 0...ProgrammeLimits.ruleTargetsMax, length: 1...ProgrammeLimits.shopNameLengthMax)
        guard let names else { return [] }
        fields.refuseRepeated(name, names)
        return Set(names)
    }

    private func readEffect(_ fields: inout JSONFields) -> EarningRule.Effect? {
        let factors = 1...ProgrammeLimits.ruleMultiplierMax
        if fields.optionalBool("excluded") == true {
            if fields.has("multiplier_basis_points") {
                _ = fields.take("multiplier_basis_points")
                fields.refuse(
                    "multiplier_basis_points", FieldCode.notAllowed,
                    "must not stand in a rule that is excluded, which earns nothing")
            }
            return .excluded
        }
        return fields.integer("multiplier_basis_points", in: factors).map { .multiplier(basisPoints: $0) }
    }

    private func readStacking(_ fields: inout JSONFields) -> Stacking {
        let isExclusive = fields.optionalBool("exclusive") ?? false
        let priorities = -ProgrammeLimits.priorityMax...ProgrammeLimits.priorityMax
        let priority = fields.optionalInteger("priority", in: priorities) ?? 0
        return Stacking(isExclusive: isExclusive, priority: priority)
    }

    func readCampaigns(in fields: inout JSONFields) -> [Campaign] {
        let campaigns = fields.optionalArray("campaigns", count: 0...ProgrammeLimits.campaignsMax) {
            readCampaign(&$0)
        }
        guard let campaigns else { return [] }
        fields.refuseRepeated("campaigns", member: "id", campaigns.map(\.id))
        return campaigns
    }

    private func readCampaign(_ fields: inout JSONFields) -> Campaign? {
        let id = fields.field("id", parse: EarningRuleID.init, expected: EarningRuleID.expected)
        let title = fields.optionalLocalized("title", lengthMax: ProgrammeLimits.titleLengthMax, in: locale)
        let from = fields.localDate("from")
        let through = fields.localDate("through")
        let multiplier = fields.integer(
            "multiplier_basis_points",
            in: ProgrammeLimits.campaignMultiplierMin...ProgrammeLimits.campaignMultiplierMax)
        let tier = readTierReference("minimum_tier", &fields)
        let stacking = readStacking(&fields)
        if let from, let through, through < from {
            fields.refuseRange("through", "must not be before from (\(from))")
        }
        guard let id, let from, let through, let multiplier else { return nil }
        return Campaign(
            id: id, title: title, from: from, through: through, multiplierBasisPoints: multiplier,
            minimumTier: tier, stacking: stacking)
    }

    /// Rules and campaigns are named by their ids side by side in explanations.
    func refuseSharedIDs(_ rules: [EarningRule], _ campaigns: [Campaign], _ fields: inout JSONFields) {
        let taken = Set(rules.map(\.id))
        for (index, campaign) in campaigns.enumerated() where taken.contains(campaign.id) {
            let element = JSONPointer.appending(index, to: fields.pointer(to: "campaigns"))
            fields.record(
                FieldError(
                    pointer: JSONPointer.appending("id", to: element), code: FieldCode.duplicate,
                    detail: "id of a campaign must be unique, but a rule is called \(campaign.id) too."))
        }
    }
}
