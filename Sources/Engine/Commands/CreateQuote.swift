package import Model
internal import Store

/// A quote that is kept, and honoured until it expires (rule 6.4).
package enum CreateQuote {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var request: QuoteRequest
        /// Of the cart; must be the programme's.
        package var currency: String
        package init(customer: CustomerID, request: QuoteRequest, currency: String) {
            self.customer = customer
            self.request = request
            self.currency = currency
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var id: String
        package var request: QuoteRequest
        package var quote: Quote
        package var programmeVersion: Int64
        package var expiresAt: Instant
    }

    /// Random bytes of a quote's id: nobody guesses another customer's.
    static let idBytes = 18
    /// Minutes that a quote is kept for where the channel has no rule.
    static let minutesDefault: Int64 = 10

    /// Keeps the answer whether or not coins can be used, so that it can be explained.
    ///
    /// - Throws: ``Refusal``: `customerNotFound`, `currencyMismatch`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let currency = context.programme.currency.code
        guard input.currency == currency else {
            throw Refusal.currencyMismatch(programme: currency, given: input.currency)
        }
        let quote = try context.snapshot.quote(input.request, for: customer)
        let rule = context.programme.redemption.rules[input.request.channel]
        let minutes = rule?.quoteMinutes ?? minutesDefault
        let stored = StoredQuote(
            id: "quote-" + Base64URL.encode(randomBytes(idBytes)), customer: customer.number,
            channel: input.request.channel, total: input.request.total, subtotal: input.request.subtotal,
            discount: quote.discount, coins: quote.coins, credits: quote.credits, trace: quote.trace.json,
            programmeVersion: context.version.number, createdAt: context.now,
            expiresAt: context.now.adding(milliseconds: minutes * 60_000))
        try context.transaction.put(stored, in: context.book.number)
        return Receipt(
            id: stored.id, request: input.request, quote: quote, programmeVersion: stored.programmeVersion,
            expiresAt: stored.expiresAt)
    }
}
