package import Model
internal import Store

/// The shop checks a code, or uses it; both apply the same checks (rule 8.3).
package enum UseCoupon {
    package struct Input: Sendable, Hashable {
        package var code: String
        /// The cart's customer, if the shop knows; must be the coupon's own.
        package var customer: CustomerID?
        package var order: OrderID?
        /// Minor units and currency of the cart; both or neither.
        package var cartAmount: Int64?
        package var currency: String?
        package init(
            code: String, customer: CustomerID? = nil, order: OrderID? = nil, cartAmount: Int64? = nil,
            currency: String? = nil
        ) {
            self.code = code
            self.customer = customer
            self.order = order
            self.cartAmount = cartAmount
            self.currency = currency
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var coupon: Coupon
        package var customerID: CustomerID
    }

    /// Would the coupon be good? Changes nothing.
    ///
    /// - Throws: ``Refusal``: `couponNotFound`, `currencyMismatch`, `couponNotActive`, `couponOfAnotherCustomer`,
    ///   `couponMinimumCart`.
    package static func verify(_ input: Input, in snapshot: Snapshot) throws -> Receipt {
        let coupon = try snapshot.coupon(code: input.code)
        let owner = try snapshot.customerID(of: coupon.customer)
        try check(coupon, owner: owner, input, in: snapshot)
        return Receipt(coupon: coupon, customerID: owner)
    }

    /// The refusals in their order of precedence.
    private static func check(
        _ coupon: Coupon, owner: CustomerID, _ input: Input, in snapshot: Snapshot
    ) throws(Refusal) {
        if let currency = input.currency, currency != coupon.currency {
            throw .currencyMismatch(programme: coupon.currency, given: currency)
        }
        guard coupon.state == .active else { throw .couponNotActive(state: coupon.state) }
        guard snapshot.now < coupon.expiresAt else { throw .couponNotActive(state: .expired) }
        if let customer = input.customer, customer != owner { throw .couponOfAnotherCustomer }
        if let amount = input.cartAmount, amount < coupon.minimumCartAmount {
            throw .couponMinimumCart(
                minimum: coupon.minimumCartAmount, shortfall: coupon.minimumCartAmount - amount,
                currency: coupon.currency)
        }
    }

    /// Uses it up. A repeat for the same order is the same answer.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let found = try context.snapshot.coupon(code: input.code)
        try Settle.run(found.customer, in: context)
        let coupon = try context.snapshot.coupon(number: found.number, of: found.customer)
        let owner = try context.snapshot.customerID(of: coupon.customer)
        if coupon.state == .used, let order = input.order, coupon.usedOrder == order.text {
            if let customer = input.customer, customer != owner { throw Refusal.couponOfAnotherCustomer }
            return Receipt(coupon: coupon, customerID: owner)
        }
        try check(coupon, owner: owner, input, in: context.snapshot)
        var used = coupon
        used.state = .used
        used.usedAt = context.now
        used.usedOrder = input.order?.text
        used.endedAt = context.now
        try context.transaction.end(used, in: context.book.number)
        if let order = input.order {
            // A coupon takes off no more than the cart has.
            let discount = min(used.amount, input.cartAmount ?? used.amount)
            try context.linkRedemption(
                order: order, customer: used.customer,
                entry: TransactionID(wallet: .coins, sequence: used.number), coins: used.coins,
                discount: discount)
        }
        return Receipt(coupon: used, customerID: owner)
    }
}
