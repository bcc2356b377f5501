internal import Engine
internal import Model

/// What a connector's rule takes off a cart (rule 6), worked out here from the document alone.
extension ConnectorCheck {
    /// A cart of a made-up purchase; minor units.
    struct Cart {
        var total: Int64
        var subtotal: Int64
    }

    /// What a checkout must say of a cart.
    struct Expected: Equatable {
        var discount: Int64 = 0
        var coins: Coins = 0
        var credits: Int64 = 0
        var payable: Int64
        var isEligible = false
    }

    /// Rule 6 for a customer with so many coins and so much store credit.
    ///
    /// - Parameter wanted: The discount that the customer chose; nil for the most.
    static func expected(
        _ rule: RedemptionRule, _ cart: Cart, available: Coins, credits: Int64 = 0, wanted: Int64? = nil
    ) -> Expected {
        let amount = rule.base == .subtotal ? cart.subtotal : cart.total
        var expected = Expected(payable: cart.total)
        guard amount >= rule.minimumCartAmount else { return expected }
        expected.credits = rule.takesCredits ? min(credits, cart.total) : 0
        expected.payable -= expected.credits
        var most = Int128(amount) - Int128(expected.credits) - minimumPayment(rule, of: amount)
        most = min(most, Int128(expected.payable) - (rule.allowsFreeOrder ? 0 : 1))
        most = min(most, Int128(available) * Int128(rule.valueAmount) / Int128(rule.valueCoins))
        if let maximum = rule.maximumDiscount { most = min(most, Int128(maximum)) }
        if let points = rule.maximumBasisPoints { most = min(most, Int128(amount) * Int128(points) / 10_000) }
        if let wanted { most = min(most, Int128(wanted)) }
        let discount = inSteps(most, rule)
        let coins = price(discount, rule)
        guard discount > 0, discount >= rule.minimumDiscount, coins >= rule.minimumCoins else {
            return expected
        }
        (expected.discount, expected.coins, expected.isEligible) = (discount, coins, true)
        expected.payable -= discount
        return expected
    }

    /// The least that the customer must pay of an amount, rounded up (rule 1.5).
    static func minimumPayment(_ rule: RedemptionRule, of amount: Int64) -> Int128 {
        switch rule.minimumPayment {
        case .none: 0
        case .fixed(let least): Int128(least)
        case .percent(let points): (Int128(amount) * Int128(points) + 9_999) / 10_000
        }
    }

    /// What so much off costs, rounded up (rule 1.4).
    static func price(_ discount: Int64, _ rule: RedemptionRule) -> Coins {
        let worth = Int128(rule.valueAmount)
        return Coins(clamping: (Int128(discount) * Int128(rule.valueCoins) + worth - 1) / worth)
    }

    private static func inSteps(_ amount: Int128, _ rule: RedemptionRule) -> Int64 {
        Int64(clamping: max(0, amount) / Int128(rule.stepAmount) * Int128(rule.stepAmount))
    }

    /// The smallest discount that the rule gives at all.
    static func leastDiscount(_ rule: RedemptionRule) -> Int64 {
        let ofCoins = (Int128(rule.minimumCoins) - 1) * Int128(rule.valueAmount) / Int128(rule.valueCoins) + 1
        let least = max(Int128(rule.minimumDiscount), rule.minimumCoins > 0 ? ofCoins : 1)
        let step = Int128(rule.stepAmount)
        return Int64(clamping: (least + step - 1) / step * step)
    }

    /// A discount of some size that the rule gives, more than the least where it gives more.
    static func usualDiscount(_ rule: RedemptionRule) -> Int64 {
        let wanted = min(Int128(rule.maximumDiscount ?? .max), Int128(leastDiscount(rule)) * 3 + 1_000)
        return max(leastDiscount(rule), inSteps(wanted, rule))
    }

    /// A cart on which nothing but the customer's coins keeps a discount from being so much.
    ///
    /// - Throws: ``BrandTestRun/Skipped`` where no order may be so large.
    static func cart(for discount: Int64, _ rule: RedemptionRule) throws -> Cart {
        var amount = max(
            rule.minimumCartAmount, discount.multipliedReportingOverflow(by: 2).partialValue, 1_000)
        while true {
            guard amount > 0, amount <= MoneyLimits.orderAmountMax / 4 else {
                throw BrandTestRun.Skipped(reason: "No order is large enough for the rule.")
            }
            let cart = cart(ofBase: amount, rule)
            let room = expected(rule, cart, available: price(discount, rule))
            if room.discount >= discount { return cart }
            amount *= 2
        }
    }

    /// A cart whose calculation base is an amount, and whose other amount is a quarter more.
    static func cart(ofBase amount: Int64, _ rule: RedemptionRule) -> Cart {
        let other = amount + amount / 4
        return rule.base == .total
            ? Cart(total: amount, subtotal: other) : Cart(total: other, subtotal: amount)
    }

    /// The coins that pay for anything that the rule gives on a cart.
    static func coinsForAll(of cart: Cart, _ rule: RedemptionRule) -> Coins {
        min(price(max(cart.total, cart.subtotal), rule), CoinLimits.perEntryMax / 2)
    }

    /// The coins that whoever signs up can spend at once.
    static func newcomersCoins(_ programme: Programme) -> Coins {
        let signUps = programme.triggers.filter { $0.kind == .signUp && $0.isActive && $0.isAutomatic }
        let paid = signUps.filter { $0.pendingDays == 0 }.reduce(0) { $0 + $1.coins }
        guard let tiers = programme.tiers else { return paid }
        let metric: Int64 =
            switch tiers.metric {
            case .coinsEarned: signUps.reduce(0) { $0 + $1.coins }
            case .engagement: Int64(signUps.count)
            case .netSpend, .orders: 0
            }
        let place = tiers.levels.lastIndex { $0.threshold <= metric } ?? 0
        return paid + (place > 0 ? tiers.levels[place].entryBonus : 0)
    }
}
