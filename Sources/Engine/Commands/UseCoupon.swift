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
        /// What the cart's shipping costs, minor units; free shipping takes it off.
        package var shippingAmount: Int64?
        package init(
            code: String, customer: CustomerID? = nil, order: OrderID? = nil, cartAmount: Int64? = nil,
            currency: String? = nil, shippingAmount: Int64? = nil
        ) {
            self.shippingAmount = shippingAmount
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
        /// What it takes off this cart, minor units; nil where that needs more than was told, or is no money.
        package var discount: Int64?
        /// The debit of a coupon that was used after its coins had come back (rule 8.2).
        package var retaken: Entry?
    }

    /// Would the coupon be good? Changes nothing.
    ///
    /// - Throws: ``Refusal``: `couponNotFound`, `currencyMismatch`, `couponNotActive`, `couponOfAnotherCustomer`,
    ///   `couponMinimumCart`.
    package static func verify(_ input: Input, in snapshot: Snapshot) throws -> Receipt {
        let coupon = try snapshot.coupon(code: input.code)
        let owner = try snapshot.customerID(of: coupon.customer)
        let order = try knownOrder(input, in: snapshot)
        try check(coupon, isOwners: isOwner(input.customer, owner, in: snapshot), input, order, in: snapshot)
        return Receipt(coupon: coupon, customerID: owner, discount: discount(of: coupon, input, order))
    }

    /// The order that the shop names, where it is in the books already.
    private static func knownOrder(_ input: Input, in snapshot: Snapshot) throws -> Order? {
        try input.order.flatMap { try snapshot.connection.order($0, in: snapshot.book.number) }
    }

    /// Whether an id is that of a coupon's owner, or leads to it (rule 11.6), or none is given.
    private static func isOwner(
        _ given: CustomerID?, _ owner: CustomerID, in snapshot: Snapshot
    ) throws -> Bool {
        guard let given, given != owner else { return true }
        return try snapshot.connection.customer(given, in: snapshot.book.number)?.id == owner
    }

    /// What the shop does not tell of the cart the known order tells.
    private static func discount(of coupon: Coupon, _ input: Input, _ order: Order?) -> Int64? {
        RedemptionRules.discount(
            of: coupon, cart: input.cartAmount ?? order?.subtotal,
            shipping: input.shippingAmount ?? order?.shipping)
    }

    /// The refusals in their order of precedence.
    ///
    /// - Parameter isUse: A use may win against a cancellation that the shop was to confirm (rule 8.2).
    private static func check(
        _ coupon: Coupon, isOwners: Bool, _ input: Input, _ order: Order?, isUse: Bool = false,
        in snapshot: Snapshot
    ) throws(Refusal) {
        if let currency = input.currency, currency != coupon.currency {
            throw .currencyMismatch(programme: coupon.currency, given: currency)
        }
        let isGood = coupon.state == .active || (isUse && isCancelledAtShop(coupon))
        guard isGood else { throw .couponNotActive(state: coupon.state) }
        guard snapshot.now < coupon.expiresAt else { throw .couponNotActive(state: .expired) }
        guard isOwners else { throw .couponOfAnotherCustomer }
        let amount = input.cartAmount ?? order.map { cart(of: $0, before: coupon) }
        if let amount, amount < coupon.minimumCartAmount {
            throw .couponMinimumCart(
                minimum: coupon.minimumCartAmount, shortfall: coupon.minimumCartAmount - amount,
                currency: coupon.currency)
        }
    }

    /// The most that the cart of a known order can have come to before the coupon: minor units.
    private static func cart(of order: Order, before coupon: Coupon) -> Int64 {
        max(order.subtotal, order.total + (order.coinsDiscount ?? coupon.amount))
    }

    /// Whether a shop that knows the code may take it although it is being, or was, cancelled here.
    private static func isCancelledAtShop(_ coupon: Coupon) -> Bool {
        coupon.isPublished && (coupon.state == .cancelling || coupon.state == .cancelled)
    }

    /// Uses it up. A repeat for the same order is the same answer.
    ///
    /// A code that a shop knows may be used there before the shop has switched it off: the use wins, and coins that had
    /// come back already are taken again, into debt where they are gone (rules 5.5, 8.2).
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let found = try context.snapshot.coupon(code: input.code)
        try Settle.run(found.customer, in: context)
        let coupon = try context.snapshot.coupon(number: found.number, of: found.customer)
        let owner = try context.snapshot.customerID(of: coupon.customer)
        let isOwners = try isOwner(input.customer, owner, in: context.snapshot)
        let order = try knownOrder(input, in: context.snapshot)
        let discount = discount(of: coupon, input, order)
        if coupon.state == .used, let order = input.order, coupon.usedOrder == order.text {
            guard isOwners else { throw Refusal.couponOfAnotherCustomer }
            return Receipt(coupon: coupon, customerID: owner, discount: discount)
        }
        try check(coupon, isOwners: isOwners, input, order, isUse: true, in: context.snapshot)
        var used = coupon
        used.state = .used
        used.usedAt = context.now
        used.usedOrder = input.order?.text
        used.endedAt = context.now
        var paid: (entry: Int64, coins: Coins) = (used.number, used.coins)
        var retaken: Entry?
        var payer = coupon.customer
        if coupon.state == .cancelled {
            // Coins that came back went on with whoever goes on for its customer (rule 11.6).
            payer = try context.settledCustomer(owner).number
            let (entry, taken) = try retake(coupon, from: payer, in: context)
            retaken = entry
            paid = (entry?.id.sequence ?? 0, taken)
        }
        try context.transaction.update(used, from: coupon.state, in: context.book.number)
        if let order = input.order, paid.coins > 0 {
            try context.linkRedemption(
                order: order, customer: payer,
                entry: TransactionID(wallet: .coins, sequence: paid.entry), coins: paid.coins,
                discount: discount ?? used.amount, estimateOf: discount == nil ? used.code : nil)
        }
        return Receipt(coupon: used, customerID: owner, discount: discount, retaken: retaken)
    }

    /// Takes the coins of a cancelled coupon again; answers the entry and how many of them were there to be taken.
    private static func retake(
        _ coupon: Coupon, from payer: CustomerNumber, in context: CommandContext
    ) throws -> (Entry?, Coins) {
        var wallet = try context.open(.coins, of: payer)
        let coins = min(coupon.coins, max(0, wallet.row.available + context.debtFloor))
        guard coins > 0 else { return (nil, 0) }
        let taken = min(coins, wallet.spendable)
        let trace = Trace(.couponUsedLate).adding("coupon", coupon.number).adding("coins", coins)
            .adding("waived", coins < coupon.coins ? coupon.coins - coins : nil)
        let entry = try wallet.retake(
            coins,
            context.draft(
                .clawback, reason: "coupon_used_late", source: Source(.coupon, coupon.rewardID.text),
                trace: trace, reverses: payer == coupon.customer ? coupon.returnSequence : nil))
        return (entry, taken)
    }
}
