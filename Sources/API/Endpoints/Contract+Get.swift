import Assets
import HTTPServer

/// The contract, as it stands at the top of the repository, from inside the binary.
enum Contract {
    static let bytes: [UInt8] = unsafe Array(
        UnsafeBufferPointer(start: loyalty_openapi_yaml_bytes(), count: loyalty_openapi_yaml_size))

    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        var answer = Answer(status: .ok, contentType: .yaml, body: bytes)
        answer.addValidator()
        return .answer(answer)
    }
}
