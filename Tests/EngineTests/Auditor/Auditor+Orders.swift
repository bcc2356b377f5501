extension Auditor {
    struct OrderEvent: Sendable {
        var id: String
        var customer: Int
        var state: String
        var placed: Int64
        var currency: String
        var total: Int64
        var subtotal: Int64
        var revision: Int64?
        /// Nil to leave them as they were.
        var lines: [Line]?
    }

    static let states = ["created", "paid", "fulfilled", "delivered"]

    /// What the books answer to an order event.
    func put(_ event: OrderEvent) -> String {
        guard event.currency == programme.currency else { return "refused:currency_mismatch" }
        changed(event.customer)
        var order: Order
        var change = "created"
        var before: Order?
        if let present = orders[event.id] {
            guard present.customer == event.customer else { return "refused:order_of_another_customer" }
            if isLate(event, after: present) { return "late:" + answer(of: present) }
            guard present.state != "cancelled" || event.state == "cancelled" else {
                return "refused:order_cancelled"
            }
            order = present
            before = present
            order.state = event.state
            order.placed = event.placed
            order.total = event.total
            order.subtotal = event.subtotal
            order.revision = event.revision ?? present.revision
            let isSame =
                order.state == present.state && order.placed == present.placed && order.total == present.total
                && order.subtotal == present.subtotal && order.revision == present.revision
            if isSame { return "repeated:" + answer(of: present) }
            change = "updated"
        } else {
            order = Order(
                customer: event.customer, state: event.state, placed: event.placed, total: event.total,
                subtotal: event.subtotal, revision: event.revision, lines: event.lines ?? [])
        }
        customers[event.customer].hasOrders = true
        let time = before == nil ? min(event.placed, now) : now
        if before == nil { order.tier = programme.levels[tier(of: event.customer, at: time).index].id }
        if event.state == "cancelled", before != nil {
            cancel(&order, id: event.id, was: before?.state == "cancelled")
        } else {
            award(&order, id: event.id, at: time)
            order.counted = counted(order)
        }
        count(order, before: before, at: time)
        orders[event.id] = order
        // An order that is born cancelled gives back what was spent on it, too.
        if before == nil, order.state == "cancelled" {
            _ = giveBack(on: event.id, left: Share(above: 0, below: 1))
        }
        if order.counted > 0 { qualify(order, id: event.id) }
        move(to: now)
        return "\(change):" + answer(of: order)
    }

    private func isLate(_ event: OrderEvent, after order: Order) -> Bool {
        if let known = order.revision, let given = event.revision, given < known { return true }
        guard let reached = Self.states.firstIndex(of: order.state),
            let claimed = Self.states.firstIndex(of: event.state)
        else { return false }
        return claimed < reached
    }

    private func answer(of order: Order) -> String {
        order.award != nil ? "awarded:\(order.coins)" : order.reason ?? "award_moment_not_reached"
    }

    private func award(_ order: inout Order, id: String, at time: Int64) {
        guard order.award == nil else { return }
        order.reason = nil
        if customers[order.customer].isBlocked { return order.reason = "customer_blocked" }
        guard let reached = Self.states.firstIndex(of: order.state),
            let needed = Self.states.firstIndex(of: programme.awardOn), reached >= needed
        else { return order.reason = "award_moment_not_reached" }
        let level =
            programme.levels.first { $0.id == order.tier }
            ?? programme.levels[tier(of: order.customer, at: time).index]
        let day = calendar.day(of: time)
        let basis = basis(of: order, id: id, factor: level.basisPoints, day: day)
        let sum = basis.sum(after: order.returned)
        let (isUntouched, coins) = (order.returned.isNothing, sum.coins)
        if coins == 0 {
            order.reason =
                order.returned.isWhole || (!isUntouched && sum.isNothing)
                ? "order_refunded"
                : sum.isBelowMinimum
                    ? "below_minimum"
                    : sum.isExcluded
                        ? "excluded_product" : sum.beforeCaps == 0 ? "rounds_to_zero" : "cap_reached"
            return
        }
        let (until, expires) = terms(earned: time, pendingDays: programme.pendingDays)
        order.award = customers[order.customer].coins.credit(
            coins, kind: until == nil ? "earn" : "pending_award", at: time, until: until, expires: expires,
            earned: time)
        order.coins = coins
        order.basis = basis
        order.awardDay = day
    }

    private func basis(of order: Order, id: String, factor: Int64, day: Int) -> Basis {
        let discounts = (spentOn[id] ?? []).reduce(0) {
            $0 + $1.discount
        }
        let amount = programme.base == "total" ? order.total : max(0, order.subtotal - discounts)
        let others = orders.filter {
            $0.key != id && $0.value.customer == order.customer && $0.value.award != nil
        }
        let kept = { (orders: [String: Order]) in orders.values.reduce(0) { $0 + $1.coins - $1.takenBack } }
        var room: Int64?
        if let caps = programme.caps {
            room = min(
                caps.order, max(0, caps.day - kept(others.filter { $0.value.awardDay == day })),
                max(0, caps.customer - kept(others)))
        }
        let lines = order.lines.map { line in
            let factors = programme.factors.filter { line.tags.contains($0.tag) }.map { $0.basisPoints ?? 0 }
            return Basis.Line(
                id: line.id, quantity: line.quantity,
                weight: programme.base == "total" ? line.amount - line.discount : line.amount,
                paid: line.amount - line.discount, discount: line.discount, factors: factors)
        }
        var basis = Basis(
            amount: amount, coins: programme.coins, perAmount: programme.perAmount,
            minimum: programme.minimumAmount, factor: factor, room: room, total: order.total, lines: lines,
            isLessCoins: programme.base != "total")
        if basis.isLessCoins { basis.takeOut(coins: discounts) }
        return basis
    }

    private func cancel(_ order: inout Order, id: String, was isCancelled: Bool) {
        if !isCancelled {
            _ = giveBack(on: id, left: Share(above: 0, below: 1))
            _ = takeBack(&order, keeping: 0)
        }
        order.counted = 0
        rejectReferral(order, id: id)
    }

    func rejectReferral(_ order: Order, id: String) {
        for place in referrals.indices
        where referrals[place].friend == order.customer && referrals[place].state == "qualified"
            && referrals[place].order == id
        {
            referrals[place].state = "rejected"
            changed(referrals[place].referrer)
        }
    }

    private func qualify(_ order: Order, id: String) {
        guard let settings = programme.referral, order.total >= settings.minimumOrder,
            let place = referrals.firstIndex(where: { $0.friend == order.customer && $0.state == "signed_up" }
            )
        else { return }
        referrals[place].state = "qualified"
        referrals[place].order = id
        let held = calendar.end(of: calendar.adding(days: settings.holdDays, to: calendar.day(of: now)))
        referrals[place].due = settings.holdDays > 0 ? held : now
        changed(referrals[place].referrer)
    }

    // The VIP programme

    /// The tier at a time, after the steps down that were due by then.
    func tier(of customer: Int, at time: Int64) -> (index: Int, until: Int64?) {
        guard let standing = customers[customer].standing else { return (0, nil) }
        let index = programme.levels.firstIndex { $0.id == standing.tier } ?? 0
        return stepDown(customer, index, standing.until, at: time)
    }

    private func stepDown(
        _ customer: Int, _ index: Int, _ until: Int64?, at time: Int64
    ) -> (index: Int, until: Int64?) {
        guard index > 0, let until else { return (index, index == 0 ? nil : until) }
        let day = calendar.day(of: until)
        let due = calendar.start(of: calendar.adding(days: programme.graceDays, to: day))
        guard time >= due else { return (index, until) }
        let months: Int64 = if case .rollingMonths(let months) = programme.window { months } else { 12 }
        let next = calendar.start(of: calendar.adding(months: months, to: day))
        // Whoever counts enough on the last day of the grace stays.
        let lower = min(index, max(index - 1, level(reachedBy: spend(of: customer, at: due - 1))))
        return stepDown(customer, lower, lower == 0 ? nil : next, at: time)
    }

    private func level(reachedBy spend: Int64) -> Int {
        programme.levels.lastIndex { $0.threshold <= spend } ?? 0
    }

    /// The spend that counts at a time.
    func spend(of customer: Int, at time: Int64) -> Int64 {
        let today = calendar.day(of: time)
        let first: Int
        switch programme.window {
        case .lifetime: return customers[customer].standing?.lifetime ?? 0
        case .calendarYear: first = calendar.first(of: "year", on: today)
        case .rollingMonths(let months):
            first = calendar.adding(days: 1, to: calendar.adding(months: -months, to: today))
        }
        return customers[customer].spendDays.filter { $0.key >= first && $0.key <= today }.values.reduce(0, +)
    }

    func count(_ order: Order, before: Order?, at time: Int64) {
        let old =
            before.map { (calendar.day(of: $0.placed), $0.counted) } ?? (calendar.day(of: order.placed), 0)
        let new = (calendar.day(of: order.placed), order.counted)
        guard old != new, old.1 != 0 || new.1 != 0 else { return }
        let customer = order.customer
        customers[customer].spendDays[old.0, default: 0] -= old.1
        customers[customer].spendDays[new.0, default: 0] += new.1
        var standing = customers[customer].standing ?? Standing(tier: programme.levels[0].id)
        standing.lifetime += new.1 - old.1
        customers[customer].standing = standing
        if old.1 != 0 { withdraw(customer) }
        if new.1 > old.1 || (new.1 != 0 && new.0 != old.0) { reach(customer, at: time) }
    }

    /// Up, or sure for longer.
    private func reach(_ customer: Int, at time: Int64) {
        guard let standing = customers[customer].standing else { return }
        let counting = spend(of: customer, at: time)
        let (reached, current) = (level(reachedBy: counting), tier(of: customer, at: time))
        let place = (index: reached, until: validity(from: time))
        guard reached >= current.index, reached > 0, place != current else { return }
        let stored = (
            index: programme.levels.firstIndex { $0.id == standing.tier } ?? 0, until: standing.until
        )
        if time < now, isWorse(customer, place, than: stored) { return }
        let days: ClosedRange<Int>
        switch programme.window {
        case .lifetime: days = Int.min...Int.max
        case .calendarYear:
            let first = calendar.first(of: "year", on: calendar.day(of: time))
            days = first...calendar.adding(days: -1, to: calendar.adding(months: 12, to: first))
        case .rollingMonths(let months):
            let today = calendar.day(of: time)
            days = calendar.adding(days: 1, to: calendar.adding(months: -months, to: today))...today
        }
        customers[customer].standing?.grounds.append(
            Standing.Ground(
                days: days, threshold: programme.levels[reached].threshold, at: time,
                formerTier: standing.tier, formerUntil: standing.until))
        customers[customer].standing?.tier = programme.levels[reached].id
        customers[customer].standing?.until = place.until
    }

    /// Back, where what was counted on a ground's days is no longer enough.
    private func withdraw(_ customer: Int) {
        while let standing = customers[customer].standing, var ground = standing.grounds.last {
            let left = customers[customer].spendDays.filter { ground.days.contains($0.key) }.values.reduce(
                0, +)
            if left >= ground.threshold { return }
            customers[customer].standing?.grounds.removeLast()
            customers[customer].standing?.tier = ground.formerTier
            customers[customer].standing?.until = ground.formerUntil
            let reached = level(reachedBy: left)
            guard reached > 0, reached >= tier(of: customer, at: ground.at).index,
                programme.levels[reached].id != standing.tier
            else { continue }
            ground.threshold = programme.levels[reached].threshold
            customers[customer].standing?.grounds.append(ground)
            customers[customer].standing?.tier = programme.levels[reached].id
            customers[customer].standing?.until = standing.until
            return
        }
    }

    /// An order that arrives late never costs what is sure today.
    private func isWorse(
        _ customer: Int, _ place: (index: Int, until: Int64?), than other: (index: Int, until: Int64?)
    ) -> Bool {
        let (mine, theirs) = (
            stepDown(customer, place.index, place.until, at: now),
            stepDown(customer, other.index, other.until, at: now)
        )
        if mine.index != theirs.index { return mine.index < theirs.index }
        return (mine.until ?? .max) < (theirs.until ?? .max)
    }

    private func validity(from time: Int64) -> Int64? {
        let today = calendar.day(of: time)
        switch programme.window {
        case .lifetime: return nil
        case .calendarYear:
            return calendar.start(of: calendar.adding(months: 24, to: calendar.first(of: "year", on: today)))
        case .rollingMonths(let months): return calendar.end(of: calendar.adding(months: months, to: today))
        }
    }
}
