import Model

/// The words of coins that lapsed.
extension TraceWords {
    func expirySentence() -> String {
        let coins = -entry.coins
        let lots = list("lots")
        let graced = lots.filter { $0.trace["own_end"] != nil }
        var reason =
            switch word("policy") {
            case "inactivity": " after \(span) without activity"
            // Coins with a date of their own did not lapse by the rule's span.
            case "age" where lots.allSatisfy(isByRule): ", \(span) after they became available"
            default: ""
            }
        if !graced.isEmpty {
            let sum = graced.reduce(Int64(0)) { $0 + $1.number("coins") }
            reason = sum == coins ? " after a grace" : ", \(part(sum)) of them after a grace"
        }
        return "\(part(coins)) reached the end of their last day, \(lastDay("due")), and expired\(reason)."
    }

    func expirySteps() -> [String] {
        var steps: [String] = []
        switch word("policy") {
        case "inactivity": steps.append("Coins are good for \(span) after the last activity.")
        case "age": steps.append("Coins are good for \(span) after they become available.")
        default: break
        }
        if number("to_month_end") == 1 { steps.append("The last day is moved to the end of its month.") }
        steps += list("lots").flatMap(lotSteps)
        return steps + ["Expired at the end of \(lastDay("due")), soonest-expiring lots first."]
    }

    private func lotSteps(_ lot: TraceWords) -> [String] {
        let coins = part(lot.number("coins"))
        let name = "\(entry.id.wallet.rawValue)-\(lot.number("lot"))"
        let first = "\(coins) of \(name), available since \(lot.firstDay("available_at"))"
        guard lot.trace["own_end"] != nil else {
            guard word("policy") == "age", !isByRule(lot) else { return [first + "."] }
            return [first + ", with a last day of their own: \(lastDay("due"))."]
        }
        return [
            first + ", with \(lot.lastDay("own_end")) as their own last day.",
            "They came back after it from a checkout, an order or a coupon, and had a grace until \(lastDay("due")).",
        ]
    }

    /// Whether a lot's date is that of the rule; of an entry that names no lots it is taken to be.
    private func isByRule(_ lot: TraceWords) -> Bool {
        guard lot.trace["available_at"] != nil else { return true }
        let (days, months) = (number("days"), number("months"))
        let policy = ExpiryPolicy(
            kind: .age(days > 0 ? .days(days) : .months(months)),
            roundsToMonthEnd: number("to_month_end") == 1, lengthensExistingLots: false)
        let end = ExpiryRules.expiresAt(
            Instant(milliseconds: lot.number("available_at")), policy: policy, zone: zone)
        return end.milliseconds == number("due")
    }

    private var span: String {
        let (days, months) = (number("days"), number("months"))
        if days > 0 { return days == 1 ? "1 day" : "\(days) days" }
        return months == 1 ? "1 month" : "\(months) months"
    }
}
