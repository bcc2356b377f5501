import Engine
import Model

/// Writes orders.
enum OrderResource {
    /// One order with its lines, as the shop sent it.
    static func write(
        _ order: Order, of customer: Customer, _ view: NectorView, into json: inout JSONWriter
    ) {
        let currency = Currency(code: order.currency) ?? view.currency
        json.beginObject()
        json.identity(view.names.order(order.id), view.names)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("reference_order_id", order.id.text)
        json.member("reference_order_name", order.id.text)
        json.member("name", order.id.text)
        json.member("status", status(of: order))
        json.member("financial_status", financialStatus(of: order))
        json.member("fulfillment_status", isFulfilled(order) ? "fulfilled" : "unfulfilled")
        json.member("delivery_status", order.state == .delivered ? "delivered" : "pending")
        json.member("currency", order.currency.lowercased())
        json.member("total", amount: order.total, currency)
        json.member("subtotal", amount: order.subtotal, currency)
        json.member("total_tax", amount: order.tax, currency)
        json.list("product_lines", order.lines) { line, json in
            json.beginObject()
            json.member("id", line.id)
            json.member("reference_product_id", line.product ?? "")
            json.member("reference_product_source", source(of: customer))
            json.member("name", line.product ?? line.id)
            json.member("quantity", line.quantity)
            json.member("price", amount: line.amount / max(1, line.quantity), currency)
            json.member("discount", amount: line.discount, currency)
            json.member("is_reviewed", false)
            json.endObject()
        }
        json.times(created: order.placedAt, updated: order.updatedAt)
        json.endObject()
    }

    /// The orders that a `status` means; nil where it means none that there could be.
    static func filter(
        status: String?
    ) -> (states: Set<OrderState>?, refunded: RefundState?)? {
        switch status?.lowercased() {
        case nil: (nil, nil)
        case "pending": ([.created], nil)
        case "processing": ([.paid, .fulfilled], RefundState?.none)
        case "completed": ([.delivered], nil)
        case "cancelled": ([.cancelled], nil)
        case "refunded": (nil, .full)
        default: nil
        }
    }

    private static func status(of order: Order) -> String {
        if order.refunded == .full { return "refunded" }
        return switch order.state {
        case .created: "pending"
        case .paid, .fulfilled: "processing"
        case .delivered: "completed"
        case .cancelled: "cancelled"
        }
    }

    private static func financialStatus(of order: Order) -> String {
        switch order.refunded {
        case .full: "refunded"
        case .partial: "partially_refunded"
        case .none: (order.state.rank ?? 0) > 0 ? "paid" : "pending"
        }
    }

    private static func isFulfilled(_ order: Order) -> Bool { (order.state.rank ?? 0) >= 2 }

    /// Which shop made the customer says where the products are.
    private static func source(of customer: Customer) -> String {
        for prefix in NectorWho.prefixes where customer.id.text.hasPrefix(prefix) {
            return String(prefix.dropLast())
        }
        return "custom_website"
    }
}
