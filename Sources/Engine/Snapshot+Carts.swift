package import Model
internal import Store

extension Snapshot {
    /// What a product would earn this customer: the `product` screen.
    ///
    /// - Throws: ``SettlementDue``
    package func productFacts(_ product: ProductOffer, of customer: Customer) throws -> ScreenFacts {
        var facts = try bareFacts(.product, of: customer)
        let previews = try productPreview([product], of: customer)
        if let earning = previews.first { facts.product = ProductFacts(product: product, earning: earning) }
        return facts
    }

    /// What a cart means for this customer: the `cart` screen.
    ///
    /// - Parameter coins: What the customer would like to use; nil for as many as can be.
    /// - Throws: ``SettlementDue``
    package func cartFacts(_ cart: Cart, channel: Channel, coins: Coins?, of customer: Customer) throws
        -> ScreenFacts
    {
        var facts = try bareFacts(.cart, of: customer)
        let earning = try cartPreview(cart, of: customer)
        let tier = try tier(of: customer)
        facts.tier = tier
        facts.cart = CartFacts(
            cart: cart, channel: channel, earning: earning,
            tier: tier.flatMap { CartRules.tier(after: cart, earning, from: $0, version.programme.tiers) },
            redemption: try redemption(cart, channel, coins, of: customer),
            coupons: try coupons(beside: cart, of: customer))
        return facts
    }

    /// The facts that every screen has. What a product or a cart would earn is dated from today, so it changes with
    /// the local day.
    private func bareFacts(_ screen: ScreenName, of customer: Customer) throws -> ScreenFacts {
        let row = try settledRow(.coins, of: customer)
        let zone = version.programme.zone
        let midnight = zone.endOfDay(zone.localDate(at: now))
        return ScreenFacts(
            screen: screen, version: version, customer: customer,
            changedAt: max(version.publishedAt, zone.startOfDay(zone.localDate(at: now))),
            validUntil: row.nextDueAt == .never ? midnight : min(row.nextDueAt, midnight), now: now,
            wallet: try facts(of: row, .coins, customer))
    }

    private func coupons(beside cart: Cart, of customer: Customer) throws -> [CartCoupon] {
        let page = PageRequest(limit: FactLimits.cartCouponsMax)
        let active = try settledCoupons(of: customer, page: page, state: .active).items
        return CartRules.coupons(active, beside: cart, currency: version.programme.currency.code)
    }

    /// What coins take off the cart through a channel: quotes, by the one function that prices them.
    private func redemption(
        _ cart: Cart, _ channel: Channel, _ coins: Coins?, of customer: Customer
    ) throws -> CartRedemption {
        func request(_ wanted: QuoteRequest.Wanted) -> QuoteRequest {
            QuoteRequest(
                channel: channel, total: cart.amounts.total, subtotal: cart.amounts.subtotal, wanted: wanted)
        }
        let best = try quote(request(.most), for: customer)
        let requested = try coins.map { try quote(request(.coins($0)), for: customer) }
        return CartRules.redemption(
            best: best, requested: requested, version.programme.redemption.rules[channel], cart.amounts)
    }
}
