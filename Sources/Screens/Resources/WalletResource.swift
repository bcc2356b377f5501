package import Engine
package import Model

extension ScreenPayload {
    /// The coins wallet, or the credit wallet, whose numbers are minor units and whose texts are money.
    package static func writeWallet(
        _ facts: WalletFacts, _ wallet: Wallet, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("available", facts.available)
        json.member("pending", facts.pending)
        json.member("held", facts.held)
        json.key("text")
        json.beginString()
        wording.amount(facts.available, wallet, into: &json)
        json.endString()
        if wallet == .coins {
            json.key("worth")
            writeMoney(wording.worth(of: facts.available), wording, into: &json)
        }
        json.key("lifetime")
        json.beginObject()
        json.member("earned", facts.lifetimeEarned)
        json.member("spent", facts.lifetimeSpent)
        json.member("expired", facts.lifetimeExpired)
        json.endObject()
        json.key("releases")
        writeDated(facts.releases, isExpiry: false, wallet, wording, into: &json)
        json.key("expiries")
        writeDated(facts.expiries, isExpiry: true, wallet, wording, into: &json)
        json.member("updated_at", facts.updatedAt)
        json.endObject()
    }

    /// Coins that change at days to come: `[{"coins": 200, "on": "2026-11-30", "text": "200 coins expire on
    /// 30 Nov"}]`.
    ///
    /// `on` is a local day: of a release the first on which the coins are available, of an expiry the last.
    static func writeDated(
        _ dated: [DatedCoins], isExpiry: Bool, _ wallet: Wallet, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.beginArray()
        for item in dated {
            let day = isExpiry ? wording.lastDay(before: item.at) : wording.zone.localDate(at: item.at)
            let message = isExpiry ? wording.texts.expiryNotice : wording.texts.pendingNotice
            json.beginObject()
            json.member("coins", item.coins)
            json.member("on", day)
            json.key("text")
            if wallet == .coins {
                wording.say(message, .coins(item.coins), .date(day), into: &json)
            } else {
                wording.day(day, into: &json)
            }
            json.endObject()
        }
        json.endArray()
    }
}

extension Wording {
    /// The local day that ends at an instant which is the first without something.
    func lastDay(before end: Instant) -> LocalDate {
        zone.localDate(at: end.adding(milliseconds: -1))
    }

    /// What coins are worth in minor units, rounded down; nothing for a wallet in debt.
    func worth(of coins: Coins) -> Int64 {
        let coin = locale.programme.coin
        guard coins > 0 else { return 0 }
        return Ratio.floorMultiplyDivide(coins, coin.valueAmount, coin.valueCoins) ?? Int64.max
    }

    /// Writes what a wallet counts, as a part of the open text.
    func amount(_ value: Int64, _ wallet: Wallet, into json: inout JSONWriter) {
        switch wallet {
        case .coins: coins(value, into: &json)
        case .credits: locale.money.write(value, into: &json)
        }
    }
}
