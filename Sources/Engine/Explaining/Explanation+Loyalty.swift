import Model

/// The words of triggers, tiers, birthdays and referrals.
extension TraceWords {
    func triggerSentence() -> String {
        let tier = word("tier").isEmpty ? "" : ", the birthday bonus of the tier \(word("tier"))"
        let verb = number("coins") < 0 ? "cost" : "earned"
        return "The action \(word("trigger")) \(verb) \(count(abs(number("coins"))))\(tier)."
    }

    func triggerSteps() -> [String] {
        guard number("override") == 0 else {
            return ["Whoever reported it said how many coins it is; \(paidBefore)."]
        }
        let pays =
            word("tier").isEmpty
            ? "The trigger pays \(count(number("coins")))"
            : "The tier \(word("tier")) pays \(count(number("coins"))) in place of the trigger's coins"
        return ["\(pays); \(paidBefore)."]
    }

    private var paidBefore: String {
        let before = number("times_before")
        return before == 0 ? "it had not paid before" : "it had paid \(Self.times(before)) before"
    }

    func tierBonusSentence() -> String {
        "Reaching the tier \(word("tier")) earned \(count(number("coins")))."
    }

    func tierBonusSteps() -> [String] {
        let period =
            trace["valid_until"] == nil
            ? "once" : "once in the validity that ends with \(lastDay("valid_until"))"
        return ["The tier \(word("tier")) pays \(count(number("coins"))) on entry, \(period)."]
    }

    func birthdaySentence() -> String {
        "A birthday as a \(word("tier")) member earned \(count(number("coins")))."
    }

    func birthdaySteps() -> [String] {
        ["The tier \(word("tier")) pays \(count(number("coins"))) on a birthday, once a calendar year."]
    }

    func referralSentence() -> String {
        word("side") == "friend"
            ? "Joining through a friend earned \(count(number("coins")))."
            : "A friend who joined and bought earned \(count(number("coins")))."
    }

    func referralSteps() -> [String] {
        var steps: [String] = []
        if trace["qualified_at"] != nil {
            steps.append("The friend's order qualified on \(moment("qualified_at")).")
        }
        if number("reviewed") == 1 { steps.append("The referral was flagged, and a person approved it.") }
        if trace["due"] != nil { steps.append("Its hold was over on \(moment("due")).") }
        return steps + ["The programme pays \(count(number("coins"))) to the \(word("side"))."]
    }
}
