import HTTPServer
import Model

/// Everything that is counted, for Prometheus.
enum MetricsEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        return .answer(
            Answer(status: .ok, contentType: .metrics, body: MetricsPage.bytes(of: exchange.service)))
    }
}
