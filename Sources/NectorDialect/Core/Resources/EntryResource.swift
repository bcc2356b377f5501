import Engine
import Model
import Screens

/// Writes ledger entries as wallet transactions.
enum EntryResource {
    /// One transaction: `amount` is never negative, `operation` says which way it went. Coins are whole numbers, credits
    /// major units with all of the currency's decimals.
    static func write(
        _ counted: Snapshot.CountedEntry, of customer: Customer, _ view: NectorView,
        into json: inout JSONWriter
    ) {
        let entry = counted.entry
        let wallet = entry.id.wallet
        json.beginObject()
        json.identity(view.names.entry(entry.id, of: customer.number), view.names)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("wallet_id", view.names.wallet(wallet, of: customer.number).text)
        json.key("title")
        ScreenPayload.writeTitle(of: entry.shown, view.wording, into: &json)
        json.key("description")
        writeDescription(of: counted, view, into: &json)
        let amount = Int64(clamping: entry.coins.magnitude)
        if wallet == .coins {
            json.member("amount", amount)
        } else {
            json.member("amount", amount: amount, view.currency)
        }
        json.member("operation", entry.coins < 0 ? "dr" : "cr")
        json.member("type", type(of: entry))
        json.member("status", counted.isPending ? "pending" : "success")
        json.member("hash", optional: hash(of: entry))
        json.times(created: entry.occurredAt, updated: entry.recordedAt)
        json.endObject()
    }

    /// The caller's own words; else until when it waits; else the title, since clients show one line or the other.
    private static func writeDescription(
        of counted: Snapshot.CountedEntry, _ view: NectorView, into json: inout JSONWriter
    ) {
        if let told = counted.entry.told {
            json.string(told.description)
        } else if counted.isPending {
            ScreenPayload.writePending(counted.entry.shown, view.wording, into: &json)
        } else {
            ScreenPayload.writeTitle(of: counted.entry.shown, view.wording, into: &json)
        }
    }

    /// `reward` for what was earned, `redeem` for what was spent and came back from that, `adjust` for everything else.
    private static func type(of entry: Entry) -> String {
        switch entry.kind {
        case .earn, .pendingAward, .release, .pendingCancelled: "reward"
        case .spend, .returned, .hold, .holdRelease: "redeem"
        case .expiry, .clawback, .adjustment, .merge: "adjust"
        }
    }

    /// The reference that the caller gave with it.
    private static func hash(of entry: Entry) -> String? {
        entry.source.kind == .adjustment && !entry.source.reference.isEmpty ? entry.source.reference : nil
    }
}
