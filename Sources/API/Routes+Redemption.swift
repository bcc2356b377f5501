import HTTPServer

/// Quotes and holds.
extension Routes {
    static let redemption: [Route] = [
        Route(
            "createQuote", .post, "/v1/customers/{customer_id}/quotes", .customer, QuotesEndpoint.create),
        Route(
            "explainQuote", .get, "/v1/customers/{customer_id}/quotes/{quote_id}/explanation", .customer,
            QuotesEndpoint.explain),
        Route(
            "createHold", .post, "/v1/customers/{customer_id}/holds", .write, repeats: .byKey,
            movesCoins: true, HoldsEndpoint.create),
        Route("getHold", .get, "/v1/holds/{hold_id}", .write, HoldsEndpoint.get),
        Route(
            "commitHold", .post, "/v1/holds/{hold_id}/commit", .write, repeats: .byKey, movesCoins: true,
            HoldsEndpoint.commit),
        Route(
            "releaseHold", .post, "/v1/holds/{hold_id}/release", .write, repeats: .byKey, movesCoins: true,
            HoldsEndpoint.release),
    ]
}
