import API
import Engine
import HTTPServer
import Model
import Screens

/// What checkouts read of a list, a perform and a revert.
struct CheckoutAnswers: Sendable {
    private let request: NectorRequest
    private let requestID: String
    private let programme: Programme
    private let action: CheckoutCall.Action
    /// The same for the same rule at every amount: storefronts compare it from call to call, and take it for the name of
    /// the discount.
    private let promotion: String

    init(_ exchange: Exchange, _ channel: Channel, _ call: CheckoutCall) {
        request = NectorRequest(exchange)
        requestID = exchange.requestID
        programme = exchange.version.programme
        action = call.action
        promotion = request.names.cipher.id(named: channel.rawValue, "promotion").text
    }

    /// What was found out, as `data`.
    func answer(
        _ result: CheckoutResult, _ wording: Wording, for customer: Customer, in snapshot: Snapshot
    ) throws -> Answer {
        let lead = try request.view(of: customer, in: snapshot).lead(customer.number)
        switch result {
        case .listed(let listing):
            guard listing.quote.isEligible else { return refusal(reason: listing.quote.ineligibility) }
            return list(listing, wording)
        case .performed(let receipt): return perform(receipt, wording, lead)
        case .reverted(let receipt, _): return revert(receipt, wording, lead)
        }
    }

    /// The refusal as an answer, with the reason.
    private func refusal(reason: Quote.Ineligibility?) -> Answer {
        var extra = noDiscount.extra
        if let reason { extra.append(("reason", .string(reason.code))) }
        if let shortfall = reason?.shortfall { extra.append(("shortfall", .integer(shortfall))) }
        return Envelope.refusal(
            NectorMessage.noDiscount, code: noDiscount.code, requestID: requestID, extra: extra)
    }

    /// The refusal as an error.
    var noDiscount: Problem {
        var problem = Problem(Refusal.notEligible(reason: "", shortfall: nil))
        problem.extra = [("earning_rule", earningRule)]
        return problem
    }

    /// How coins are earned: so many for so much, in major units.
    private var earningRule: JSONValue {
        let base = programme.earning
        let amount = Money(minorUnits: base.perAmount, currency: programme.currency).decimal
        let members = [
            JSONObject.Member(name: "coins", value: .integer(base.coins)),
            .init(name: "per_amount", value: .string(amount)),
            .init(name: "currency_code", value: .string(programme.currency.code.lowercased())),
        ]
        return .object(JSONObject(members: members))
    }

    private func list(_ listing: CheckoutListing, _ wording: Wording) -> Answer {
        let (quote, settings) = (listing.quote, listing.connector.settings)
        return Envelope.success { json in
            writeBalance(listing.coins.available, wording, into: &json)
            json.list("offers", [] as [Int]) { _, _ in }
            json.list("promotions", [quote]) { quote, json in
                json.beginObject()
                json.member("id", promotion)
                json.member("_id", promotion)
                json.member("type", literal: "coins")
                json.member("title", wording.locale.coinsText)
                json.member("coin_value", quote.coins)
                json.member("fiat_value", amount: quote.discount + quote.credits, programme.currency)
                json.member("credit_value", amount: quote.credits, programme.currency)
                json.member("payable", amount: quote.payable, programme.currency)
                json.endObject()
            }
            json.object("item") { json in
                writeCoupons(coins: quote.coins, quote.discount + quote.credits, into: &json)
            }
            json.member("auto_apply", listing.appliesByItself)
            json.member("heading", optional: settings.heading)
            json.member("logo_url", optional: settings.logoURL)
            json.member("prepaid_discount", settings.hasPrepaidDiscount)
        }
    }

    private func writeBalance(_ coins: Coins, _ wording: Wording, into json: inout JSONWriter) {
        json.member("points_balance", digits: coins)
        json.member("available_points", digits: coins)
        json.member("points_label", wording.locale.coinsText)
    }

    /// What a checkout applies to its order, in the form of a discount code.
    private func writeCoupons(coins: Coins, _ amount: Int64, into json: inout JSONWriter) {
        json.list("coupons", [promotion]) { id, json in
            json.beginObject()
            json.member("_id", id)
            json.member("value", id)
            json.member("fiat_class", literal: "amount")
            json.member("fiat_value", amount: amount, programme.currency)
            json.object("meta") { $0.member("coin_spent", coins) }
            json.endObject()
        }
    }

    private func perform(
        _ receipt: PerformCheckout.Receipt, _ wording: Wording, _ lead: NectorID
    ) -> Answer {
        // A repeat is the first answer again; that it is one stands beside it.
        var answer = Envelope.success { json in
            json.object("item") { json in
                write(receipt.hold, into: &json)
                writeTransactions(of: receipt.hold, lead, operation: "dr", returned: nil, into: &json)
            }
            writeTransactions(of: receipt.hold, lead, operation: "dr", returned: nil, into: &json)
            json.member("is_without_reference", receipt.isWithoutReference)
            writeBalance(receipt.wallet.available, wording, into: &json)
        }
        if receipt.isRepeated { answer.fields = [(.idempotentReplayed, "true")] }
        return answer
    }

    private func revert(
        _ receipt: RevertCheckout.Receipt, _ wording: Wording, _ lead: NectorID
    ) -> Answer {
        Envelope.success { json in
            json.object("item") { json in
                guard let hold = receipt.hold else { return json.list("coupons", [] as [Int]) { _, _ in } }
                write(hold, into: &json)
            }
            if let hold = receipt.hold {
                writeTransactions(
                    of: hold, lead, operation: "cr", returned: (receipt.returned, receipt.returnedCredits),
                    into: &json)
            }
            json.member("returned", receipt.returned)
            json.member("is_marker", receipt.hold == nil)
            writeBalance(receipt.wallet.available, wording, into: &json)
        }
    }

    private func write(_ hold: Hold, into json: inout JSONWriter) {
        json.member("hold_id", hold.id)
        json.member("status", hold.state.rawValue)
        json.member("reference_order_id", optional: hold.order)
        json.member("amount", amount: hold.total, programme.currency)
        writeCoupons(coins: hold.coins, hold.discount + hold.credits, into: &json)
        json.times(created: hold.createdAt, updated: hold.endedAt)
    }

    /// What moved in each wallet, as clients of the wallets read it.
    ///
    /// - Parameter returned: Coins, and store credit, that came back now; nil for what was taken.
    private func writeTransactions(
        of hold: Hold, _ lead: NectorID, operation: String, returned: (coins: Coins, credits: Int64)?,
        into json: inout JSONWriter
    ) {
        let moved = returned ?? (hold.coins, hold.credits)
        // Coins are told though there are none, because that is where clients look.
        let wallets: [Wallet] = moved.credits > 0 ? [.coins, .credits] : [.coins]
        json.list("wallettransactions", wallets) { wallet, json in
            let isCoins = wallet == .coins
            let sequence = isCoins ? hold.coinsSpentBy ?? hold.coinsHeldBy : hold.creditsSpentBy
            let names = request.names
            json.beginObject()
            json.member(
                "_id",
                optional: sequence.map {
                    names.entry(TransactionID(wallet: wallet, sequence: $0), of: hold.customer).text
                })
            json.member("lead_id", lead.text)
            json.member("wallet_type", isCoins ? "coins" : "credits")
            json.member("operation", operation)
            json.member("type", literal: "redeem")
            if isCoins {
                json.member("amount", moved.coins)
            } else {
                json.member("amount", amount: moved.credits, programme.currency)
            }
            json.endObject()
        }
    }
}
