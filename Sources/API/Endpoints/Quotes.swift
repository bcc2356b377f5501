import Engine
import HTTPServer
import Model
import Screens

/// How much discount, for how many coins, for this cart, now, and why (rule 6).
enum QuotesEndpoint {
    /// Gives a quote that is honoured until it expires.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let cart = try exchange.body { fields in QuoteReading.cart(&fields) }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try CreateQuote.run(
                CreateQuote.Input(customer: id, request: cart.request, currency: cart.currency), in: context)
            let customer = try context.snapshot.customer(id)
            let wording = chooseLocale(customer).wording(at: context.now)
            return .json(.created, in: wording) { json in
                QuoteWriting.write(receipt, wording, into: &json)
            }
        }
    }

    /// Why a quote came to what it did.
    static func explain(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let id = exchange.parameter("quote_id")
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let (explanation, version) = try snapshot.quoteExplanation(id, of: customer)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("quote_id", id)
                json.member("rule", explanation.rule.rawValue)
                json.member("programme_version", version)
                json.member("text", explanation.text)
                json.list("steps", explanation.steps) { $1.string($0) }
                json.key("trace")
                json.value(explanation.trace)
                json.endObject()
            }
        }
    }
}

/// Carts as quotes and holds take them.
enum QuoteReading {
    struct Cart: Sendable {
        var request: QuoteRequest
        var currency: String
    }

    static func cart(_ fields: inout JSONFields) -> Cart? {
        let channels = Dictionary(uniqueKeysWithValues: Channel.allCases.map { ($0.rawValue, $0) })
        let channel = fields.oneOf("channel", channels)
        let currency = fields.currency("currency")
        let total = fields.integer("total", in: 0...MoneyLimits.orderAmountMax)
        let subtotal = fields.optionalInteger("subtotal", in: 0...MoneyLimits.orderAmountMax)
        let coins = fields.optionalInteger("coins", in: 1...CoinLimits.perEntryMax)
        let discount = fields.optionalInteger("discount", in: 1...MoneyLimits.orderAmountMax)
        if coins != nil, discount != nil {
            fields.refuse("discount", FieldCode.notAllowed, "cannot be given with coins")
        }
        guard let channel, let currency, let total else { return nil }
        let wanted: QuoteRequest.Wanted =
            coins.map { .coins($0) } ?? discount.map { .discount($0) } ?? .most
        return Cart(
            request: QuoteRequest(
                channel: channel, total: total, subtotal: subtotal ?? total, wanted: wanted),
            currency: currency.code)
    }
}

/// Quotes as JSON.
enum QuoteWriting {
    static func write(_ receipt: CreateQuote.Receipt, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        json.member("quote_id", receipt.id)
        json.member("channel", receipt.request.channel.rawValue)
        writeMembers(of: receipt.quote, wording, into: &json)
        json.member("programme_version", receipt.programmeVersion)
        json.member("expires_at", receipt.expiresAt)
        json.endObject()
    }

    /// - Parameters:
    ///   - reason: Writes a text for the reason why coins cannot be used; nil for none.
    ///   - limit: Writes a text for a limit.
    static func writeMembers(
        of quote: Quote, _ wording: Wording, into json: inout JSONWriter,
        reason writeReason: ((Quote.Ineligibility, inout JSONWriter) -> Void)? = nil,
        limit writeLimit: ((Quote.Limit, inout JSONWriter) -> Void)? = nil
    ) {
        json.member("eligible", quote.isEligible)
        if let reason = quote.ineligibility {
            json.key("reason")
            json.beginObject()
            json.member("code", reason.code)
            if let shortfall = reason.shortfall { json.member("shortfall", shortfall) }
            if let writeReason {
                json.key("text")
                writeReason(reason, &json)
            }
            json.endObject()
        }
        json.member("coins", quote.coins)
        money("discount", quote.discount, wording, into: &json)
        money("credits", quote.credits, wording, into: &json)
        money("payable", quote.payable, wording, into: &json)
        json.key("limited_by")
        json.beginArray()
        for limit in quote.limitedBy {
            json.beginObject()
            json.member("code", limit.code.rawValue)
            money("allows", limit.allows, wording, into: &json)
            if let number = limit.liftedBy {
                switch limit.unit {
                case .coins: json.member("lifted_by_coins", number)
                case .amount: money("lifted_by_amount", number, wording, into: &json)
                }
            }
            if let writeLimit {
                json.key("text")
                writeLimit(limit, &json)
            }
            json.endObject()
        }
        json.endArray()
    }

    /// Minor units of the programme's currency.
    static func money(
        _ name: StaticString, _ amount: Int64, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key(name)
        ScreenPayload.writeMoney(
            Money(minorUnits: amount, currency: wording.locale.programme.currency), wording, into: &json)
    }
}
