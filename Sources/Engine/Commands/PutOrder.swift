package import Model
internal import Store

/// The order as it stands now: earns on the programme's award moment, qualifies a referral, counts towards the tier.
package enum PutOrder {
    package struct Input: Sendable, Hashable {
        package var id: OrderID
        package var customer: CustomerID
        package var state: OrderState
        package var placedAt: Instant
        package var currency: String
        /// Total payable; minor units.
        package var total: Int64
        /// Before discounts, without tax and shipping; minor units.
        package var subtotal: Int64
        /// The shop's count of changes; an older one is a no-op (rule 5.2).
        package var revision: Int64?
        package var connector: String?
        /// What of the total is tax, and what is shipping; minor units. Nil leaves what the books have, or nothing.
        package var tax: Int64?
        package var shipping: Int64?
        /// The part of the discounts that was paid with coins; nil leaves what the books have, or what they know of
        /// the coupons and holds of this order.
        package var coinsDiscount: Int64?
        /// Nil leaves what the books have.
        package var lines: [OrderLine]?
        /// Imports make unknown customers; requests do not.
        package var makesCustomer: Bool
        package init(
            id: OrderID, customer: CustomerID, state: OrderState, placedAt: Instant, currency: String,
            total: Int64, subtotal: Int64, tax: Int64? = nil, shipping: Int64? = nil,
            coinsDiscount: Int64? = nil, lines: [OrderLine]? = nil, revision: Int64? = nil,
            connector: String? = nil, makesCustomer: Bool = false
        ) {
            self.id = id
            self.customer = customer
            self.state = state
            self.placedAt = placedAt
            self.currency = currency
            self.total = total
            self.subtotal = subtotal
            self.revision = revision
            self.connector = connector
            self.tax = tax
            self.shipping = shipping
            self.coinsDiscount = coinsDiscount
            self.lines = lines
            self.makesCustomer = makesCustomer
        }
    }

    /// Whether the call changed anything.
    package enum Change: String, Sendable, Hashable {
        case created, updated
        /// The same state again.
        case repeated
        /// An older revision, or a state that the order has left behind (rule 5.1).
        case late
    }

    package struct Receipt: Sendable, Hashable {
        package var order: Order
        package var change: Change
        /// The order's award so far.
        package var award: AwardOutcome
        /// What this call gave for the order, less what it took back.
        package var coinsGiven: Coins = 0
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `currencyMismatch`, `orderOfAnotherCustomer`, `orderCancelled`;
    ///   ``InvalidInput`` for an amount beyond ``MoneyLimits/orderAmountMax``.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        try check(input, at: context.now)
        let customer = try customer(of: input, in: context)
        guard input.currency == context.programme.currency.code else {
            throw Refusal.currencyMismatch(programme: context.programme.currency.code, given: input.currency)
        }
        var receipt: Receipt
        if let present = try context.connection.order(input.id, in: context.book.number) {
            receipt = try update(present, with: input, customer: customer, in: context)
            receipt.coinsGiven = receipt.order.coinsKept - present.coinsKept
        } else {
            receipt = try create(input, customer: customer, in: context)
            receipt.coinsGiven = receipt.order.coinsKept
        }
        try context.transaction.recordOrderEvent(
            input.id, state: input.state, revision: input.revision, outcome: receipt.change.rawValue,
            actor: context.actor, at: context.now, isFirst: receipt.change == .created,
            in: context.book.number)
        // A referral without a hold is rewarded by the very order that qualifies it.
        try Settle.run(customer.number, in: context)
        return receipt
    }

    private static func customer(of input: Input, in context: CommandContext) throws -> Customer {
        if input.makesCustomer,
            try context.connection.customer(input.customer, in: context.book.number) == nil
        {
            return try UpsertCustomer.run(
                UpsertCustomer.Input(id: input.customer, signsUp: false), in: context
            ).customer
        }
        return try context.settledCustomer(input.customer)
    }

    private static func create(_ input: Input, customer: Customer, in context: CommandContext) throws
        -> Receipt
    {
        // The order's own time is when its first known state was reached, as far as anyone can tell.
        let occurredAt = min(input.placedAt, context.now)
        let tier = try context.snapshot.tierForEarning(of: customer, at: occurredAt)
        let order = Order(
            id: input.id, customer: customer.number, state: input.state, placedAt: input.placedAt,
            currency: input.currency, total: input.total, subtotal: input.subtotal, tax: input.tax ?? 0,
            shipping: input.shipping ?? 0, coinsDiscount: input.coinsDiscount, lines: input.lines ?? [],
            revision: input.revision, connector: input.connector, countedSpend: 0, awardSequence: nil,
            awardCoins: nil, outcome: nil, tier: tier?.id, programmeVersion: context.version.number,
            createdAt: context.now, updatedAt: context.now)
        try context.measureCoupons(on: order)
        return try advance(
            order, from: order, change: .created, at: occurredAt, customer: customer, in: context)
    }

    /// What an event does to an order that is known (rules 5.1, 5.2).
    private static func update(
        _ present: Order, with input: Input, customer: Customer, in context: CommandContext
    ) throws -> Receipt {
        guard present.customer == customer.number else { throw Refusal.orderOfAnotherCustomer }
        if isLate(input, after: present) {
            return Receipt(order: present, change: .late, award: try context.snapshot.award(of: present))
        }
        guard present.state != .cancelled || input.state == .cancelled else { throw Refusal.orderCancelled }
        var order = present
        order.state = input.state
        order.placedAt = input.placedAt
        order.total = input.total
        order.subtotal = input.subtotal
        order.revision = input.revision ?? present.revision
        order.connector = input.connector ?? present.connector
        order.tax = input.tax ?? present.tax
        order.shipping = input.shipping ?? present.shipping
        order.coinsDiscount = input.coinsDiscount ?? present.coinsDiscount
        order.lines = input.lines ?? present.lines
        guard order != present else {
            return Receipt(order: present, change: .repeated, award: try context.snapshot.award(of: present))
        }
        order.updatedAt = context.now
        if order.state == .cancelled {
            return try cancel(order, from: present, customer: customer, in: context)
        }
        return try advance(
            order, from: present, change: .updated, at: context.now, customer: customer, in: context)
    }

    /// An older revision, or a state that the order has left behind.
    private static func isLate(_ input: Input, after present: Order) -> Bool {
        if let known = present.revision, let given = input.revision, given < known { return true }
        guard let reached = present.state.rank, let claimed = input.state.rank else { return false }
        return claimed < reached
    }

    /// Writes the order in its new state, with everything that follows from it: the award, the spend that counts
    /// towards the tier, the referral that it qualifies.
    private static func advance(
        _ order: Order, from present: Order, change: Change, at occurredAt: Instant, customer: Customer,
        in context: CommandContext
    ) throws -> Receipt {
        var order = order
        let returned = try context.returned(of: present)
        let (award, basis) = try award(
            for: &order, after: returned, at: occurredAt, customer: customer, in: context)
        order.countedSpend = OrderReversal.countedSpend(of: order, after: returned)
        try Spend.count(order, insteadOf: present, at: occurredAt, in: context)
        try write(order, change, basis, in: context)
        if order.countedSpend > 0 { try QualifyReferral.run(of: customer, by: order, in: context) }
        if change == .created, order.state == .cancelled {
            // Coins may have been spent on an order of which the first that is heard is that it was cancelled.
            _ = try OrderReversal.giveBack(on: order, share: .none, because: .cancelled, in: context)
        }
        return Receipt(order: order, change: change, award: award)
    }

    private static func write(
        _ order: Order, _ change: Change, _ basis: AwardBasis?, in context: CommandContext
    ) throws {
        let (transaction, book) = (context.transaction, context.book.number)
        if change == .created { return try transaction.insert(order, awardBasis: basis?.json, in: book) }
        try transaction.update(order, in: book)
        if let basis { try transaction.keep(awardBasis: basis.json, of: order.id, in: book) }
    }

    /// Takes back what the order gave: the pending award, or what is left of the coins (rules 5.3, 5.4).
    private static func cancel(
        _ order: Order, from present: Order, customer: Customer, in context: CommandContext
    ) throws -> Receipt {
        var order = order
        if present.state != .cancelled {
            _ = try OrderReversal.run(&order, to: .everything, because: .cancelled, in: context)
        }
        order.countedSpend = 0
        try Spend.count(order, insteadOf: present, at: context.now, in: context)
        try context.transaction.update(order, in: context.book.number)
        try QualifyReferral.reject(
            of: customer.number, by: order, reason: .orderCancelled, in: context)
        return Receipt(order: order, change: .updated, award: try context.snapshot.award(of: order))
    }
}

extension Order {
    /// What its award gave, less what was taken back.
    fileprivate var coinsKept: Coins { (awardCoins ?? 0) - takenBack }
}
