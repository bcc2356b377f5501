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
