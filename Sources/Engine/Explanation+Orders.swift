import Model

/// The words of what orders earn, and of what their refunds and cancellations do.
extension TraceWords {
    // Awards

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
        var steps = [baseStep()]
        steps += list("lines").map(lineStep)
        if let left = Int64(word("kept_amount")) {
            steps.append("\(money(left)) of it were left after refunds")
        } else if !word("kept_amount").isEmpty {
            steps.append("\(word("kept_amount")) minor units of it were left after refunds")
        }
        steps.append(
            "\(money(number("amount"))) (\(base)) × \(count(number("coins"))) per \(money(number("per_amount")))"
        )
        if number("multiplier") != Ratio.basisPointsPerOne {
            steps.append("\(factor(number("multiplier"))) for the tier \(word("tier"))")
        }
        steps += list("campaigns").map {
            "\(factor($0.number("multiplier"))) for the campaign \($0.word("id"))"
        }
        if !word("exact").isEmpty { steps.append("= \(word("exact")) coins") }
        let caps = list("caps").map { "the cap per \($0.word("cap")) leaves \(count($0.number("room")))" }
        if !caps.isEmpty {
            steps.append("rounded down: \(count(number("before_caps")))")
            return steps + caps
        }
        return steps + ["rounded down once: \(count(number("awarded")))"]
    }

    /// Which amount earns, and who says so where it is not the programme.
    private var base: String {
        word("connector").isEmpty ? word("of") : "\(word("of")), the base of \(word("connector"))"
    }

    /// What of the order's amounts earns.
    private func baseStep() -> String {
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
        let lines = group.number("lines") == 1 ? "1 line" : "\(group.number("lines")) lines"
        let rules = group.list("rules")
        let weight = money(group.number("weight"))
        guard !rules.isEmpty else { return "\(lines) of \(weight): ×1, no rule" }
        if rules.contains(where: { $0.number("multiplier") == 0 }) {
            return "\(lines) of \(weight): nothing, excluded by \(rules[0].word("id"))"
        }
        let factors = rules.map { "\(factor($0.number("multiplier"))) by \($0.word("id"))" }
        return "\(lines) of \(weight): \(factors.joined(separator: ", "))"
    }

    // Taking back

    func cancelledSentence() -> String {
        "Order \(entry.source.reference) was cancelled, so \(count(-entry.coins)) that it had earned were taken back."
    }

    func cancelledSteps() -> [String] {
        [
            "Award coins-\(number("award")): \(count(number("awarded"))), of which \(number("pending"))"
                + " were still pending.",
            "\(count(number("taken_back"))) taken back from available coins.",
        ] + losses()
    }

    func refundSentence() -> String {
        "Order \(entry.source.reference) was refunded, so \(count(-entry.coins)) of the \(number("awarded")) that it"
            + " had earned were taken back."
    }

    func refundSteps() -> [String] {
        [
            "Refund \(number("refund")) leaves \(word("remaining")) of the order.",
            "Award coins-\(number("award")) of \(count(number("awarded"))), computed anew for what is left:"
                + " \(count(number("kept"))).",
            "\(count(number("pending"))) withdrawn from pending, \(count(number("taken_back"))) taken back from"
                + " available coins.",
        ] + losses()
    }

    func coinsPartSentence() -> String {
        "Coins paid \(money(number("discount"))) of order \(entry.source.reference), and what coins pay for earns nothing,"
            + " so \(count(-entry.coins)) of the \(number("awarded")) that it had earned were taken back."
    }

    func coinsPartSteps() -> [String] {
        [
            "Without the \(money(number("discount"))) that coins paid for, \(money(number("amount"))) of the order earn.",
            "Award coins-\(number("award")) of \(count(number("awarded"))), computed anew for that:"
                + " \(count(number("kept"))).",
            "\(count(number("pending"))) withdrawn from pending, \(count(number("taken_back"))) taken back from"
                + " available coins.",
        ] + losses()
    }

    /// What was not taken back, and why.
    private func losses() -> [String] {
        var lines: [String] = []
        if number("lapsed") > 0 { lines.append("\(count(number("lapsed"))) had expired already.") }
        if number("waived") > 0 {
            lines.append("\(count(number("waived"))) waived: the balance may fall no lower.")
            lines.append("Of these, what was held or spent at the time is taken if it comes back.")
        }
        return lines
    }

    func collectedSentence() -> String {
        "\(count(-entry.coins)) came back that order \(entry.source.reference) should not have earned, and were taken."
    }

    func collectedSteps() -> [String] {
        [
            "\(count(number("waived"))) of award coins-\(number("award")) could not be taken back: they were held or spent"
                + " at the time, and the balance might fall no lower.",
            "With coins-\(number("returned")) such coins came back: \(count(number("taken_back"))) of them taken,"
                + " \(number("left")) may still follow.",
        ]
    }

    // Giving back

    func returnSentence() -> String {
        let what = word("cause") == "cancelled" ? "cancelled" : "refunded"
        let amount = entry.id.wallet == .coins ? count(number("coins")) : money(number("coins"))
        return "\(amount) that paid for order \(entry.source.reference) came back because it was \(what)."
    }

    func returnSteps() -> [String] {
        [
            word("of_discounts").isEmpty
                ? "\(word("remaining")) of the order is left."
                : "\(word("of_discounts")) of the discounts on the order's lines is left.",
            "Of \(number("spent")) spent by \(entry.id.wallet.rawValue)-\(entry.reverses ?? 0), \(number("returned")) are"
                + " to have come back; \(number("returned_before")) had.",
            "\(number("coins")) back into the lots they came from.",
        ]
    }

    func storeCreditSentence() -> String {
        "\(money(number("amount"))) of order \(entry.source.reference) was refunded as store credit."
    }

    func storeCreditSteps() -> [String] {
        ["Refund \(number("refund")) leaves \(word("remaining")) of the order."]
    }

    // Parts of a trace

    /// The objects of a list, each to be read like the trace itself.
    func list(_ name: String) -> [TraceWords] {
        guard case .array(let values)? = trace[name] else { return [] }
        return values.map { TraceWords(trace: $0, entry: entry, currency: currency) }
    }
}
