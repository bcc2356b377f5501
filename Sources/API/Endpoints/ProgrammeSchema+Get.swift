import Assets
import HTTPServer

/// The JSON Schema of programme documents, from inside the binary.
enum ProgrammeSchema {
    static let bytes: [UInt8] = unsafe Array(
        UnsafeBufferPointer(start: loyalty_programme_schema_bytes(), count: loyalty_programme_schema_size))

    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        var answer = Answer(status: .ok, contentType: .schema, body: bytes)
        answer.addValidator()
        return .answer(answer)
    }
}
