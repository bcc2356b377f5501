internal import Engine
internal import Model

/// What a made-up customer is to have, worked out from the document alone.
extension BrandTest {
    /// An amount that earns some coins, above the minimum and, where that is possible, below the caps.
    static func typicalAmount(_ run: BrandTestRun) throws -> Int64 {
        let earning = run.programme.earning
        let wanted = min(100, earning.caps.perOrder ?? 100)
        let (product, overflow) = wanted.multipliedReportingOverflow(by: earning.perAmount)
        let amount = max(earning.minimumAmount, overflow ? 0 : product / earning.coins, 1)
        guard amount + earning.perAmount <= MoneyLimits.orderAmountMax else {
            throw BrandTestRun.Skipped(reason: "No order is large enough to earn coins.")
        }
        return amount
    }

    /// What an amount earns without any product rule: worked out here from the document alone.
    ///
    /// - Parameter factor: The tier's; that of a new customer's tier if left out.
    static func plainCoins(_ amount: Int64, factor: Int64? = nil, _ run: BrandTestRun) -> Coins {
        let earning = run.programme.earning
        let factor = factor ?? newcomersFactor(run)
        let exact =
            Int128(amount) * Int128(earning.coins) * Int128(factor) / (Int128(earning.perAmount) * 10_000)
        let caps = [earning.caps.perOrder, earning.caps.perDay, earning.caps.perCustomer].compactMap { $0 }
        return min(Coins(clamping: exact), caps.min() ?? .max)
    }

    /// The smallest amount that earns a new customer so many coins, as a plain order.
    ///
    /// - Throws: ``BrandTestRun/Skipped`` where caps or the largest order forbid it.
    static func amount(earning coins: Coins, _ run: BrandTestRun) throws -> Int64 {
        let earning = run.programme.earning
        let (above, below) = (
            Int128(coins) * Int128(earning.perAmount) * 10_000,
            Int128(earning.coins) * Int128(newcomersFactor(run))
        )
        let amount = max(
            below > 0 ? Int64(clamping: (above + below - 1) / below) : .max, earning.minimumAmount, 1)
        guard amount <= MoneyLimits.orderAmountMax, plainCoins(amount, run) >= coins else {
            throw BrandTestRun.Skipped(reason: "No order may earn \(coins) coins.")
        }
        return amount
    }

    /// What the tiers count of a customer who has just signed up.
    static func newcomersMetric(_ run: BrandTestRun) -> Int64 {
        let signUps = run.programme.triggers.filter { $0.kind == .signUp && $0.isActive && $0.isAutomatic }
        switch run.programme.tiers?.metric {
        case .coinsEarned: return signUps.reduce(0) { $0 + $1.coins }
        case .engagement: return Int64(signUps.count)
        default: return 0
        }
    }

    /// The tier of a customer who has just signed up.
    static func newcomersTier(_ tiers: TierSettings, _ run: BrandTestRun) -> Tier {
        let metric = newcomersMetric(run)
        return tiers.levels.last { $0.threshold <= metric } ?? tiers.levels[0]
    }

    private static func newcomersFactor(_ run: BrandTestRun) -> Int64 {
        run.programme.tiers.map { newcomersTier($0, run).multiplierBasisPoints } ?? 10_000
    }

    /// The entry bonus that a new customer gets for what an order, or coins from elsewhere, add to the metric.
    static func entryBonus(spend: Int64 = 0, orders: Int64 = 0, coins: Coins = 0, _ run: BrandTestRun)
        -> Coins
    {
        guard let tiers = run.programme.tiers else { return 0 }
        let before = newcomersMetric(run)
        let added: Int64 =
            switch tiers.metric {
            case .netSpend: spend
            case .orders: orders
            case .coinsEarned: coins
            case .engagement: 0
            }
        let place = tiers.levels.lastIndex { $0.threshold <= before } ?? 0
        let reached = tiers.levels.lastIndex { $0.threshold <= before + added } ?? 0
        return reached > place ? tiers.levels[reached].entryBonus : 0
    }

    /// The same for one plain order.
    static func entryBonus(ofOrder amount: Int64, _ run: BrandTestRun) -> Coins {
        entryBonus(spend: amount, orders: 1, coins: plainCoins(amount, run), run)
    }

    /// Leaves a check in which time passes where coins would lapse meanwhile.
    static func requireCoinsLast(days: Int64, _ run: BrandTestRun) throws {
        let lasting: Int64? =
            switch run.programme.expiry.span {
            case .days(let days)?: days
            case .months(let months)?: months * 28
            case nil: nil
            }
        if let lasting, lasting <= days {
            throw BrandTestRun.Skipped(reason: "Coins lapse within the \(days) days that it takes.")
        }
    }
}
