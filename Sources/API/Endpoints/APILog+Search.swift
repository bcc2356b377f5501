import Engine
import HTTPServer
import Model
import Screens
import Store

/// What this brand and mode were asked, and how it was answered.
enum APILogEndpoint {
    /// A page of it, newest first. A page may be short, or empty, and still have a next one: it is looked for in a
    /// bounded number of lines.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let routes = Dictionary(uniqueKeysWithValues: Routes.all.map { ($0.name, $0.name) })
            var wanted = Wanted(page: fields.page(of: .apiLog) ?? Snapshot.PageRequest())
            wanted.filter.route = fields.optionalOneOf("route", routes)
            wanted.filter.key = fields.optionalField(
                "key", parse: { ProgrammeReference.number("key-", in: $0) }, expected: "a key such as key-12")
            wanted.filter.code = fields.optionalString("code", length: 1...64)
            wanted.filter.status = fields.optionalInteger("status", in: 100...599)
            (wanted.filter.from, wanted.filter.to) = fields.optionalTimes()
            wanted.customer = fields.optionalField(
                "customer", parse: CustomerID.init, expected: CustomerID.expected)
            return wanted
        }
        return .bookRead { snapshot in
            let (items, next) = try snapshot.apiLog(
                wanted.filter, customer: wanted.customer, page: wanted.page,
                window: wanted.customer == nil
                    ? APILog.Limits.windowLines : APILog.Limits.windowLinesOfCustomer)
            return .page(items, of: .apiLog, next: next) { item, json in
                write(item.record, customer: item.customer, into: &json)
            }
        }
    }

    private struct Wanted {
        var page: Snapshot.PageRequest
        var filter = APILogFilter()
        var customer: CustomerID?
    }

    private static func write(
        _ record: APILogRecord, customer: CustomerID?, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("at", record.recordedAt)
        json.member("route", record.route)
        if let key = record.key { json.member("key", "key-\(key)") }
        if let customer { json.member("customer_id", customer.text) }
        json.member("status", record.status)
        if let code = record.code { json.member("code", code) }
        json.member("microseconds", record.microseconds)
        json.member("request_id", record.requestID)
        json.member("dry_run", record.isDryRun)
        json.member("replayed", record.isReplay)
        json.endObject()
    }
}
