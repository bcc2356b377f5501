internal import Model

extension TraceWords {
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
