import Engine
import HTTPServer
import Model

/// Whether the process lives, and whether it can serve.
enum Health {
    /// Answers as long as a loop turns.
    static func live(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        return .answer(.json { json in write(status: "alive", into: &json) })
    }

    /// Answers 200 once the database is open and writing, 503 while it is not.
    static func ready(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        if exchange.service.engine.writingFailure != nil {
            throw Problem(
                .unavailable,
                "The disk failed to keep what was written. Writing has stopped until the next start; reads go on."
            )
        }
        guard exchange.service.engine.isWriting else { throw Problem(.unavailable) }
        return .answer(.json { json in write(status: "ready", into: &json) })
    }

    private static func write(status: String, into json: inout JSONWriter) {
        json.beginObject()
        json.member("status", status)
        json.endObject()
    }
}
