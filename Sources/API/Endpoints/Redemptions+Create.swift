import Engine
import HTTPServer
import Model
import Screens

/// Coins for a coupon.
enum RedemptionsEndpoint {
    /// What the coins are for.
    private enum Wish: Sendable {
        case reward(RedeemReward.Input)
        /// A quote that was given (rule 6.4).
        case quote(RedeemQuote.Input)
    }

    /// Answers the coupon and the wallet that is left, so that the app shows no stale balance.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let wish = try exchange.body { fields -> Wish? in
            if fields.has("quote_id") {
                return fields.string("quote_id", length: 1...HoldLimits.quoteIDLengthMax).map {
                    .quote(RedeemQuote.Input(customer: id, quote: $0))
                }
            }
            let reward = fields.field("reward_id", parse: RewardID.init, expected: RewardID.expected)
            let coins = fields.optionalInteger("coins", in: 1...CoinLimits.perEntryMax)
            let amount = fields.optionalInteger("amount", in: 1...MoneyLimits.orderAmountMax)
            guard let reward else { return nil }
            return .reward(RedeemReward.Input(customer: id, reward: reward, coins: coins, amount: amount))
        }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            var receipt =
                switch wish {
                case .reward(let input): try RedeemReward.run(input, in: context)
                case .quote(let input): try RedeemQuote.run(input, in: context)
                }
            if context.isDryRun { receipt.coupon.code = masked(receipt.coupon.code) }
            let customer = try context.snapshot.customer(id)
            let wording = chooseLocale(customer).wording(at: context.now)
            let card = context.walletCard(of: customer, receipt.wallet)
            return .json(context.isDryRun ? .ok : .created, in: wording) { json in
                json.beginObject()
                json.key("coupon")
                ScreenPayload.writeCoupon(receipt.coupon, of: customer.id, wording, into: &json)
                json.key("transaction")
                ScreenPayload.writeEntry(receipt.entry.shown, wording, into: &json)
                json.key("wallet")
                ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
                json.key("section")
                ScreenPayload.writeSection(.walletCard, card, locale: wording.locale, into: &json)
                json.endObject()
            }
        }
    }

    /// A dry run shows no code: what it would make was rolled back, and what is there is for the real answer.
    static func masked(_ code: String) -> String {
        String(code.map { $0 == "-" ? "-" : "*" })
    }
}
