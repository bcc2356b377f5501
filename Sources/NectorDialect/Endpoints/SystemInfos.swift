import API
import Model

/// What Nector tells everybody about the system.
enum SystemInfosEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        .answer(
            Envelope.success { json in
                json.key("systeminfos")
                json.beginObject()
                json.endObject()
            })
    }
}
