import HTTPServer

/// Checkouts and the order feed, as the brand sets them up.
extension Routes {
    static let connectors: [Route] = [
        Route(
            "callCheckout", .post, "/v1/checkout/{webhook_id}", .webhook, movesCoins: true,
            CheckoutEndpoint.call),
        Route("listConnectors", .get, "/v1/admin/connectors", .admin, ConnectorsEndpoint.list),
        Route("getConnector", .get, "/v1/admin/connectors/{connector}", .admin, ConnectorsEndpoint.get),
        Route(
            "updateConnector", .put, "/v1/admin/connectors/{connector}", .admin, ConnectorsEndpoint.update),
        Route(
            "changeConnectorRule", .put, "/v1/admin/connectors/{connector}/rule", .admin, movesCoins: true,
            ConnectorsEndpoint.changeRule),
        Route(
            "initialiseConnector", .post, "/v1/admin/connectors/{connector}/initialise", .admin,
            ConnectorsEndpoint.initialise),
        Route(
            "rotateConnector", .post, "/v1/admin/connectors/{connector}/rotate", .admin,
            ConnectorsEndpoint.rotate),
        Route(
            "confirmConnector", .post, "/v1/admin/connectors/{connector}/confirm", .admin,
            ConnectorsEndpoint.confirm),
    ]
}
