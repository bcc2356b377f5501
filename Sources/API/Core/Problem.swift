import Engine
package import HTTPServer
package import Model
import Store

/// A refusal on its way to the client: problem details (RFC 9457) with our stable code.
package struct Problem: Error, Sendable {
    /// The native status; a dialect may have another for it.
    package let status: Status
    /// Our stable code.
    package let code: String
    /// The kind's name.
    package let title: String
    /// This occurrence's own sentence.
    package let detail: String
    /// Members beside the standard ones: what was available, what would be needed.
    package var extra: [(name: String, value: JSONValue)] = []
    /// Each fault of the input.
    package var errors: [FieldError] = []
    /// Header fields of the answer.
    package var fields: [(HeaderName, String)] = []

    /// A problem of the catalogue, with this occurrence's own sentence.
    package init(_ kind: ProblemKind, _ detail: String? = nil) {
        status = kind.status
        code = kind.code
        title = kind.title
        self.detail = detail ?? kind.meaning
        fields = kind.retryAfterSeconds.map { [(.retryAfter, String($0))] } ?? []
    }

    /// A problem of the HTTP server's own.
    init(_ error: RequestError) {
        status = error.status
        code = error.code
        title = error.status.reason
        detail = error.detail
        if let seconds = ProblemKind.named(error.code)?.retryAfterSeconds {
            fields = [(.retryAfter, String(seconds))]
        }
    }

    /// The answer's body, as RFC 9457 §3 lays it out.
    func answer(instance: String, requestID: String) -> Answer {
        var answer = Answer.json(status) { json in
            json.beginObject()
            json.member("type", "/problems/\(code)")
            json.member("title", title)
            json.member("status", Int64(status.code))
            json.member("detail", detail)
            json.member("instance", instance)
            json.member("code", code)
            json.member("request_id", requestID)
            for (name, value) in extra {
                json.key(dynamic: name)
                json.value(value)
            }
            if !errors.isEmpty { Self.write(errors, into: &json) }
            json.endObject()
        }
        answer.contentType = .problem
        answer.code = code
        answer.fields = fields
        return answer
    }

    private static func write(_ errors: [FieldError], into json: inout JSONWriter) {
        json.key("errors")
        json.beginArray()
        for error in errors {
            json.beginObject()
            json.member("pointer", error.pointer)
            json.member("code", error.code)
            json.member("detail", error.detail)
            json.endObject()
        }
        json.endArray()
    }
}

extension Problem {
    /// Whatever a handler or a command threw; the one place where errors become answers.
    package init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal)
        case let input as InvalidInput: self.init(input)
        case let syntax as JSONSyntaxError:
            self.init(.malformedJSON, "\(syntax.reason) (at byte \(syntax.offset))")
        case let request as RequestError: self.init(request)
        case let engine as EngineError: self.init(engine)
        default: self.init(EngineError(from: error))
        }
    }

    private init(_ error: EngineError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .invalid(let input): self.init(input)
        case .quarantined: self.init(.customerQuarantined)
        case .unavailable(let store) where store.kind == .misuse: self.init(.internalError)
        case .unavailable: self.init(.unavailable)
        }
    }

    private init(_ input: InvalidInput) {
        let first = input.errors.first.map { "\($0.pointer): \($0.detail)" } ?? "The input is not valid."
        self.init(
            .invalidInput,
            input.errors.count == 1 ? first : "\(input.errors.count) faults; the first is \(first)")
        errors = input.errors
    }

    private init(_ refusal: Refusal) {
        self.init(ProblemKind.of(refusal), refusal.sentence)
        extra = refusal.members
    }
}
