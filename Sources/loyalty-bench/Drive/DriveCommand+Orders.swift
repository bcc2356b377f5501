import Engine
import Model

extension DriveCommand {
    func putOrder() throws -> [UInt8] {
        let input = PutOrder.Input(
            id: try fields.parsed("id", OrderID.init), customer: try customerID(),
            state: try fields.parsed("state", OrderState.init(rawValue:)),
            placedAt: fields.instant("placed") ?? context.now, currency: try fields.text("currency"),
            total: try fields.needed("total"), subtotal: try fields.needed("subtotal"),
            tax: fields.number("tax"), shipping: fields.number("shipping"),
            coinsDiscount: fields.number("coins_discount"), lines: try lines(),
            revision: fields.number("revision"), connector: fields.optionalText("connector"))
        let receipt = try PutOrder.run(input, in: context)
        let (code, coins) = Self.words(of: receipt.award)
        return try DriveReply.done(
            "\(receipt.change.rawValue):\(code)", coins + [receipt.order.countedSpend], of: try customer(),
            in: context)
    }

    private func lines() throws -> [OrderLine]? {
        try fields.objects("lines")?.map { line in
            OrderLine(
                id: try line.text("line_id"), product: line.optionalText("product_id"),
                collections: line.texts("collections"), tags: line.texts("tags"),
                quantity: line.number("quantity") ?? 1, amount: try line.needed("amount"),
                discount: line.number("discount") ?? 0)
        }
    }

    static func words(of award: AwardOutcome) -> (code: String, coins: [Int64]) {
        guard case .awarded(let entry) = award else { return (award.code, []) }
        return (award.code, [entry.coins])
    }

    func refund() throws -> [UInt8] {
        let part: RefundOrder.Part
        if let lines = fields.objects("lines") {
            part = .lines(
                try lines.map {
                    RefundOrder.Line(id: try $0.text("line_id"), quantity: try $0.needed("quantity"))
                })
        } else {
            part = fields.number("amount").map(RefundOrder.Part.amount) ?? .rest
        }
        let input = RefundOrder.Input(
            order: try fields.parsed("order", OrderID.init),
            refund: try fields.parsed("refund", RefundID.init),
            part: part, isStoreCredit: fields.flag("credit") ?? false,
            occurredAt: fields.instant("occurred"))
        let receipt = try RefundOrder.run(input, in: context)
        let refund = receipt.refund
        return try DriveReply.done(
            receipt.isRepeated ? "repeated" : "refunded",
            [
                refund.amount, refund.coinsTakenBack, refund.coinsWaived, refund.coinsReturned,
                receipt.order.countedSpend,
            ], of: try context.snapshot.customer(context.snapshot.customerID(of: receipt.order.customer)),
            in: context)
    }

    /// What a cart would earn, which is what the same order then earns (rule 2.5).
    func preview() throws -> [UInt8] {
        let customer = try customer()
        try Settle.run(customer.number, in: context)
        let amounts = OrderAmounts(
            total: try fields.needed("total"), subtotal: try fields.needed("subtotal"),
            tax: fields.number("tax") ?? 0, shipping: fields.number("shipping") ?? 0,
            coinsDiscount: fields.number("coins_discount") ?? 0)
        let preview = try context.snapshot.cartPreview(
            Cart(amounts: amounts, lines: try lines() ?? [], connector: fields.optionalText("connector")),
            of: customer)
        return try DriveReply.done(
            preview.reason?.rawValue ?? "awarded", [preview.coins], of: customer, in: context)
    }
}
