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

    /// - Throws: ``Refusal``: `customerNotFound`, `alreadyReverted`, `referenceReused`, and what
    ///   ``OpenHold/run(_:in:)`` refuses.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let asked = asked(input.request)
        if let earlier = try earlier(input, asked: asked, of: customer, in: context) {
            return try repeated(earlier, input, asked: asked, of: customer, in: context)
        }
        var hold = try OpenHold.open(
            .cart(input.request, currency: input.currency), for: customer, in: context)
        _ = try context.transaction.insert(
            CheckoutAction(
                number: 0, connector: input.request.channel, reference: input.reference,
                attempt: input.attempt, customer: customer.number, asked: asked, hold: hold.number,
                state: .performed, createdAt: context.now), in: context.book.number)
        if input.isFinal || input.order != nil {
            hold = try CommitHold.commit(hold, order: input.order, for: customer, in: context)
        }
        return try receipt(hold, of: customer, input, isRepeated: false, in: context)
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

    private static func earlier(
        _ input: Input, asked: String, of customer: Customer, in context: CommandContext
    ) throws -> CheckoutAction? {
        let (connector, book) = (input.request.channel, context.book.number)
        if let reference = input.reference {
            return try context.connection.checkoutAction(
                connector, reference: reference, attempt: input.attempt, in: book)
        }
        let newest = try context.newestPerform(
            connector, asked: asked, of: customer, withoutReference: true)
        let rule = context.programme.redemption.rules[connector]
        let seconds = rule?.repeatSeconds ?? RedemptionRule.repeatSecondsDefault
        let since = context.now.adding(milliseconds: -seconds * 1_000)
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
        if input.isFinal || input.order != nil, hold.state != .released, hold.state != .reverted {
            // The purchase is done, or its order became known: the hold is finished by the repeat that says so.
            hold = try CommitHold.commit(hold, order: input.order, for: customer, in: context)
        }
        return try receipt(hold, of: customer, input, isRepeated: true, in: context)
    }

    private static func receipt(
        _ hold: Hold, of customer: Customer, _ input: Input, isRepeated: Bool, in context: CommandContext
    ) throws -> Receipt {
        Receipt(
            hold: hold, customerID: customer.id, wallet: try context.receiptWallet(.coins, of: customer),
            isRepeated: isRepeated, isWithoutReference: input.reference == nil)
    }
}

/// A connector gives a discount back (rules 7.1, 7.3).
package enum RevertCheckout {
    package struct Input: Sendable, Hashable {
        package var connector: Channel
        package var customer: CustomerID
        package var reference: String?
        package var attempt: Int64
        /// What was performed; finds the newest perform that stands where there is no reference.
        package var request: QuoteRequest?
        /// How many coins to give back; nil for all that is left.
        package var coins: Coins?

        package init(
            connector: Channel, customer: CustomerID, reference: String?, attempt: Int64 = 1,
            request: QuoteRequest? = nil, coins: Coins? = nil
        ) {
            self.connector = connector
            self.customer = customer
            self.reference = reference
            self.attempt = attempt
            self.request = request
            self.coins = coins
        }
    }

    package struct Receipt: Sendable, Hashable {
        /// Nil for a revert that came before its perform: it left a marker (rule 7.3).
        package var hold: Hold?
        /// Coins that came back now.
        package var returned: Coins
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
            return try receipt(nil, returned: 0, of: customer, in: context)
        }
        guard try context.isOwn(action.customer, of: customer.number) else {
            throw Refusal.referenceReused
        }
        let hold = try action.hold.flatMap { try context.connection.hold($0, in: context.book.number) }
        guard action.state == .performed, let hold else {
            return try receipt(hold, returned: 0, of: customer, in: context)
        }
        let (left, returned) = try giveBack(hold, coins: input.coins, in: context)
        if left.state != .open, left.state != .committed {
            try context.transaction.markReverted(action, in: context.book.number)
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
        guard let request = input.request else { return nil }
        return try context.newestPerform(
            input.connector, asked: PerformCheckout.asked(request), of: customer, withoutReference: false)
    }

    private static func giveBack(
        _ hold: Hold, coins: Coins?, in context: CommandContext
    ) throws -> (Hold, Coins) {
        switch hold.state {
        case .open:
            let left = try ReleaseHold.release(
                hold, coins: coins, credits: coins == nil ? nil : 0, in: context)
            return (left, coins ?? hold.coins)
        case .committed: return try RevertHold(context: context).run(hold, coins: coins)
        case .released, .expired, .reverted: return (hold, 0)
        }
    }

    private static func receipt(
        _ hold: Hold?, returned: Coins, of customer: Customer, in context: CommandContext
    ) throws -> Receipt {
        Receipt(hold: hold, returned: returned, wallet: try context.receiptWallet(.coins, of: customer))
    }
}

extension CommandContext {
    /// The newest perform that stands of a customer, and of those who were merged into it (rules 7.2, 7.3, 11.6).
    fileprivate func newestPerform(
        _ connector: Channel, asked: String, of customer: Customer, withoutReference: Bool
    ) throws -> CheckoutAction? {
        let numbers = [customer.number] + (try connection.aliases(of: customer.number).map(\.number))
        let newest = try numbers.compactMap { number in
            try connection.newestPerform(
                connector, asked: asked, of: number, withoutReference: withoutReference, in: book.number)
        }
        return newest.max { $0.number < $1.number }
    }
}
