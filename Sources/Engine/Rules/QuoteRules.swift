package import Model

/// The one quote function of app slider, cart, checkout list and perform (rule 6). Pure.
package enum QuoteRules {
    /// What the books say of the customer.
    package struct Standing: Sendable, Hashable {
        /// Available coins; negative in debt.
        package var available: Coins
        /// Available store credit; minor units.
        package var credits: Int64
        package var isBlocked: Bool
        package init(available: Coins, credits: Int64 = 0, isBlocked: Bool = false) {
            self.available = available
            self.credits = credits
            self.isBlocked = isBlocked
        }
    }

    /// The best quote within what is wanted.
    ///
    /// - Parameter rule: The channel's; nil for a channel that takes no coins.
    package static func quote(
        _ rule: RedemptionRule?, for request: QuoteRequest, standing: Standing
    ) -> Quote {
        let amount = rule?.base == .subtotal ? request.subtotal : request.total
        var quote = Quote(
            payable: request.total, available: standing.available,
            trace: Trace(.quote).adding("channel", request.channel.rawValue).adding("amount", amount)
                .adding("total", request.total))
        guard let rule, rule.isActive, rule.valueCoins > 0, rule.valueAmount > 0, rule.stepAmount > 0 else {
            return refused(quote, .channelClosed)
        }
        if standing.isBlocked { return refused(quote, .customerBlocked) }
        if amount < rule.minimumCartAmount {
            let shortfall = rule.minimumCartAmount - amount
            return refused(quote, .minimumCart(minimum: rule.minimumCartAmount, shortfall: shortfall))
        }
        let takesCredits = rule.takesCredits && request.wallets != .coins
        quote.credits = takesCredits ? max(0, min(standing.credits, request.total)) : 0
        quote.credits = min(quote.credits, CoinLimits.perEntryMax)
        quote.payable = request.total - quote.credits
        quote.trace = quote.trace.adding("credits", quote.credits)
        if request.wallets == .credits {
            guard quote.credits > 0 else { return refused(quote, .noCredits) }
            quote.trace = quote.trace.adding("payable", quote.payable)
            return quote
        }
        if standing.available < 0 { return refused(quote, .walletInDebt(debt: -standing.available)) }
        let frame = Frame(
            rule: rule, request: request, amount: amount, available: standing.available,
            credits: quote.credits)
        return priced(quote, frame)
    }

    /// Everything that the limits are computed from.
    private struct Frame {
        let rule: RedemptionRule
        let request: QuoteRequest
        /// A of rule 6.
        let amount: Int64
        let available: Coins
        let credits: Int64

        var minimumPayment: Int64 {
            switch rule.minimumPayment {
            case .none: 0
            case .fixed(let amount): amount
            case .percent(let points): Ratio.ceilMultiplyDivide(amount, points, 10_000) ?? amount
            }
        }

        /// A discount in whole steps, rounded down (rule 1.4); never below nothing.
        func stepped(_ discount: Int64) -> Int64 {
            max(0, discount) / rule.stepAmount * rule.stepAmount
        }

        /// What so many coins take off, rounded down.
        func worth(_ coins: Coins) -> Int64 {
            Ratio.floorMultiplyDivide(coins, rule.valueAmount, rule.valueCoins) ?? .max
        }

        /// What so much off costs, rounded up (rule 1.4).
        func price(_ discount: Int64) -> Coins {
            Ratio.ceilMultiplyDivide(discount, rule.valueCoins, rule.valueAmount) ?? .max
        }
    }

    private static func priced(_ quote: Quote, _ frame: Frame) -> Quote {
        var quote = quote
        let limits = limits(in: frame)
        let open = max(0, quote.payable)
        let raw = limits.reduce(open) { min($0, $1.allows) }
        let cap = frame.stepped(raw)
        quote.limitedBy = biting(limits, cap: cap, raw: raw, open: open, in: frame)
        quote.trace = quote.trace.adding("minimum_payment", frame.minimumPayment)
            .adding("coins_of_value", frame.rule.valueCoins).adding("value", frame.rule.valueAmount)
            .adding("available", frame.available)
            .adding(
                "limits",
                limits.map { limit in
                    .object(
                        JSONObject(members: [
                            .init(name: "code", value: .string(limit.code.rawValue)),
                            .init(name: "allows", value: .integer(limit.allows)),
                        ]))
                }
            )
            .adding("cap", raw).adding("step", frame.rule.stepAmount)
        let coins = frame.price(cap)
        if cap <= 0 {
            return refused(quote, quote.limitedBy.first.map { .nothingLeft($0.code) } ?? .nothingToPay)
        }
        if cap < frame.rule.minimumDiscount {
            let minimum = frame.rule.minimumDiscount
            return refused(quote, .minimumDiscount(minimum: minimum, shortfall: minimum - cap))
        }
        if coins < frame.rule.minimumCoins {
            let minimum = frame.rule.minimumCoins
            return refused(quote, .minimumCoins(minimum: minimum, shortfall: minimum - coins))
        }
        quote.discount = cap
        quote.coins = coins
        quote.payable -= cap
        quote.trace = quote.trace.adding("discount", cap).adding("coins", coins)
            .adding("payable", quote.payable)
        return quote
    }

    /// The same without coins, and why.
    private static func refused(_ quote: Quote, _ reason: Quote.Ineligibility) -> Quote {
        var quote = quote
        quote.ineligibility = reason
        quote.trace = quote.trace.adding("reason", reason.code).adding("shortfall", reason.shortfall)
            .adding("payable", quote.payable)
        return quote
    }
}

