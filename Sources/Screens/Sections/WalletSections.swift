import Engine
import Model

// The sections about the wallet itself: what there is, what is coming and what is about to go.
extension ScreenPayload {
    static func writeWalletCard(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        let wallet = facts.wallet
        let worth = wording.worth(of: wallet.available)
        json.beginObject()
        json.member("type", literal: "wallet_card")
        json.key("coins")
        json.beginObject()
        json.member("available", wallet.available)
        json.member("pending", wallet.pending)
        json.member("held", wallet.held)
        json.key("text")
        json.beginString()
        wording.coins(wallet.available, into: &json)
        json.endString()
        json.endObject()
        json.key("worth")
        writeMoney(worth, wording, into: &json)
        json.key("a11y")
        json.beginString()
        if wallet.available < 0 {
            wording.sentence(
                wording.texts.stateWalletInDebt, .coins(wallet.debt), isFirst: true, into: &json)
        } else {
            wording.sentence(
                wording.texts.walletBalance, .coins(wallet.available), .amount(worth), isFirst: true,
                into: &json)
        }
        if facts.customer.isBlocked { wording.sentence(wording.texts.stateBlocked, into: &json) }
        json.endString()
        writeWalletState(facts, wording, into: &json)
        writeWalletActions(facts, wording, into: &json)
        json.endObject()
    }

    private static func writeWalletState(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        if facts.customer.isBlocked {
            writeState("customer_blocked", wording.texts.stateBlocked, wording, into: &json)
        } else if facts.wallet.available < 0 {
            writeState(
                "wallet_in_debt", wording.texts.stateWalletInDebt, wording, .coins(facts.wallet.debt),
                into: &json)
        } else if facts.wallet.available == 0 {
            writeState("no_coins", wording.texts.stateNoCoins, wording, into: &json)
        }
    }

    /// Redeeming is offered where it is possible and not already on the screen; earning always.
    private static func writeWalletActions(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("actions")
        json.beginArray()
        if !facts.customer.isBlocked, facts.wallet.available > 0, facts.screen != .redeem {
            writeAction("redeem", wording.texts.actionRedeem, opens: .redeem, wording, into: &json)
        }
        if !facts.customer.isBlocked {
            writeAction("earn", wording.texts.actionEarn, opens: .earn, wording, into: &json)
        }
        json.endArray()
    }

    static func writePendingNotice(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let first = facts.wallet.releases.first else { return }
        let day = wording.zone.localDate(at: first.at)
        json.beginObject()
        json.member("type", literal: "pending_notice")
        writeNotice(first.coins, day, wording.texts.pendingNotice, wording, into: &json)
        if facts.wallet.releases.count > 1 {
            json.key("items")
            writeDated(facts.wallet.releases, isExpiry: false, .coins, wording, into: &json)
        }
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    /// Coins in a checkout that is not finished; nothing where there are none.
    static func writeHeldNotice(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard facts.wallet.held > 0 else { return }
        json.beginObject()
        json.member("type", literal: "held_notice")
        json.member("coins", facts.wallet.held)
        json.key("text")
        wording.say(wording.texts.heldNotice, .coins(facts.wallet.held), into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(wording.texts.heldNotice, .coins(facts.wallet.held), isFirst: true, into: &json)
        json.endString()
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    /// Store credit, which is money; nothing for a customer who never had any.
    static func writeCreditCard(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let credits = facts.credits, credits.available != 0 || credits.held != 0 else { return }
        let texts = wording.texts
        begin("credit_card", texts.titleCredits, wording, into: &json)
        json.key("available")
        writeMoney(credits.available, wording, into: &json)
        if credits.held > 0 {
            json.key("held")
            writeMoney(credits.held, wording, into: &json)
        }
        json.key("text")
        wording.say(texts.creditBalance, .amount(credits.available), into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.creditBalance, .amount(credits.available), isFirst: true, into: &json)
        if credits.held > 0 { wording.sentence(texts.creditHeld, .amount(credits.held), into: &json) }
        json.endString()
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    static func writeExpiryNotice(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let first = facts.wallet.expiries.first else { return }
        json.beginObject()
        json.member("type", literal: "expiry_notice")
        writeNotice(
            first.coins, wording.lastDay(before: first.at), wording.texts.expiryNotice, wording, into: &json)
        if facts.wallet.expiries.count > 1 {
            json.key("items")
            writeDated(facts.wallet.expiries, isExpiry: true, .coins, wording, into: &json)
        }
        let isOpen = !facts.customer.isBlocked && facts.wallet.available > 0 && facts.screen != .redeem
        writeActions(
            "redeem", wording.texts.actionRedeem, opens: isOpen ? .redeem : nil, wording, into: &json)
        json.endObject()
    }

    /// The members that tell of coins on a day: the soonest of what `items` lists.
    private static func writeNotice(
        _ coins: Coins, _ day: LocalDate, _ message: Message, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("coins", coins)
        json.member("on", day)
        json.key("text")
        wording.say(message, .coins(coins), .date(day), into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(message, .coins(coins), .date(day), isFirst: true, into: &json)
        json.endString()
    }
}

extension WalletFacts {
    /// Coins that the next earnings repay; 0 for a wallet that owes none.
    var debt: Coins { available < 0 ? Coins(clamping: available.magnitude) : 0 }
}
