package import Model
internal import Store

/// A connector debits a discount during payment (rules 7.1–7.3).
package enum PerformCheckout {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var request: QuoteRequest
        package var currency: String
        /// The checkout's name for the order; nil where it sends none.
        package var reference: String?
        /// Which try at this reference.
        package var attempt: Int64
        /// The order, where it is known already: then the hold commits at once.
        package var order: OrderID?
        /// Whether the purchase is done, so that the hold commits at once though nobody knows the order.
        package var isFinal: Bool

        package init(
            customer: CustomerID, request: QuoteRequest, currency: String, reference: String?,
            attempt: Int64 = 1, order: OrderID? = nil, isFinal: Bool = false
        ) {
            self.isFinal = isFinal
            self.customer = customer
            self.request = request
            self.currency = currency
            self.reference = reference
            self.attempt = attempt
            self.order = order
        }

        /// What names it for ever: the reference, or else the order.
        var knownReference: String? { reference ?? order?.text }
        /// Whether it commits at once.
        var isDone: Bool { isFinal || order != nil }
    }

    package struct Receipt: Sendable, Hashable {
        package var hold: Hold
        package var customerID: CustomerID
        package var wallet: WalletFacts
        /// The same had been performed before; nothing happened now.
        package var isRepeated: Bool
        /// It came without a reference, which the connector should send (rule 7.2).
        package var isWithoutReference: Bool
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `alreadyReverted`, `referenceReused`, `orderOfAnotherCustomer`,
    ///   `holdNotOpen` for a repeat after the deadline that does not say that the purchase is done, and what
    ///   ``OpenHold/run(_:in:)`` refuses.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let asked = asked(input.request)
        if let earlier = try earlier(input, asked: asked, of: customer, in: context) {
            return try repeated(earlier, input, asked: asked, of: customer, in: context)
        }
        try requireFree(input, for: nil, of: customer, in: context)
        var hold = try OpenHold.open(
            .cart(input.request, currency: input.currency), for: customer, in: context)
        _ = try context.transaction.insert(
            CheckoutAction(
                number: 0, connector: input.request.channel, reference: input.knownReference,
                attempt: input.attempt, customer: customer.number, asked: asked, hold: hold.number,
                state: .performed, createdAt: context.now), in: context.book.number)
        if input.isDone { hold = try CommitHold.commit(hold, order: input.order, for: customer, in: context) }
        return try receipt(hold, of: customer, input, isRepeated: false, in: context)
    }

    /// A connector pays on an order once (rule 3.6), and on nobody else's.
    ///
    /// - Parameter hold: The one that may have paid on it already.
    private static func requireFree(
        _ input: Input, for hold: Int64?, of customer: Customer, in context: CommandContext
    ) throws {
        guard let id = input.order else { return }
        if let order = try context.connection.order(id, in: context.book.number),
            try !context.isOwn(order.customer, of: customer.number)
        {
            throw Refusal.orderOfAnotherCustomer
        }
        let other = try context.connection.committedHold(
            on: id, through: input.request.channel, in: context.book.number)
        if let other, other.number != hold { throw Refusal.referenceReused }
    }

    /// What was asked, in one text: the amount that makes a repeat the same.
    static func asked(_ request: QuoteRequest) -> String {
        let wanted =
            switch request.wanted {
            case .most: "most"
            case .coins(let coins): "coins \(coins)"
            case .discount(let amount): "discount \(amount)"
            }
        let wallets = request.wallets.map { " from \($0.rawValue)" } ?? ""
        return "\(wanted) of \(request.total), \(request.subtotal)\(wallets)"
    }

    /// What had been performed by the same name, or is taken for the same (rule 7.2).
    private static func earlier(
        _ input: Input, asked: String, of customer: Customer, in context: CommandContext
    ) throws -> CheckoutAction? {
        let (connector, book) = (input.request.channel, context.book.number)
        if let reference = input.knownReference,
            let named = try context.connection.checkoutAction(
                connector, reference: reference, attempt: input.attempt, in: book)
        {
            return named
        }
        guard input.reference == nil else { return nil }
        if let order = input.order,
            let hold = try context.connection.committedHold(on: order, through: connector, in: book)
        {
            return try context.connection.checkoutAction(of: hold.number, in: book)
        }
        let newest = try context.checkoutActions(connector, of: customer).first {
            $0.asked == asked && $0.reference == nil && $0.state == .performed
        }
        let since = context.repeatsSince(connector)
        return newest.flatMap { $0.createdAt > since ? $0 : nil }
    }

    private static func repeated(
        _ earlier: CheckoutAction, _ input: Input, asked: String, of customer: Customer,
        in context: CommandContext
    ) throws -> Receipt {
        guard earlier.state == .performed else { throw Refusal.alreadyReverted }
        guard try context.isOwn(earlier.customer, of: customer.number), earlier.asked == asked,
            let number = earlier.hold,
            var hold = try context.connection.hold(number, in: context.book.number)
        else { throw Refusal.referenceReused }
        switch hold.state {
        // What was let go pays for nothing: another try is another attempt, so that no discount stands without coins.
        case .released, .reverted: throw Refusal.alreadyReverted
        case .expired where !input.isDone: throw Refusal.holdNotOpen(state: hold.state.rawValue)
        case .open, .committed, .expired: break
        }
        if input.isDone {
            // The purchase is done, or its order became known: the hold is finished by the repeat that says so.
            if hold.order != input.order?.text {
                try requireFree(input, for: hold.number, of: customer, in: context)
            }
            hold = try CommitHold.commit(hold, order: input.order, for: customer, in: context)
        }
        return try receipt(hold, of: customer, input, isRepeated: true, in: context)
    }

    private static func receipt(
        _ hold: Hold, of customer: Customer, _ input: Input, isRepeated: Bool, in context: CommandContext
    ) throws -> Receipt {
        Receipt(
            hold: hold, customerID: customer.id, wallet: try context.receiptWallet(.coins, of: customer),
            isRepeated: isRepeated, isWithoutReference: input.knownReference == nil)
    }
}

