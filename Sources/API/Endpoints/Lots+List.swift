import Engine
import HTTPServer
import Model
import Screens

/// The lots of a wallet that have coins left, now or as of an instant.
enum LotsEndpoint {
    private struct Wanted {
        var wallet: Wallet
        var page: Snapshot.PageRequest
        var asOf: Instant?
    }

    /// A page of them, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let wallets = Dictionary(uniqueKeysWithValues: Wallet.allCases.map { ($0.rawValue, $0) })
            return Wanted(
                wallet: fields.optionalOneOf("wallet", wallets) ?? .coins,
                page: fields.page(of: .lots) ?? Snapshot.PageRequest(),
                asOf: fields.optionalInstant("as_of"))
        }
        return .customerRead(exchange.customer) { present, customer in
            let snapshot = try present.at(wanted.asOf, of: customer)
            let page = try snapshot.openLots(of: customer, wallet: wanted.wallet, page: wanted.page)
            let zone = snapshot.version.programme.zone
            return .json { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                if let asOf = wanted.asOf { json.member("as_of", asOf) }
                json.key("items")
                json.beginArray()
                for lot in page.items { write(lot, of: wanted.wallet, zone, into: &json) }
                json.endArray()
                ScreenPayload.writeCursor(.lots, page.next, into: &json)
                json.endObject()
            }
        }
    }

    /// `on` days are local: the first on which pending coins are available, the last on which coins are good.
    private static func write(
        _ lot: Lot, of wallet: Wallet, _ zone: BrandZone, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("transaction_id", TransactionID(wallet: wallet, sequence: lot.sequence).description)
        json.member("coins", lot.coins)
        json.member("remaining", lot.remaining)
        json.member("held", lot.held)
        json.member("status", lot.isPending ? "pending" : "available")
        json.member("earned_at", lot.earnedAt)
        json.member("available_at", lot.availableAt)
        json.key("last_day")
        if lot.expiresAt == .never {
            json.null()
        } else {
            json.string(zone.localDate(at: lot.expiresAt.adding(milliseconds: -1)).iso)
        }
        json.endObject()
    }
}
