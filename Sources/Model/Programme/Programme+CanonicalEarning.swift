extension EarningSettings {
    func write(into json: inout JSONWriter) {
        json.key("earning")
        json.beginObject()
        json.key("base")
        json.beginObject()
        json.member("coins", coins)
        json.member("per_amount", perAmount)
        json.member("of", base.rawValue)
        json.member("includes_tax", includesTax)
        json.member("includes_shipping", includesShipping)
        json.endObject()
        json.member("minimum_amount", minimumAmount)
        json.member("award_on", awardOn.rawValue)
        json.member("pending_days", pendingDays)
        json.member("earns_on_coins_part", earnsOnCoinsPart)
        json.list("rules", rules) { rule, json in rule.write(into: &json) }
        json.list("campaigns", campaigns) { campaign, json in campaign.write(into: &json) }
        json.key("caps")
        json.beginObject()
        json.optionalMember("per_order", caps.perOrder)
        json.optionalMember("per_day", caps.perDay)
        json.optionalMember("per_customer", caps.perCustomer)
        json.endObject()
        json.endObject()
    }
}

extension Stacking {
    func write(into json: inout JSONWriter) {
        json.member("exclusive", isExclusive)
        json.member("priority", priority)
    }
}

extension EarningRule {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id.text)
        json.optionalMember("title", title)
        json.list("products", products.sorted()) { name, json in json.string(name) }
        json.list("collections", collections.sorted()) { name, json in json.string(name) }
        json.list("tags", tags.sorted()) { name, json in json.string(name) }
        switch effect {
        case .multiplier(let basisPoints): json.member("multiplier_basis_points", basisPoints)
        case .excluded: json.member("excluded", true)
        }
        stacking.write(into: &json)
        json.endObject()
    }
}

extension Campaign {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id.text)
        json.optionalMember("title", title)
        json.member("from", from)
        json.member("through", through)
        json.member("multiplier_basis_points", multiplierBasisPoints)
        json.optionalMember("minimum_tier", minimumTier?.text)
        stacking.write(into: &json)
        json.endObject()
    }
}

extension RefundSettings {
    func write(into json: inout JSONWriter) {
        json.key("refunds")
        json.beginObject()
        json.key("debt")
        json.beginObject()
        switch debt {
        case .allowed(let floor):
            json.member("kind", literal: "allowed")
            json.member("floor", floor)
        case .clamped: json.member("kind", literal: "clamped")
        }
        json.endObject()
        json.endObject()
    }
}

extension ExpiryPolicy {
    func write(into json: inout JSONWriter) {
        json.key("expiry")
        json.beginObject()
        switch kind {
        case .never: json.member("kind", literal: "never")
        case .age(let span):
            json.member("kind", span.unit)
            json.member("after", span.length)
        case .inactivity(let span, let activities):
            json.member("kind", literal: "inactivity")
            json.member("after", span.length)
            json.member("unit", span.unit)
            let words = Activity.allCases.filter { activities.contains($0) }
            json.list("activities", words) { word, json in json.string(word.rawValue) }
        }
        if kind != .never { json.member("round_to", roundsToMonthEnd ? "month_end" : "day") }
        json.member("lengthens_existing_lots", lengthensExistingLots)
        json.endObject()
    }
}

extension ExpiryPolicy.Span {
    fileprivate var unit: String {
        switch self {
        case .days: "days"
        case .months: "months"
        }
    }

    fileprivate var length: Int64 {
        switch self {
        case .days(let length), .months(let length): length
        }
    }
}
