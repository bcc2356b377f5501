import API
import Engine
import HTTPServer
import Model

/// The shop says that a code was used (nector-dialect: "Older endpoints").
enum CouponDeeds {
    /// `PUT /coupons/{id}`: `value` in the query is the code; without it the path says which coupon.
    static func update(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        guard try body.word("status", ["redeemed": true]) != nil else {
            throw body.fault("status", FieldCode.required, "is required: redeemed")
        }
        let query = try exchange.request.queryItems()
        let code = query.first { $0.name == "value" && !$0.value.isEmpty }?.value
        let cipher = NectorIDCipher(exchange.book, exchange.service.engine.secrets)
        let place = NectorID(exchange.parameter("id")).flatMap { cipher.payload(.coupon, $0) }
        try exchange.countGuess(by: nil)
        let answers = NectorAnswers(exchange)
        return .write { context in
            let code = try code ?? self.code(at: place, in: context)
            let receipt = try UseCoupon.run(UseCoupon.Input(code: code), in: context)
            let customer = try context.snapshot.customer(receipt.customerID)
            return try answers.coupon(receipt.coupon, of: customer, in: context.snapshot)
        }
    }

    private static func code(
        at place: NectorIDCipher.Payload?, in context: CommandContext
    ) throws -> String {
        guard let place, let customer = try context.snapshot.customerIfKnown(CustomerNumber(place.owner))
        else { throw Refusal.couponNotFound }
        return try context.snapshot.coupon(number: place.number, of: customer).code
    }
}
