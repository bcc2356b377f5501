import HTTPServer

/// Refunds of orders.
extension Routes {
    static let orders: [Route] = [
        Route(
            "refundOrder", .post, "/v1/orders/{order_id}/refunds", .write, movesCoins: true,
            OrdersEndpoint.refund)
    ]
}
