/// When coins lapse, and what a refund may take.
extension ProgrammeReader {
    func readExpiry(_ fields: inout JSONFields) -> ExpiryPolicy? {
        enum Kind: String, CaseIterable { case never, days, months, inactivity }
        let lengthens = fields.optionalBool("lengthens_existing_lots") ?? false
        let kind: ExpiryPolicy.Kind?
        switch fields.word("kind", of: Kind.self) {
        case .never: return ExpiryPolicy(kind: .never, lengthensExistingLots: lengthens)
        case .days: kind = readSpan(.days, &fields).map { .age($0) }
        case .months: kind = readSpan(.months, &fields).map { .age($0) }
        case .inactivity: kind = readInactivity(&fields)
        case nil:
            for name in ["after", "unit", "activities", "round_to"] { _ = fields.take(name) }
            return nil
        }
        enum Rounding: String, CaseIterable {
            case day
            case monthEnd = "month_end"
        }
        let rounding = fields.optionalOneOf("round_to", wordTable(Rounding.allCases))
        return kind.map {
            ExpiryPolicy(
                kind: $0, roundsToMonthEnd: rounding == .monthEnd, lengthensExistingLots: lengthens)
        }
    }

    private enum SpanUnit: String, CaseIterable { case days, months }

    private func readSpan(_ unit: SpanUnit, _ fields: inout JSONFields) -> ExpiryPolicy.Span? {
        switch unit {
        case .days: fields.integer("after", in: 1...ProgrammeLimits.lifetimeDaysMax).map { .days($0) }
        case .months: fields.integer("after", in: 1...ProgrammeLimits.lifetimeMonthsMax).map { .months($0) }
        }
    }

    private func readInactivity(_ fields: inout JSONFields) -> ExpiryPolicy.Kind? {
        let unit = fields.word("unit", of: SpanUnit.self)
        if unit == nil { _ = fields.take("after") }
        let span = unit.flatMap { readSpan($0, &fields) }
        let all = ExpiryPolicy.Activity.allCases
        var activities = Set(all)
        if fields.has("activities") {
            let words = wordTable(all)
            let named = fields.scalars("activities", count: 1...all.count) { raw throws(FieldFault) in
                try raw.oneOf(words)
            }
            fields.refuseRepeated("activities", (named ?? []).map(\.rawValue))
            activities = Set(named ?? [])
        }
        return span.map { .inactivity($0, activities: activities) }
    }

    func readRefunds(_ fields: inout JSONFields) -> RefundSettings? {
        guard fields.has("debt") else { return .standard }
        return fields.object("debt") { readDebt(&$0) }.map { RefundSettings(debt: $0) }
    }

    private func readDebt(_ fields: inout JSONFields) -> RefundSettings.Debt? {
        enum Kind: String, CaseIterable { case allowed, clamped }
        switch fields.word("kind", of: Kind.self) {
        case .allowed:
            let floor = fields.optionalInteger("floor", in: 1...CoinLimits.perWalletMax)
            return .allowed(floor: floor ?? CoinLimits.perWalletMax)
        case .clamped: return .clamped
        case nil:
            _ = fields.take("floor")
            return nil
        }
    }
}
