package import Model
internal import Store

/// The purchase went through: what was set aside pays for it.
package enum CommitHold {
    package struct Input: Sendable, Hashable {
        /// The number in `hold-42`.
        package var hold: Int64
        package var order: OrderID?
        package init(hold: Int64, order: OrderID? = nil) {
            self.hold = hold
            self.order = order
        }
    }

    /// A commit again for the same order is the same answer; one that names the order for the first time links it. After
    /// the deadline the cart is quoted anew, and the commit holds if it comes to the same (rule 7.4).
    ///
    /// - Throws: ``Refusal``: `holdNotFound`, `holdNotOpen`, and what a quote that has become smaller is refused with.
    package static func run(_ input: Input, in context: CommandContext) throws -> OpenHold.Receipt {
        let (hold, customer) = try context.settledHold(input.hold)
        let committed = try commit(hold, order: input.order, for: customer, in: context)
        return OpenHold.Receipt(
            hold: committed, customerID: customer.id, wallet: try context.receiptWallet(.coins, of: customer))
    }

    static func commit(
        _ hold: Hold, order: OrderID?, for customer: Customer, in context: CommandContext
    ) throws -> Hold {
        let steps = HoldSteps(context: context)
        switch hold.state {
        case .open: return try steps.commit(hold, order: order)
        case .expired: return try commitAnew(hold, order: order, for: customer, in: context)
        case .committed:
            guard let order, order.text != hold.order else { return hold }
            guard hold.order == nil else { throw Refusal.holdNotOpen(state: hold.state.rawValue) }
            var linked = hold
            linked.order = order.text
            try context.transaction.put(linked, in: context.book.number)
            try steps.link(linked, to: order)
            return linked
        case .released, .reverted: throw Refusal.holdNotOpen(state: hold.state.rawValue)
        }
    }

    private static func commitAnew(
        _ hold: Hold, order: OrderID?, for customer: Customer, in context: CommandContext
    ) throws -> Hold {
        var request = QuoteRequest(channel: hold.channel, total: hold.total, subtotal: hold.subtotal)
        request.wanted = hold.coins > 0 ? .discount(hold.discount) : .most
        // What was not taken then is not taken now, though there may be some of it by now.
        request.wallets = hold.credits == 0 ? .coins : hold.coins == 0 ? .credits : nil
        let quote = try QuoteRefusals.checked(request, for: customer, in: context)
        guard quote.credits >= hold.credits else {
            throw Refusal.aboveQuote(discount: quote.discount, coins: quote.coins, limit: "credits")
        }
        var anew = hold
        (anew.coins, anew.discount) = (quote.coins, quote.discount)
        if hold.customer != customer.number {
            // Whoever it was opened for has been merged since: the survivor pays, and the entry that set coins aside stays
            // in the other ledger (rule 11.6).
            anew.customer = customer.number
            (anew.coinsHeldBy, anew.creditsHeldBy) = (nil, nil)
        }
        return try HoldSteps(context: context).spendAnew(anew, order: order)
    }
}

/// The checkout was given up, in whole or in part: what was set aside comes back.
package enum ReleaseHold {
    package struct Input: Sendable, Hashable {
        package var hold: Int64
        /// How much to let go; with both nil, everything.
        package var coins: Coins?
        package var credits: Int64?
        package init(hold: Int64, coins: Coins? = nil, credits: Int64? = nil) {
            self.hold = hold
            self.coins = coins
            self.credits = credits
        }
    }

    /// To release wholly what has been released, or has come back by itself, changes nothing.
    ///
    /// - Throws: ``Refusal``: `holdNotFound`, `holdNotOpen`, `aboveHold`.
    package static func run(_ input: Input, in context: CommandContext) throws -> OpenHold.Receipt {
        let (hold, customer) = try context.settledHold(input.hold)
        let released = try release(hold, coins: input.coins, credits: input.credits, in: context)
        return OpenHold.Receipt(
            hold: released, customerID: customer.id, wallet: try context.receiptWallet(.coins, of: customer))
    }

    static func release(
        _ hold: Hold, coins: Coins?, credits: Int64?, in context: CommandContext
    ) throws -> Hold {
        let isWhole = coins == nil && credits == nil
        if isWhole, hold.state == .released || hold.state == .expired { return hold }
        guard hold.state == .open else { throw Refusal.holdNotOpen(state: hold.state.rawValue) }
        let (coins, credits) = isWhole ? (hold.coins, hold.credits) : (coins ?? 0, credits ?? 0)
        guard coins <= hold.coins, credits <= hold.credits else {
            throw Refusal.aboveHold(coins: hold.coins, credits: hold.credits)
        }
        return try HoldSteps(context: context).release(
            hold, coins: coins, credits: credits, as: .released, at: context.now, actor: context.actor)
    }
}

extension CommandContext {
    /// A hold with its customer, whose books are settled: a hold past its deadline has expired by then.
    ///
    /// - Throws: ``Refusal/holdNotFound``
    func settledHold(_ number: Int64) throws -> (hold: Hold, customer: Customer) {
        guard let found = try connection.hold(number, in: book.number) else { throw Refusal.holdNotFound }
        let customer = try settledCustomer(try snapshot.customerID(of: found.customer))
        guard let hold = try connection.hold(number, in: book.number) else { throw Refusal.holdNotFound }
        return (hold, customer)
    }
}

extension Snapshot {
    /// One hold, and whose it is.
    ///
    /// A deadline that has passed may not be written yet: ``Hold/state(at:)`` knows.
    ///
    /// - Throws: ``Refusal/holdNotFound``
    package func hold(_ number: Int64) throws -> (hold: Hold, customerID: CustomerID) {
        guard let hold = try connection.hold(number, in: book.number) else { throw Refusal.holdNotFound }
        return (hold, try customerID(of: hold.customer))
    }

    /// A quote that this customer was given, or one who was merged into it since (rule 11.6).
    ///
    /// - Throws: ``Refusal/quoteNotFound``
    func storedQuote(_ id: String, of customer: Customer) throws -> StoredQuote {
        if let quote = try connection.quote(id, of: customer.number, in: book.number) { return quote }
        for alias in try connection.aliases(of: customer.number) {
            if let quote = try connection.quote(id, of: alias.number, in: book.number) { return quote }
        }
        throw Refusal.quoteNotFound
    }

    /// Why a quote came to what it did, in words, and the version that decided.
    ///
    /// - Throws: ``Refusal/quoteNotFound``
    package func quoteExplanation(
        _ id: String, of customer: Customer
    ) throws -> (explanation: Explanation, programmeVersion: Int64) {
        let quote = try storedQuote(id, of: customer)
        return (
            try Explanation(ofQuote: quote.trace, explanationSetting),
            quote.programmeVersion
        )
    }
}