/// A connector gives a discount back (rules 7.1, 7.3).
package enum RevertCheckout {
    package struct Input: Sendable, Hashable {
        package var connector: Channel
        package var customer: CustomerID
        package var reference: String?
        package var attempt: Int64
        /// The cart's total, minor units; finds the newest perform that stands where there is no reference.
        package var total: Int64?
        /// How many coins to give back; nil for all that is left.
        package var coins: Coins?

        package init(
            connector: Channel, customer: CustomerID, reference: String?, attempt: Int64 = 1,
            total: Int64? = nil, coins: Coins? = nil
        ) {
            self.connector = connector
            self.customer = customer
            self.reference = reference
            self.attempt = attempt
            self.total = total
            self.coins = coins
        }
    }

    package struct Receipt: Sendable, Hashable {
        /// Nil for a revert that came before its perform: it left a marker (rule 7.3).
        package var hold: Hold?
        /// Coins that came back now.
        package var returned: Coins
        /// Store credit that came back now, minor units.
        package var returnedCredits: Int64
        package var wallet: WalletFacts
    }

    /// Twice gives the same answer: the second gives nothing back.
    ///
    /// - Throws: ``Refusal``: `customerNotFound`, `holdNotFound` without a reference and a perform that stands,
    ///   `referenceReused` for another customer's, `aboveHold` for more than is left.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        guard let action = try action(input, of: customer, in: context) else {
            guard let reference = input.reference else { throw Refusal.holdNotFound }
            _ = try context.transaction.insert(
                CheckoutAction(
                    number: 0, connector: input.connector, reference: reference, attempt: input.attempt,
                    customer: customer.number, asked: "", hold: nil, state: .marker, createdAt: context.now),
                in: context.book.number)
            return try receipt(nil, returned: (0, 0), of: customer, in: context)
        }
        guard try context.isOwn(action.customer, of: customer.number) else {
            throw Refusal.referenceReused
        }
        let hold = try action.hold.flatMap { try context.connection.hold($0, in: context.book.number) }
        guard action.state == .performed, let hold else {
            return try receipt(hold, returned: (0, 0), of: customer, in: context)
        }
        let (left, returned) = try giveBack(hold, coins: input.coins, in: context)
        if left.state != .open, left.state != .committed {
            try context.transaction.markReverted(
                action, byAmount: input.reference == nil, in: context.book.number)
        }
        return try receipt(left, returned: returned, of: customer, in: context)
    }

    private static func action(
        _ input: Input, of customer: Customer, in context: CommandContext
    ) throws -> CheckoutAction? {
        if let reference = input.reference {
            return try context.connection.checkoutAction(
                input.connector, reference: reference, attempt: input.attempt, in: context.book.number)
        }
        guard let total = input.total else { return nil }
        return try newest(input.connector, total: total, of: customer, in: context)
    }

    /// The newest perform of that amount that stands (rule 7.3). A revert that comes again so soon after the last that it is
    /// taken for the same (rule 7.2), or where nothing stands any more, finds what that one took back.
    private static func newest(
        _ connector: Channel, total: Int64, of customer: Customer, in context: CommandContext
    ) throws -> CheckoutAction? {
        let all = try context.checkoutActions(connector, of: customer).compactMap { action in
            try action.hold.flatMap { try context.connection.hold($0, in: context.book.number) }
                .map { (action: action, hold: $0) }
        }.filter { $0.hold.total == total }
        let standing = all.first { $0.action.state == .performed && isStanding($0.hold) }?.action
        // What the shop has paid for after all, by the hold itself, is not what a revert took back.
        let reverted = all.filter { $0.action.state == .reverted && !isStanding($0.hold) }
            .max { ($0.hold.endedAt ?? $0.hold.createdAt) < ($1.hold.endedAt ?? $1.hold.createdAt) }
        if let reverted, reverted.action.wasRevertedByAmount, let endedAt = reverted.hold.endedAt,
            endedAt > context.repeatsSince(connector),
            standing.map({ $0.createdAt < endedAt || $0.number < reverted.action.number }) ?? true
        {
            return reverted.action
        }
        return standing ?? reverted?.action ?? all.first?.action
    }

    private static func isStanding(_ hold: Hold) -> Bool { hold.state == .open || hold.state == .committed }

    /// - Returns: The hold as it is now, and the coins and the store credit that came back.
    private static func giveBack(
        _ hold: Hold, coins: Coins?, in context: CommandContext
    ) throws -> (Hold, (coins: Coins, credits: Int64)) {
        switch hold.state {
        case .open:
            let left = try ReleaseHold.release(
                hold, coins: coins, credits: coins == nil ? nil : 0, in: context)
            return (left, (coins ?? hold.coins, coins == nil ? hold.credits : 0))
        case .committed:
            let reverted = try RevertHold(context: context).run(hold, coins: coins)
            return (reverted.hold, (reverted.coins, reverted.credits))
        case .released, .expired, .reverted: return (hold, (0, 0))
        }
    }

    private static func receipt(
        _ hold: Hold?, returned: (coins: Coins, credits: Int64), of customer: Customer,
        in context: CommandContext
    ) throws -> Receipt {
        Receipt(
            hold: hold, returned: returned.coins, returnedCredits: returned.credits,
            wallet: try context.receiptWallet(.coins, of: customer))
    }
}

extension CommandContext {
    /// What a connector asked for of a customer, and of those who were merged into it (rules 7.2, 7.3, 11.6); newest first.
    fileprivate func checkoutActions(
        _ connector: Channel, of customer: Customer
    ) throws -> [CheckoutAction] {
        let numbers = [customer.number] + (try connection.aliases(of: customer.number).map(\.number))
        let actions = try numbers.flatMap { number in
            try connection.checkoutActions(connector, of: number, in: book.number)
        }
        return actions.sorted { $0.number > $1.number }
    }

    /// From when on what comes without a reference may be a repeat (rule 7.2).
    fileprivate func repeatsSince(_ connector: Channel) -> Instant {
        let rule = programme.redemption.rules[connector]
        let seconds = rule?.repeatSeconds ?? RedemptionRule.repeatSecondsDefault
        return now.adding(milliseconds: -seconds * 1_000)
    }
}
