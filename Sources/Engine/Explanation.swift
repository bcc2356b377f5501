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
    /// - Throws: ``EngineError/unavailable(_:)`` when the entry has no sound trace.
    package init(of entry: Entry, currency: Currency) throws {
        guard let trace = try? JSONValue(parsing: Array(entry.trace.utf8)),
            case .string(let name)? = trace["rule"], let rule = Trace.Rule(rawValue: name)
        else { throw Quarantine.unsoundTrace(entry.id) }
        self.rule = rule
        self.trace = trace
        let words = TraceWords(trace: trace, entry: entry, currency: currency)
        text = words.sentence(rule)
        steps = words.steps(rule)
    }
}

/// What is wrong with an entry that cannot be explained.
enum Quarantine: Error {
    case unsoundTrace(TransactionID)
    case unsoundQuote
}

/// The words of one trace.
struct TraceWords {
    let trace: JSONValue
    let entry: Entry
    let currency: Currency

    func number(_ name: String) -> Int64 {
        if case .integer(let value)? = trace[name] { return value }
        return 0
    }

    func word(_ name: String) -> String {
        if case .string(let value)? = trace[name] { return value }
        return ""
    }

    func money(_ amount: Int64) -> String {
        "\(currency.code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    func count(_ coins: Int64) -> String { coins == 1 ? "1 coin" : "\(coins) coins" }

    /// `×1.25` of 12500 basis points.
    func factor(_ basisPoints: Int64) -> String {
        let whole = basisPoints / 10_000
        var rest = String(basisPoints % 10_000)
        rest = String(repeating: "0", count: 4 - rest.count) + rest
        while rest.hasSuffix("0") { rest.removeLast() }
        return rest.isEmpty ? "×\(whole)" : "×\(whole).\(rest)"
    }

    func sentence(_ rule: Trace.Rule) -> String {
        switch rule {
        case .order: return orderSentence()
        case .trigger: return triggerSentence()
        case .tierBonus: return tierBonusSentence()
        case .birthday: return birthdaySentence()
        case .redemption: return redemptionSentence()
        case .release: return "\(count(number("coins"))) earned earlier became available."
        case .expiry: return expirySentence()
        case .referral: return referralSentence()
        case .manual:
            let verb = number("coins") > 0 ? "credited" : "debited"
            return "\(abs(number("coins"))) were \(verb) by hand."
        case .couponReturn:
            let cause = word("cause") == "expired" ? "expired unused" : "was cancelled"
            return "\(count(number("coins"))) came back because a coupon \(cause)."
        case .couponUsedLate: return usedLateSentence()
        case .orderCancelled: return cancelledSentence()
        case .orderRefund: return refundSentence()
        case .orderPaidWithCoins: return coinsPartSentence()
        case .waivedCollected: return collectedSentence()
        case .orderReturn: return returnSentence()
        case .storeCredit: return storeCreditSentence()
        case .merge: return mergeSentence
        case .quote: return quoteSentence()
        case .hold: return holdSentence()
        case .holdRelease: return holdReleaseSentence()
        case .checkout: return checkoutSentence()
        }
    }

    func steps(_ rule: Trace.Rule) -> [String] {
        let lines: [String] =
            switch rule {
            case .order: orderSteps()
            case .trigger: triggerSteps()
            case .tierBonus: tierBonusSteps()
            case .birthday: birthdaySteps()
            case .redemption: redemptionSteps()
            case .release: ["Awarded by coins-\(number("award")), released at \(instant("due"))."]
            case .expiry: expirySteps()
            case .referral: referralSteps()
            case .manual: [entry.note.map { "Reason given: \($0)" } ?? "The reason given has been erased."]
            case .couponReturn:
                [
                    "Coupon coupon-\(number("coupon")): \(count(number("coins"))) back into the lots they came from."
                ]
            case .couponUsedLate: usedLateSteps()
            case .orderCancelled: cancelledSteps()
            case .orderRefund: refundSteps()
            case .orderPaidWithCoins: coinsPartSteps()
            case .waivedCollected: collectedSteps()
            case .orderReturn: returnSteps()
            case .storeCredit: storeCreditSteps()
            case .merge: mergeSteps
            case .quote: quoteSteps()
            case .hold: holdSteps()
            case .holdRelease: holdReleaseSteps()
            case .checkout: checkoutSteps()
            }
        return lines + terms()
    }

    /// When the coins of an award are released and lapse.
    private func terms() -> [String] {
        var lines: [String] = []
        if trace["pending_until"] != nil { lines.append("Pending until \(instant("pending_until")).") }
        if trace["expires_at"] != nil { lines.append("Good until \(instant("expires_at")).") }
        return lines
    }

    func instant(_ name: String) -> String { Instant(milliseconds: number(name)).rfc3339 }
}
