package import Engine
package import Model

// What coins take off a cart: the bounds of the slider, the best discount, what limits it, and the action that asks for
// a quote of it; or the reason why there is none.
extension ScreenPayload {
    static func writeCartRedeem(_ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter) {
        guard let cart = facts.cart else { return }
        let (redemption, best) = (cart.redemption, cart.redemption.best)
        begin("cart_redeem", wording.texts.titleCartRedeem, wording, into: &json)
        json.member("channel", cart.channel.rawValue)
        json.member("available", facts.wallet.available)
        json.key("available_text")
        json.beginString()
        wording.coins(facts.wallet.available, into: &json)
        json.endString()
        if best.credits > 0 {
            json.key("credits")
            writeMoney(best.credits, wording, into: &json)
            json.key("credits_text")
            wording.say(wording.texts.cartCredits, .amount(best.credits), into: &json)
            json.key("payable")
            writeMoney(best.payable, wording, into: &json)
            json.key("payable_text")
            wording.say(wording.texts.cartPayable, .amount(best.payable), into: &json)
        }
        if best.coins > 0 {
            writeSlider(redemption, wording, into: &json)
            json.key("best")
            writeOffer(best, wording, into: &json)
            if let requested = redemption.requested, requested.coins > 0 {
                json.key("requested")
                writeOffer(requested, wording, into: &json)
            }
            writeLimits(redemption, wording, into: &json)
        }
        writeAloud(redemption, facts.wallet, wording, into: &json)
        if let obstacle = best.ineligibility {
            let words = wording.words(of: obstacle, redemption, facts.wallet)
            writeState(words.code, words.message, wording, words.argument, into: &json)
        }
        writeActions(redemption, facts, wording, into: &json)
        json.endObject()
    }

    private static func writeSlider(
        _ redemption: CartRedemption, _ wording: Wording, into json: inout JSONWriter
    ) {
        let best = redemption.best
        json.key("slider")
        json.beginObject()
        json.member("minimum_coins", redemption.minimumCoins)
        json.member("maximum_coins", best.coins)
        json.member("step_coins", redemption.step.coins)
        json.key("step_discount")
        writeMoney(redemption.step.discount, wording, into: &json)
        json.endObject()
    }

    private static func writeOffer(_ quote: Quote, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        json.member("coins", quote.coins)
        json.key("discount")
        writeMoney(quote.discount, wording, into: &json)
        json.key("payable")
        writeMoney(quote.payable, wording, into: &json)
        json.key("text")
        wording.say(wording.texts.cartOffer, .coins(quote.coins), .amount(quote.discount), into: &json)
        json.key("payable_text")
        wording.say(wording.texts.cartPayable, .amount(quote.payable), into: &json)
        json.endObject()
    }

