import Engine
import HTTPServer
import Model

/// Whether the process lives, and whether it can serve.
enum Health {
    /// Answers as long as a loop turns.
    static func live(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        return .answer(
            .json { json in
                json.beginObject()
                json.member("status", "alive")
                json.endObject()
            })
    }

    /// Answers 200 while requests can be served, with what an operator should look at; else 503 with the reason.
    static func ready(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let readiness = Readiness(of: exchange.service)
        if let failure = readiness.firstFailure { throw Problem(.unavailable, failure.detail) }
        return .answer(
            .json { json in
                json.beginObject()
                json.member("status", readiness.status)
                readiness.write(into: &json)
                json.endObject()
            })
    }
}
