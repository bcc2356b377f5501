import Foundation

/// A small generator whose whole state is a seed (SplitMix64), so that a failing run can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// One thing that happens to the books.
enum Step: Sendable {
    case join(email: String?, mobile: String?)
    case order(Auditor.OrderEvent)
    case refund(order: String, id: String, Auditor.RefundPart, asCredit: Bool, customer: Int)
    case fire(Auditor.Fire)
    case redeem(Int, reward: String, coins: Int64?, amount: Int64?)
    case cancel(Int, coupon: Int)
    case use(Int, coupon: Int, claimant: Int?, order: String?, cart: Int64?)
    case adjust(Int, wallet: String, coins: Int64, lastDay: Int?)
    case claim(Int, codeOf: Int)
    case block(Int, Bool)
    case move(Int64)
    case publish(TestProgramme)
    case settleAll
}

/// Makes up what happens next, from a seed and from what has happened so far.
struct RandomSteps {
    private var random: SeededGenerator
    private var orderCount = 0
    private let zone: String
    private let window: TestProgramme.Window

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let zones = ["America/New_York", "Asia/Kolkata", "Europe/Helsinki", "Australia/Lord_Howe", "UTC"]
        zone = zones.randomElement(using: &random) ?? "UTC"
        let windows: [TestProgramme.Window] = [
            .lifetime, .calendarYear, .rollingMonths(3), .rollingMonths(12),
        ]
        window = windows.randomElement(using: &random) ?? .lifetime
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }
    private mutating func number(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &random) }
    private mutating func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }

    /// A programme; each of them differs from the last in its rates and dates.
    mutating func programme() -> TestProgramme {
        var programme = TestProgramme()
        programme.zone = zone
        programme.window = window
        programme.coins = pick([1, 2, 3, 7])
        programme.perAmount = pick([4, 30, 99, 100, 1_000])
        programme.base = pick(["total", "subtotal"])
        programme.minimumAmount = pick([0, 0, 500])
        programme.awardOn = pick(["paid", "paid", "fulfilled", "delivered"])
        programme.pendingDays = pick([0, 0, 1, 14])
        programme.expiry = pick([nil, .days(1), .days(45), .months(1), .months(3), .months(12)])
        programme.graceDays = pick([0, 30])
        programme.debtFloor = pick([nil, nil, 0, 25])
        programme.factors = chance(50) ? [("hat", pick([20_000, 15_000, 5_000])), ("red", 12_345)] : []
        if chance(50) { programme.factors.append(("card", nil)) }
        // The largest order must fit into an entry with all factors.
        programme.perAmount = programme.factors.isEmpty ? programme.perAmount : max(30, programme.perAmount)
        if chance(40) { programme.caps = (number(50...900), number(900...2_000), number(2_000...9_000)) }
        let step = pick([5_000, 40_000, 250_000] as [Int64])
        programme.levels = [
            .init(id: "base", threshold: 0), .init(id: "silver", threshold: step, basisPoints: 12_500),
            .init(id: "gold", threshold: step * 3, basisPoints: 15_000),
            .init(id: "black", threshold: step * 7, basisPoints: 33_333),
        ]
        programme.triggers = [
            .init(id: "install", kind: "app_install", coins: number(1...200)),
            .init(id: "follow", kind: "social", coins: number(1...50), isOpen: true),
            .init(
                id: "review", coins: number(1...20), isOpen: true, times: 1, period: "day",
                pendingDays: pick([0, 2])),
            .init(id: "visit", coins: number(1...20), times: 2, period: "week"),
            .init(id: "survey", coins: number(1...90), times: 3, period: "month", pendingDays: pick([0, 1])),
            .init(id: "birthday", kind: "birthday", coins: number(1...90), times: 1, period: "year"),
            .init(id: "closed", coins: 5, isOpen: true, isActive: false, times: 5),
        ]
        programme.rewards = [
            .init(id: "fixed", coins: number(20...150), validDays: number(1...60)),
            .init(
                id: "lost", coins: number(5...80), minimumCart: 900, validDays: number(1...20),
                returnsCoins: false),
            .init(
                id: "steps", coins: number(1...25), amount: 10, steps: 2...60, validDays: pick([nil, 3, 30])),
            .init(id: "silver", coins: 40, validDays: 90, minimumTier: "silver"),
            .init(id: "off", isActive: false),
        ]
        programme.referral = TestProgramme.Referral(
            isActive: chance(90), referrerCoins: number(1...80), friendCoins: number(0...80),
            minimumOrder: number(0...4_000), holdDays: pick([0, 1, 7]), monthlyCap: pick([nil, 1]),
            lifetimeCap: pick([nil, 2, 4]))
        return programme
    }

    private static let customersMax = 24

    /// The next thing to happen.
    mutating func next(_ books: Auditor) -> Step {
        if books.customers.count < 3 { return join() }
        let customer = Int(number(0...Int64(books.customers.count - 1)))
        switch number(1...1_000) {
        case ...330: return .order(order(of: customer, books))
        case ...480: return .fire(fire(by: customer, books))
        case ...620: return redeem(customer, books)
        case ...680: return .cancel(customer, coupon: coupon(of: customer, books))
        case ...740:
            return .use(
                customer, coupon: coupon(of: customer, books), claimant: chance(80) ? customer : nil,
                order: chance(70) ? "order-\(Int64(orderCount) + 3 - number(0...23))" : nil,
                cart: chance(60) ? number(0...2_000) : nil)
        case ...800: return adjust(customer, books)
        case ...815: return .claim(customer, codeOf: Int(number(0...Int64(books.customers.count - 1))))
        case ...830: return books.customers.count < Self.customersMax ? join() : .settleAll
        case ...840: return .block(customer, chance(40))
        case ...843: return .publish(programme())
        case ...850: return .settleAll
        case ...910: return orderCount > 0 ? refund(books) : .settleAll
        default: return .move(jump())
        }
    }

    /// Mostly moments, often days, now and then months; sometimes to the very end of a day.
    private mutating func jump() -> Int64 {
        let hour: Int64 = 3_600_000
        switch number(1...100) {
        case ...50: return number(1...60_000)
        case ...80: return number(1...30) * hour
        case ...96: return number(1...12) * 24 * hour + number(-1...1)
        default: return number(15...150) * 24 * hour
        }
    }

    private mutating func join() -> Step {
        .join(
            email: chance(60) ? "person\(number(1...30))@example.com" : nil,
            mobile: chance(40) ? "+1 555 01\(number(10...50))" : nil)
    }

    private mutating func order(of customer: Int, _ books: Auditor) -> Auditor.OrderEvent {
        let placed = books.now - (chance(75) ? 0 : number(0...400) * 20 * 3_600_000)
        if chance(45), orderCount > 0 {
            // One of the newest orders again: another state, another revision, or the very same.
            let id = "order-\(Int64(orderCount) - number(0...Int64(min(orderCount - 1, 30))))"
            if let known = books.orders[id] {
                return Auditor.OrderEvent(
                    id: id, customer: chance(97) ? known.customer : customer,
                    state: pick([known.state, "paid", "fulfilled", "delivered", "cancelled"]),
                    placed: chance(90) ? known.placed : placed, currency: chance(98) ? "USD" : "EUR",
                    total: chance(85) ? known.total : number(0...90_000), subtotal: known.subtotal,
                    revision: chance(60) ? nil : number(1...6), lines: chance(80) ? nil : known.lines)
            }
        }
        orderCount += 1
        var total = pick([number(0...500), number(500...9_000), number(9_000...90_000)])
        let lines = chance(50) ? self.lines() : nil
        if let lines, chance(80) {
            total = lines.reduce(0) { $0 + $1.amount - $1.discount } + number(0...300)
        }
        return Auditor.OrderEvent(
            id: "order-\(orderCount)", customer: customer,
            state: pick(["created", "paid", "paid", "fulfilled", "delivered", "cancelled"]), placed: placed,
            currency: chance(98) ? "USD" : "EUR", total: total, subtotal: number(0...total),
            revision: chance(60) ? nil : number(1...3), lines: lines)
    }

    private mutating func lines() -> [Auditor.Line] {
        (0..<number(0...3)).map { place in
            let amount = pick([0, number(1...900), number(900...20_000)])
            return Auditor.Line(
                id: "line-\(place)", quantity: pick([1, 1, 2, 3, 4, 6, 12]), amount: amount,
                discount: chance(50) ? 0 : number(0...amount),
                tags: ["hat", "red", "card"].filter { $0 == "card" ? chance(15) : chance(40) })
        }
    }

    private mutating func refund(_ books: Auditor) -> Step {
        let id = chance(98) ? "order-\(max(1, Int64(orderCount) - number(0...25)))" : "order-none"
        let order = books.orders[id]
        var part = Auditor.RefundPart.rest
        if chance(80) { part = .amount(number(1...max(1, (order?.total ?? 0) / 2))) }
        if let lines = order?.lines, !lines.isEmpty, chance(60) {
            var units: [String: Int64] = [:]
            for line in lines where units.isEmpty || chance(30) { units[line.id] = number(1...line.quantity) }
            part = .lines(units)
        }
        return .refund(
            order: id, id: "refund-\(number(1...12))", part, asCredit: chance(20),
            customer: order?.customer ?? 0)
    }

    private mutating func fire(by customer: Int, _ books: Auditor) -> Auditor.Fire {
        Auditor.Fire(
            customer: customer, trigger: chance(97) ? pick(books.programme.triggers).id : "nobody",
            device: chance(70) ? "device-\(number(100...140))" : nil,
            event: chance(30) ? "event-\(number(1...400))" : nil,
            at: chance(70) ? nil : books.now + number(-90...10) * 60_000, isTrusted: chance(70))
    }

    private mutating func redeem(_ customer: Int, _ books: Auditor) -> Step {
        guard chance(97) else { return .redeem(customer, reward: "nothing", coins: nil, amount: nil) }
        let reward = pick(books.programme.rewards)
        guard let steps = reward.steps else {
            return .redeem(customer, reward: reward.id, coins: nil, amount: nil)
        }
        let most = max(books.customers[customer].coins.available / reward.coins, 1)
        let count = chance(85) ? number(1...most) : number(0...steps.upperBound + 3)
        let off: Int64 = chance(4) ? 1 : 0
        return chance(50)
            ? .redeem(customer, reward: reward.id, coins: count * reward.coins + off, amount: nil)
            : .redeem(customer, reward: reward.id, coins: nil, amount: count * reward.amount + off)
    }

    private mutating func coupon(of customer: Int, _ books: Auditor) -> Int {
        let newest = books.customers[customer].coupons.suffix(6).map(\.number)
        return newest.isEmpty || chance(3) ? 1_000_000 : pick(newest)
    }

    private mutating func adjust(_ customer: Int, _ books: Auditor) -> Step {
        let wallet = chance(60) ? "coins" : "credits"
        let most = max(books.customers[customer].wallet(wallet).available, 1)
        let coins = chance(60) ? number(1...400) : -number(1...most + 3)
        let day = books.calendar.adding(days: number(0...60), to: books.calendar.day(of: books.now))
        return .adjust(customer, wallet: wallet, coins: coins, lastDay: coins > 0 && chance(40) ? day : nil)
    }
}
