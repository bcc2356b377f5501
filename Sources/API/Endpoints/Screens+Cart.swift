import Engine
import HTTPServer
import Model
import Screens

extension ScreenEndpoint {
    /// The `cart` screen: computed for the cart that is sent, and not kept.
    static func cart(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let input = try exchange.body(limits: OrderLimits.json) { fields in readCart(&fields) }
        let schema = try schema(of: exchange)
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(exchange.customer) { snapshot, customer in
            let programme = snapshot.version.programme.currency.code
            guard input.currency == programme else {
                throw Refusal.currencyMismatch(programme: programme, given: input.currency)
            }
            let facts = try snapshot.cartFacts(
                input.cart, channel: input.channel, coins: input.coins, of: customer)
            let locale = chooseLocale(customer, snapshot.version.programme)
            return .json(in: locale.wording(at: snapshot.now)) { json in
                ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
            }
        }
    }

    /// A cart as an app sends it.
    private struct CartInput {
        var cart: Cart
        var currency: String
        var channel: Channel
        var coins: Coins?
    }

    private static func readCart(_ fields: inout JSONFields) -> CartInput? {
        let currency = fields.currency("currency")
        let amounts = 0...MoneyLimits.orderAmountMax
        let total = fields.integer("total", in: amounts)
        let tax = fields.optionalInteger("tax", in: amounts) ?? 0
        let shipping = fields.optionalInteger("shipping", in: amounts) ?? 0
        let coinsDiscount = fields.optionalInteger("coins_discount", in: amounts) ?? 0
        let lines = fields.optionalOrderLines("lines")
        let subtotal = fields.optionalSubtotal(of: lines, total: total)
        let channels = Dictionary(uniqueKeysWithValues: Channel.allCases.map { ($0.rawValue, $0) })
        let channel = fields.optionalOneOf("channel", channels) ?? .app
        let coins = fields.optionalInteger("coins", in: 0...CoinLimits.perWalletMax)
        guard let currency, let total else { return nil }
        return CartInput(
            cart: Cart(
                amounts: OrderAmounts(
                    total: total, subtotal: subtotal ?? total, tax: tax, shipping: shipping,
                    coinsDiscount: coinsDiscount),
                lines: lines ?? [], connector: channel == .app ? nil : channel.rawValue),
            currency: currency.code, channel: channel, coins: coins)
    }
}
