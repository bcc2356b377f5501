import API
import Engine
import HTTPServer
import Model

/// `POST /api/open/integrations/{type}webhook/{webhook_id}`: checkouts, and the shop's feed of orders and customers.
enum IntegrationEndpoint {
    /// What stands after the type in the path.
    static let suffix = "webhook"

    static func call(_ exchange: inout Exchange) throws -> Outcome {
        guard let connector = exchange.caller.connector,
            exchange.parameter("integration") == connector.nectorType + suffix
        else { throw Problem(.notFound) }
        return connector.kind == .webhook
            ? try ShopFeed.receive(connector, &exchange) : try CheckoutDialect.call(&exchange)
    }
}

extension Connector {
    /// The type in the dialect's path: the brand's choice, or the usual one.
    var nectorType: String {
        settings.pathName
            ?? {
                switch kind {
                case .customCheckout: "customcheckout"
                case .gokwik: "gokwik"
                case .shiprocket: "shiprocket"
                case .webhook: "customwebsite"
                }
            }()
    }
}
