import API
import HTTPServer
import Model

/// The envelope that success and failure share: `meta` and `data`, always objects.
enum Envelope {
    /// `data` with whatever members `write` gives it.
    static func success(_ write: (inout JSONWriter) -> Void) -> Answer {
        .json { json in
            json.beginObject()
            json.key("meta")
            json.beginObject()
            json.member("code", 200)
            json.member("status", "success")
            json.endObject()
            json.key("data")
            json.beginObject()
            write(&json)
            json.endObject()
            json.endObject()
        }
    }

    /// One object, as `data.item`.
    static func item(_ write: (inout JSONWriter) -> Void) -> Answer {
        success { json in
            json.key("item")
            write(&json)
        }
    }

    /// A page, as `data.items`, beside the number that there are on all pages.
    static func list<Item>(
        _ items: [Item], count: Int64, _ write: (Item, inout JSONWriter) -> Void
    ) -> Answer {
        success { json in
            json.member("count", count)
            json.list("items", items, write)
        }
    }

    /// A refusal, in Nector's status and words.
    static func failure(_ problem: Problem, requestID: String) -> Answer {
        var answer = refusal(
            NectorMessage.of(problem), code: problem.code, NectorStatus.of(problem), requestID: requestID,
            extra: problem.extra)
        answer.fields = problem.fields
        return answer
    }

    /// The answer of a refusal. Its message is in `data`, where documents have it; the others are where clients also look.
    static func refusal(
        _ message: String, code: String, _ status: Status = .unprocessableContent, requestID: String,
        extra: [(name: String, value: JSONValue)] = []
    ) -> Answer {
        var answer = Answer.json(status) { json in
            json.beginObject()
            json.key("meta")
            json.beginObject()
            json.member("code", Int64(status.code))
            json.member("status", "error")
            json.member("message", message)
            json.endObject()
            json.key("data")
            json.beginObject()
            json.member("message", message)
            json.member("code", code)
            json.member("request_id", requestID)
            for (name, value) in extra {
                json.key(dynamic: name)
                json.value(value)
            }
            json.endObject()
            json.member("message", message)
            json.endObject()
        }
        answer.code = code
        return answer
    }
}

/// Statuses as Nector has them: what the rules refuse, and what is not there, is 422.
enum NectorStatus {
    static func of(_ problem: Problem) -> Status {
        switch problem.status.code {
        case 400, 406, 409, 422: .unprocessableContent
        case 404 where problem.code != "not_found": .unprocessableContent
        default: problem.status
        }
    }
}

/// Messages as Nector's clients compare them; all others are our own sentences.
enum NectorMessage {
    static let leadMissing = "Lead does not exists"
    static let leadKnown = "Lead already exists"
    static let entityMissing = "Entity does not exists"
    static let writeKeyNeeded = "need nector write access api key"
    static let reviewKnown = "Review already exists"
    static let sourceInvalid = "Source is not valid"
    static let noDiscount = "No discount is available"
    static let tokenNeeded = "A storefront acts for a customer with that customer's x-leadtoken: send it."
    static let reverted =
        "What was performed for this reference_order_id has been reverted: a new try sends it with attempt, 2 for the "
        + "second try."

    static func of(_ problem: Problem) -> String {
        switch problem.code {
        case "customer_not_found": leadMissing
        case "scope_missing": writeKeyNeeded
        case "not_eligible": noDiscount
        case "review_already_written": reviewKnown
        case "key_missing": "Send the API key as x-apikey."
        case "token_missing": tokenNeeded
        case "idempotency_key_reused":
            "This hash, delivery id or Idempotency-Key was used before, for another request."
        case "already_reverted": reverted
        default: problem.detail
        }
    }
}
