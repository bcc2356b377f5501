import API
import HTTPServer

// What third parties call: the Secret Webhook ID in the path is the credential.
extension NectorRoutes {
    static let webhooks: [NectorRoute] = [
        NectorRoute(
            "callIntegration", .post, "/api/open/integrations/{integration}/{webhook_id}", .webhook,
            IntegrationEndpoint.call)
    ]
}
