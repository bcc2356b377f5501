import Model

extension Explanation {
    /// A quote in words, from its trace (rule 6).
    ///
    /// - Throws: ``EngineError/unavailable(_:)`` when the trace is not sound.
    init(ofQuote trace: String, _ setting: ExplanationSetting) throws {
        guard let value = try? JSONValue(parsing: Array(trace.utf8)) else {
            throw Quarantine.unsoundQuote
        }
        let words = TraceWords(trace: value, entry: .none, setting: setting)
        self.init(rule: .quote, text: words.sentence(.quote), steps: words.steps(.quote), trace: value)
    }
}

extension Entry {
    /// Stands where words are made of a decision that wrote no entry.
    static let none = Entry(
        id: TransactionID(wallet: .coins, sequence: 1), kind: .hold, coins: 0, availableChange: 0,
        pendingChange: 0, availableAfter: 0, pendingAfter: 0, heldAfter: 0, reason: "", note: nil,
        source: Source(.system), programmeVersion: 0, actor: "", reverses: nil, occurredAt: .epoch,
        recordedAt: .epoch, trace: "")
}

/// The words of quotes, holds and what became of them.
extension TraceWords {
    // Quotes

    func quoteSentence() -> String {
        let reason = word("reason")
        guard reason.isEmpty else {
            return "Coins cannot be used on this cart: \(quoteReason(reason))"
        }
        let credits = number("credits") > 0 ? " after \(money(number("credits"))) of store credit" : ""
        return "\(count(number("coins"))) take \(money(number("discount"))) off\(credits);"
            + " \(money(number("payable"))) is left to pay."
    }

    private func quoteReason(_ reason: String) -> String {
        switch reason {
        case "wallet_in_debt": "the wallet owes \(count(number("shortfall")))."
        case "minimum_cart": "the cart is \(money(number("shortfall"))) too small."
        case "minimum_discount": "the discount would be \(money(number("shortfall"))) too small."
        case "minimum_coins": "the discount would take \(count(number("shortfall"))) too few."
        default: Quote.words(of: reason) + "."
        }
    }

    func quoteSteps() -> [String] {
        var steps = ["\(money(number("amount"))) is the amount that the rule looks at"]
        if number("credits") > 0 { steps.append("\(money(number("credits"))) of store credit first") }
        if number("minimum_payment") > 0 {
            steps.append("\(money(number("minimum_payment"))) must be paid in money")
        }
        if number("value") > 0 {
            steps.append("\(count(number("coins_of_value"))) = \(money(number("value")))")
            let available = number("available")
            steps.append("\(count(available)) \(were(available) == "was" ? "is" : "are") available")
        }
        steps += list("limits").map { "\($0.word("code")) allows \(money($0.number("allows")))" }
        if number("step") > 0 {
            steps.append(
                "the least is \(money(number("cap"))), in steps of \(money(number("step"))) rounded down")
        }
        if word("reason").isEmpty {
            steps.append("\(money(number("discount"))) costs \(count(number("coins"))), rounded up")
        }
        return steps
    }

    // Holds

    func holdSentence() -> String {
        "\(part(number("coins"))) \(were(number("coins"))) set aside for an unfinished checkout, until"
            + " \(moment("deadline"))."
    }

    func holdSteps() -> [String] {
        var steps = ["hold-\(number("hold")) in the channel \(word("channel"))"]
        if number("discount") > 0 { steps.append("for \(money(number("discount"))) off") }
        return steps
    }

    func holdReleaseSentence() -> String {
        let cause =
            word("cause") == "deadline"
            ? "nobody finished the checkout in time" : "the checkout let go of them"
        return "\(part(number("coins"))) that had been set aside came back, because \(cause)."
    }

    func holdReleaseSteps() -> [String] {
        ["hold-\(number("hold")): \(part(number("coins"))) back, \(part(number("left"))) still set aside"]
    }

    func checkoutSentence() -> String {
        let order = word("order").isEmpty ? "a purchase" : "order \(word("order"))"
        return "\(part(number("coins"))) paid for \(money(number("discount"))) off \(order)."
    }

    func checkoutSteps() -> [String] {
        let hold = "hold-\(number("hold")) in the channel \(word("channel"))"
        let price = "\(part(number("coins"))) for \(money(number("discount"))) off"
        guard number("is_requoted") != 1 else {
            return ["\(hold): its deadline had passed, so it was quoted anew", price]
        }
        guard trace["held_at"] != nil else { return [hold, price] }
        return [hold, "\(price), set aside on \(moment("held_at"))"]
    }
}
