/// The largest factors that a programme's rules can come to, so that no award of it is too large for the books.
///
/// They are bounds, not awards: what rules say about products, collections and tags decides which of them can meet
/// on one line, and each product of factors is rounded up.
enum LargestFactor {
    /// Where factors stop being told apart: no rate can be paid at such a factor (in basis points).
    static let unbounded: Int128 = 1_000_000_000_000_000_000

    /// The coins of an order of ``MoneyLimits/orderAmountMax`` with every factor at its largest; nil beyond Int64.
    static func award(of earning: EarningSettings, tierFactor: Int64) -> Int64? {
        let factor = product([line(earning.rules), campaign(earning.campaigns), Int128(tierFactor)])
        // 10^11 × 10^12 is below 2^77.
        let rate = Int128(MoneyLimits.orderAmountMax) * Int128(earning.coins)
        let (coins, overflow) = rate.multipliedReportingOverflow(by: factor)
        guard !overflow, factor < unbounded else { return nil }
        return Int64(exactly: coins / (Int128(earning.perAmount) * Int128(Ratio.basisPointsPerOne)))
    }

    /// The largest factor of one line, in basis points.
    ///
    /// A line may be in all collections and carry all tags, but it is one product. Every subset of what can meet
    /// there may be what applies, so the order of priorities does not matter.
    static func line(_ rules: [EarningRule]) -> Int128 {
        var exclusive = one
        var anywhere: [Int128] = []
        var byProduct: [String: [Int128]] = [:]
        for rule in rules {
            guard case .multiplier(let basisPoints) = rule.effect else { continue }
            let factor = Int128(basisPoints)
            if rule.stacking.isExclusive {
                exclusive = max(exclusive, factor)
            } else if factor <= one {
                continue
            } else if rule.collections.isEmpty, rule.tags.isEmpty {
                for product in rule.products { byProduct[product, default: []].append(factor) }
            } else {
                anywhere.append(factor)
            }
        }
        let oneProduct = byProduct.values.map { product($0) }.max() ?? one
        return max(exclusive, product(anywhere + [oneProduct]))
    }

    /// The largest factor of the campaigns that any one day has, in basis points.
    static func campaign(_ campaigns: [Campaign]) -> Int128 {
        // What runs together runs together on the first day of one of them.
        campaigns.map(\.from).map { day in
            let running = campaigns.filter { $0.from <= day && day <= $0.through }
            let exclusive = running.filter(\.stacking.isExclusive).map(\.multiplierBasisPoints).max()
            let stacking = running.filter { !$0.stacking.isExclusive }.map(\.multiplierBasisPoints)
            return max(product(stacking.map { Int128($0) }), Int128(exclusive ?? 0))
        }.max() ?? one
    }

    private static let one = Int128(Ratio.basisPointsPerOne)

    /// Factors in basis points, multiplied and rounded up; at most ``unbounded``.
    private static func product(_ factors: [Int128]) -> Int128 {
        factors.reduce(one) { result, factor in
            // Both are at most 10^18, so their product is below 2^120.
            min((result * min(factor, unbounded) + one - 1) / one, unbounded)
        }
    }
}
