import Engine
import HTTPServer
import Model
import Screens

/// Why nothing was awarded, over a range of time.
enum NonAwardsEndpoint {
    private struct Wanted {
        var page: Snapshot.PageRequest
        var from: Instant?
        var to: Instant?
    }

    /// A page of them, newest first. The id of a customer who is not known has some, too: those of triggers that named
    /// nobody the brand had told of.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let page = fields.page(of: .nonAwards) ?? Snapshot.PageRequest()
            let times = fields.optionalTimes()
            return Wanted(page: page, from: times.from, to: times.to)
        }
        let customer = exchange.customer
        return .bookRead { snapshot in
            let page = try snapshot.nonAwards(
                under: customer, from: wanted.from, to: wanted.to, page: wanted.page)
            let setting = snapshot.explanationSetting
            return .json { json in
                json.beginObject()
                json.member("customer_id", customer.text)
                json.key("items")
                json.beginArray()
                for item in page.items { ExplanationWriting.write(item, setting, into: &json) }
                json.endArray()
                ScreenPayload.writeCursor(.nonAwards, page.next, into: &json)
                json.endObject()
            }
        }
    }
}
