import Engine
import HTTPServer
import Model
import Screens

extension OrdersEndpoint {
    /// Refunds an order: by lines, by an amount, or all that is left. The same refund again is the same answer.
    static func refund(_ exchange: inout Exchange) throws -> Outcome {
        guard let id = OrderID(exchange.parameter("order_id")) else { throw Refusal.orderNotFound }
        let input = try exchange.body(limits: OrderLimits.json) { fields in readRefund(of: id, &fields) }
        let locale = exchange.locale()
        return .write { context in
            let receipt = try RefundOrder.run(input, in: context)
            let wording = locale.wording(at: context.now)
            let customer = try context.snapshot.customerID(of: receipt.order.customer)
            let award = try context.snapshot.award(of: receipt.order)
            let isNew = !receipt.isRepeated && !context.isDryRun
            return .json(isNew ? .created : .ok, in: wording) { json in
                json.beginObject()
                json.key("refund")
                OrderResource.write(receipt.refund, of: receipt.order, wording, into: &json)
                json.member("change", receipt.isRepeated ? "repeated" : "created")
                json.key("order")
                OrderResource.write(receipt.order, of: customer, wording, into: &json)
                json.key("award")
                AwardWriting.write(award, into: &json)
                json.endObject()
            }
        }
    }

    private static func readRefund(of order: OrderID, _ fields: inout JSONFields) -> RefundOrder.Input? {
        let refund = fields.field("refund_id", parse: RefundID.init, expected: RefundID.expected)
        let hasLines = fields.has("lines")
        var seen: Set<String> = []
        let lines = fields.optionalArray("lines", count: 1...OrderLimits.linesMax) { line in
            let id = line.string("line_id", length: 1...OrderLimits.nameLengthMax)
            let quantity = line.integer("quantity", in: 1...OrderLimits.quantityMax)
            if let id, !seen.insert(id).inserted {
                line.refuse("line_id", FieldCode.duplicate, "stands on another line, too")
            }
            guard let id, let quantity else { return RefundOrder.Line?.none }
            return RefundOrder.Line(id: id, quantity: quantity)
        }
        let amount = fields.optionalInteger("amount", in: 1...MoneyLimits.orderAmountMax)
        if hasLines, fields.has("amount") {
            fields.refuse("amount", FieldCode.notAllowed, "cannot be given with lines")
        }
        let isStoreCredit = fields.optionalBool("as_store_credit") ?? false
        let occurredAt = fields.optionalInstant("occurred_at")
        guard let refund, !hasLines || lines != nil else { return nil }
        let part: RefundOrder.Part =
            if let lines { .lines(lines) } else if let amount { .amount(amount) } else { .rest }
        return RefundOrder.Input(
            order: order, refund: refund, part: part, isStoreCredit: isStoreCredit, occurredAt: occurredAt)
    }
}
