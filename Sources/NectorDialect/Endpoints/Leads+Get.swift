import API
import Engine
import HTTPServer
import Model

/// Customers, which the dialect calls leads.
enum LeadsEndpoint {
    /// How much of a customer the caller may see.
    private enum Sight {
        /// By a server or write key, or by the customer's own token.
        case whole
        /// By a digest over the customer's id, which earns a token for the other endpoints.
        case proven(LeadCredential)
        /// By a storefront key alone: that there is such a customer, and hints at the contact data.
        case masked
    }

    /// `GET /leads/{id}`, and without an id, which is a placeholder wherever the query names somebody.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        guard let who = input.lookup(path: exchange.parameter("id")) else { throw Refusal.customerNotFound }
        let sight = try sight(of: exchange, request, input)
        let realNow = exchange.service.engine.realNow()
        return .located({ snapshot in
            // Without a customer's token a storefront may look for anybody: what it sees then is masked, or proven.
            request.subject == nil
                ? try who.find(in: snapshot, request.names) : try request.customer(who, in: snapshot)
        }) { snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            switch sight {
            case .masked: return Envelope.item { LeadResource.writeMasked(customer, view, into: &$0) }
            case .whole:
                let facts = try LeadFacts(customer, in: snapshot)
                return Envelope.item { LeadResource.write(facts, view, into: &$0) }
            case .proven(let credential):
                let facts = try LeadFacts(customer, in: snapshot)
                let token = credential.mintToken(for: view.lead(customer.number), at: realNow)
                return Envelope.success { json in
                    json.key("item")
                    LeadResource.write(facts, view, token: token, into: &json)
                    if let token { LeadResource.writeToken(token, into: &json) }
                }
            }
        }
    }

    /// A digest proves the id that it is over, so it counts where the customer is looked up by that id. From a key that
    /// sees everybody it is accepted, and one that is not good is not looked at.
    private static func sight(
        of exchange: Exchange, _ request: NectorRequest, _ input: NectorInput
    ) throws(Problem) -> Sight {
        let isAlone = request.isApp && request.subject == nil
        guard let key = exchange.caller.key, let customer = input.text("customer_id") else {
            return isAlone ? .masked : .whole
        }
        let engine = exchange.service.engine
        let credential = LeadCredential(
            credentials: Credentials(
                contents: engine.registry.contents, secrets: engine.secrets, now: engine.realNow()),
            key: key, book: exchange.book)
        do {
            if try credential.provesLookup(of: customer, exchange.request) { return .proven(credential) }
        } catch {
            if isAlone { throw error }
        }
        return isAlone ? .masked : .whole
    }
}

extension LeadCredential {
    /// A token for a lead, good for as long as one may be; nil where the key's secret cannot be read.
    func mintToken(for lead: NectorID, at now: Instant) -> String? {
        guard let secret = NectorSigning.secret(of: key, in: book, secrets: credentials.secrets) else {
            return nil
        }
        return LeadToken.mint(
            lead: lead, expiresAt: now.adding(seconds: NectorAuthentication.leadTokenSecondsMax), at: now,
            key: HMACSHA256.Key(Array(secret.utf8)))
    }
}
