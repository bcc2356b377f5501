internal import Model

extension TraceWords {
    func redemptionSentence() -> String {
        let from = trace["cart"] == nil ? "(\(word("reward")))" : "as it had been quoted"
        return "\(count(number("coins"))) paid for a coupon of \(money(number("amount"))) \(from)."
    }

    func redemptionSteps() -> [String] {
        guard trace["cart"] == nil else {
            return [
                "\(count(number("coins"))) for \(money(number("amount"))), as the quote has it, for a cart of at least"
                    + " \(money(number("cart")))"
            ]
        }
        let steps = number("steps")
        return ["\(steps) × \(count(number("coins") / max(1, steps))) = \(count(number("coins")))"]
    }

    func usedLateSentence() -> String {
        "\(count(number("coins"))) were taken again because a coupon was used after it had been cancelled."
    }

    func usedLateSteps() -> [String] {
        let waived = number("waived")
        return [
            "Coupon coupon-\(number("coupon")): the coins that its cancellation gave back, soonest-expiring lots first."
        ] + (waived > 0 ? ["\(count(waived)) waived: the balance may not go further below zero."] : [])
    }
}
