import Model

/// The words of what refunds and cancellations take back and give back.
extension TraceWords {
    // Taking back

    func cancelledSentence() -> String {
        "Order \(entry.source.reference) was cancelled, so \(count(-entry.coins)) that it had earned"
            + " \(were(-entry.coins)) taken back."
    }

    func cancelledSteps() -> [String] {
        let pending = number("pending")
        let still = pending > 0 ? ", of which \(pending) \(were(pending)) still pending" : ""
        return ["Award coins-\(number("award")): \(count(number("awarded")))\(still)."] + takenSteps()
            + losses()
    }

    func refundSentence() -> String {
        "Order \(entry.source.reference) was refunded, so \(count(-entry.coins)) of the \(number("awarded")) that it"
            + " had earned \(were(-entry.coins)) taken back."
    }

    func refundSteps() -> [String] {
        let left = word("remaining") == "0" ? "nothing" : word("remaining")
        let award = "Award coins-\(number("award")) of \(count(number("awarded")))"
        guard let refund else {
            return [
                "Refund \(number("refund")) leaves \(left) of the order.",
                "\(award), computed anew for what is left: \(count(number("kept"))).",
            ] + takenSteps() + losses()
        }
        let away = number("awarded") - number("kept")
        let before = min(away, number("awarded") - number("lapsed")) - takenBackAndWaived
        var steps = refund.steps(of: number("refund"), left: left, self)
        steps.append(
            "\(award): \(number("awarded")) − \(number("kept")) kept = \(count(away)) to take back in all")
        if before > 0 { steps.append("\(count(before)) of these \(were(before)) taken back before") }
        return steps + takenSteps() + losses()
    }

    private var takenBackAndWaived: Int64 { number("pending") + number("taken_back") + number("waived") }

    func coinsPartSentence() -> String {
        "Coins paid \(money(number("discount"))) of order \(entry.source.reference), and what coins pay for earns nothing,"
            + " so \(count(-entry.coins)) of the \(number("awarded")) that it had earned \(were(-entry.coins)) taken back."
    }

    func coinsPartSteps() -> [String] {
        [
            "Without the \(money(number("discount"))) that coins paid for, \(money(number("amount"))) of the order earn.",
            "Award coins-\(number("award")) of \(count(number("awarded"))), computed anew for that:"
                + " \(count(number("kept"))).",
        ] + takenSteps() + losses()
    }

    /// Where the coins were taken from: what was pending, what was available, and what became debt.
    private func takenSteps() -> [String] {
        var lines: [String] = []
        if number("pending") > 0 { lines.append("\(count(number("pending"))) withdrawn from pending coins.") }
        return lines + takenSteps(number("taken_back"))
    }

    /// The same of coins that were available, or were to become debt.
    func takenSteps(_ taken: Coins) -> [String] {
        guard taken > 0 else { return [] }
        guard entry.kind != .pendingCancelled else {
            return ["\(count(taken)) more taken back with an entry of their own."]
        }
        let (before, after) = (entry.availableAfter - entry.availableChange, entry.availableAfter)
        let debt = taken - max(0, min(taken, before))
        var lines = debt < taken ? ["\(count(taken - debt)) taken back from available coins."] : []
        if debt > 0 {
            lines.append(
                "\(count(debt)) became debt, which the next coins repay: the balance went from \(before) to \(after)."
            )
        }
        return lines
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
        "\(count(-entry.coins)) came back that order \(entry.source.reference) should not have earned, and"
            + " \(were(-entry.coins)) taken."
    }

    func collectedSteps() -> [String] {
        let waived = number("waived")
        return [
            "\(count(waived)) of award coins-\(number("award")) could not be taken back: they were held or spent"
                + " at the time, and the balance might fall no lower.",
            "With coins-\(number("returned")) such coins came back: \(count(number("taken_back"))) of them taken,"
                + " \(number("left")) may still follow.",
        ]
    }

    // Giving back

    func returnSentence() -> String {
        let what = word("cause") == "cancelled" ? "cancelled" : "refunded"
        return
            "\(part(number("coins"))) that paid for order \(entry.source.reference) came back because it was \(what)."
    }

    func returnSteps() -> [String] {
        let (spent, returned) = (number("spent"), number("returned"))
        let isByDiscount = !word("of_discounts").isEmpty
        let share = fraction(isByDiscount ? "of_discounts" : "remaining") ?? .zero
        let left = share == .zero ? "Nothing" : share == .one ? "All" : share.text
        let staying = Fraction(spent).times(share).map { ", \(share.text) of which \(stay($0, of: spent))" }
        return [
            isByDiscount
                ? "\(left) of the discounts on the order's lines is left." : "\(left) of the order is left.",
            "\(part(spent)) \(were(spent)) spent by \(entry.id.wallet.rawValue)-\(entry.reverses ?? 0)"
                + "\(share == .zero ? "" : staying ?? ""): \(part(returned)) to come back in all,"
                + " \(number("returned_before") == 0 ? "nothing" : part(number("returned_before"))) had before.",
            "\(part(number("coins"))) back into the lots they came from.",
        ]
    }

    /// What stays spent is rounded up, so that what comes back is rounded down.
    private func stay(_ exact: Fraction, of spent: Int64) -> String {
        let isMoney = entry.id.wallet == .credits
        let amount = isMoney ? money(exact) : count(exact)
        guard exact.denominator != 1 else { return "(\(amount)) stay spent" }
        return "(\(amount), rounded up to \(part(Int64(clamping: exact.ceil)))) stay spent"
    }

    func storeCreditSentence() -> String {
        "\(money(number("amount"))) of order \(entry.source.reference) was refunded as store credit."
    }

    func storeCreditSteps() -> [String] {
        let left = word("remaining") == "0" ? "nothing" : word("remaining")
        return [
            "Refund \(number("refund")) leaves \(left) of the order.",
            "\(money(number("amount"))) of its total is refunded, all of it as store credit.",
        ]
    }
}
