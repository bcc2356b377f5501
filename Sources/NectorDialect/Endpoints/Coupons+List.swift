import API
import Engine
import HTTPServer
import Model

/// A customer's coupons.
enum CouponsEndpoint {
    /// `GET /coupons`. Filters: `offer_id`, `id`; and of the older form `status`, `type` and `source`: all coupons are
    /// private, and our own.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let (page, id) = (input.page(), input.text("id"))
        let states = CouponResource.states(ofStatus: input.text("status"))
        let offer = input.text("offer_id")
        let reward = offer.flatMap { request.names.offer(named: $0, in: exchange.version.programme)?.id }
        let isNothing =
            ["public", "link"].contains(input.text("type")?.lowercased())
            || input.text("source")?.lowercased() == "external" || (offer != nil && reward == nil)
        return .located(try request.finding(try input.who(), input)) { snapshot, customer in
            let view = try request.view(of: customer, in: snapshot)
            var found = CountedPage<Coupon>(items: [], count: 0)
            if let id {
                let coupon = try coupon(id, of: customer, in: snapshot, view.names)
                found = CountedPage(
                    items: page.part(of: coupon.map { [$0] } ?? []), count: coupon == nil ? 0 : 1)
            } else if !isNothing {
                found = try snapshot.countedCoupons(
                    of: customer, page: page, states: states, reward: reward)
            }
            return Envelope.list(found.items, count: found.count) { coupon, json in
                CouponResource.write(coupon, of: customer, view, into: &json)
            }
        }
    }

    /// `GET /coupons/{id}`; the id names its customer.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let id = exchange.parameter("id")
        let payload = NectorID(id).flatMap { request.names.cipher.payload(.coupon, $0) }
        let owner = payload.map { NectorWho.lead(request.names.lead(CustomerNumber($0.owner))) }
        let who = try input.who() ?? (request.subject == nil ? owner : nil)
        guard who != nil || request.subject != nil else { throw Refusal.couponNotFound }
        return .located(try request.finding(who, input)) { snapshot, customer in
            guard let coupon = try coupon(id, of: customer, in: snapshot, request.names) else {
                throw Refusal.couponNotFound
            }
            let view = try request.view(of: customer, in: snapshot)
            return Envelope.item { CouponResource.write(coupon, of: customer, view, into: &$0) }
        }
    }

    /// The coupon of a UUID, of this customer; nil for any other.
    private static func coupon(
        _ id: String, of customer: Customer, in snapshot: Snapshot, _ names: NectorNames
    ) throws -> Coupon? {
        guard let payload = NectorID(id).flatMap({ names.cipher.payload(.coupon, $0) }),
            payload.owner == customer.number.number
        else { return nil }
        do {
            return try snapshot.coupon(number: payload.number, of: customer)
        } catch Refusal.couponNotFound {
            return nil
        }
    }
}
