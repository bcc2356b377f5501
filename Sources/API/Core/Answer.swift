package import Engine
package import HTTPServer
package import Model
import Screens

/// What goes back to the client, before the fields that every answer has.
package struct Answer: Sendable {
    /// The status line.
    package var status: Status
    /// What the body is; nil for none.
    package var contentType: ContentType?
    /// Fields of this answer alone.
    package var fields: [(HeaderName, String)] = []
    /// The body's bytes.
    package var body: [UInt8] = []
    /// Until when the same request would be answered the same, as far as time alone can tell; nil when it is not known.
    var validUntil: Instant?
    /// The code of a problem, for the API log.
    package var code: String?

    /// The media types that the service writes.
    package enum ContentType: String, Sendable {
        case json = "application/json"
        case problem = "application/problem+json"
        case yaml = "application/yaml"
        case schema = "application/schema+json"
        case html = "text/html; charset=utf-8"
        case plain = "text/plain; charset=utf-8"
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
    }

    /// JSON as it is written.
    package static func json(_ status: Status = .ok, _ write: (inout JSONWriter) -> Void) -> Answer {
        var writer = JSONWriter(capacity: 2048)
        write(&writer)
        return Answer(status: status, contentType: .json, body: writer.bytes)
    }

    /// JSON with texts, which says in which language they are.
    static func json(
        _ status: Status = .ok, in wording: Wording, _ write: (inout JSONWriter) -> Void
    ) -> Answer {
        var answer = json(status, write)
        answer.fields = [(.contentLanguage, wording.locale.tag)]
        return answer
    }

    /// A page of a list: `items`, and `next_cursor` where there may be more of them.
    static func page<Item>(
        _ items: [Item], of list: PageCursor.List, next: Int64?, in wording: Wording? = nil,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> Answer {
        let body = { (json: inout JSONWriter) in
            json.beginObject()
            json.list("items", items, write)
            ScreenPayload.writeCursor(list, next, into: &json)
            json.endObject()
        }
        guard let wording else { return .json(.ok, body) }
        return .json(.ok, in: wording, body)
    }

    /// A list that is whole on one page.
    static func list<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> Answer {
        .json { json in
            json.beginObject()
            json.list("items", items, write)
            json.endObject()
        }
    }

    /// An answer to a write, as it is kept beside its effect.
    var stored: StoredAnswer { StoredAnswer(status: Int(status.code), body: body) }
}

/// How a handler wants its request carried out.
package enum Outcome {
    /// Known at once.
    case answer(Answer)
    /// Read from one snapshot of the customer that the first function finds in it; on the loop, or on the writer where
    /// something must be settled first. Where it finds nobody, the refusal is `customer_not_found`.
    case located(
        @Sendable (Snapshot) throws -> Customer?, @Sendable (Snapshot, Customer) throws -> Answer)
    /// Read from one snapshot of the book.
    case bookRead(@Sendable (Snapshot) throws -> Answer)
    /// Read for long, on a thread of its own.
    case longRead(@Sendable (Engine) throws -> Answer)
    /// Run as one command on the writer and answered after its commit.
    case write(@Sendable (CommandContext) throws -> Answer)

    /// Read from one snapshot of the customer of an id.
    package static func customerRead(
        _ id: CustomerID, _ body: @escaping @Sendable (Snapshot, Customer) throws -> Answer
    ) -> Outcome {
        .located({ try $0.customerIfKnown(id) }, body)
    }
}
