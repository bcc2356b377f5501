import Engine
import HTTPServer
import Model
import Screens

/// A customer's wallet history.
enum TransactionsEndpoint {
    private struct Wanted {
        var wallet: Wallet
        var page: Snapshot.PageRequest
        var filter: Snapshot.HistoryFilter
    }

    /// A page of it, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let wallets = Dictionary(uniqueKeysWithValues: Wallet.allCases.map { ($0.rawValue, $0) })
            let kinds = Dictionary(uniqueKeysWithValues: EntryKind.allCases.map { ($0.rawValue, $0) })
            let times = fields.optionalTimes()
            let filter = Snapshot.HistoryFilter(
                kind: fields.optionalOneOf("kind", kinds), from: times.from, to: times.to)
            return Wanted(
                wallet: fields.optionalOneOf("wallet", wallets) ?? .coins,
                page: fields.page(of: .history) ?? Snapshot.PageRequest(), filter: filter)
        }
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let wallet = try snapshot.wallet(wanted.wallet, of: customer)
            let page = try snapshot.history(
                of: customer, wallet: wanted.wallet, page: wanted.page, filter: wanted.filter)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.key("items")
                ScreenPayload.writeEntries(page.items.map(\.shown), wallet: wallet, wording, into: &json)
                ScreenPayload.writeCursor(.history, page.next, into: &json)
                json.endObject()
            }
        }
    }

    /// One transaction.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let id = try transactionID(of: exchange)
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let entry = try snapshot.entry(id, of: customer)
            let isSettled = try isSettled(entry, of: customer, in: snapshot)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                ScreenPayload.writeEntry(entry.shown, isSettled: isSettled, wording, into: &json)
            }
        }
    }

    /// Why it is this many coins.
    static func explain(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let id = try transactionID(of: exchange)
        let (chooseLocale, isForStaff) = (exchange.chooseLocale, exchange.caller.isStaff)
        return .customerRead(exchange.customer) { snapshot, customer in
            let entry = try snapshot.entry(id, of: customer)
            let explanation = try snapshot.explanation(of: entry, isForStaff: isForStaff)
            let isSettled = try isSettled(entry, of: customer, in: snapshot)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                ExplanationWriting.write(
                    explanation, of: entry, isSettled: isSettled, isForStaff: isForStaff, wording, into: &json
                )
            }
        }
    }

    /// Whether a pending award has been released or withdrawn since; true for every other entry.
    private static func isSettled(_ entry: Entry, of customer: Customer, in snapshot: Snapshot) throws -> Bool
    {
        try snapshot.lot(madeBy: entry, of: customer).map { !$0.isPending || $0.remaining == 0 } ?? true
    }

    private static func transactionID(of exchange: Exchange) throws(Refusal) -> TransactionID {
        guard let id = TransactionID(exchange.parameter("transaction_id")) else { throw .transactionNotFound }
        return id
    }
}
