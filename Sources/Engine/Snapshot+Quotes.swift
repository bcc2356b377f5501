package import Model
internal import Store

extension Snapshot {
    /// What this customer could take off a cart now (rule 6). Keeps nothing.
    ///
    /// - Throws: ``SettlementDue``
    package func quote(_ request: QuoteRequest, for customer: Customer) throws -> Quote {
        let coins = try settledRow(.coins, of: customer)
        let credits = try settledRow(.credits, of: customer)
        return QuoteRules.quote(
            version.programme.redemption.rules[request.channel], for: request,
            standing: QuoteRules.Standing(
                available: coins.available, credits: credits.available, isBlocked: customer.isBlocked))
    }
}
