import Model

extension Trace {
    /// Adds the policy under which coins lapse; nothing for one that lets none lapse.
    func adding(_ policy: ExpiryPolicy) -> Trace {
        guard let span = policy.span else { return self }
        var trace = adding("policy", policy.activities.isEmpty ? "age" : "inactivity")
        switch span {
        case .days(let days): trace = trace.adding("days", days)
        case .months(let months): trace = trace.adding("months", months)
        }
        return policy.roundsToMonthEnd ? trace.adding("to_month_end", 1 as Int64) : trace
    }
}
