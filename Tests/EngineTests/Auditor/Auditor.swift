/// An accountant beside the engine: told of the same events, it keeps books of its own, by the rules and not by the
/// engine's code. It works eagerly, writing everything when it falls due, where the engine works when somebody asks;
/// that the two agree shows that nobody can tell.
///
/// Times are milliseconds since 1970. Customers are known by their place in the order in which they were made.
final class Auditor {
    struct Coupon: Equatable {
        var number: Int
        var coins: Int64
        var amount: Int64
        var minimumCart: Int64
        var state = "active"
        var expires: Int64?
        var returns: Bool
        var usedOrder: String?
    }

    struct Referral: Equatable {
        var friend: Int
        var referrer: Int
        var state = "signed_up"
        var order: String?
        var due: Int64 = .max
        var rewarded: Int64?
        /// The friend was rewarded, the referrer was not.
        var isCapped = false
        var friendCoins: Int64
        var referrerCoins: Int64
    }

    struct Order {
        var customer: Int
        var state: String
        var placed: Int64
        var total: Int64
        var subtotal: Int64
        var revision: Int64?
        /// Held when the order came.
        var tier = ""
        var counted: Int64 = 0
        var award: Int?
        var coins: Int64 = 0
        var reason: String?
        var lines: [Line] = []
        /// What the award was computed from, as it was then.
        var basis: Basis?
        var awardDay: Int?
        var takenBack: Int64 = 0
        var returned = Returned()
        /// What each refund was, and what it came to, by its id.
        var refunds: [String: (content: String, answer: String)] = [:]
    }

    struct Standing {
        /// What a tier rests on, and where the customer stood before it.
        struct Ground {
            var days: ClosedRange<Int>
            var threshold: Int64
            var at: Int64
            var formerTier: String
            var formerUntil: Int64?
        }
        var grounds: [Ground] = []
        var tier: String
        var until: Int64?
        var lifetime: Int64 = 0
    }

    struct Customer {
        var email: String?
        var mobile: String?
        var isBlocked = false
        let coins = AuditWallet()
        let credits = AuditWallet()
        var coupons: [Coupon] = []
        var standing: Standing?
        var spendDays: [Int: Int64] = [:]
        var hasOrders = false
        var devices: Set<String> = []
        var awards: [String: [Int64]] = [:]
        func wallet(_ name: String) -> AuditWallet { name == "coins" ? coins : credits }
    }

    var programme: TestProgramme
    let calendar: AuditCalendar
    var customers: [Customer] = []
    var orders: [String: Order] = [:]
    /// What was spent on orders, by the order's id.
    var spentOn: [String: [SpentOn]] = [:]
    var referrals: [Referral] = []
    var devices: Set<String> = []
    var events: Set<String> = []
    var now: Int64
    /// Each customer's next due thing; missing when it must be looked for.
    private var agenda: [Int: Due?] = [:]

    init(_ programme: TestProgramme, now: Int64) {
        self.programme = programme
        self.now = now
        calendar = AuditCalendar(zone: programme.zone)
    }

    // What falls due

    private enum What { case release(String, Int), expiry(String), coupon(Int), referral(Int) }

    private struct Due {
        var at: Int64
        var rank: Int
        var friend = 0
        var what: What
        var key: (Int64, Int, Int) { (at, rank, friend) }
    }

    /// Moves on to a time, writing what falls due on the way, customer by customer in due order.
    func move(to time: Int64) {
        now = time
        while true {
            for index in customers.indices where agenda[index] == nil {
                agenda[index] = .some(next(of: index))
            }
            var first: (index: Int, due: Due)?
            for index in customers.indices {
                guard let due = agenda[index] ?? nil else { continue }
                if let known = first?.due, known.key <= due.key { continue }
                first = (index, due)
            }
            guard let (index, due) = first, due.at <= time else { return }
            write(due, of: index)
        }
    }

    func changed(_ customer: Int) { agenda[customer] = nil }

    private func next(of index: Int) -> Due? {
        var found: [Due] = []
        let customer = customers[index]
        for name in ["coins", "credits"] {
            for lot in customer.wallet(name).lots where lot.left > 0 {
                if lot.isPending {
                    found.append(
                        Due(at: lot.availableAt, rank: 1, friend: lot.id, what: .release(name, lot.id)))
                } else if let expires = lot.expires {
                    found.append(Due(at: expires, rank: 2, what: .expiry(name)))
                }
            }
        }
        for (place, coupon) in customer.coupons.enumerated() where coupon.state == "active" {
            guard let expires = coupon.expires else { continue }
            found.append(Due(at: expires, rank: 3, friend: coupon.number, what: .coupon(place)))
        }
        for (place, referral) in referrals.enumerated()
        where referral.state == "qualified" && (referral.friend == index || referral.referrer == index) {
            found.append(Due(at: referral.due, rank: 4, friend: referral.friend, what: .referral(place)))
        }
        return found.min { $0.key < $1.key }
    }

    private func write(_ due: Due, of index: Int) {
        changed(index)
        switch due.what {
        case .release(let name, let lot): customers[index].wallet(name).release(lot, at: due.at)
        case .expiry(let name): customers[index].wallet(name).expire(at: due.at)
        case .coupon(let place):
            customers[index].coupons[place].state = "expired"
            let coupon = customers[index].coupons[place]
            if coupon.returns { customers[index].coins.giveBack(coupon.number, at: due.at, grace: grace) }
        case .referral(let place): reward(place)
        }
    }

    private func reward(_ place: Int) {
        let referral = referrals[place]
        let (friend, referrer) = (referral.friend, referral.referrer)
        changed(friend)
        changed(referrer)
        let rewarded = referrals.filter { $0.referrer == referrer && $0.state == "rewarded" && !$0.isCapped }
        let month = calendar.start(of: calendar.first(of: "month", on: calendar.day(of: referral.due)))
        let inMonth = rewarded.filter { ($0.rewarded ?? 0) >= month }
        let isFull =
            Int64(rewarded.count) >= programme.referral?.lifetimeCap ?? .max
            || Int64(inMonth.count) >= programme.referral?.monthlyCap ?? .max
        guard !isSame(friend, referrer) else {
            referrals[place].state = "rejected"
            return
        }
        if isFull { referrals[place].referrerCoins = 0 }
        referrals[place].isCapped = isFull
        referrals[place].state = "rewarded"
        referrals[place].rewarded = referral.due
        let expires = expiry(from: referral.due)
        for (side, coins) in [(friend, referral.friendCoins), (referrer, referrals[place].referrerCoins)]
        where coins > 0 && !customers[side].isBlocked {
            customers[side].coins.credit(
                coins, kind: "earn", at: referral.due, until: nil, expires: expires, earned: referral.due)
        }
    }

    // Dates

    func grace(_ original: Int64) -> Int64 {
        calendar.end(of: calendar.adding(days: 14, to: calendar.day(of: original - 1)))
    }

    func expiry(from time: Int64) -> Int64? {
        let day = calendar.day(of: time)
        switch programme.expiry {
        case nil: return nil
        case .days(let days): return calendar.end(of: calendar.adding(days: days, to: day))
        case .months(let months): return calendar.end(of: calendar.adding(months: months, to: day))
        }
    }

    /// When coins earned at a time are released, if they still wait, and when they lapse.
    func terms(earned: Int64, pendingDays: Int64) -> (until: Int64?, expires: Int64?) {
        guard pendingDays > 0 else { return (nil, expiry(from: earned)) }
        let until = calendar.end(of: calendar.adding(days: pendingDays, to: calendar.day(of: earned)))
        return (until > now ? until : nil, expiry(from: until))
    }
}
