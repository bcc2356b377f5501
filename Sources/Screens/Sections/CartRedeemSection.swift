import Engine
import Model

// What coins take off a cart: the bounds of the slider, the best discount, what limits it, and the action that asks for
// a quote of it; or the reason why there is none.
extension ScreenPayload {
    static func writeCartRedeem(_ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter) {
        guard let cart = facts.cart else { return }
        let redemption = cart.redemption
        begin("cart_redeem", wording.texts.titleCartRedeem, wording, into: &json)
        json.member("channel", cart.channel.rawValue)
        json.member("available", facts.wallet.available)
        json.key("available_text")
        json.beginString()
        wording.coins(facts.wallet.available, into: &json)
        json.endString()
        if redemption.credits > 0 {
            json.key("credits")
            writeMoney(redemption.credits, wording, into: &json)
            json.key("credits_text")
            wording.say(wording.texts.cartCredits, .amount(redemption.credits), into: &json)
        }
        if let least = redemption.least, let best = redemption.best, redemption.obstacle == nil {
            writeSlider(redemption, least, best, wording, into: &json)
            writeOffers(redemption, best, cart, wording, into: &json)
            writeLimits(redemption.limits, wording, into: &json)
        }
        writeRedeemAloud(redemption, wording, into: &json)
        if let obstacle = redemption.obstacle { writeState(of: obstacle, wording, into: &json) }
        writeCartActions(redemption, facts, cart, wording, into: &json)
        json.endObject()
    }

    private static func writeSlider(
        _ redemption: CartRedemption, _ least: CartRedemption.Offer, _ best: CartRedemption.Offer,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("slider")
        json.beginObject()
        json.member("minimum_coins", least.coins)
        json.member("maximum_coins", best.coins)
        json.member("step_coins", redemption.stepCoins)
        json.key("step_discount")
        writeMoney(redemption.stepAmount, wording, into: &json)
        json.endObject()
    }

    private static func writeOffers(
        _ redemption: CartRedemption, _ best: CartRedemption.Offer, _ cart: CartFacts, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.key("best")
        writeOffer(best, redemption, cart, wording, into: &json)
        guard let requested = redemption.requested else { return }
        json.key("requested")
        writeOffer(requested, redemption, cart, wording, into: &json)
    }

    private static func writeOffer(
        _ offer: CartRedemption.Offer, _ redemption: CartRedemption, _ cart: CartFacts, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        let payable = max(0, cart.cart.amounts.total - redemption.credits - offer.discount)
        json.beginObject()
        json.member("coins", offer.coins)
        json.key("discount")
        writeMoney(offer.discount, wording, into: &json)
        json.key("payable")
        writeMoney(payable, wording, into: &json)
        json.key("text")
        wording.say(wording.texts.cartOffer, .coins(offer.coins), .amount(offer.discount), into: &json)
        json.key("payable_text")
        wording.say(wording.texts.cartPayable, .amount(payable), into: &json)
        json.endObject()
    }

    /// Each limit that bit, with the number that would lift it (rule 6.3).
    private static func writeLimits(
        _ limits: [CartRedemption.Limit], _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("limited_by")
        json.beginArray()
        for limit in limits {
            let (message, argument) = wording.words(of: limit)
            json.beginObject()
            json.member("code", limit.code.rawValue)
            json.member("lift", limit.lift)
            json.key("text")
            wording.say(message, argument, into: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeRedeemAloud(
        _ redemption: CartRedemption, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("a11y")
        json.beginString()
        if let obstacle = redemption.obstacle {
            let words = wording.words(of: obstacle)
            wording.sentence(words.message, words.argument, isFirst: true, into: &json)
        } else if let offer = redemption.requested ?? redemption.best {
            wording.sentence(
                wording.texts.cartOffer, .coins(offer.coins), .amount(offer.discount), isFirst: true,
                into: &json)
            for limit in redemption.limits {
                let (message, argument) = wording.words(of: limit)
                wording.sentence(message, argument, into: &json)
            }
        } else {
            wording.sentence(wording.texts.stateUnavailable, isFirst: true, into: &json)
        }
        json.endString()
    }

    private static func writeState(
        of obstacle: CartRedemption.Obstacle, _ wording: Wording, into json: inout JSONWriter
    ) {
        let words = wording.words(of: obstacle)
        writeState(words.code, words.message, wording, words.argument, into: &json)
    }

    private static func writeCartActions(
        _ redemption: CartRedemption, _ facts: ScreenFacts, _ cart: CartFacts, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.key("actions")
        json.beginArray()
        if case .insufficient? = redemption.obstacle {
            writeAction("earn", wording.texts.actionEarn, opens: .earn, wording, into: &json)
        }
        json.endArray()
    }
}

extension Wording {
    fileprivate func words(of limit: CartRedemption.Limit) -> (Message, Argument?) {
        switch limit.code {
        case .maximumDiscount: (texts.limitMaximumDiscount, .amount(limit.lift))
        case .minimumPayment: (texts.limitMinimumPayment, .amount(limit.lift))
        case .balance: (texts.limitBalance, .coins(limit.lift))
        case .requested: (texts.limitRequested, nil)
        case .percent: (texts.limitPercent, .percent(limit.lift))
        case .step: (texts.limitStep, .amount(limit.lift))
        case .freeOrder: (texts.limitFreeOrder, nil)
        }
    }

    fileprivate func words(
        of obstacle: CartRedemption.Obstacle
    ) -> (code: StaticString, message: Message, argument: Argument?) {
        switch obstacle {
        case .blocked: ("customer_blocked", texts.stateBlocked, nil)
        case .inDebt(let debt): ("wallet_in_debt", texts.stateWalletInDebt, .coins(debt))
        case .closed: ("channel_closed", texts.stateChannelClosed, nil)
        case .minimumCart(let missing): ("minimum_cart", texts.stateCartMinimum, .amount(missing))
        case .insufficient(let missing): ("insufficient_coins", texts.stateInsufficient, .coins(missing))
        case .minimumPayment(let amount): ("minimum_payment", texts.limitMinimumPayment, .amount(amount))
        case .freeOrder: ("free_order", texts.limitFreeOrder, nil)
        case .unavailable: ("unavailable", texts.stateUnavailable, nil)
        }
    }
}
