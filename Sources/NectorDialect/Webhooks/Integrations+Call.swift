import API
import Engine
import HTTPServer
import Model

/// `POST /api/open/integrations/{type}webhook/{webhook_id}`: checkouts, and the shop's feed of orders and customers.
enum IntegrationEndpoint {
    static func call(_ exchange: inout Exchange) throws -> Outcome {
        guard let connector = exchange.caller.connector,
            exchange.parameter("integration") == ConnectorPath.nectorName(of: connector)
        else { throw Problem(.notFound) }
        return connector.kind == .webhook
            ? try ShopFeed.receive(connector, &exchange) : try CheckoutDialect.call(&exchange)
    }
}
