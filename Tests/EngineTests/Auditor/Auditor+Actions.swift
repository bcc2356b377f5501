extension Auditor {
    /// A manual credit or debit.
    func adjust(_ customer: Int, wallet name: String, coins: Int64, lastDay: Int?) -> String {
        changed(customer)
        let wallet = customers[customer].wallet(name)
        if coins > 0 {
            var expires = name == "credits" ? nil : expiry(from: now)
            if let lastDay { expires = calendar.end(of: lastDay) }
            wallet.credit(coins, kind: "adjustment", at: now, until: nil, expires: expires, earned: now)
        } else {
            if let refusal = refusal(wallet, coins: -coins) { return refusal }
            _ = wallet.spend(-coins, kind: "adjustment", at: now)
        }
        move(to: now)
        return "ok"
    }

    private func refusal(_ wallet: AuditWallet, coins: Int64) -> String? {
        if wallet.debt > 0 { return "refused:wallet_in_debt:\(wallet.debt)" }
        if wallet.available < coins { return "refused:insufficient_coins:\(wallet.available):\(coins)" }
        return nil
    }

    struct Fire: Sendable {
        var customer: Int
        var trigger: String
        var device: String?
        var event: String?
        var at: Int64?
        var isTrusted: Bool
    }

    /// An action that may earn coins.
    func fire(_ fire: Fire) -> String {
        changed(fire.customer)
        if let device = fire.device { customers[fire.customer].devices.insert(device) }
        let event = fire.event.map { fire.trigger + "/" + $0 }
        var answer = reason(against: fire, event: event)
        if answer == nil, let trigger = programme.triggers.first(where: { $0.id == fire.trigger }) {
            let (until, expires) = terms(earned: now, pendingDays: trigger.pendingDays)
            customers[fire.customer].coins.credit(
                trigger.coins, kind: until == nil ? "earn" : "pending_award", at: counts(fire),
                until: until,
                expires: expires, earned: now)
            // A lot that is available at once is so from the time of the action.
            customers[fire.customer].awards[trigger.id, default: []].append(counts(fire))
            if trigger.kind == "app_install", let device = fire.device {
                devices.insert(trigger.id + "/" + device)
            }
            answer = "awarded:\(trigger.coins)"
        }
        if let event { events.insert(event) }
        move(to: now)
        return answer ?? "unknown_trigger"
    }

    /// What a key or a provider tells counts when it happened; what an app tells, when it arrives.
    private func counts(_ fire: Fire) -> Int64 { fire.isTrusted ? min(fire.at ?? now, now) : now }

    private func reason(against fire: Fire, event: String?) -> String? {
        guard let trigger = programme.triggers.first(where: { $0.id == fire.trigger }) else {
            return "unknown_trigger"
        }
        if !trigger.isActive || !(fire.isTrusted || trigger.isOpen) { return "trigger_closed" }
        let customer = customers[fire.customer]
        if customer.isBlocked { return "customer_blocked" }
        let isInstall = trigger.kind == "app_install"
        if isInstall, fire.device == nil { return "device_missing" }
        if let event, events.contains(event) { return "already_awarded" }
        let awards = customer.awards[trigger.id] ?? []
        if !awards.isEmpty, isInstall || trigger.times == nil { return "already_awarded" }
        if isInstall, let device = fire.device, devices.contains(trigger.id + "/" + device) {
            return "device_seen"
        }
        let first = { (time: Int64, period: String) in
            self.calendar.first(of: period, on: self.calendar.day(of: time))
        }
        let time = counts(fire)
        if trigger.kind == "birthday", awards.contains(where: { first($0, "year") == first(time, "year") }) {
            return "already_awarded"
        }
        if let times = trigger.times {
            let same = awards.filter { first($0, trigger.period) == first(time, trigger.period) }
            if Int64(same.count) >= times { return "cap_reached" }
        }
        if let at = fire.at, at > now + 5 * 60_000 { return "outside_window" }
        return nil
    }

    /// Coins for a coupon.
    func redeem(_ customer: Int, reward id: String, coins asked: Int64?, amount: Int64?) -> String {
        changed(customer)
        guard let reward = programme.rewards.first(where: { $0.id == id }) else {
            return "refused:reward_not_found"
        }
        if customers[customer].isBlocked { return "refused:customer_blocked" }
        let needed = reward.minimumTier.flatMap { tier in programme.levels.firstIndex { $0.id == tier } } ?? 0
        if !reward.isActive || tier(of: customer, at: now).index < needed {
            return "refused:reward_unavailable"
        }
        let steps = reward.steps ?? 1...1
        let byCoins = asked.map { $0 % reward.coins == 0 ? $0 / reward.coins : -1 }
        let byAmount = amount.map { $0 % reward.amount == 0 ? $0 / reward.amount : -1 }
        let count = byCoins ?? byAmount ?? steps.lowerBound
        guard steps.contains(count), byAmount ?? count == count else {
            return "refused:reward_amount_out_of_range"
        }
        let wallet = customers[customer].coins
        if let refusal = refusal(wallet, coins: reward.coins * count) { return refusal }
        let number = wallet.spend(reward.coins * count, kind: "spend", at: now)
        customers[customer].coupons.append(
            Coupon(
                number: number, coins: reward.coins * count, amount: reward.amount * count,
                minimumCart: reward.minimumCart,
                expires: reward.validDays.map {
                    calendar.end(of: calendar.adding(days: $0, to: calendar.day(of: now)))
                },
                returns: reward.returnsCoins))
        return "coupon:\(number):\(reward.amount * count)"
    }

    private func coupon(_ customer: Int, _ number: Int) -> Int? {
        customers[customer].coupons.firstIndex { $0.number == number }
    }

    func cancel(_ customer: Int, coupon number: Int) -> String {
        changed(customer)
        guard let place = coupon(customer, number) else { return "refused:coupon_not_found" }
        let state = customers[customer].coupons[place].state
        guard state == "active" else { return "refused:coupon_not_active:\(state)" }
        customers[customer].coupons[place].state = "cancelled"
        customers[customer].coins.giveBack(number, at: now, grace: grace)
        move(to: now)
        return "ok"
    }

    /// - Parameter claimant: Who the shop says the customer is.
    func use(_ customer: Int, coupon number: Int, claimant: Int?, order: String?, cart: Int64?) -> String {
        changed(customer)
        guard let place = coupon(customer, number) else { return "refused:coupon_not_found" }
        let coupon = customers[customer].coupons[place]
        if coupon.state == "used", let order, coupon.usedOrder == order {
            return claimant ?? customer == customer ? "ok" : "refused:coupon_of_another_customer"
        }
        guard coupon.state == "active" else { return "refused:coupon_not_active:\(coupon.state)" }
        if claimant ?? customer != customer { return "refused:coupon_of_another_customer" }
        // What was not told the books know: the cart can have come to no more than this.
        let known = order.flatMap { orders[$0] }.map { max($0.subtotal, $0.total + coupon.amount) }
        if let amount = cart ?? known, amount < coupon.minimumCart {
            return "refused:coupon_minimum_cart:\(coupon.minimumCart - amount)"
        }
        customers[customer].coupons[place].state = "used"
        customers[customer].coupons[place].usedOrder = order
        if let order {
            let amount = cart ?? orders[order]?.subtotal ?? .max
            link(
                number, of: customer, coins: coupon.coins, discount: min(coupon.amount, amount),
                to: order)
            move(to: now)
        }
        return "ok"
    }

    /// Whether two customers share an account, an address, a number or a device.
    func isSame(_ friend: Int, _ referrer: Int) -> Bool {
        let (one, other) = (customers[friend], customers[referrer])
        return friend == referrer || (one.email != nil && one.email == other.email)
            || (one.mobile != nil && one.mobile == other.mobile)
            || !one.devices.isDisjoint(with: other.devices)
    }

    /// A friend enters a referrer's code.
    func claim(_ friend: Int, codeOf referrer: Int) -> String {
        if customers[friend].isBlocked { return "refused:customer_blocked" }
        guard let settings = programme.referral, settings.isActive, !customers[referrer].isBlocked else {
            return "refused:referral_closed"
        }
        if referrals.contains(where: { $0.friend == friend && $0.referrer == referrer }) { return "ok" }
        let one = customers[friend]
        if isSame(friend, referrer) { return "refused:referral_self" }
        if referrals.contains(where: { $0.friend == friend }) { return "refused:referral_already_claimed" }
        if one.hasOrders { return "refused:referral_existing_buyer" }
        var above: Int? = referrer
        while let current = above {
            above = referrals.first { $0.friend == current }?.referrer
            if above == friend { return "refused:referral_cycle" }
        }
        let rewarded = referrals.filter { $0.referrer == referrer && $0.state == "rewarded" && !$0.isCapped }
        if Int64(rewarded.count) >= settings.lifetimeCap ?? .max { return "refused:referral_cap_reached" }
        referrals.append(
            Referral(
                friend: friend, referrer: referrer, friendCoins: settings.friendCoins,
                referrerCoins: settings.referrerCoins))
        return "ok"
    }
}
