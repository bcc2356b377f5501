import Engine
import HTTPServer
import Model
import Screens

/// Orders as the shop has them.
enum OrdersEndpoint {
    /// The order as it stands now.
    static func put(_ exchange: inout Exchange) throws -> Outcome {
        guard let id = OrderID(exchange.parameter("order_id")) else {
            throw InvalidInput.inPath("order_id", expected: OrderID.expected)
        }
        let input = try exchange.body(limits: OrderLimits.json) { fields in read(id, &fields) }
        let (chooseLocale, tally) = (exchange.chooseLocale, exchange.service.apiLog.checkouts)
        return .write { context in
            let receipt = try PutOrder.run(input, in: context)
            let customer = try context.snapshot.customer(input.customer)
            tally.completed(by: receipt.order, of: customer, in: context)
            let wording = chooseLocale(customer).wording(at: context.now)
            let isNew = receipt.change == .created && !context.isDryRun
            return .json(isNew ? .created : .ok, in: wording) { json in
                json.beginObject()
                json.key("order")
                OrderResource.write(receipt.order, of: customer.id, wording, into: &json)
                json.member("change", receipt.change.rawValue)
                json.key("award")
                AwardWriting.write(receipt.award, into: &json)
                json.endObject()
            }
        }
    }

    /// The order as the books have it.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        guard let id = OrderID(exchange.parameter("order_id")) else { throw Refusal.orderNotFound }
        let locale = exchange.locale()
        return .bookRead { snapshot in
            let wording = locale.wording(at: snapshot.now)
            let order = try snapshot.order(id)
            let customer = try snapshot.customerID(of: order.customer)
            let award = try snapshot.award(of: order)
            let refunds = try snapshot.refunds(of: order)
            let redemptions = try snapshot.redemptions(on: order)
            return .json(in: wording) { json in
                json.beginObject()
                json.key("order")
                OrderResource.write(order, of: customer, wording, into: &json)
                json.key("award")
                AwardWriting.write(award, into: &json)
                json.key("refunds")
                json.beginArray()
                for refund in refunds { OrderResource.write(refund, of: order, wording, into: &json) }
                json.endArray()
                json.key("redemptions")
                json.beginArray()
                for redemption in redemptions {
                    OrderResource.write(redemption, of: order, wording, into: &json)
                }
                json.endArray()
                json.endObject()
            }
        }
    }

    private static func read(_ id: OrderID, _ fields: inout JSONFields) -> PutOrder.Input? {
        let customer = fields.field("customer_id", parse: CustomerID.init, expected: CustomerID.expected)
        let states = Dictionary(uniqueKeysWithValues: OrderState.allCases.map { ($0.rawValue, $0) })
        let state = fields.oneOf("state", states)
        let placedAt = fields.instant("placed_at")
        let currency = fields.currency("currency")
        let total = fields.integer("total", in: 0...MoneyLimits.orderAmountMax)
        let tax = fields.optionalInteger("tax", in: 0...MoneyLimits.orderAmountMax)
        let shipping = fields.optionalInteger("shipping", in: 0...MoneyLimits.orderAmountMax)
        let coinsDiscount = fields.optionalInteger("coins_discount", in: 0...MoneyLimits.orderAmountMax)
        let lines = fields.optionalOrderLines("lines")
        let subtotal = fields.optionalSubtotal(of: lines, total: total)
        let revision = fields.optionalInteger("revision", in: 0...9_007_199_254_740_991)
        let connector = fields.optionalField(
            "connector", parse: { IdentifierRule.isToken($0, length: 1...64) ? $0 : nil },
            expected: "1 to 64 letters, digits, hyphens and underscores")
        guard let customer, let state, let placedAt, let currency, let total else { return nil }
        return PutOrder.Input(
            id: id, customer: customer, state: state, placedAt: placedAt, currency: currency.code,
            total: total,
            subtotal: subtotal ?? total, tax: tax, shipping: shipping, coinsDiscount: coinsDiscount,
            lines: lines, revision: revision, connector: connector)
    }
}

/// What became of something that could have earned, in short.
enum AwardWriting {
    static func write(_ outcome: AwardOutcome, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(of: outcome, into: &json)
        json.endObject()
    }

    static func writeMembers(of outcome: AwardOutcome, into json: inout JSONWriter) {
        switch outcome {
        case .awarded(let entry):
            json.member("awarded", true)
            json.member("coins", entry.coins)
            json.member("transaction_id", entry.id.description)
        case .notAwarded(let reason, let detail):
            json.member("awarded", false)
            json.member("reason", reason.rawValue)
            json.member("detail", detail)
        }
    }
}
