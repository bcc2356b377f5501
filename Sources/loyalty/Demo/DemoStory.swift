import Engine
import Model

/// Everything that happens in the demo, by local day: the real purchases, and around them what a brand's
/// customers do with their coins. The same purchases give the same story.
struct DemoStory {
    private(set) var actions: [Int64: [DemoAction]] = [:]
    /// What happens last, at the time at which the demo begins to serve.
    private(set) var finale: [DemoAction] = []
    let firstDay: LocalDate
    let lastDay: LocalDate
    let zone: BrandZone
    private let programme: Programme
    private let purchases: [CustomerID: [DemoPurchase]]
    /// In the order in which they first bought.
    private let customers: [CustomerID]

    init(_ all: [DemoPurchase], programme: Programme) {
        self.programme = programme
        zone = programme.zone
        firstDay = all.map(\.day).min() ?? LocalDate.first
        lastDay = all.map(\.day).max() ?? LocalDate.first
        purchases = Dictionary(grouping: all, by: \.customer)
        var firsts: [(day: LocalDate, line: Int, customer: CustomerID)] = []
        for (customer, own) in purchases {
            guard let day = own.map(\.day).min(), let line = own.map(\.line).min() else { continue }
            firsts.append((day, line, customer))
        }
        customers = firsts.sorted { ($0.day, $0.line) < ($1.day, $1.line) }.map(\.customer)
        let friends = friendsOfShown()
        for (ordinal, customer) in customers.enumerated() {
            tell(customer, ordinal: ordinal, shownFriends: friends)
        }
        tellShown()
        let today = lastDay.adding(days: 1)
        let cast = DemoCast(today: today, programme: programme)
        for (daysAgo, action) in cast.scenes { add(action, on: today.adding(days: -daysAgo)) }
        finale = cast.finale
    }

    /// Adds an action to a day; days outside the story have none.
    mutating func add(_ action: DemoAction, on day: LocalDate) {
        guard day >= firstDay, day <= lastDay else { return }
        actions[day.dayNumber, default: []].append(action)
    }

    private func firstPurchase(of customer: CustomerID) -> LocalDate {
        purchases[customer]?.map(\.day).min() ?? firstDay
    }

    /// One customer's eighteen months.
    private mutating func tell(_ customer: CustomerID, ordinal: Int, shownFriends: Set<CustomerID>) {
        var random = DemoRandom(seed: UInt64(ordinal))
        let joined = firstPurchase(of: customer)
        let isShown = customer.text == DemoPurchases.shownCustomer
        add(.join(DemoPeople.profile(of: customer, &random)), on: joined)
        // Before the first purchase of the day, which is at eight or later.
        fire(.signUp, for: customer, on: joined, minutes: 7 * 60 + 30)
        claim(customer, joined: joined, ordinal: ordinal, shownFriends, &random)
        for purchase in purchases[customer] ?? [] {
            let minutes = Int64(8 * 60 + random.below(12 * 60 - 1))
            add(
                .buy(purchase, at: zone.startOfDay(purchase.day).adding(seconds: minutes * 60)),
                on: purchase.day)
            if !isShown { liveWithCoins(customer, after: purchase, &random) }
        }
        guard !isShown else { return }
        if random.chance(30) {
            let days = Int64(random.below(Int(lastDay.days(since: joined)) + 1))
            let device = DeviceID("demo-device-\(ordinal)")
            fire(.appInstall, for: customer, on: joined.adding(days: days), device: device)
        }
        if random.chance(10) { fire(.social, for: customer, on: joined.adding(days: 30)) }
    }

    private mutating func claim(
        _ customer: CustomerID, joined: LocalDate, ordinal: Int, _ shownFriends: Set<CustomerID>,
        _ random: inout DemoRandom
    ) {
        if shownFriends.contains(customer), let shown = CustomerID(DemoPurchases.shownCustomer) {
            return add(.claim(friend: customer, referrer: shown), on: joined)
        }
        guard ordinal > 0, random.chance(6) else { return }
        let referrer = customers[random.below(ordinal)]
        guard firstPurchase(of: referrer) < joined, referrer.text != DemoPurchases.shownCustomer else {
            return
        }
        add(.claim(friend: customer, referrer: referrer), on: joined)
    }

