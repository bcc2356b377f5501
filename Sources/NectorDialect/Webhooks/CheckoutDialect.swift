import API
import Engine
import HTTPServer
import Model
import Screens

/// List, perform and revert as Nector's checkouts call them (nector-dialect: "Checkout integration API").
enum CheckoutDialect {
    static func call(_ exchange: inout Exchange) throws -> Outcome {
        let (_, channel) = try Checkout.caller(of: exchange)
        let call = try read(try NectorBody(exchange), exchange.version.programme.currency)
        let answers = CheckoutAnswers(exchange, channel, call)
        let outcome = try Checkout.outcome(of: call, &exchange) { result, wording, customer, snapshot in
            try answers.answer(result, wording, for: customer, in: snapshot)
        }
        // A customer who is unknown is told as a cart on which coins cannot be used.
        guard case .located(let locate, let body) = outcome else { return outcome }
        return .located(
            { snapshot in
                guard let customer = try locate(snapshot) else { throw answers.noDiscount }
                return customer
            }, body)
    }

    private static func read(_ body: NectorBody, _ currency: Currency) throws -> CheckoutCall {
        guard let action = try body.word("action", CheckoutCall.Action.named) else {
            throw body.fault("action", FieldCode.required, "is required: list, perform or revert")
        }
        var call = CheckoutCall(action, of: try contact(body, currency))
        call.reference = try body.text("reference_order_id", most: CheckoutLimits.referenceLengthMax)
        if call.reference != nil {
            call.attempt = try body.whole("attempt", in: 1...CheckoutLimits.attemptsMax) ?? 1
        }
        call.total = try body.shopAmount("amount", in: currency)
        if call.total == nil, action != .revert || call.reference == nil {
            throw body.fault("amount", FieldCode.required, "is required")
        }
        call.wallets =
            try body.word(
                "wallet_type",
                ["coins": .coins, "credits": .credits, "coins_and_credits": .coinsAndCredits]) ?? .coins
        // Perform is called when the order is made and paid for.
        call.isFinal = action == .perform
        if action == .perform { call.order = call.reference.flatMap(OrderID.init) }
        return call
    }

    /// One of `customer_id`, `mobile` and `email`; the first that is there.
    private static func contact(_ body: NectorBody, _ currency: Currency) throws -> Contact {
        if let id = try body.text("customer_id", most: DeedWho.lengthMax) {
            let ids = [id] + NectorWho.prefixes.map { $0 + id }
            return .first(ids.compactMap { CustomerID($0).map { .id($0) } })
        }
        if let mobile = try body.text("mobile", most: LeadInput.mobileLengthMax) {
            let country = try body.text("country", most: LeadInput.countryLengthMax)
            let spellings = CallingCodes.spellings(of: mobile, country: country, currency: currency)
            return .any(spellings.map { .mobile($0) })
        }
        if let email = try body.text("email", most: Contact.lengthMax) { return .email(email) }
        throw body.fault("customer_id", FieldCode.required, "or mobile is required")
    }
}
