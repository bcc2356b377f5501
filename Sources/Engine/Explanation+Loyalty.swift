import Model

/// The words of triggers, tiers, birthdays, referrals and expiry.
extension TraceWords {
    func triggerSentence() -> String {
        let tier = word("tier").isEmpty ? "" : ", the birthday bonus of the tier \(word("tier"))"
        return "The action \(word("trigger")) earned \(count(number("coins")))\(tier)."
    }

    func triggerSteps() -> [String] {
        let pays =
            word("tier").isEmpty
            ? "The trigger pays \(count(number("coins")))"
            : "The tier \(word("tier")) pays \(count(number("coins"))) in place of the trigger's coins"
        return ["\(pays); it had paid \(number("times_before")) times before."]
    }

    func tierBonusSentence() -> String {
        "Reaching the tier \(word("tier")) earned \(count(number("coins")))."
    }

    func tierBonusSteps() -> [String] {
        let period =
            trace["valid_until"] == nil
            ? "once" : "once in the validity that ends at \(instant("valid_until"))"
        return ["The tier \(word("tier")) pays \(count(number("coins"))) on entry, \(period)."]
    }

    func birthdaySentence() -> String {
        "A birthday as a \(word("tier")) member earned \(count(number("coins")))."
    }

    func birthdaySteps() -> [String] {
        ["The tier \(word("tier")) pays \(count(number("coins"))) on a birthday, once a calendar year."]
    }

    func expirySentence() -> String {
        let reason =
            switch word("policy") {
            case "inactivity": " after \(span()) without activity"
            case "age": ", \(span()) after they became available"
            default: ""
            }
        return "\(count(-entry.coins)) reached the end of their last day and expired\(reason)."
    }

    func expirySteps() -> [String] {
        var steps: [String] = []
        switch word("policy") {
        case "inactivity": steps.append("Coins are good for \(span()) after the last activity.")
        case "age": steps.append("Coins are good for \(span()) after they become available.")
        default: break
        }
        if number("to_month_end") == 1 { steps.append("The last day is moved to the end of its month.") }
        return steps + ["Expired at \(instant("due")), soonest-expiring lots first."]
    }

    private func span() -> String {
        let (days, months) = (number("days"), number("months"))
        if days > 0 { return days == 1 ? "1 day" : "\(days) days" }
        return months == 1 ? "1 month" : "\(months) months"
    }

    func referralSentence() -> String {
        word("side") == "friend"
            ? "Joining through a friend earned \(count(number("coins")))."
            : "A friend who joined and bought earned \(count(number("coins")))."
    }

    func referralSteps() -> [String] {
        var steps: [String] = []
        if trace["qualified_at"] != nil {
            steps.append("The friend's order qualified at \(instant("qualified_at")).")
        }
        if number("reviewed") == 1 { steps.append("The referral was flagged, and a person approved it.") }
        if trace["due"] != nil { steps.append("Its hold was over at \(instant("due")).") }
        return steps + ["The programme pays \(count(number("coins"))) to the \(word("side"))."]
    }
}
