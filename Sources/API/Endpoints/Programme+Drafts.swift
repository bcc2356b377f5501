import Engine
import HTTPServer
import Model
import Store

/// Drafts of the brand's programme: worked on, checked, compared and published.
enum DraftsEndpoint {
    /// Every draft, oldest first, without its document.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let place = Place(exchange)
        return .bookRead { snapshot in
            let drafts = try snapshot.drafts()
            return .list(drafts) { draft, json in
                write(draft, place, hasDocument: false, into: &json)
            }
        }
    }

    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let (number, place) = (try number(of: exchange), Place(exchange))
        return .bookRead { snapshot in
            let draft = try snapshot.draft(number)
            return .json { json in write(draft, place, into: &json) }
        }
    }

    /// Begins a draft with a document, or with a copy of a version.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let input = try input(of: exchange, isNew: true)
        let place = Place(exchange)
        return .write { context in
            let draft = try ProgrammeDrafts.create(input, in: context)
            return .json(.created) { json in write(draft, place, into: &json) }
        }
    }

    static func update(_ exchange: inout Exchange) throws -> Outcome {
        let (number, place) = (try number(of: exchange), Place(exchange))
        let input = try input(of: exchange, isNew: false)
        return .write { context in
            let draft = try ProgrammeDrafts.update(number, input, in: context)
            return .json { json in write(draft, place, into: &json) }
        }
    }

    static func delete(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let number = try number(of: exchange)
        return .write { context in
            try ProgrammeDrafts.delete(number, in: context)
            return .json { json in
                json.beginObject()
                json.member("id", "draft-\(number)")
                json.member("deleted", true)
                json.endObject()
            }
        }
    }

    /// Makes it the brand's next version.
    static func publish(_ exchange: inout Exchange) throws -> Outcome {
        try VersionsEndpoint.requireLive(exchange)
        let number = try number(of: exchange)
        let base = try VersionsEndpoint.base(of: exchange)
        return .write { context in
            let receipt = try ProgrammeDrafts.publish(number, expecting: base, in: context)
            return VersionsEndpoint.answer(receipt)
        }
    }

    /// Checks a document without keeping it.
    static func validate(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let document = try exchange.body(limits: ProgrammeLimits.json) { fields in
            DraftsEndpoint.document(in: &fields, isRequired: true)
        }
        let place = Place(exchange)
        return .answer(
            .json { json in
                json.beginObject()
                writeFaults(of: document, place, into: &json)
                json.endObject()
            })
    }

    /// What a document is checked against.
    private struct Place: Sendable {
        let brand: BrandID
        let currency: Currency
        init(_ exchange: Exchange) {
            brand = exchange.book.brand
            currency = exchange.version.programme.currency
        }
    }

    private static func number(of exchange: Exchange) throws -> Int64 {
        guard let number = ProgrammeReference.number("draft-", in: exchange.parameter("draft_id")) else {
            throw Refusal.draftNotFound
        }
        return number
    }

    private static func input(of exchange: Exchange, isNew: Bool) throws -> ProgrammeDrafts.Input {
        try exchange.body(limits: ProgrammeLimits.json) { fields in
            var input = ProgrammeDrafts.Input(
                name: fields.optionalString("name", length: 1...ProgrammeDrafts.nameLengthMax),
                document: document(in: &fields, isRequired: false))
            if isNew {
                input.version = fields.optionalInteger("from_version", in: 1...Int64.max)
            } else {
                input.revision = fields.optionalInteger("revision", in: 1...Int64.max)
            }
            return input
        }
    }

    /// A document as JSON text, its members in the order in which they came.
    private static func document(in fields: inout JSONFields, isRequired: Bool) -> [UInt8]? {
        guard isRequired || fields.has("document") else { return nil }
        guard let value = fields.value("document") else { return nil }
        guard case .object = value else {
            fields.refuse("document", FieldCode.wrongType, "must be an object, not \(value.kind)")
            return nil
        }
        var json = JSONWriter(capacity: 16_384)
        json.value(value)
        return json.bytes
    }

    private static func write(
        _ draft: ProgrammeDraft, _ place: Place, hasDocument: Bool = true, into json: inout JSONWriter
    ) {
        let document = Array(draft.document.utf8)
        json.beginObject()
        json.member("id", "draft-\(draft.number)")
        json.member("name", draft.name)
        json.member("base_version", draft.baseVersion)
        json.member("revision", draft.revision)
        json.member("sha256", draft.digest)
        writeFaults(of: document, place, into: &json)
        json.member("created_at", draft.createdAt)
        json.member("created_by", draft.createdBy)
        json.member("updated_at", draft.updatedAt)
        json.member("updated_by", draft.updatedBy)
        if hasDocument { VersionsEndpoint.write(document: document, into: &json) }
        json.endObject()
    }

    private static func writeFaults(of document: [UInt8], _ place: Place, into json: inout JSONWriter) {
        var faults: [FieldError] = []
        do {
            _ = try ProgrammeDrafts.check(document, for: place.brand, currency: place.currency)
        } catch {
            faults = error.errors
        }
        json.member("valid", faults.isEmpty)
        json.key("errors")
        json.beginArray()
        for fault in faults {
            json.beginObject()
            json.member("pointer", fault.pointer)
            json.member("code", fault.code)
            json.member("detail", fault.detail)
            json.endObject()
        }
        json.endArray()
    }
}
