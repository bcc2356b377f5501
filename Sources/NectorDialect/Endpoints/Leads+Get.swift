import API
import Engine
import HTTPServer
import Model

/// Customers, which the dialect calls leads.
enum LeadsEndpoint {
    /// `GET /leads/{id}`
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        throw Refusal.customerNotFound
    }
}
