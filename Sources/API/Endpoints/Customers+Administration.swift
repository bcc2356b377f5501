import Engine
import HTTPServer
import Model
import Screens

/// Customers as customer service finds and sees them.
extension CustomersEndpoint {
    /// A page of those whom a text finds.
    static func search(_ exchange: inout Exchange) throws -> Outcome {
        let (text, page) = try exchange.query { fields -> (String, Snapshot.PageRequest)? in
            let text = fields.optionalString("query", length: 1...254) ?? ""
            return (text, fields.page(of: .customers) ?? Snapshot.PageRequest())
        }
        return .bookRead { snapshot in
            let (items, next) = try snapshot.customers(matching: text, page: page)
            return .page(items, of: .customers, next: next) { customer, json in
                json.beginObject()
                writeMembers(customer, into: &json)
                json.member("merged", customer.mergedInto != nil)
                json.endObject()
            }
        }
    }

    /// One with its wallets.
    static func detail(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let detail = try snapshot.detail(of: customer)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in write(detail, wording, into: &json) }
        }
    }

    static func block(_ exchange: inout Exchange) throws -> Outcome {
        try setBlocked(true, exchange)
    }

    static func unblock(_ exchange: inout Exchange) throws -> Outcome {
        try setBlocked(false, exchange)
    }

    private static func setBlocked(_ isBlocked: Bool, _ exchange: Exchange) throws -> Outcome {
        let id = exchange.customer
        let reason = try exchange.body { fields in
            fields.string("reason", length: 1...BlockCustomer.reasonLengthMax, lines: true)
        }
        return .write { context in
            let customer = try BlockCustomer.run(id, isBlocked: isBlocked, reason: reason, in: context)
            return .json { json in write(customer, into: &json) }
        }
    }

    /// Removes all that is personal; the ledger stays.
    static func erase(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let id = exchange.customer
        return .write { context in
            let receipt = try EraseCustomer.run(id, in: context)
            return .json { json in
                json.beginObject()
                json.member("customer_id", receipt.id.text)
                json.member("erased", true)
                json.member("aliases", receipt.aliases)
                json.endObject()
            }
        }
    }

    private static func write(_ detail: CustomerDetail, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(detail.customer, into: &json)
        if let reason = detail.customer.blockReason { json.member("block_reason", reason) }
        json.key("aliases")
        json.beginArray()
        for alias in detail.aliases { json.string(alias) }
        json.endArray()
        json.key("coins")
        ScreenPayload.writeWallet(detail.coins, .coins, wording, into: &json)
        json.key("credits")
        ScreenPayload.writeWallet(detail.credits, .credits, wording, into: &json)
        json.member("active_coupons", detail.activeCoupons)
        json.key("merges")
        json.beginArray()
        for merge in detail.merges { MergesEndpoint.write(merge, into: &json) }
        json.endArray()
        json.endObject()
    }
}