    /// Reviews and coupons that follow a purchase.
    private mutating func liveWithCoins(
        _ customer: CustomerID, after purchase: DemoPurchase, _ random: inout DemoRandom
    ) {
        if random.chance(12) { fire(.review, for: customer, on: purchase.day.adding(days: 5)) }
        guard random.chance(50), let reward = programme.rewards.first else { return }
        let end: DemoAction.CouponEnd =
            switch random.below(10) {
            case 0..<6: .use(afterDays: Int64(1 + random.below(20)))
            case 6: .cancel(afterDays: Int64(1 + random.below(10)))
            default: .leave
            }
        add(.redeem(customer, reward.id, coins: nil, end), on: purchase.day.adding(days: 2))
    }

    private mutating func fire(
        _ kind: Trigger.Kind, for customer: CustomerID, on day: LocalDate, device: DeviceID? = nil,
        minutes: Int64? = nil
    ) {
        guard let trigger = programme.triggers.first(where: { $0.kind == kind && $0.isActive }) else {
            return
        }
        let occurredAt = minutes.map { zone.startOfDay(day).adding(seconds: $0 * 60) }
        add(.fire(customer, trigger.id, device: device, at: occurredAt), on: day)
    }

    /// Three friends for the customer whose screens are printed: two whose purchases qualify, one who stays
    /// small.
    private func friendsOfShown() -> Set<CustomerID> {
        let minimum = programme.referral?.minimumOrderAmount ?? 0
        let buysEnough = { (customer: CustomerID) in (purchases[customer]?.first?.amount ?? 0) >= minimum }
        let staysSmall = { (customer: CustomerID) in
            purchases[customer]?.allSatisfy { $0.amount < minimum } ?? false
        }
        let wanted: [(days: Int64, isFriend: (CustomerID) -> Bool)] = [
            (10, buysEnough), (33, buysEnough), (58, staysSmall),
        ]
        return Set(
            wanted.compactMap { wanted in
                customers.first {
                    firstPurchase(of: $0).days(since: firstDay) > wanted.days && wanted.isFriend($0)
                }
            })
    }

    /// What the printed customer does, so that each of its screens has something to show. The app install is
    /// left to whoever tries the demo.
    private mutating func tellShown() {
        guard let shown = CustomerID(DemoPurchases.shownCustomer) else { return }
        let joined = firstPurchase(of: shown)
        fire(.review, for: shown, on: joined.adding(days: 3))
        fire(.social, for: shown, on: joined.adding(days: 40))
        fire(.birthday, for: shown, on: joined.adding(days: 60))
        fire(.review, for: shown, on: lastDay.adding(days: -2))
        if let reward = programme.rewards.first(where: { $0.isVariable }) {
            let plan: [(LocalDate, Coins, DemoAction.CouponEnd)] = [
                (joined.adding(days: 100), 200, .use(afterDays: 5)),
                (joined.adding(days: 200), 100, .leave),
                (lastDay.adding(days: -20), 100, .cancel(afterDays: 2)),
                (lastDay.adding(days: -7), 100, .leave),
            ]
            for (day, coins, end) in plan { add(.redeem(shown, reward.id, coins: coins, end), on: day) }
        }
        let apology = AdjustWallet.Input(
            customer: shown, wallet: .coins, coins: 75, note: "Sorry that your parcel came late",
            expiresOn: lastDay.adding(days: 25))
        add(.credit(apology), on: lastDay.adding(days: -3))
        let refund = AdjustWallet.Input(
            customer: shown, wallet: .credits, coins: 500, note: "Refund of a scratched record")
        add(.credit(refund), on: lastDay.adding(days: -10))
    }
}

extension Reward {
    fileprivate var isVariable: Bool {
        if case .variable = price { isActive } else { false }
    }
}
