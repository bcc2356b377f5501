import HTTPServer
import Model

/// Checkouts and the order feed, as the brand sets them up.
extension Routes {
    static let connectors: [Route] = [
        Route(
            "callCheckout", .post, "/v1/checkout/{webhook_id}", .webhook, movesCoins: true,
            CheckoutEndpoint.call),
        Route("listConnectors", .get, "/v1/admin/connectors", .admin, ConnectorsEndpoint.list),
        Route("getConnector", .get, "/v1/admin/connectors/{checkout}", .admin, ConnectorsEndpoint.get),
        Route(
            "updateConnector", .put, "/v1/admin/connectors/{checkout}", .admin, ConnectorsEndpoint.update),
        // What can be set depends on the kind, which a contract says of a path only where it is written out.
        Route("getOrderFeed", .get, "/v1/admin/connectors/webhook", .admin) {
            try ConnectorsEndpoint.get(.webhook, &$0)
        },
        Route("updateOrderFeed", .put, "/v1/admin/connectors/webhook", .admin) {
            try ConnectorsEndpoint.update(.webhook, &$0)
        },
        Route("getShiprocketConnector", .get, "/v1/admin/connectors/shiprocket", .admin) {
            try ConnectorsEndpoint.get(.shiprocket, &$0)
        },
        Route("updateShiprocketConnector", .put, "/v1/admin/connectors/shiprocket", .admin) {
            try ConnectorsEndpoint.update(.shiprocket, &$0)
        },
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
