import Engine
import HTTPServer
import Model
import Screens

/// `POST /v1/checkout/{webhook_id}`: list, perform and revert, for every checkout.
enum CheckoutEndpoint {
    static func call(_ exchange: inout Exchange) throws -> Outcome {
        // Who may not call is not told what is wrong with the body.
        let (connector, _) = try Checkout.caller(of: exchange)
        _ = try exchange.isDryRun()
        let call = try exchange.body { fields in CheckoutReading.call(&fields) }
        if let id = call.revertID, let reference = call.reference {
            // A part that comes back is known by its own name, as a refund is: a retry gives nothing back.
            exchange.recognise(
                by: id, in: "callCheckout/\(connector.kind.rawValue)/\(call.attempt)/\(reference)",
                asking: ["revert", call.returnedCoins.map { "\($0)" } ?? "all"])
        }
        return try Checkout.outcome(of: call, &exchange) { result, wording, _, _ in
            .json(in: wording) { json in CheckoutWriting.write(result, connector.kind, wording, into: &json) }
        }
    }
}

/// A call as the native format has it.
enum CheckoutReading {
    static func call(_ fields: inout JSONFields) -> CheckoutCall? {
        let action = fields.oneOf("action", CheckoutCall.Action.named)
        let customer = contact(&fields)
        let reference = fields.optionalString("reference", length: 1...CheckoutLimits.referenceLengthMax)
        let attempt = attempt(&fields)
        let isByReference = action == .revert && reference != nil
        let currency = isByReference ? fields.optionalCurrency("currency") : fields.currency("currency")
        let amounts = 0...MoneyLimits.orderAmountMax
        let total =
            isByReference
            ? fields.optionalInteger("total", in: amounts) : fields.integer("total", in: amounts)
        let subtotal = fields.optionalInteger("subtotal", in: amounts)
        let coins = fields.optionalInteger("coins", in: 1...CoinLimits.perEntryMax)
        let discount = fields.optionalInteger("discount", in: 1...MoneyLimits.orderAmountMax)
        let wallets = fields.optionalOneOf("wallets", words(QuoteRequest.Wallets.self))
        if discount != nil, coins != nil || isByReference {
            fields.refuse(
                "discount", FieldCode.notAllowed, "cannot be given with coins, nor for a revert by reference")
        }
        if wallets == .credits, coins != nil || discount != nil, !isByReference {
            fields.refuse("wallets", FieldCode.notAllowed, "cannot be credits where coins are asked for")
        }
        let order = fields.optionalField("order_id", parse: OrderID.init, expected: OrderID.expected)
        let isFinal = fields.optionalBool("final") ?? false
        let platform = fields.optionalOneOf("platform", words(Platform.self))
        let revertID = fields.optionalString("revert_id", length: 1...CheckoutLimits.referenceLengthMax)
        if isByReference, coins != nil, !fields.has("revert_id") {
            fields.refuse(
                "revert_id", FieldCode.required,
                "is required where coins says how many come back, so that a retry is known as one")
        }
        if revertID != nil, !isByReference {
            fields.refuse("revert_id", FieldCode.notAllowed, "names a revert by reference")
        }
        guard let action, let customer else { return nil }
        var call = CheckoutCall(action, of: customer)
        (call.currency, call.total, call.subtotal) = (currency?.code, total, subtotal)
        (call.wallets, call.reference, call.attempt) = (wallets, reference, attempt ?? 1)
        (call.order, call.isFinal, call.platform) = (order, isFinal, platform)
        if isByReference {
            (call.returnedCoins, call.revertID) = (coins, revertID)
        } else {
            call.wanted = coins.map { .coins($0) } ?? discount.map { .discount($0) } ?? .most
        }
        return call
    }

    private static func attempt(_ fields: inout JSONFields) -> Int64? {
        if fields.has("attempt"), !fields.has("reference") {
            _ = fields.take("attempt")
            fields.refuse(
                "attempt", FieldCode.notAllowed, "counts the tries at a reference, which is missing")
            return nil
        }
        return fields.optionalInteger("attempt", in: 1...CheckoutLimits.attemptsMax)
    }

    /// One of `customer_id`, `mobile` and `email`.
    private static func contact(_ fields: inout JSONFields) -> Contact? {
        let given = ["customer_id", "mobile", "email"].filter { fields.has($0) }
        let id = fields.optionalField("customer_id", parse: CustomerID.init, expected: CustomerID.expected)
        let mobile = fields.optionalString("mobile", length: 1...Contact.lengthMax)
        let email = fields.optionalString("email", length: 1...Contact.lengthMax)
        if given.isEmpty {
            fields.refuse("customer_id", FieldCode.required, "is required, or mobile or email in its place")
        }
        for name in given.dropFirst() {
            fields.refuse(name, FieldCode.notAllowed, "cannot be given with \(given[0])")
        }
        return id.map { .id($0) } ?? mobile.map { .mobile($0) } ?? email.map { .email($0) }
    }

    private static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> [String: Word]
    where Word.RawValue == String {
        Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0.rawValue, $0) })
    }
}

/// What came of a call, as the native format tells it.
enum CheckoutWriting {
    static func write(
        _ result: CheckoutResult, _ kind: ConnectorKind, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        switch result {
        case .listed(let listing):
            begin(.list, kind, listing.customer.id, into: &json)
            write(listing, wording, into: &json)
        case .performed(let receipt):
            begin(.perform, kind, receipt.customerID, into: &json)
            json.key("hold")
            HoldsEndpoint.write(receipt.hold, wording, into: &json)
            json.key("wallet")
            ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
            json.member("is_repeated", receipt.isRepeated)
            json.member("is_without_reference", receipt.isWithoutReference)
        case .reverted(let receipt, let customer):
            begin(.revert, kind, customer, into: &json)
            if let hold = receipt.hold {
                json.key("hold")
                HoldsEndpoint.write(hold, wording, into: &json)
            }
            json.member("returned", receipt.returned)
            QuoteWriting.money("returned_credits", receipt.returnedCredits, wording, into: &json)
            json.key("wallet")
            ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
            json.member("is_marker", receipt.hold == nil)
        }
        json.endObject()
    }

    private static func begin(
        _ action: CheckoutCall.Action, _ kind: ConnectorKind, _ customer: CustomerID,
        into json: inout JSONWriter
    ) {
        json.member("action", action.rawValue)
        json.member("connector", kind.rawValue)
        json.member("customer_id", customer.text)
    }

    private static func write(_ listing: CheckoutListing, _ wording: Wording, into json: inout JSONWriter) {
        let (quote, settings) = (listing.quote, listing.connector.settings)
        QuoteWriting.writeMembers(
            of: quote, wording, into: &json,
            reason: {
                ScreenPayload.writeText(of: $0, listing.redemption, listing.coins, wording, into: &$1)
            },
            limit: { ScreenPayload.writeText(of: $0, listing.redemption, wording, into: &$1) })
        json.member("auto_apply", listing.appliesByItself)
        if let heading = settings.heading { json.member("heading", heading) }
        if let logo = settings.logoURL { json.member("logo_url", logo) }
        if listing.connector.kind == .shiprocket {
            json.member("prepaid_discount", settings.hasPrepaidDiscount)
        }
        json.key("balance")
        json.beginObject()
        json.key("coins")
        ScreenPayload.writeWallet(listing.coins, .coins, wording, into: &json)
        json.key("credits")
        ScreenPayload.writeWallet(listing.credits, .credits, wording, into: &json)
        json.endObject()
        json.member("programme_version", listing.programmeVersion)
    }
}
