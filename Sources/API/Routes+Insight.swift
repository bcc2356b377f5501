import HTTPServer

/// What the books said, why, and how much: lots, explanations, measures and what-if runs.
extension Routes {
    static let insight: [Route] = [
        Route("listLots", .get, "/v1/customers/{customer_id}/lots", .customer, LotsEndpoint.list)
    ]
}
