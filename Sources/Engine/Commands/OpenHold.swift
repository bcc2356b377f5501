package import Model
internal import Store

/// Coins set aside for an unfinished checkout (rule 7).
package enum OpenHold {
    /// What the hold is for.
    package enum Basis: Sendable, Hashable {
        /// A quote that was given (rule 6.4).
        case quote(String)
        /// A cart, quoted now, in its currency.
        case cart(QuoteRequest, currency: String)
    }

    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var basis: Basis
        package init(customer: CustomerID, basis: Basis) {
            self.customer = customer
            self.basis = basis
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var hold: Hold
        package var customerID: CustomerID
        package var wallet: WalletFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `quoteNotFound`, `customerBlocked`, `currencyMismatch`,
    ///   `quoteExpired`, `quoteUsed`, `notEligible`, `walletInDebt`, `insufficientCoins`, `aboveQuote`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let hold = try open(input.basis, for: customer, in: context)
        return Receipt(
            hold: hold, customerID: customer.id, wallet: try context.receiptWallet(.coins, of: customer))
    }

    /// The same for a customer whose books are settled.
    static func open(_ basis: Basis, for customer: Customer, in context: CommandContext) throws -> Hold {
        switch basis {
        case .quote(let id): try open(quote: id, for: customer, in: context)
        case .cart(let request, let currency):
            try open(request, currency: currency, for: customer, in: context)
        }
    }

    private static func open(
        quote id: String, for customer: Customer, in context: CommandContext
    ) throws -> Hold {
        var quote = try context.usableQuote(id, for: customer)
        guard quote.coins > 0 || quote.credits > 0 else {
            throw Refusal.notEligible(reason: "quote_empty", shortfall: nil)
        }
        let hold = try HoldSteps(context: context).open(
            HoldSteps.Opening(
                channel: quote.channel, coins: quote.coins, credits: quote.credits, discount: quote.discount,
                total: quote.total, subtotal: quote.subtotal, quote: quote.id), for: customer)
        quote.hold = hold.number
        try context.transaction.put(quote, in: context.book.number)
        return hold
    }

    private static func open(
        _ request: QuoteRequest, currency: String, for customer: Customer, in context: CommandContext
    ) throws -> Hold {
        let own = context.programme.currency.code
        guard currency == own else { throw Refusal.currencyMismatch(programme: own, given: currency) }
        let quote = try QuoteRefusals.checked(request, for: customer, in: context)
        return try HoldSteps(context: context).open(
            HoldSteps.Opening(
                channel: request.channel, coins: quote.coins, credits: quote.credits,
                discount: quote.discount, total: request.total, subtotal: request.subtotal), for: customer)
    }
}

/// A quote clamps what is asked; a hold that asks above the cap is refused with the quote (rule 6).
enum QuoteRefusals {
    /// The quote for exactly what is asked.
    ///
    /// - Throws: ``Refusal``: `customerBlocked`, `notEligible`, `walletInDebt`, `insufficientCoins`, `aboveQuote`.
    static func checked(
        _ request: QuoteRequest, for customer: Customer, in context: CommandContext
    ) throws -> Quote {
        let quote = try context.snapshot.quote(request, for: customer)
        let wants = wantsCoins(request.wanted)
        if let reason = quote.ineligibility, wants || !quote.isEligible {
            throw refusal(of: reason, quote, request, in: context)
        }
        let isAbove =
            switch request.wanted {
            case .most: false
            // Coins that buy no more stay with the customer: only fewer steps than asked for are refused.
            case .coins(let coins):
                quote.limitedBy.contains { $0.code != .requested && $0.code != .step }
                    && quote.coins < coins
            case .discount(let discount): quote.discount < discount
            }
        guard isAbove else { return quote }
        throw above(quote, request, in: context)
    }

    private static func wantsCoins(_ wanted: QuoteRequest.Wanted) -> Bool {
        switch wanted {
        case .most: false
        case .coins(let coins): coins > 0
        case .discount(let discount): discount > 0
        }
    }

    private static func refusal(
        of reason: Quote.Ineligibility, _ quote: Quote, _ request: QuoteRequest, in context: CommandContext
    ) -> Refusal {
        switch reason {
        case .customerBlocked: .customerBlocked
        case .walletInDebt(let debt): .walletInDebt(debt: debt)
        case .nothingLeft(.balance): above(quote, request, in: context)
        default: .notEligible(reason: reason.code, shortfall: reason.shortfall)
        }
    }

    private static func above(
        _ quote: Quote, _ request: QuoteRequest, in context: CommandContext
    ) -> Refusal {
        let rule = context.programme.redemption.rules[request.channel]
        guard let rule, quote.limitedBy.contains(where: { $0.code == .balance }) else {
            return .aboveQuote(
                discount: quote.discount, coins: quote.coins, limit: quote.limitedBy.first?.code.rawValue)
        }
        let required: Coins =
            switch request.wanted {
            case .coins(let coins): coins
            case .discount(let discount):
                Ratio.ceilMultiplyDivide(discount, rule.valueCoins, rule.valueAmount) ?? .max
            case .most: quote.limitedBy.first { $0.code == .balance }?.liftedBy ?? 1
            }
        return .insufficientCoins(available: quote.available, required: required)
    }
}
