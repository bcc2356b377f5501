import Model

/// The words of why an award did not happen.
struct NonAwardWords {
    let trace: JSONValue
    let nonAward: NonAward
    let setting: ExplanationSetting

    /// The trace's parts, read as those of an entry are.
    var parts: TraceWords { TraceWords(trace: trace, entry: .none, setting: setting) }

    private func has(_ name: String) -> Bool { trace[name] != nil }

    /// What earned nothing, as a subject.
    private var subject: String {
        let reference = nonAward.source.reference
        switch nonAward.source.kind {
        case .order where has("amount"): return "Order \(reference) of \(parts.money(parts.number("amount")))"
        case .order: return "Order \(reference)"
        case .trigger: return "The action \(reference)"
        case .referral: return "The referral"
        case .tier where parts.word("rule") == Trace.Rule.birthday.rawValue: return "The birthday"
        case .tier: return "Reaching the tier \(reference)"
        default: return "It"
        }
    }

    var sentence: String {
        let why =
            switch nonAward.source.kind {
            case .order: orderReason
            case .trigger: triggerReason
            case .referral: referralReason
            default: commonReason
            }
        return why.map { "\($0)." } ?? "\(subject) earned nothing. \(nonAward.detail)"
    }

    var steps: [String] {
        switch nonAward.source.kind {
        case .order: orderSteps
        case .trigger: triggerSteps
        case .referral: referralSteps
        default: payingSteps
        }
    }

    /// What stands in an award's way whatever it is for.
    private var commonReason: String? {
        let coins = parts.number("awarded") > 0 ? parts.number("awarded") : parts.number("coins")
        switch nonAward.reason {
        case .customerBlocked: return "\(subject) earned nothing, because the customer was blocked"
        case .balanceLimit where coins > 0 && nonAward.source.kind != .order:
            return "\(subject) earned nothing: the wallet has no room for \(parts.count(coins))"
        default: return nil
        }
    }

    private var payingSteps: [String] {
        has("coins") ? ["It would have paid \(parts.count(parts.number("coins")))."] : []
    }
}

// Orders
extension NonAwardWords {
    private var orderReason: String? {
        let name = "Order \(nonAward.source.reference)"
        switch nonAward.reason {
        case .belowMinimum where has("amount") && has("minimum_amount"):
            return "\(name) earned nothing: \(parts.money(counted)) of it count, and orders earn from"
                + " \(parts.money(parts.number("minimum_amount"))) on"
        case .roundsToZero where has("amount"):
            return "\(name) earned nothing: \(parts.money(counted)) are worth less than one coin"
        case .awardMomentNotReached where has("state") && has("award_on"):
            return
                "\(name) has earned nothing yet: it is \(parts.word("state")), and coins are awarded when it is"
                + " \(parts.word("award_on"))"
        case .excludedProduct where !excluded.isEmpty:
            let groups = excluded.map { group in
                group.items.isEmpty
                    ? "\(lines(group)) by the rule \(group.ruleNames)"
                    : "\(group.items) by the rule \(group.ruleNames)"
            }
            return
                "\(name) earned nothing: all that is in it is excluded from earning, \(parts.listed(groups))"
        case .capReached where !parts.list("caps").isEmpty:
            let caps = parts.list("caps").filter { $0.number("room") == 0 }.map {
                "the cap per \($0.word("cap"))"
            }
            return "\(name) earned nothing: it came to \(parts.count(parts.number("before_caps"))), and"
                + " \(parts.listed(caps)) left no room"
        default: return commonReason
        }
    }

    private func lines(_ group: TraceWords) -> String {
        group.number("lines") == 1 ? "1 line" : "\(group.number("lines")) lines"
    }

    /// What earns, without what has been refunded.
    private var counted: Fraction {
        parts.fraction("kept_amount") ?? Fraction(parts.number("amount"))
    }

    private var excluded: [TraceWords] { parts.list("lines").filter(\.isExcluded) }

    private var orderSteps: [String] {
        guard has("amount"), has("coins"), has("per_amount") else { return [] }
        switch nonAward.reason {
        case .belowMinimum:
            return [
                parts.baseStep(),
                "\(parts.money(counted)) is less than the minimum of \(parts.money(parts.number("minimum_amount")))",
            ]
        case .awardMomentNotReached:
            return [
                parts.baseStep(),
                "the order is \(parts.word("state")); coins are awarded when it is \(parts.word("award_on"))",
            ]
        default: break
        }
        var steps = parts.orderArithmetic()
        if has("before_caps") {
            steps.append("rounded down once: \(parts.count(parts.number("before_caps")))")
        }
        steps += parts.list("caps").map {
            "the cap per \($0.word("cap")) leaves \(parts.count($0.number("room")))"
        }
        switch nonAward.reason {
        case .customerBlocked: return steps + ["none of it is awarded to a customer who is blocked"]
        case .balanceLimit: return steps + ["the wallet has no room for it"]
        default: return steps
        }
    }
}

// Actions and referrals
extension NonAwardWords {
    private var triggerReason: String? {
        guard nonAward.reason == .capReached, let often else { return commonReason }
        return "\(subject) earned nothing: it pays \(often), and had done so"
    }

    /// `once a day`.
    private var often: String? {
        guard has("times_max"), has("period") else { return nil }
        return "\(TraceWords.times(parts.number("times_max"))) a \(parts.word("period"))"
    }

    private var triggerSteps: [String] {
        var steps: [String] = []
        if has("coins") { steps.append("The action pays \(parts.count(parts.number("coins"))).") }
        if has("times_before") {
            let before = parts.number("times_before")
            steps.append(
                before == 0 ? "It had not paid before." : "It had paid \(TraceWords.times(before)) before.")
        }
        if let often { steps.append("It pays \(often).") }
        if has("occurred_at") { steps.append("It happened on \(parts.moment("occurred_at")).") }
        if has("provider") { steps.append("The provider \(parts.word("provider")) reported it.") }
        return steps
    }

    private var referralReason: String? {
        guard nonAward.reason == .belowMinimum, has("amount"), has("minimum_amount") else {
            return commonReason
        }
        let order =
            parts.word("order").isEmpty ? "the friend's order" : "the friend's order \(parts.word("order"))"
        return
            "\(subject) earned nothing: \(order) of \(parts.money(parts.number("amount"))) is below the minimum of"
            + " \(parts.money(parts.number("minimum_amount")))"
    }

    private var referralSteps: [String] {
        var steps: [String] = []
        if has("amount"), has("minimum_amount") {
            let (amount, minimum) = (parts.number("amount"), parts.number("minimum_amount"))
            steps.append(
                "\(parts.money(amount)) is \(parts.money(max(0, minimum - amount))) less than the minimum of"
                    + " \(parts.money(minimum)).")
        }
        if has("qualified_at") {
            steps.append("The friend's order qualified on \(parts.moment("qualified_at")).")
        }
        if has("coins") {
            let side = parts.word("side").isEmpty ? "side" : parts.word("side")
            steps.append(
                "The programme would have paid \(parts.count(parts.number("coins"))) to the \(side).")
        }
        return steps
    }
}
