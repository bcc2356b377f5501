import Model
import Testing

@testable import Engine

/// Rule 6 as properties over random rules and carts; the seed is printed with a failure.
struct QuotePropertyTests {
    /// SplitMix64.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private struct Case {
        var rule: RedemptionRule
        var request: QuoteRequest
        var standing: QuoteRules.Standing
        var quote: Quote { QuoteRules.quote(rule, for: request, standing: standing) }
        var minimumPayment: Int64 {
            switch rule.minimumPayment {
            case .none: 0
            case .fixed(let amount): amount
            case .percent(let points): (base * points + 9_999) / 10_000
            }
        }
        var base: Int64 { rule.base == .total ? request.total : request.subtotal }
    }

    private func random(_ g: inout Generator) -> Case {
        let scale: Int64 = [100, 10_000, 1_000_000].randomElement(using: &g) ?? 100
        let maybe = { (g: inout Generator, most: Int64) -> Int64? in
            Bool.random(using: &g) ? Int64.random(in: 0...most, using: &g) : nil
        }
        let payments: [RedemptionRule.MinimumPayment] = [
            .none, .fixed(.random(in: 0...scale, using: &g)),
            .percent(basisPoints: .random(in: 0...10_000, using: &g)),
        ]
        let rule = RedemptionRule(
            base: Bool.random(using: &g) ? .total : .subtotal,
            valueCoins: .random(in: 1...200, using: &g), valueAmount: .random(in: 1...1_000, using: &g),
            stepAmount: [1, 1, 7, 50, 500].randomElement(using: &g) ?? 1,
            maximumDiscount: maybe(&g, scale), maximumBasisPoints: maybe(&g, 10_000),
            minimumDiscount: maybe(&g, scale / 10) ?? 0, minimumCoins: maybe(&g, 50) ?? 0,
            minimumCartAmount: maybe(&g, scale / 2) ?? 0,
            minimumPayment: payments.randomElement(using: &g) ?? .none,
            allowsFreeOrder: Bool.random(using: &g), takesCredits: Bool.random(using: &g))
        let total = Int64.random(in: 0...scale, using: &g)
        let wanted: [QuoteRequest.Wanted] = [
            .most, .coins(.random(in: 0...1_000, using: &g)), .discount(.random(in: 0...scale, using: &g)),
        ]
        return Case(
            rule: rule,
            request: QuoteRequest(
                channel: .app, total: total, subtotal: total + .random(in: 0...scale, using: &g),
                wanted: wanted.randomElement(using: &g) ?? .most),
            standing: QuoteRules.Standing(
                available: .random(in: 0...2_000, using: &g), credits: .random(in: 0...scale, using: &g)))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a quote keeps every bound and its coins are worth the discount exactly`(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<5_000 {
            let sample = random(&generator)
            let quote = sample.quote
            let (rule, request) = (sample.rule, sample.request)
            #expect(quote.payable == request.total - quote.credits - quote.discount, "\(sample)")
            #expect(quote.payable >= 0 && quote.coins >= 0 && quote.discount >= 0, "\(sample)")
            #expect(quote.coins <= max(0, sample.standing.available), "\(sample)")
            #expect(quote.credits <= sample.standing.credits, "\(sample)")
            guard quote.coins > 0 else {
                #expect(quote.discount == 0 && quote.ineligibility != nil, "\(sample)")
                continue
            }
            // coins × value ≥ discount > (coins − 1) × value, with value = amount / coins of the rule.
            #expect(quote.coins * rule.valueAmount >= quote.discount * rule.valueCoins, "\(sample)")
            #expect((quote.coins - 1) * rule.valueAmount < quote.discount * rule.valueCoins, "\(sample)")
            #expect(quote.discount % rule.stepAmount == 0, "\(sample)")
            #expect(quote.discount <= rule.maximumDiscount ?? .max, "\(sample)")
            #expect(quote.discount <= sample.base - quote.credits - sample.minimumPayment, "\(sample)")
            #expect(sample.base >= rule.minimumCartAmount, "\(sample)")
            #expect(quote.discount >= rule.minimumDiscount, "\(sample)")
            #expect(quote.coins >= rule.minimumCoins, "\(sample)")
            #expect(rule.allowsFreeOrder || quote.payable > 0, "\(sample)")
            if case .coins(let wanted) = request.wanted { #expect(quote.coins <= wanted, "\(sample)") }
            if case .discount(let wanted) = request.wanted { #expect(quote.discount <= wanted, "\(sample)") }
        }
    }

    @Test(arguments: [5, 6] as [UInt64])
    func `more coins or a larger maximum never make the discount smaller`(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<5_000 {
            let sample = random(&generator)
            var richer = sample
            richer.standing.available += Int64.random(in: 1...500, using: &generator)
            #expect(richer.quote.discount >= sample.quote.discount, "\(sample)")
            var larger = sample
            let more = Int64.random(in: 1...500, using: &generator)
            larger.request.total += more
            larger.request.subtotal += more
            larger.standing.credits = 0
            var plain = sample
            plain.standing.credits = 0
            #expect(larger.quote.discount >= plain.quote.discount, "\(sample)")
        }
    }

    @Test(arguments: [7, 8] as [UInt64])
    func `what a lifted limit promises comes true, whichever limit it is`(seed: UInt64) {
        var generator = Generator(state: seed)
        var lifted: Set<Quote.Limit.Code> = []
        for _ in 0..<20_000 {
            let sample = random(&generator)
            let quote = sample.quote
            guard quote.ineligibility == nil, quote.limitedBy.count == 1, let limit = quote.limitedBy.first,
                let number = limit.liftedBy, let larger = Self.lifting(limit, to: number, in: sample)
            else { continue }
            lifted.insert(limit.code)
            #expect(larger.quote.discount > quote.discount, "\(limit) of \(sample)")
        }
        #expect(
            lifted.isSuperset(of: [
                .maximumDiscount, .minimumPayment, .balance, .requested, .percent, .freeOrder,
            ]))
    }

    /// The same with the number that lifts the limit; nil where other limits would move with it.
    private static func lifting(_ limit: Quote.Limit, to number: Int64, in sample: Case) -> Case? {
        var lifted = sample
        switch limit.code {
        case .balance: lifted.standing.available = number
        case .requested: lifted.request.wanted = limit.unit == .coins ? .coins(number) : .discount(number)
        case .maximumDiscount: lifted.rule = sample.rule.allowing(number)
        case .minimumPayment, .percent, .freeOrder:
            // A larger cart; one that pays with as much credit as before.
            let more = number - (limit.code == .freeOrder ? sample.request.total : sample.base)
            lifted.request.total += more
            lifted.request.subtotal += more
            lifted.standing.credits = sample.quote.credits
        case .step: return nil
        }
        return lifted
    }
}

extension RedemptionRule {
    /// The same with another maximum.
    fileprivate func allowing(_ maximum: Int64) -> RedemptionRule {
        RedemptionRule(
            base: base, valueCoins: valueCoins, valueAmount: valueAmount, stepAmount: stepAmount,
            maximumDiscount: maximum, maximumBasisPoints: maximumBasisPoints,
            minimumDiscount: minimumDiscount, minimumCoins: minimumCoins,
            minimumCartAmount: minimumCartAmount, minimumPayment: minimumPayment,
            allowsFreeOrder: allowsFreeOrder, takesCredits: takesCredits)
    }
}
