import HTTPServer

/// What the books said, why, and how much: lots, explanations, measures and what-if runs.
extension Routes {
    static let insight: [Route] = [
        Route("listLots", .get, "/v1/customers/{customer_id}/lots", .customer, LotsEndpoint.list),
        Route(
            "listNonAwards", .get, "/v1/customers/{customer_id}/non-awards", .customer,
            NonAwardsEndpoint.list),
        Route(
            "explainOrder", .get, "/v1/orders/{order_id}/explanation", .write, OrderExplanationEndpoint.get),
        Route(
            "reportSupportTicket", .post, "/v1/support-tickets", .write, repeats: .byKey,
            SupportTicketsEndpoint.create),
        Route("getMeasures", .get, "/v1/admin/measures", .admin, MeasuresEndpoint.get),
        Route("startSimulation", .post, "/v1/admin/simulations", .admin, SimulationsEndpoint.start),
        Route("listSimulations", .get, "/v1/admin/simulations", .admin, SimulationsEndpoint.list),
        Route(
            "getSimulation", .get, "/v1/admin/simulations/{simulation_id}", .admin, SimulationsEndpoint.get),
        Route(
            "cancelSimulation", .post, "/v1/admin/simulations/{simulation_id}/cancel", .admin,
            SimulationsEndpoint.cancel),
    ]
}
