import Model

/// The words of coupons that coins buy.
extension TraceWords {
    func redemptionSentence() -> String {
        let from = trace["cart"] == nil ? "(\(word("reward")))" : "as it had been quoted"
        return "\(count(number("coins"))) paid for a coupon of \(worth) \(from)."
    }

    /// What the coupon takes off, by its kind; of one that came before parts and products were kept, what is known.
    private var worth: String {
        let amount = number("amount")
        switch DiscountKind(rawValue: word("kind")) {
        case .percentage:
            let points = number("basis_points")
            return "\(points > 0 ? percent(points) : "a percentage") off, at most \(money(amount)),"
        case .freeShipping where amount > 0: return "free shipping, up to \(money(amount)) of it,"
        case .freeShipping: return "free shipping"
        case .freeProduct:
            return word("product").isEmpty
                ? "a free product" : "one free piece of the product \(word("product"))"
        case .fixedAmount, .variableAmount, nil: return "\(money(amount)) off"
        }
    }

    func redemptionSteps() -> [String] {
        guard trace["cart"] == nil else {
            return [
                "\(count(number("coins"))) for \(money(number("amount"))), as the quote has it, for a cart of at least"
                    + " \(money(number("cart")))"
            ]
        }
        var steps = [priceStep()]
        if trace["listed"] != nil {
            let unit = word("kind") == DiscountKind.variableAmount.rawValue ? " a step" : ""
            steps.append(
                "The price of the tier \(word("tier")), in place of \(count(number("listed")))\(unit).")
        }
        if number("minimum_cart") > 0 {
            steps.append("For carts from \(money(number("minimum_cart"))) on.")
        }
        return steps
    }

    private func priceStep() -> String {
        let (steps, coins) = (max(1, number("steps")), number("coins"))
        guard word("kind") == DiscountKind.variableAmount.rawValue else {
            return "The reward \(word("reward")) costs \(count(coins))."
        }
        let amount = number("amount")
        return
            "\(steps == 1 ? "1 step" : "\(steps) steps") of \(count(coins / steps)) for \(money(amount / steps)):"
            + " \(steps) × \(coins / steps) = \(count(coins)), \(steps) × \(money(amount / steps)) ="
            + " \(money(amount)) off"
    }

    func couponReturnSentence() -> String {
        let cause = word("cause") == "expired" ? "expired unused" : "was cancelled"
        return "\(count(number("coins"))) came back because a coupon \(cause)."
    }

    func couponReturnSteps() -> [String] {
        ["Coupon coupon-\(number("coupon")): \(count(number("coins"))) back into the lots they came from."]
    }

    func usedLateSentence() -> String {
        "\(count(number("coins"))) \(were(number("coins"))) taken again because a coupon was used after it had been"
            + " cancelled."
    }

    func usedLateSteps() -> [String] {
        let waived = number("waived")
        return [
            "Coupon coupon-\(number("coupon")): the coins that its cancellation gave back, soonest-expiring lots first."
        ] + takenSteps(-entry.coins)
            + (waived > 0 ? ["\(count(waived)) waived: the balance may not go further below zero."] : [])
    }
}
