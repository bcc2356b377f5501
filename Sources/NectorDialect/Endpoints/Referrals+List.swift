import API
import Engine
import HTTPServer
import Model

/// Friends who were brought.
enum ReferralsEndpoint {
    /// `GET /referrals` of `referred_by_lead_id`, or the one of `referred_to_lead_id`.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let (who, side) = try side(of: input)
        let (page, id) = (input.page(), input.text("id"))
        return .located(try request.finding(who, input, field: "referred_by_lead_id")) { snapshot, customer in
            var found: CountedPage<Snapshot.CountedReferral>
            if let id {
                let one = try referral(id, of: customer, as: side, in: snapshot, request.names)
                found = CountedPage(items: page.part(of: one.map { [$0] } ?? []), count: one == nil ? 0 : 1)
            } else {
                found = try snapshot.countedReferrals(of: customer, as: side ?? .referrer, page: page)
            }
            let view = try request.view(of: customer, in: snapshot)
            return Envelope.list(found.items, count: found.count) {
                ReferralResource.write($0, view, into: &$1)
            }
        }
    }

    /// `GET /referrals/{id}`, as the side that is named reads it.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let (who, side) = try side(of: input)
        let id = exchange.parameter("id")
        return .located(try request.finding(who, input, field: "referred_by_lead_id")) { snapshot, customer in
            guard let referral = try referral(id, of: customer, as: side, in: snapshot, request.names) else {
                throw Refusal.referralNotFound
            }
            let view = try request.view(of: customer, in: snapshot)
            return Envelope.item { ReferralResource.write(referral, view, into: &$0) }
        }
    }

    /// Who asks, and as which side; `lead_id` stands for the referrer, as the widget has it. No side is either.
    private static func side(
        of input: NectorInput
    ) throws(InvalidInput) -> (NectorWho?, ReferralFacts.Side?) {
        if let who = try input.who(lead: "referred_by_lead_id") { return (who, .referrer) }
        if let who = try input.who(lead: "referred_to_lead_id") { return (who, .friend) }
        return (try input.who(), nil)
    }

    private static func referral(
        _ id: String, of customer: Customer, as side: ReferralFacts.Side?, in snapshot: Snapshot,
        _ names: NectorNames
    ) throws -> Snapshot.CountedReferral? {
        guard let payload = NectorID(id).flatMap({ names.cipher.payload(.referral, $0) }) else { return nil }
        do {
            let found = try snapshot.countedReferral(id: payload.owner, of: customer)
            return side == nil || found.facts.side == side ? found : nil
        } catch Refusal.referralNotFound {
            return nil
        }
    }
}
