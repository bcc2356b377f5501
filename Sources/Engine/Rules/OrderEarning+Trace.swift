import Model

extension OrderEarning {
    /// Groups of lines that a trace names; of an order with more, the rest stands in the order's stored arithmetic.
    static let traceGroupsMax = 50
    /// Products that a trace names of a group.
    static let traceItemsMax = 5

    /// The award's trace, each step of rule 2.1: the amounts and what of them earns (`of`, `connector?` whose base that is,
    /// `total`, `subtotal`, `tax?`, `shipping?`, `coins_discount?`, `amount`, `kept_amount?` after refunds), the groups of
    /// `lines?` with their rules and the first `items?` that these are about, the rate (`coins`, `per_amount`), the tier
    /// (`multiplier`, `tier?`), `campaigns?`, the `exact` number of coins, rounded `before_caps`, the `caps?` that bit, and
    /// what is `awarded`.
    var trace: Trace { arithmetic.adding("awarded", sum.coins) }

    /// The same without the award.
    var arithmetic: Trace {
        let sum = self.sum
        let isReduced = sum.amount != Fraction(basis.amount)
        return Trace(.order).adding("of", of.rawValue).adding("connector", governedBy)
            .adding("total", amounts.total).adding("subtotal", amounts.subtotal).adding(
                "tax", Self.unlessZero(amounts.tax)
            )
            .adding("shipping", Self.unlessZero(amounts.shipping))
            .adding("coins_discount", Self.unlessZero(amounts.coinsDiscount)).adding("amount", basis.amount)
            .adding("lines", groups.prefix(Self.traceGroupsMax).map(Self.value))
            .adding("coins", basis.coins).adding("per_amount", basis.perAmount)
            .adding("multiplier", basis.tierBasisPoints).adding("tier", tier?.text)
            .adding("campaigns", zip(campaigns, basis.campaigns).map(Self.value))
            .adding("kept_amount", isReduced ? sum.amount.text : nil).adding("exact", sum.exact.text)
            .adding("before_caps", Int64(clamping: sum.beforeCaps))
            .adding("caps", limits.map(Self.value))
    }

    private static func unlessZero(_ amount: Int64) -> Int64? { amount == 0 ? nil : amount }

    private static func value(_ group: Group) -> JSONValue {
        // Of lines that are excluded by several rules, each excludes.
        let factors = group.basisPoints == [0] ? group.rules.map { _ in 0 } : group.basisPoints
        return object(
            [
                ("lines", .integer(Int64(group.lines))), ("weight", .integer(group.weight)),
                ("rules", .array(zip(group.rules, factors).map(value))),
            ] + (group.items.isEmpty ? [] : [("items", .array(group.items.map(JSONValue.string)))]))
    }

    private static func value(_ rule: EarningRuleID, _ basisPoints: Int64) -> JSONValue {
        object([("id", .string(rule.text)), ("multiplier", .integer(basisPoints))])
    }

    private static func value(_ limit: Limit) -> JSONValue {
        object([("cap", .string(limit.cap.rawValue)), ("room", .integer(limit.room))])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members: members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }
}
