import Engine
import HTTPServer
import Model
import Screens

/// Two-step spending for any checkout (rule 7).
enum HoldsEndpoint {
    /// Sets coins aside, for a quote or for a cart.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let basis = try exchange.body { fields -> OpenHold.Basis? in
            guard fields.has("quote_id") else {
                return QuoteReading.cart(&fields).map { .cart($0.request, currency: $0.currency) }
            }
            return fields.string("quote_id", length: 1...HoldLimits.quoteIDLengthMax).map { .quote($0) }
        }
        let locale = exchange.locale()
        return .write { context in
            let receipt = try OpenHold.run(OpenHold.Input(customer: id, basis: basis), in: context)
            return answer(receipt, context.isDryRun ? .ok : .created, locale.wording(at: context.now))
        }
    }

    /// A hold as it is: one whose deadline has passed is expired, whether or not that has been written (rule 4.6).
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let number = try number(of: exchange)
        let locale = exchange.locale()
        return .bookRead { snapshot in
            let (hold, customer) = try snapshot.hold(number)
            let wording = locale.wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", customer.text)
                json.key("hold")
                write(hold, wording, into: &json)
                json.endObject()
            }
        }
    }

    /// Spends what the hold set aside.
    static func commit(_ exchange: inout Exchange) throws -> Outcome {
        let number = try number(of: exchange)
        let order = try exchange.optionalBody { fields -> OrderID?? in
            .some(fields.optionalField("order_id", parse: OrderID.init, expected: OrderID.expected))
        }
        let (locale, tally) = (exchange.locale(), exchange.service.apiLog.checkouts)
        return .write { context in
            let receipt = try CommitHold.run(
                CommitHold.Input(hold: number, order: order ?? nil), in: context)
            let customer = try context.snapshot.customer(receipt.customerID)
            tally.completed(by: receipt.hold, of: customer, in: context)
            return answer(receipt, .ok, locale.wording(at: context.now))
        }
    }

    /// Lets go of what the hold set aside, in whole or in part.
    static func release(_ exchange: inout Exchange) throws -> Outcome {
        let number = try number(of: exchange)
        let input = try exchange.optionalBody { fields -> ReleaseHold.Input? in
            let coins = fields.optionalInteger("coins", in: 0...CoinLimits.perEntryMax)
            let credits = fields.optionalInteger("credits", in: 0...MoneyLimits.orderAmountMax)
            return ReleaseHold.Input(hold: number, coins: coins, credits: credits)
        }
        let locale = exchange.locale()
        return .write { context in
            let receipt = try ReleaseHold.run(input ?? ReleaseHold.Input(hold: number), in: context)
            return answer(receipt, .ok, locale.wording(at: context.now))
        }
    }

    private static func number(of exchange: Exchange) throws(Refusal) -> Int64 {
        guard let number = Hold.number(fromID: exchange.parameter("hold_id")) else { throw .holdNotFound }
        return number
    }

    private static func answer(
        _ receipt: OpenHold.Receipt, _ status: Status, _ wording: Wording
    ) -> Answer {
        .json(status, in: wording) { json in
            json.beginObject()
            json.member("customer_id", receipt.customerID.text)
            json.key("hold")
            write(receipt.hold, wording, into: &json)
            json.key("wallet")
            ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
            json.endObject()
        }
    }

    /// A hold as it is at the wording's time.
    static func write(_ hold: Hold, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", hold.id)
        json.member("status", hold.state(at: wording.now).rawValue)
        json.member("channel", hold.channel.rawValue)
        json.member("coins", hold.coins)
        QuoteWriting.money("credits", hold.credits, wording, into: &json)
        QuoteWriting.money("discount", hold.discount, wording, into: &json)
        if let quote = hold.quote { json.member("quote_id", quote) }
        if let order = hold.order { json.member("order_id", order) }
        json.key("transactions")
        json.beginArray()
        for (wallet, sequence) in [
            (Wallet.coins, hold.coinsHeldBy), (.credits, hold.creditsHeldBy), (.coins, hold.coinsSpentBy),
            (.credits, hold.creditsSpentBy),
        ] {
            if let sequence { json.string(TransactionID(wallet: wallet, sequence: sequence).description) }
        }
        json.endArray()
        json.member("programme_version", hold.programmeVersion)
        json.member("created_at", hold.createdAt)
        json.member("deadline", hold.deadline)
        if let endedAt = hold.endedAt(at: wording.now) { json.member("ended_at", endedAt) }
        json.endObject()
    }
}

/// Limits of holds' requests.
enum HoldLimits {
    /// Characters of a quote's id that are looked at.
    static let quoteIDLengthMax = 64
}

extension Exchange {
    /// Reads the JSON body, if there is one.
    func optionalBody<Input>(_ read: (inout JSONFields) -> Input?) throws -> Input? {
        guard request.hasBody else { return nil }
        return try body(read)
    }
}