    /// Each limit that bit on the offer that counts, with the number that would lift it (rule 6.3).
    private static func writeLimits(
        _ redemption: CartRedemption, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("limited_by")
        json.beginArray()
        for limit in redemption.shown.limitedBy {
            let (message, argument) = wording.words(of: limit, redemption)
            json.beginObject()
            json.member("code", limit.code.rawValue)
            json.key("allows")
            writeMoney(limit.allows, wording, into: &json)
            if let lift = limit.liftedBy {
                json.member("lifted_by", lift)
                json.member("unit", limit.unit.rawValue)
            }
            json.key("text")
            wording.say(message, argument, into: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeAloud(
        _ redemption: CartRedemption, _ wallet: WalletFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        let shown = redemption.shown
        json.key("a11y")
        json.beginString()
        if let obstacle = redemption.best.ineligibility {
            let words = wording.words(of: obstacle, redemption, wallet)
            wording.sentence(words.message, words.argument, isFirst: true, into: &json)
        } else {
            wording.sentence(
                wording.texts.cartOffer, .coins(shown.coins), .amount(shown.discount), isFirst: true,
                into: &json)
            for limit in shown.limitedBy {
                let (message, argument) = wording.words(of: limit, redemption)
                wording.sentence(message, argument, into: &json)
            }
        }
        json.endString()
    }

    /// Asks for a quote where coins can be used, else earns more where that would help.
    private static func writeActions(
        _ redemption: CartRedemption, _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        let earns =
            switch redemption.best.ineligibility {
            case .nothingLeft(.balance), .minimumCoins, .minimumDiscount, .walletInDebt: true
            default: false
            }
        json.key("actions")
        json.beginArray()
        if redemption.best.coins > 0, let cart = facts.cart {
            writeAction(quoting: cart, of: facts.customer.id, wording, into: &json)
        } else if earns {
            writeAction("earn", wording.texts.actionEarn, opens: .earn, wording, into: &json)
        }
        json.endArray()
    }

    /// The request for a quote of this cart, which the shop's checkout then holds coins by.
    private static func writeAction(
        quoting cart: CartFacts, of customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: "use_coins")
        json.key("title")
        wording.say(wording.texts.actionUseCoins, into: &json)
        json.member("method", literal: "POST")
        json.key("path")
        ActionPath.begin(of: customer, into: &json)
        json.piece(CartWords.quotes)
        json.endString()
        json.key("body")
        json.beginObject()
        json.member("channel", cart.channel.rawValue)
        json.member("currency", wording.locale.programme.currency.code)
        json.member("total", cart.cart.amounts.total)
        json.member("subtotal", cart.cart.amounts.subtotal)
        json.member("coins", literal: "{coins}")
        json.endObject()
        json.key("inputs")
        json.beginArray()
        json.beginObject()
        json.member("name", literal: "coins")
        json.member("type", literal: "integer")
        writeBounds(cart.redemption, into: &json)
        json.endObject()
        json.endArray()
        json.key("confirmation")
        wording.say(wording.texts.confirmCart, .coins(cart.redemption.best.coins), into: &json)
        json.endObject()
    }

    /// The bounds of what may be chosen, as an input has them.
    private static func writeBounds(_ redemption: CartRedemption, into json: inout JSONWriter) {
        json.member("minimum", redemption.minimumCoins)
        json.member("maximum", redemption.best.coins)
        json.member("step", redemption.step.coins)
    }
}

extension ScreenPayload {
    /// Why coins take nothing off a cart, as the cart screen says it.
    package static func writeText(
        of obstacle: Quote.Ineligibility, _ redemption: CartRedemption, _ wallet: WalletFacts,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        let words = wording.words(of: obstacle, redemption, wallet)
        wording.say(words.message, words.argument, into: &json)
    }

    /// What kept a discount from being larger, as the cart screen says it.
    package static func writeText(
        of limit: Quote.Limit, _ redemption: CartRedemption, _ wording: Wording, into json: inout JSONWriter
    ) {
        let (message, argument) = wording.words(of: limit, redemption)
        wording.say(message, argument, into: &json)
    }
}

extension CartRedemption {
    /// The fewest coins that can be used, where any can.
    fileprivate var minimumCoins: Coins { min(least?.coins ?? best.coins, best.coins) }

    /// What the customer looks at: the coins that were asked for, where they can be used, else the best.
    fileprivate var shown: Quote {
        if let requested, requested.coins > 0 { requested } else { best }
    }
}

extension Wording {
    fileprivate func words(
        of limit: Quote.Limit, _ redemption: CartRedemption
    ) -> (Message, Argument?) {
        switch limit.code {
        case .maximumDiscount: return (texts.limitMaximumDiscount, .amount(limit.allows))
        case .minimumPayment: return (texts.limitMinimumPayment, .amount(redemption.minimumPayment))
        case .balance: return (texts.limitBalance, .coins(limit.liftedBy ?? redemption.best.coins))
        case .requested: return (texts.limitRequested, nil)
        case .percent: return (texts.limitPercent, .percent(redemption.maximumBasisPoints ?? 10_000))
        case .step: return (texts.limitStep, .amount(redemption.step.discount))
        case .freeOrder: return (texts.limitFreeOrder, nil)
        }
    }

    /// Why coins take nothing off, with the stable code of the state.
    fileprivate func words(
        of obstacle: Quote.Ineligibility, _ redemption: CartRedemption, _ wallet: WalletFacts
    ) -> (code: StaticString, message: Message, argument: Argument?) {
        let missing = (redemption.least?.coins ?? 0) - wallet.available
        switch obstacle {
        case .channelClosed: return ("channel_closed", texts.stateChannelClosed, nil)
        case .customerBlocked: return ("customer_blocked", texts.stateBlocked, nil)
        case .walletInDebt(let debt): return ("wallet_in_debt", texts.stateWalletInDebt, .coins(debt))
        case .minimumCart(_, let shortfall):
            return ("minimum_cart", texts.stateCartMinimum, .amount(shortfall))
        // Store credit, which goes first, pays for everything.
        case .nothingToPay: return ("nothing_to_pay", texts.cartPayable, .amount(0))
        case .nothingLeft where redemption.best.payable == 0:
            return ("nothing_to_pay", texts.cartPayable, .amount(0))
        case .nothingLeft(.balance), .minimumDiscount, .minimumCoins:
            if missing > 0 { return ("insufficient_coins", texts.stateInsufficient, .coins(missing)) }
        case .nothingLeft, .noCredits: break
        }
        switch obstacle {
        case .minimumDiscount(let minimum, _):
            return ("minimum_discount", texts.stateDiscountMinimum, .amount(minimum))
        case .minimumCoins(let minimum, _):
            return ("minimum_coins", texts.stateCoinsMinimum, .coins(minimum))
        case .nothingLeft(.minimumPayment):
            return ("minimum_payment", texts.limitMinimumPayment, .amount(redemption.minimumPayment))
        case .nothingLeft(.percent):
            return ("percent", texts.limitPercent, .percent(redemption.maximumBasisPoints ?? 10_000))
        case .nothingLeft(.step): return ("step", texts.limitStep, .amount(redemption.step.discount))
        case .nothingLeft(.freeOrder): return ("free_order", texts.limitFreeOrder, nil)
        default: return ("unavailable", texts.stateUnavailable, nil)
        }
    }
}

private enum CartWords {
    static let quotes = Array("/quotes".utf8)
}
