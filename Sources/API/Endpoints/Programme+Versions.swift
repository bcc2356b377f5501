import Engine
import HTTPServer
import Model
import Screens
import Store

/// The published versions of the brand's programme.
enum VersionsEndpoint {
    /// A page of them, newest first, without their documents.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let page = try exchange.query { fields in fields.page(of: .programmeVersions) }
        let newest = exchange.version.number
        return .bookRead { snapshot in
            let (items, next) = try snapshot.programmeVersions(page: page)
            return .page(items, of: .programmeVersions, next: next) { item, json in
                json.beginObject()
                json.member("version", item.mark.version)
                json.member("current", item.mark.version == newest)
                json.member("sha256", item.mark.digest)
                json.member("published_at", item.mark.publishedAt)
                json.member("published_by", item.publishedBy)
                json.endObject()
            }
        }
    }

    /// One with its document.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let (number, newest) = (try number(of: exchange), exchange.version.number)
        return .bookRead { snapshot in
            let stored = try snapshot.programmeVersion(number)
            let document = Array(stored.document.utf8)
            return .json { json in
                json.beginObject()
                json.member("version", stored.version)
                json.member("current", stored.version == newest)
                json.member("sha256", SHA256.hash(document))
                json.member("published_at", stored.publishedAt)
                json.member("published_by", stored.publishedBy)
                write(document: document, into: &json)
                json.endObject()
            }
        }
    }

    /// Publishes an older document anew.
    static func restore(_ exchange: inout Exchange) throws -> Outcome {
        try requireLive(exchange)
        let number = try number(of: exchange)
        let base = try base(of: exchange)
        return .write { context in
            answer(try ProgrammeDrafts.restore(number, expecting: base, in: context))
        }
    }

    /// What one document changes about another.
    static func compare(_ exchange: inout Exchange) throws -> Outcome {
        let newest = ProgrammeReference.version(exchange.version.number)
        let (from, to) = try exchange.query { fields -> (ProgrammeReference, ProgrammeReference)? in
            let expected = "version-N or draft-N"
            let from = fields.optionalField("from", parse: ProgrammeReference.init, expected: expected)
            let to = fields.optionalField("to", parse: ProgrammeReference.init, expected: expected)
            return (from ?? newest, to ?? newest)
        }
        return .bookRead { snapshot in
            let changes = try snapshot.programmeChanges(from: from, to: to)
            return .json { json in
                json.beginObject()
                json.member("from", from.text)
                json.member("to", to.text)
                json.key("changes")
                json.beginArray()
                for change in changes { write(change, into: &json) }
                json.endArray()
                json.endObject()
            }
        }
    }

    /// Programmes are the brand's, not a mode's: what is published is live, so only a live admin key publishes.
    static func requireLive(_ exchange: Exchange) throws(Problem) {
        guard exchange.book.mode == .test else { return }
        var problem = Problem(
            .scopeMissing, "What is published is live at once: this needs a live admin key, not a test one.")
        problem.extra = [("scope", .string("admin"))]
        throw problem
    }

    /// The newest version that the caller knows, from the body.
    static func base(of exchange: Exchange) throws -> Int64? {
        guard exchange.request.hasBody else { return nil }
        return try exchange.body { fields in
            Int64??.some(fields.optionalInteger("expected_version", in: 1...Int64.max))
        }
    }

    static func answer(_ receipt: PublishProgramme.Receipt) -> Answer {
        .json(receipt.isNew ? .created : .ok) { json in
            json.beginObject()
            json.member("version", receipt.version)
            json.member("new", receipt.isNew)
            json.member("sha256", receipt.digest)
            json.endObject()
        }
    }

    /// The document as it came; texts that were never JSON cannot be published or kept.
    static func write(document: [UInt8], into json: inout JSONWriter) {
        guard let value = try? JSONValue(parsing: document, limits: ProgrammeLimits.json) else { return }
        json.key("document")
        json.value(value)
    }

    private static func number(of exchange: Exchange) throws -> Int64 {
        let text = exchange.parameter("version")
        guard let number = Int64(text), number > 0, text == "\(number)" else {
            throw Refusal.programmeVersionNotFound
        }
        return number
    }

    /// One difference of two documents.
    static func write(_ change: ProgrammeChange, into json: inout JSONWriter) {
        json.beginObject()
        json.member("pointer", change.pointer)
        json.member("kind", change.kind.rawValue)
        if let element = change.element { json.member("element", element) }
        if let before = change.before {
            json.key("before")
            json.value(before)
        }
        if let after = change.after {
            json.key("after")
            json.value(after)
        }
        json.endObject()
    }
}
