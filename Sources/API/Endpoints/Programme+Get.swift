import Engine
import HTTPServer
import Screens

/// What the programme says to everybody.
enum ProgrammeEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let locale = exchange.locale()
        let now = exchange.service.engine.now(in: exchange.book)
        let version = exchange.version
        return .answer(
            .json { json in ScreenPayload.writeProgramme(version, locale.wording(at: now), into: &json) })
    }
}
