extension RedemptionSettings {
    func write(into json: inout JSONWriter) {
        json.key("redemption")
        json.beginObject()
        json.key("channels")
        json.beginObject()
        for channel in Channel.allCases {
            guard let rule = rules[channel] else { continue }
            json.key(dynamic: channel.rawValue)
            rule.write(into: &json)
        }
        json.endObject()
        json.endObject()
    }
}

extension RedemptionRule {
    /// Writes the rule as the programme has it, every default written out.
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("active", isActive)
        json.member("of", base.rawValue)
        json.key("value")
        json.beginObject()
        json.member("coins", valueCoins)
        json.member("amount", valueAmount)
        json.endObject()
        json.member("step_amount", stepAmount)
        json.optionalMember("maximum_discount", maximumDiscount)
        json.optionalMember("maximum_basis_points", maximumBasisPoints)
        json.member("minimum_discount", minimumDiscount)
        json.member("minimum_coins", minimumCoins)
        json.member("minimum_cart_amount", minimumCartAmount)
        minimumPayment.write(into: &json)
        json.member("allows_free_order", allowsFreeOrder)
        json.member("applies_by_itself", appliesByItself)
        json.member("takes_credits", takesCredits)
        json.member("quote_minutes", quoteMinutes)
        json.member("hold_minutes", holdMinutes)
        json.member("repeat_seconds", repeatSeconds)
        json.endObject()
    }
}

extension RedemptionRule.MinimumPayment {
    fileprivate func write(into json: inout JSONWriter) {
        json.key("minimum_payment")
        json.beginObject()
        switch self {
        case .none: json.member("kind", literal: "none")
        case .fixed(let amount):
            json.member("kind", literal: "fixed")
            json.member("amount", amount)
        case .percent(let basisPoints):
            json.member("kind", literal: "percent")
            json.member("basis_points", basisPoints)
        }
        json.endObject()
    }
}
