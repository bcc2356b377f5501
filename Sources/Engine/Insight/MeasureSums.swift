import Model
import Store

/// What one customer adds to the measures, as read from one snapshot.
struct MeasuredCustomer {
    var orders: [MeasuredOrder] = []
    var redemptions: [MeasuredRedemption] = []
    var earned = false
    var spent = false
    var creditsSpent: Int64 = 0
    var outstanding: [(coins: Coins, expiresAt: Instant)] = []
}

/// Measures as sums over customers. Pure.
struct MeasureSums {
    /// The first instant of the range, and the first after it.
    let start: Instant
    let end: Instant
    private let zone: BrandZone

    private(set) var members: Int64 = 0
    private var buyers: Int64 = 0
    private var repeatBuyers: Int64 = 0
    private var orders: Int64 = 0
    private var revenue: Int64 = 0
    private var ordersWithCoins: Int64 = 0
    private var revenueWithCoins: Int64 = 0
    private var ordersInApp: Int64 = 0
    private var ordersAtCheckout: Int64 = 0
    private var membersAtCheckout: Int64 = 0
    private var revenueOfCoinUsers: Int64 = 0
    private var repeatRevenue: Int64 = 0
    private var earning: Int64 = 0
    private var redeeming: Int64 = 0
    private var discountCost: Int64 = 0
    private var creditsSpent: Int64 = 0
    private var months: [Int64: Coins] = [:]
    private var forever: Coins = 0

    init(from: LocalDate, through: LocalDate, zone: BrandZone) {
        start = zone.startOfDay(from)
        end = zone.endOfDay(through)
        self.zone = zone
    }

    mutating func add(_ customer: MeasuredCustomer) {
        members += 1
        if customer.earned { earning += 1 }
        if customer.spent { redeeming += 1 }
        add(&creditsSpent, customer.creditsSpent)
        addOrders(of: customer)
        addOutstanding(of: customer)
    }

    /// What a customer adds to the liability, which is today's, whatever the range.
    mutating func addOutstanding(of customer: MeasuredCustomer) {
        for (coins, expiresAt) in customer.outstanding {
            guard expiresAt != .never else {
                add(&forever, coins)
                continue
            }
            let lastDay = zone.localDate(at: expiresAt.adding(milliseconds: -1))
            add(&months[lastDay.startOfMonth.dayNumber, default: 0], coins)
        }
    }

    private mutating func addOrders(of customer: MeasuredCustomer) {
        let everCounting = customer.orders.filter(\.counts)
        let first = everCounting.first
        let counting = everCounting.filter { $0.placedAt >= start && $0.placedAt < end }
        guard !counting.isEmpty else { return }
        buyers += 1
        if counting.count > 1 { repeatBuyers += 1 }
        let spent = Dictionary(grouping: customer.redemptions) { $0.order }
        var (all, usesCoins, usesCheckout): (Int64, Bool, Bool) = (0, false, false)
        for order in counting {
            let standing = (spent[order.id] ?? []).filter { $0.returned < $0.coins }
            orders += 1
            add(&revenue, order.revenue)
            add(&all, order.revenue)
            if order.id != first?.id { add(&repeatRevenue, order.revenue) }
            guard !standing.isEmpty else { continue }
            usesCoins = true
            ordersWithCoins += 1
            add(&revenueWithCoins, order.revenue)
            if standing.contains(where: \.isApp) { ordersInApp += 1 }
            if standing.contains(where: { !$0.isApp }) {
                ordersAtCheckout += 1
                usesCheckout = true
            }
            for part in standing { add(&discountCost, part.discountKept) }
        }
        if usesCoins { add(&revenueOfCoinUsers, all) }
        if usesCheckout { membersAtCheckout += 1 }
    }

    /// A sum beyond Int64 stands still at its end: no brand's revenue is there, and nothing traps.
    private func add(_ sum: inout Int64, _ value: Int64) {
        let (next, overflow) = sum.addingReportingOverflow(value)
        sum = overflow ? (value < 0 ? .min : .max) : next
    }

    /// The measures in their order; `counted` gives what was counted under a name.
    func values(counted: (String) throws -> Int64) rethrows -> [(measure: Measure, value: Measure.Value)] {
        try Measure.allCases.map { ($0, try value(of: $0, counted)) }
    }

    private func value(of measure: Measure, _ counted: (String) throws -> Int64) rethrows -> Measure.Value {
        switch measure {
        case .redemptionUsageCheckout: .count(ordersAtCheckout)
        case .redemptionRateCheckout: .ratio(ordersAtCheckout, of: orders)
        case .redemptionUsageApp: .count(ordersInApp)
        case .redemptionRateApp: .ratio(ordersInApp, of: orders)
        case .repeatPurchaseRate: .ratio(repeatBuyers, of: buyers)
        case .averageOrderValueWithCoins: .average(revenueWithCoins, over: ordersWithCoins)
        case .averageOrderValueWithoutCoins:
            .average(revenue - revenueWithCoins, over: orders - ordersWithCoins)
        case .checkoutCompletionRate:
            .ratio(try counted(Counter.checkoutCompleted), of: try counted(Counter.checkoutBegun))
        case .shareEarning: .ratio(earning, of: members)
        case .shareRedeeming: .ratio(redeeming, of: members)
        case .shareRedeemingAtCheckout: .ratio(membersAtCheckout, of: buyers)
        case .revenueWithCoins: .money(revenueWithCoins)
        case .revenueOfCoinUsers: .money(revenueOfCoinUsers)
        case .repeatPurchaseRevenue: .money(repeatRevenue)
        case .discountCost: .money(discountCost)
        case .storeCreditUse: .money(creditsSpent)
        case .checkoutErrorRate:
            .ratio(try counted(Counter.checkoutErrors), of: try counted(Counter.checkoutCalls))
        case .redemptionSupportTickets: .count(try counted(Counter.tickets(.redemption)))
        }
    }

    /// What is owed, by the month of the coins' last day.
    func liability(worth coin: CoinSettings) -> Liability {
        func worth(_ coins: Coins) -> Int64 {
            Ratio.floorMultiplyDivide(coins, coin.valueAmount, coin.valueCoins) ?? .max
        }
        var parts = months.sorted { $0.key < $1.key }.map { day, coins in
            Liability.Month(
                month: String(LocalDate(dayNumber: day).iso.prefix(7)), coins: coins, worth: worth(coins))
        }
        if forever > 0 { parts.append(Liability.Month(month: nil, coins: forever, worth: worth(forever))) }
        var total: Coins = 0
        for part in parts { add(&total, part.coins) }
        return Liability(months: parts, coins: total, worth: worth(total))
    }
}

extension MeasuredRedemption {
    /// What it still takes off, less the part of which the coins came back, rounded down.
    fileprivate var discountKept: Int64 {
        guard returned > 0, coins > 0 else { return discount }
        return discount - (Ratio.floorMultiplyDivide(discount, returned, coins) ?? 0)
    }
}
