import Model
import Store

extension CommandContext {
    /// Notes that coins (or store credit) were spent on an order, so that its refund finds them (rules 5.6, 7.5). The one
    /// way in: the use of a coupon and the commit of a hold both come here. The order need not be known yet; of one that
    /// has been refunded or cancelled already, what is due comes back at once, and of one that has its award the coins for
    /// the part that these paid, where that part earns nothing (rule 2.3).
    ///
    /// - Parameters:
    ///   - entry: The debit that took them, which no other call has linked.
    ///   - coins: What it took; minor units for a debit of the credits wallet.
    ///   - discount: What they take off the order; minor units.
    ///   - estimateOf: The code of the coupon of which that is the most that it can be, until the order is known.
    func linkRedemption(
        order id: OrderID, customer: CustomerNumber, entry: TransactionID, coins: Coins, discount: Int64,
        estimateOf: String? = nil
    ) throws {
        // A part may have come back before anybody knew the order; a refund gives back no more than the rest (rule 5.6).
        let before = try connection.returnedLots(
            of: entry.sequence, of: customer, wallet: entry.wallet, in: book.number
        ).values.reduce(0, +)
        try transaction.put(
            OrderRedemption(
                order: id, customer: customer, entry: entry, coins: coins, discount: discount,
                returned: before, estimateOf: estimateOf), in: book.number)
        guard let order = try connection.order(id, in: book.number) else { return }
        let isCancelled = order.state == .cancelled
        if isCancelled || order.refunded != .none {
            let returned: Returned = isCancelled ? .everything : try returned(of: order)
            _ = try OrderReversal.giveBack(
                on: order, share: OrderReversal.share(of: order, after: returned),
                because: isCancelled ? .cancelled : .lateRedemption, in: self)
        }
        guard !isCancelled, entry.wallet == .coins else { return }
        if order.customer != customer {
            concerned.insert(order.customer)
            try Settle.run(order.customer, in: self)
        }
        try OrderReversal.takeBackCoinsPart(of: order, discount: discount, in: self)
    }

    /// Works out what coupons take off an order that was not known when they were used.
    func measureCoupons(on order: Order) throws {
        for var redemption in try connection.redemptions(on: order.id, in: book.number) {
            guard let code = redemption.estimateOf else { continue }
            let coupon = try connection.coupon(code: code, in: book.number)
            let discount = coupon.flatMap {
                RedemptionRules.discount(of: $0, cart: order.subtotal, shipping: order.shipping)
            }
            guard let discount else { continue }
            redemption.discount = discount
            redemption.estimateOf = nil
            try transaction.put(redemption, in: book.number)
        }
    }

    /// Whether a number of the books is a customer's: its own, or that of one who was merged into it (rule 11.6).
    func isOwn(_ number: CustomerNumber, of customer: CustomerNumber) throws -> Bool {
        if number == customer { return true }
        return try connection.aliases(of: customer).contains { $0.number == number }
    }

    /// What has been refunded of an order so far.
    func returned(of order: Order) throws -> Returned {
        guard order.refunded != .none else { return .nothing }
        return try connection.refunds(of: order.id, in: book.number)
            .reduce(Returned.nothing) { $0.adding($1.refund.returned) }
    }

    /// An order's amounts, the part that was paid with coins as the shop says, or as the books know it.
    func amounts(of order: Order) throws -> OrderAmounts {
        let discount =
            try order.coinsDiscount
            ?? connection.redemptions(on: order.id, in: book.number)
            .filter { $0.entry.wallet == .coins }.reduce(0) { $0 + $1.discount }
        return OrderAmounts(
            total: order.total, subtotal: order.subtotal, tax: order.tax, shipping: order.shipping,
            coinsDiscount: min(discount, MoneyLimits.orderAmountMax))
    }
}
