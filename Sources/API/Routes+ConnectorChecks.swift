import HTTPServer

/// What a brand walks through before a checkout goes live.
extension Routes {
    static let connectorChecks: [Route] = [
        Route(
            "startConnectorCheck", .post, "/v1/admin/connectors/{connector}/check", .admin,
            ConnectorChecksEndpoint.create),
        Route(
            "listConnectorChecks", .get, "/v1/admin/connectors/{connector}/checks", .admin,
            ConnectorChecksEndpoint.list),
        Route(
            "getConnectorCheck", .get, "/v1/admin/connectors/{connector}/checks/{check_id}", .admin,
            ConnectorChecksEndpoint.get),
    ]
}
