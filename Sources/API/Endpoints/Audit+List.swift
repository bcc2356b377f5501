import Engine
import HTTPServer
import Model
import Screens
import Store

/// What was done to the programme, the keys and the customers, by whom and when.
enum AuditEndpoint {
    /// A page of it, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let acts = Dictionary(uniqueKeysWithValues: AuditAct.allCases.map { ($0.rawValue, $0) })
            var wanted = Wanted(page: fields.page(of: .auditLog) ?? Snapshot.PageRequest())
            wanted.filter.act = fields.optionalOneOf("act", acts)?.rawValue
            (wanted.filter.from, wanted.filter.to) = fields.optionalTimes()
            wanted.customer = fields.optionalField(
                "customer", parse: CustomerID.init, expected: CustomerID.expected)
            return wanted
        }
        return .bookRead { snapshot in
            let (items, next) = try snapshot.auditLog(
                wanted.filter, customer: wanted.customer, page: wanted.page)
            return .page(items, of: .auditLog, next: next) { item, json in
                write(item.record, customer: item.customer, into: &json)
            }
        }
    }

    private struct Wanted {
        var page: Snapshot.PageRequest
        var filter = AuditFilter()
        var customer: CustomerID?
    }

    private static func write(
        _ record: AuditRecord, customer: CustomerID?, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("number", record.number)
        json.member("at", record.recordedAt)
        json.member("act", record.act)
        json.member("actor", record.actor)
        if !record.subject.isEmpty { json.member("subject", record.subject) }
        if let customer { json.member("customer_id", customer.text) }
        if let before = record.before { json.member("before_sha256", before) }
        if let after = record.after { json.member("after_sha256", after) }
        if let summary = try? JSONValue(parsing: Array(record.summary.utf8)) {
            json.key("summary")
            json.value(summary)
        }
        if let note = record.note { json.member("note", note) }
        json.endObject()
    }
}
