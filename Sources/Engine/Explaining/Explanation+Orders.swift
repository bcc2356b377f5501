import Model

/// The words of what orders earn.
extension TraceWords {
    func orderSentence() -> String {
        var sentence =
            "Order \(entry.source.reference) of \(money(number("amount"))) earned \(count(number("awarded")))"
        if !word("tier").isEmpty {
            sentence += " as a \(word("tier")) member (\(factor(number("multiplier"))))"
        }
        let campaigns = list("campaigns").map { $0.word("id") }
        if !campaigns.isEmpty { sentence += ", with the campaign \(campaigns.joined(separator: " and "))" }
        let caps = list("caps").map { "the cap per \($0.word("cap"))" }
        if !caps.isEmpty { sentence += ", limited by \(caps.joined(separator: " and "))" }
        return sentence + "."
    }

    /// In the order of the factors: base, lines' rules, tier, campaigns, caps, floor (rule 2.1).
    func orderSteps() -> [String] {
        let caps = list("caps").map { "the cap per \($0.word("cap")) leaves \(count($0.number("room")))" }
        let rounded = trace["before_caps"] == nil ? number("awarded") : number("before_caps")
        return orderArithmetic()
            + [
                "rounded down\(caps.isEmpty ? " once" : ""): \(count(caps.isEmpty ? number("awarded") : rounded))"
            ]
            + caps
    }

    /// The steps to the exact number of coins, each with its result as long as the trace has all that it needs.
    func orderArithmetic() -> [String] {
        let chain = self.chain
        var results = (chain ?? [])[...]
        let result = { results.popFirst() }
        var steps = [baseStep()] + list("lines").map(lineStep)
        var amount = Fraction(number("amount"))
        if let left = fraction("kept_amount") {
            steps.append("\(money(left)) of it were left after refunds")
            if chain != nil { amount = left }
        }
        if let counted = result(), counted != amount {
            steps.append("with the rules of its lines, \(money(amount)) count as \(money(counted))")
            amount = counted
        }
        let rate = "\(count(number("coins"))) per \(money(number("per_amount")))"
        steps.append("\(money(amount)) (\(base)) × \(rate)" + equals(result()))
        if tierFactor != Ratio.basisPointsPerOne {
            steps.append("\(factor(tierFactor)) for the tier \(word("tier"))" + equals(result()))
        }
        for campaign in list("campaigns") {
            let factor = factor(campaign.number("multiplier"))
            steps.append("\(factor) for the campaign \(campaign.word("id"))" + equals(result()))
        }
        if chain == nil, let exact = fraction("exact") { steps.append("= \(count(exact))") }
        return steps
    }

    private func equals(_ coins: Fraction?) -> String { coins.map { " = \(count($0))" } ?? "" }

    private var tierFactor: Int64 {
        trace["multiplier"] == nil ? Ratio.basisPointsPerOne : number("multiplier")
    }

    /// What each step comes to: the amount with the lines' rules, then the coins of the rate, of the tier where it has a
    /// factor, and of each campaign. Nil where the trace does not have all that was counted: of an order with very many
    /// groups of lines, or that was refunded in part before its award.
    private var chain: [Fraction]? {
        guard let exact = fraction("exact"), let amount = fraction("kept_amount") ?? amountWithRules,
            let rate = Fraction(Int128(number("coins")), Int128(number("per_amount"))),
            let based = amount.times(rate)
        else { return nil }
        var results = [amount, based]
        let tier = tierFactor == Ratio.basisPointsPerOne ? [] : [tierFactor]
        for factor in tier + list("campaigns").map({ $0.number("multiplier") }) {
            guard let next = results.last?.times(Fraction(basisPoints: factor)) else { return nil }
            results.append(next)
        }
        return results.last == exact ? results : nil
    }

    /// The amount × Σ(weight × factors) ⁄ Σ weight of the groups of lines.
    private var amountWithRules: Fraction? {
        var (weights, earning) = (Fraction.zero, Fraction.zero)
        for group in list("lines") {
            let weight = Fraction(group.number("weight"))
            let part = group.list("rules").reduce(Fraction?.some(weight)) {
                $0?.times(Fraction(basisPoints: $1.number("multiplier")))
            }
            guard let part, let all = weights.plus(weight), let sum = earning.plus(part) else { return nil }
            (weights, earning) = (all, sum)
        }
        let amount = Fraction(number("amount"))
        return weights == .zero ? amount : amount.times(earning)?.divided(by: weights)
    }

    /// Which amount earns, and who says so where it is not the programme.
    private var base: String {
        word("connector").isEmpty ? word("of") : "\(word("of")), the base of \(word("connector"))"
    }

    /// What of the order's amounts earns.
    func baseStep() -> String {
        let parts = ["tax", "shipping", "coins_discount"].filter { number($0) != 0 }
        let base = number(word("of"))
        guard base != number("amount"), base != 0 else {
            return "\(money(number("amount"))) of the order earn"
        }
        let names = parts.map { part in
            let name = part == "coins_discount" ? "discount paid with coins" : part
            return "\(name) \(money(number(part)))"
        }
        return "\(money(base)) (\(self.base)) with \(names.joined(separator: ", ")):"
            + " \(money(number("amount"))) of the order earn"
    }

    private func lineStep(_ group: TraceWords) -> String {
        let items = group.items.isEmpty ? "" : " (\(group.items))"
        let lines = (group.number("lines") == 1 ? "1 line" : "\(group.number("lines")) lines") + items
        let rules = group.list("rules")
        let weight = money(group.number("weight"))
        guard !rules.isEmpty else { return "\(lines) of \(weight): ×1, no rule" }
        if group.isExcluded {
            return "\(lines) of \(weight): nothing, excluded by \(group.ruleNames)"
        }
        let factors = rules.map { "\(factor($0.number("multiplier"))) by \($0.word("id"))" }
        return "\(lines) of \(weight): \(factors.joined(separator: ", "))"
    }

    /// Of a group of lines: its products, or its lines where they name no product.
    var items: String {
        let items = texts("items")
        guard number("lines") > Int64(items.count), !items.isEmpty else { return listed(items) }
        return items.joined(separator: ", ") + ", …"
    }

    /// Of a group of lines: whether it earns nothing.
    var isExcluded: Bool { list("rules").contains { $0.number("multiplier") == 0 } }

    /// Of a group of lines: the rules that count for it.
    var ruleNames: String { listed(list("rules").map { $0.word("id") }) }
}
