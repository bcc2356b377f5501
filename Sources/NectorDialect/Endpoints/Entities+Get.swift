import API
import Engine
import HTTPServer
import Model

/// The brand's own record.
enum EntitiesEndpoint {
    /// `GET /entities/{id}`: of the brand that the key belongs to, under any of its ids.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let request = NectorRequest(exchange)
        let text = exchange.parameter("id")
        let id = NectorID(text)
        let names = request.names
        guard text == exchange.book.brand.text || id == names.entity || id == names.workspace else {
            throw Problem(.invalidInput, NectorMessage.entityMissing)
        }
        let view = request.view(at: exchange.service.engine.now(in: exchange.book))
        return .answer(Envelope.item { EntityResource.write(view, into: &$0) })
    }
}
