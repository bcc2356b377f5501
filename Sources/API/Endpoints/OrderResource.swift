import Engine
import Model
import Screens

/// An order as answers show it.
enum OrderResource {
    static func write(
        _ order: Order, of customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", order.id.text)
        json.member("customer_id", customer.text)
        json.member("state", order.state.rawValue)
        json.member("refunded", order.refunded.rawValue)
        json.member("placed_at", order.placedAt)
        let amounts: [(StaticString, Int64?)] = [
            ("total", order.total), ("subtotal", order.subtotal), ("tax", order.tax),
            ("shipping", order.shipping), ("coins_discount", order.coinsDiscount),
        ]
        for (name, amount) in amounts {
            guard let amount else { continue }
            json.key(name)
            write(amount, in: order.currency, wording, into: &json)
        }
        if !order.lines.isEmpty { write(order.lines, into: &json) }
        if let revision = order.revision { json.member("revision", revision) }
        if let connector = order.connector { json.member("connector", connector) }
        if order.takenBack > 0 { json.member("coins_taken_back", order.takenBack) }
        json.member("programme_version", order.programmeVersion)
        json.member("created_at", order.createdAt)
        json.member("updated_at", order.updatedAt)
        json.endObject()
    }

    /// Amounts of the lines are minor units of the order's currency: ten thousand texts would help nobody.
    private static func write(_ lines: [OrderLine], into json: inout JSONWriter) {
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginObject()
            json.member("line_id", line.id)
            if let product = line.product { json.member("product_id", product) }
            for (name, labels) in [("collections", line.collections), ("tags", line.tags)] {
                guard !labels.isEmpty else { continue }
                json.key(dynamic: name)
                json.beginArray()
                for label in labels { json.string(label) }
                json.endArray()
            }
            json.member("quantity", line.quantity)
            json.member("amount", line.amount)
            json.member("discount", line.discount)
            json.endObject()
        }
        json.endArray()
    }

    static func write(
        _ refund: Refund, of order: Order, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", refund.id)
        json.key("amount")
        write(refund.amount, in: order.currency, wording, into: &json)
        if !refund.returned.quantities.isEmpty {
            json.key("lines")
            json.beginArray()
            for (line, quantity) in refund.returned.quantities.sorted(by: { $0.key < $1.key }) {
                json.beginObject()
                json.member("line_id", line)
                json.member("quantity", quantity)
                json.endObject()
            }
            json.endArray()
        }
        json.member("as_store_credit", refund.isStoreCredit)
        if let sequence = refund.creditSequence {
            json.member(
                "store_credit_transaction_id",
                TransactionID(wallet: .credits, sequence: sequence).description)
        }
        json.member("coins_taken_back", refund.coinsTakenBack)
        json.member("coins_waived", refund.coinsWaived)
        json.member("coins_returned", refund.coinsReturned)
        json.member("occurred_at", refund.occurredAt)
        json.member("recorded_at", refund.recordedAt)
        json.endObject()
    }

    static func write(
        _ redemption: Snapshot.OrderRedemptionFacts, of order: Order, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("transaction_id", redemption.entry.description)
        json.member("coins", redemption.coins)
        json.key("discount")
        write(redemption.discount, in: order.currency, wording, into: &json)
        json.member("returned", redemption.returned)
        json.endObject()
    }

    private static func write(
        _ amount: Int64, in code: String, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let currency = Currency(code: code) else { return json.integer(amount) }
        ScreenPayload.writeMoney(Money(minorUnits: amount, currency: currency), wording, into: &json)
    }
}
