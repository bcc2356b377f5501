import API
import Engine
import HTTPServer
import Model

/// A customer's wallets: coins, and store credit.
enum WalletsEndpoint {
    /// `GET /wallets`
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let (page, id) = (input.page(), input.text("id"))
        return .located(try request.finding(try input.who(), input)) { snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            var wallets = Wallet.allCases
            if let id {
                wallets.removeAll { view.names.wallet($0, of: customer.number) != NectorID(id) }
            }
            let facts = try wallets.map { (wallet: $0, facts: try snapshot.wallet($0, of: customer)) }
            return Envelope.list(page.inProgrammeOrder(facts), count: Int64(facts.count)) { item, json in
                LeadResource.writeWallet(item.facts, item.wallet, of: customer, view, into: &json)
            }
        }
    }

    /// `GET /wallets/{id}`; the id names its customer.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        guard let id = NectorID(exchange.parameter("id")),
            let payload = request.names.cipher.payload(.wallet, id)
        else { throw Refusal.customerNotFound }
        let wallet: Wallet = payload.number == 1 ? .coins : .credits
        let owner = NectorWho.lead(request.names.lead(CustomerNumber(payload.owner)))
        let who = try input.who().map { NectorWho.both(owner, $0) } ?? owner
        return .located(try request.finding(who, input)) { snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            let facts = try snapshot.wallet(wallet, of: customer)
            return Envelope.item { LeadResource.writeWallet(facts, wallet, of: customer, view, into: &$0) }
        }
    }
}
