import Engine
import HTTPServer
import Model

/// The clock of a sandbox.
enum SandboxClockEndpoint {
    /// Where it stands; that of live books is the real one.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let reading = SandboxClock.read(exchange.book, on: exchange.service.engine)
        let book = exchange.book
        return .answer(.json { json in write(reading, of: book, into: &json) })
    }

    /// Moves it ahead.
    static func move(_ exchange: inout Exchange) throws -> Outcome {
        let move = try exchange.body { fields -> SandboxClock.Move? in
            let most = SandboxClock.aheadMillisecondsMax / 1_000
            let seconds = fields.optionalInteger("advance_seconds", in: 1...most)
            let instant = fields.optionalInstant("to")
            switch (seconds, instant) {
            case (let seconds?, nil): return .advance(seconds: seconds)
            case (nil, let instant?): return .to(instant)
            default:
                // One that is there and wrong has been named already.
                if fields.errors.isEmpty {
                    fields.refuse("advance_seconds", FieldCode.required, "or to is required, and not both")
                }
                return nil
            }
        }
        let book = exchange.book
        return .write { context in
            let reading = try SandboxClock.run(move, in: context)
            return .json { json in write(reading, of: book, into: &json) }
        }
    }

    private static func write(
        _ reading: SandboxClock.Reading, of book: Book, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("mode", book.mode.rawValue)
        json.member("now", reading.now)
        json.member("real_now", reading.realNow)
        json.member("ahead_seconds", reading.aheadMilliseconds / 1_000)
        json.endObject()
    }
}
