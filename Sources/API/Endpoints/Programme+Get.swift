import Engine
import HTTPServer
import Screens

/// What the programme says to everybody.
enum ProgrammeEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let wording = exchange.locale().wording(at: exchange.service.engine.now(in: exchange.book))
        let version = exchange.version
        return .answer(
            .json(in: wording) { json in ScreenPayload.writeProgramme(version, wording, into: &json) })
    }
}
