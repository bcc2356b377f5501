package import Model

/// Why an entry has the coins that it has: the stored trace of its decision in words, with each arithmetic step.
///
/// It is made from what was kept with the entry, not from today's programme, so it says the same years later.
package struct Explanation: Sendable {
    /// Which rule decided; see ``Trace``.
    package let rule: Trace.Rule
    /// One sentence that a customer-service person can read out.
    package let text: String
    /// The arithmetic, a step a line.
    package let steps: [String]
    /// The trace itself.
    package let trace: JSONValue

    init(rule: Trace.Rule, text: String, steps: [String], trace: JSONValue) {
        (self.rule, self.text, self.steps, self.trace) = (rule, text, steps, trace)
    }

    /// Reads an entry's trace.
    ///
    /// - Parameter refund: The arithmetic of what a refund has left of an award, where the books still have it.
    /// - Throws: ``EngineError/unavailable(_:)`` when the entry has no sound trace.
    init(of entry: Entry, _ setting: ExplanationSetting, refund: RefundArithmetic? = nil) throws {
        guard let trace = try? JSONValue(parsing: Array(entry.trace.utf8)),
            case .string(let name)? = trace["rule"], let rule = Trace.Rule(rawValue: name)
        else { throw Quarantine.unsoundTrace(entry.id) }
        self.rule = rule
        self.trace = trace
        let words = TraceWords(trace: trace, entry: entry, setting: setting, refund: refund)
        text = words.sentence(rule)
        steps = words.steps(rule)
    }
}

/// What an explanation is told beside the trace: the brand's money and local days, and who reads it.
package struct ExplanationSetting: Sendable {
    package var currency: Currency
    /// Traces keep instants; people read the brand's local days, the same as on the customer's screens (rule 4.2).
    package var zone: BrandZone
    /// Whether the brand's own people read it. What one of them wrote is not for the customer.
    package var isForStaff: Bool

    package init(currency: Currency, zone: BrandZone, isForStaff: Bool = true) {
        (self.currency, self.zone, self.isForStaff) = (currency, zone, isForStaff)
    }
}

/// What is wrong with an entry that cannot be explained.
enum Quarantine: Error {
    case unsoundTrace(TransactionID)
    case unsoundQuote
}

extension Snapshot {
    /// How the brand of today reads money and days.
    package var explanationSetting: ExplanationSetting {
        ExplanationSetting(currency: version.programme.currency, zone: version.programme.zone)
    }

    /// The same in the currency of an order.
    package func explanationSetting(for order: Order) -> ExplanationSetting {
        var setting = explanationSetting
        setting.currency = Currency(code: order.currency) ?? setting.currency
        return setting
    }

    /// Why an entry has the coins that it has.
    ///
    /// - Throws: ``EngineError/unavailable(_:)`` when the entry has no sound trace.
    package func explanation(of entry: Entry, isForStaff: Bool = true) throws -> Explanation {
        var setting = explanationSetting
        setting.isForStaff = isForStaff
        return try explanation(of: entry, setting)
    }

    func explanation(of entry: Entry, _ setting: ExplanationSetting) throws -> Explanation {
        try Explanation(of: entry, setting, refund: try refundArithmetic(of: entry))
    }
}
