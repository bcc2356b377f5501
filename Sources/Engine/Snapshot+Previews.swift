package import Model
internal import Store

extension Snapshot {
    /// What a cart would earn if it became an order now, unchanged: the same function as the award (rule 2.5).
    ///
    /// - Parameter customer: Nil for a guest, who is taken for somebody new in the lowest tier.
    package func cartPreview(_ cart: Cart, of customer: Customer?) throws -> EarningPreview {
        let surroundings = try surroundings(of: customer)
        return preview(cart, in: surroundings, isBlocked: customer?.isBlocked ?? false)
    }

    /// What each product would earn on its own, in the order in which they are given.
    ///
    /// - Parameter customer: As of ``cartPreview(_:of:)``.
    package func productPreview(_ products: [ProductOffer], of customer: Customer?) throws -> [EarningPreview]
    {
        let surroundings = try surroundings(of: customer)
        return products.map { product in
            let line = OrderLine(
                id: product.product, product: product.product, collections: product.collections,
                tags: product.tags, amount: product.price)
            let cart = Cart(
                amounts: OrderAmounts(total: product.price, subtotal: product.price), lines: [line])
            return preview(cart, in: surroundings, isBlocked: customer?.isBlocked ?? false)
        }
    }

    /// What does not depend on the cart: read once for all products of a list.
    private func surroundings(of customer: Customer?) throws -> OrderFacts {
        let programme = version.programme
        let today = programme.zone.localDate(at: now)
        var facts = OrderFacts(
            state: programme.earning.awardOn, amounts: OrderAmounts(total: 0, subtotal: 0),
            tier: programme.tiers?.levels.first, tiers: programme.tiers, placedOn: today)
        if let customer {
            facts.tier = try tierForEarning(of: customer, at: now)
            facts.room = try capRoom(of: customer.number, on: today)
        } else {
            facts.room = CapRoom(
                day: programme.earning.caps.perDay, customer: programme.earning.caps.perCustomer)
        }
        return facts
    }

    private func preview(_ cart: Cart, in surroundings: OrderFacts, isBlocked: Bool) -> EarningPreview {
        let programme = version.programme
        let (settings, zone) = (programme.earning(through: cart.connector), programme.zone)
        var facts = surroundings
        if programme.governingBase(of: cart.connector) != nil { facts.governedBy = cart.connector }
        facts.amounts = cart.amounts
        facts.lines = cart.lines
        let until = ExpiryRules.pendingUntil(now, days: settings.pendingDays, zone: zone)
        var preview = EarningPreview(
            coins: 0, reason: nil, earning: nil, coinsByLine: [], awardOn: settings.awardOn,
            pendingDays: settings.pendingDays, pendingUntil: until,
            expiresAt: ExpiryRules.expiresAt(until ?? now, policy: programme.expiry, zone: zone))
        guard !isBlocked else {
            preview.reason = .customerBlocked
            return preview
        }
        switch EarningRules.order(facts, settings: settings) {
        case .none(let reason, _): preview.reason = reason
        case .award(let earning):
            preview.coins = earning.coins
            preview.earning = earning
            preview.coinsByLine = earning.basis.coinsByLine(of: earning.coins).map {
                EarningPreview.LineCoins(line: $0.line, coins: $0.coins)
            }
        }
        return preview
    }

    /// What a customer's orders have left under the caps on a local day; what was taken back counts no longer.
    func capRoom(of customer: CustomerNumber, on day: LocalDate) throws -> CapRoom {
        let caps = version.programme.earning.caps
        var room = CapRoom()
        if let cap = caps.perDay {
            let used = try connection.awardedCoins(of: customer, on: day, in: book.number)
            room.day = max(0, cap - used)
        }
        if let cap = caps.perCustomer {
            let used = try connection.awardedCoins(of: customer, on: nil, in: book.number)
            room.customer = max(0, cap - used)
        }
        return room
    }
}
