import Model

extension JSONFields {
    /// The lines of an order or a cart, strictly; nil if absent, or when one of them is refused.
    mutating func optionalOrderLines(_ name: String) -> [OrderLine]? {
        var seen: Set<String> = []
        return optionalArray(name, count: 0...OrderLimits.linesMax) { fields -> OrderLine? in
            let line = Self.line(&fields)
            if let line, !seen.insert(line.id).inserted {
                fields.refuse("line_id", FieldCode.duplicate, "stands on another line, too")
            }
            return line
        }
    }

    /// The member `subtotal`: what the lines come to before discounts, where there are lines, and otherwise the total, where
    /// it is left out. Minor units.
    mutating func optionalSubtotal(of lines: [OrderLine]?, total: Int64?) -> Int64? {
        let amounts = 0...MoneyLimits.orderAmountMax
        let given = optionalInteger("subtotal", in: amounts)
        guard let lines, !lines.isEmpty else { return given ?? total }
        // At most linesMax × orderAmountMax.
        let sum = lines.reduce(Int128(0)) { $0 + Int128($1.amount) }
        guard sum <= Int128(MoneyLimits.orderAmountMax) else {
            refuse(
                "lines", FieldCode.outOfRange,
                "must come to at most \(MoneyLimits.orderAmountMax) minor units")
            return given
        }
        if let given, Int128(given) != sum {
            refuse("subtotal", FieldCode.outOfRange, "must be what the amounts of the lines come to: \(sum)")
        }
        return given ?? Int64(sum)
    }

    private static func line(_ fields: inout JSONFields) -> OrderLine? {
        let length = 1...OrderLimits.nameLengthMax
        let labels = 0...OrderLimits.labelsPerLineMax
        let id = fields.string("line_id", length: length)
        let product = fields.optionalString("product_id", length: length)
        let collections = fields.optionalStrings("collections", count: labels, length: length)
        let tags = fields.optionalStrings("tags", count: labels, length: length)
        let quantity = fields.integer("quantity", in: 1...OrderLimits.quantityMax)
        let amount = fields.integer("amount", in: 0...MoneyLimits.orderAmountMax)
        let discount = fields.optionalInteger("discount", in: 0...MoneyLimits.orderAmountMax) ?? 0
        guard let id, let quantity, let amount else { return nil }
        if discount > amount { fields.refuse("discount", FieldCode.outOfRange, "must be at most amount") }
        return OrderLine(
            id: id, product: product, collections: collections ?? [], tags: tags ?? [], quantity: quantity,
            amount: amount, discount: discount)
    }
}
