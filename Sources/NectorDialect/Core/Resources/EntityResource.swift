import Engine
import Model
import Screens

/// Writes the brand: what it calls its coins and what they are worth.
enum EntityResource {
    /// The brand. One coin of an offer's price is one coin, so `conversion_factor` is 1; `cashback_value` is what one
    /// coin is worth in major units, rounded down.
    static func write(_ view: NectorView, into json: inout JSONWriter) {
        let programme = view.programme
        let name = view.wording.locale.brandName
        json.beginObject()
        json.identity(view.names.entity, view.names)
        json.member("workspace_id", view.names.workspace.text)
        json.member("name", name)
        json.member("business_name", name)
        json.member("conversion_factor", 1)
        json.member("coin_name", view.wording.locale.coinsText)
        json.member("currency_code", programme.currency.code)
        json.object("quickdeploy_meta") { json in
            let (coins, isTooMany) = programme.coin.valueCoins.multipliedReportingOverflow(
                by: programme.currency.minorUnitsPerMajor)
            json.member("cashback_value", ratio: isTooMany ? 0 : programme.coin.valueAmount, coins)
        }
        json.list("uploads", [programme.theme.logoURL].compactMap { $0 }) { link, json in
            json.beginObject()
            json.member("type", literal: "image")
            json.member("link", link)
            json.endObject()
        }
        json.endObject()
    }
}