/// The limits of rule 6: what each allows, and the number that would lift it (rule 6.3).
extension QuoteRules {
    private struct Bound {
        var code: Quote.Limit.Code
        /// Minor units, before the step.
        var allows: Int64
    }

    private static func limits(in frame: Frame) -> [Bound] {
        let rule = frame.rule
        var bounds: [Bound] = []
        if let maximum = rule.maximumDiscount {
            bounds.append(Bound(code: .maximumDiscount, allows: maximum))
        }
        let room = frame.amount - frame.credits - frame.minimumPayment
        if frame.minimumPayment > 0 || frame.amount < frame.request.total {
            bounds.append(Bound(code: .minimumPayment, allows: room))
        }
        let coins = min(frame.available, CoinLimits.perEntryMax)
        bounds.append(Bound(code: .balance, allows: frame.worth(coins)))
        switch frame.request.wanted {
        case .most: break
        case .coins(let wanted): bounds.append(Bound(code: .requested, allows: frame.worth(wanted)))
        case .discount(let wanted): bounds.append(Bound(code: .requested, allows: wanted))
        }
        if let points = rule.maximumBasisPoints {
            let part = Ratio.floorMultiplyDivide(frame.amount, points, 10_000) ?? .max
            bounds.append(Bound(code: .percent, allows: part))
        }
        if !rule.allowsFreeOrder {
            bounds.append(Bound(code: .freeOrder, allows: frame.request.total - frame.credits - 1))
        }
        return bounds.map { Bound(code: $0.code, allows: max(0, $0.allows)) }
    }

    /// The limits that decide: without all of them the discount would be as large as the next one allows.
    private static func biting(
        _ bounds: [Bound], cap: Int64, raw: Int64, open: Int64, in frame: Frame
    ) -> [Quote.Limit] {
        let next = bounds.filter { frame.stepped($0.allows) > cap }.reduce(open) { min($0, $1.allows) }
        let target = frame.stepped(next)
        var limits: [Quote.Limit] = []
        if target > cap {
            limits = bounds.filter { frame.stepped($0.allows) == cap }.map { bound in
                let (number, unit) = lifting(bound.code, to: target, in: frame)
                return Quote.Limit(code: bound.code, allows: cap, liftedBy: number, unit: unit)
            }
        }
        if raw > cap {
            limits.append(
                Quote.Limit(
                    code: .step, allows: cap, liftedBy: sum(cap, frame.rule.stepAmount), unit: .amount))
        }
        return limits
    }

    /// The number at which a limit would allow a discount.
    private static func lifting(
        _ code: Quote.Limit.Code, to target: Int64, in frame: Frame
    ) -> (Int64?, Quote.Limit.Unit) {
        let beyondCredits = sum(target, frame.credits)
        switch code {
        case .maximumDiscount, .step: return (target, .amount)
        case .balance: return (frame.price(target), .coins)
        case .requested:
            if case .coins = frame.request.wanted { return (frame.price(target), .coins) }
            return (target, .amount)
        case .minimumPayment:
            guard case .percent(let points) = frame.rule.minimumPayment else {
                return (beyondCredits.flatMap { sum($0, frame.minimumPayment) }, .amount)
            }
            let cart = beyondCredits.flatMap { Ratio.ceilMultiplyDivide($0, 10_000, 10_000 - points) }
            return (points < 10_000 ? cart : nil, .amount)
        case .percent:
            let points = frame.rule.maximumBasisPoints ?? 10_000
            return (points > 0 ? Ratio.ceilMultiplyDivide(target, 10_000, points) : nil, .amount)
        case .freeOrder: return (beyondCredits.flatMap { sum($0, 1) }, .amount)
        }
    }

    private static func sum(_ a: Int64, _ b: Int64) -> Int64? {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? nil : sum
    }
}
