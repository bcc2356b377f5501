import API
import Engine
import HTTPServer
import Model

/// The history of the coins wallet.
enum WalletTransactionsEndpoint {
    /// `GET /wallettransactions`
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try WalletHistory(.coins, exchange).list()
    }

    /// `GET /wallettransactions/{id}`
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try WalletHistory(.coins, exchange).get(exchange.parameter("id"))
    }
}

/// The history of the credit wallet, in major units.
enum CreditWalletTransactionsEndpoint {
    /// `GET /creditwallettransactions`
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try WalletHistory(.credits, exchange).list()
    }

    /// `GET /creditwallettransactions/{id}`
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try WalletHistory(.credits, exchange).get(exchange.parameter("id"))
    }
}

/// One of a customer's wallets, read by the same rules as the other.
private struct WalletHistory {
    private let wallet: Wallet
    private let input: NectorInput
    private let request: NectorRequest

    init(_ wallet: Wallet, _ exchange: Exchange) throws {
        self.wallet = wallet
        input = try NectorInput(query: exchange.request)
        request = NectorRequest(exchange)
    }

    /// Filters: `hash`, the caller's own reference; `operation`; `id`; `wallet_id`, which also names the customer.
    func list() throws -> Outcome {
        let (page, id) = (input.page(), input.text("id"))
        let walletID = input.text("wallet_id")
        let filter = Snapshot.EntryFilter(
            isCredit: operation, source: input.text("hash").map { Source(.adjustment, $0) })
        let hasOperation = input.text("operation") == nil || operation != nil
        return .located(try request.finding(try who(), input)) { [wallet, request] snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            var found = CountedPage<Snapshot.CountedEntry>(items: [], count: 0)
            let own = view.names.wallet(wallet, of: customer.number)
            if let id {
                let entry = try Self.entry(id, wallet, of: customer, in: snapshot, view.names)
                found = CountedPage(
                    items: page.part(of: entry.map { [$0] } ?? []), count: entry == nil ? 0 : 1)
            } else if hasOperation, walletID.map({ NectorID($0) == own }) ?? true {
                found = try snapshot.countedEntries(of: customer, wallet: wallet, page: page, filter: filter)
            }
            return Envelope.list(found.items, count: found.count) { entry, json in
                EntryResource.write(entry, of: customer, view, into: &json)
            }
        }
    }

    /// The id names its customer, so `lead_id` may be left out by whoever sees all customers.
    func get(_ id: String) throws -> Outcome {
        let payload = NectorID(id).flatMap { request.names.cipher.payload(kind, $0) }
        let owner = payload.map { NectorWho.lead(request.names.lead(CustomerNumber($0.owner))) }
        let who = try who() ?? (request.subject == nil ? owner : nil)
        guard who != nil || request.subject != nil else { throw Refusal.transactionNotFound }
        return .located(try request.finding(who, input)) { [wallet, request] snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            guard let entry = try Self.entry(id, wallet, of: customer, in: snapshot, view.names) else {
                throw Refusal.transactionNotFound
            }
            return Envelope.item { EntryResource.write(entry, of: customer, view, into: &$0) }
        }
    }

    private var kind: NectorID.Kind { wallet == .coins ? .coinEntry : .creditEntry }

    private func who() throws(InvalidInput) -> NectorWho? {
        if let named = try input.who() { return named }
        guard let id = input.uuid("wallet_id"), let owner = request.names.cipher.payload(.wallet, id) else {
            return nil
        }
        return .lead(request.names.lead(CustomerNumber(owner.owner)))
    }

    private var operation: Bool? {
        switch input.text("operation")?.lowercased() {
        case "cr", "credit": true
        case "dr", "debit": false
        default: nil
        }
    }

    /// The entry of a UUID in this wallet of this customer; nil for any other.
    private static func entry(
        _ id: String, _ wallet: Wallet, of customer: Customer, in snapshot: Snapshot, _ names: NectorNames
    ) throws -> Snapshot.CountedEntry? {
        let kind = wallet == .coins ? NectorID.Kind.coinEntry : .creditEntry
        guard let payload = NectorID(id).flatMap({ names.cipher.payload(kind, $0) }),
            payload.owner == customer.number.number, payload.number > 0
        else { return nil }
        do {
            return try snapshot.countedEntry(
                TransactionID(wallet: wallet, sequence: payload.number), of: customer)
        } catch Refusal.transactionNotFound {
            return nil
        }
    }
}
