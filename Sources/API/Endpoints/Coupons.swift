import Engine
import HTTPServer
import Model
import Screens

/// Coupons: the customer's own, and the shop's checks.
enum CouponsEndpoint {
    private struct Wanted {
        var page: Snapshot.PageRequest
        var state: CouponState?
    }

    /// A page of the customer's coupons, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let states = Dictionary(uniqueKeysWithValues: CouponState.allCases.map { ($0.rawValue, $0) })
            let state = fields.optionalOneOf("status", states)
            return fields.page(of: .coupons).map { Wanted(page: $0, state: state) }
        }
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            // A coupon past its date is ended by the settlement that this look at the wallet asks for.
            _ = try snapshot.wallet(.coins, of: customer)
            let page = try snapshot.coupons(of: customer, page: wanted.page, state: wanted.state)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .page(page.items, of: .coupons, next: page.next, in: wording) { coupon, json in
                ScreenPayload.writeCoupon(coupon, of: customer.id, wording, into: &json)
            }
        }
    }

    /// An unused coupon back to coins.
    static func cancel(_ exchange: inout Exchange) throws -> Outcome {
        guard let number = Coupon.number(fromID: exchange.parameter("coupon_id")) else {
            throw Refusal.couponNotFound
        }
        try exchange.emptyBody()
        let id = exchange.customer
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            var receipt = try CancelCoupon.run(CancelCoupon.Input(customer: id, coupon: number), in: context)
            if context.isDryRun { receipt.coupon.code = RedemptionsEndpoint.masked(receipt.coupon.code) }
            let customer = try context.snapshot.customer(id)
            let wording = chooseLocale(customer).wording(at: context.now)
            let card = context.walletCard(of: customer, receipt.wallet)
            return .json(in: wording) { json in
                json.beginObject()
                json.key("coupon")
                ScreenPayload.writeCoupon(receipt.coupon, of: id, wording, into: &json)
                if let entry = receipt.entry {
                    json.key("transaction")
                    ScreenPayload.writeEntry(entry.shown, wording, into: &json)
                }
                json.key("wallet")
                ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
                json.key("section")
                ScreenPayload.writeSection(.walletCard, card, locale: wording.locale, into: &json)
                json.endObject()
            }
        }
    }

    /// Would the code be good for this cart? Changes nothing.
    static func verify(_ exchange: inout Exchange) throws -> Outcome {
        let input = try input(of: exchange, isUse: false)
        try exchange.noQuery()
        try exchange.countGuess(by: input.customer)
        let locale = exchange.locale()
        return .bookRead { snapshot in
            answer(try UseCoupon.verify(input, in: snapshot), locale.wording(at: snapshot.now))
        }
    }

    /// Uses the code up; the same order again is the same answer.
    static func use(_ exchange: inout Exchange) throws -> Outcome {
        let input = try input(of: exchange, isUse: true)
        try exchange.countGuess(by: input.customer)
        let locale = exchange.locale()
        return .write { context in
            answer(try UseCoupon.run(input, in: context), locale.wording(at: context.now))
        }
    }

    private static func input(of exchange: Exchange, isUse: Bool) throws -> UseCoupon.Input {
        let code = exchange.parameter("code")
        return try exchange.body { fields -> UseCoupon.Input? in
            let customer = fields.optionalField(
                "customer_id", parse: CustomerID.init, expected: CustomerID.expected)
            let order = fields.optionalField("order_id", parse: OrderID.init, expected: OrderID.expected)
            let amount = fields.optionalInteger("cart_amount", in: 0...MoneyLimits.orderAmountMax)
            let currency = fields.optionalCurrency("currency")
            let shipping = fields.optionalInteger("shipping_amount", in: 0...MoneyLimits.orderAmountMax)
            if isUse, order == nil, !fields.has("order_id") {
                fields.refuse("order_id", FieldCode.required, "is required")
            }
            if shipping != nil, currency == nil, !fields.has("currency") {
                fields.refuse("currency", FieldCode.required, "is required with shipping_amount")
            }
            if amount != nil, shipping == nil, currency == nil, !fields.has("currency") {
                fields.refuse("currency", FieldCode.required, "is required with cart_amount")
            }
            return UseCoupon.Input(
                code: code, customer: customer, order: order, cartAmount: amount, currency: currency?.code,
                shippingAmount: shipping)
        }
    }

    private static func answer(_ receipt: UseCoupon.Receipt, _ wording: Wording) -> Answer {
        .json(in: wording) { json in
            json.beginObject()
            json.member("customer_id", receipt.customerID.text)
            json.key("coupon")
            ScreenPayload.writeCoupon(receipt.coupon, of: receipt.customerID, wording, into: &json)
            if let discount = receipt.discount, let currency = Currency(code: receipt.coupon.currency) {
                json.key("cart_discount")
                ScreenPayload.writeMoney(
                    Money(minorUnits: discount, currency: currency), wording, into: &json)
            }
            if let entry = receipt.retaken {
                json.member("reinstated", true)
                json.key("transaction")
                ScreenPayload.writeEntry(entry.shown, wording, into: &json)
            }
            json.endObject()
        }
    }

    /// The shop says that a cancelled code is switched off there; the same again is the same answer.
    static func confirmCancelled(_ exchange: inout Exchange) throws -> Outcome {
        let code = exchange.parameter("code")
        try exchange.emptyBody()
        try exchange.noQuery()
        try exchange.countGuess(by: nil)
        let locale = exchange.locale()
        return .write { context in
            let receipt = try ConfirmCancelled.run(code: code, in: context)
            let wording = locale.wording(at: context.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", receipt.customerID.text)
                json.key("coupon")
                ScreenPayload.writeCoupon(receipt.coupon, of: receipt.customerID, wording, into: &json)
                json.endObject()
            }
        }
    }
}

extension Exchange {
    /// Takes a body of no members, or none at all.
    func emptyBody() throws {
        guard request.hasBody else { return }
        _ = try body { _ in true }
    }
}
