import API
import Engine
import HTTPServer
import Model
import Screens

/// The older list of what a customer did, and how often.
enum ActivitiesEndpoint {
    /// What the list can be narrowed down to.
    private enum Event: String {
        case lead = "lead_create"
        case coupon = "coupon_create"
        case transaction = "wallettransaction_create"
        case order = "order_create"
        case referral = "referral_create"
        /// Things that the books of coins know nothing of.
        case review = "review_create"
        case email = "email_create"
    }

    /// `GET /activities` of one `event`, or of one trigger as `parent_id`; else of the wallet.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let page = input.page()
        let event = input.text("event").map { Event(rawValue: $0.lowercased()) }
        let parent = input.text("parent_id")
        let trigger = parent.flatMap { request.names.trigger(named: $0, in: exchange.version.programme)?.id }
        return .located(try request.finding(try input.who(), input)) { snapshot, customer in
            let list = ActivityList(
                snapshot: snapshot, customer: customer, page: page,
                view: try request.view(of: customer, in: snapshot))
            switch event ?? .some(.transaction) {
            case .transaction:
                guard parent == nil || trigger != nil else { return list.none() }
                return try list.transactions(source: trigger.map { Source(.trigger, $0.text) })
            case .coupon: return try list.coupons()
            case .order: return try list.orders()
            case .referral: return try list.referrals()
            case .lead: return list.lead()
            case .review, .email, nil: return list.none()
            }
        }
    }

    /// `GET /activities-count`: how often a customer has been rewarded for a trigger.
    static func count(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let trigger = input.text("parent_id").flatMap {
            request.names.trigger(named: $0, in: exchange.version.programme)?.id
        }
        return .located(try request.finding(try input.who(), input)) { snapshot, customer in
            let facts = try snapshot.triggerFacts(of: customer).first { $0.id == trigger }
            return Envelope.success { json in
                json.member("count", facts?.timesAwarded ?? 0)
                json.object("item") { $0.member("count", facts?.timesAwarded ?? 0) }
            }
        }
    }
}

/// One page of a customer's activities.
private struct ActivityList {
    let snapshot: Snapshot
    let customer: Customer
    let page: OffsetPage
    let view: NectorView

    func none() -> Answer { Envelope.list([] as [Int], count: 0) { _, _ in } }

    func transactions(source: Source?) throws -> Answer {
        let found = try snapshot.countedEntries(
            of: customer, wallet: .coins, page: page, filter: .init(source: source))
        return Envelope.list(found.items, count: found.count) { item, json in
            let entry = item.entry
            let trigger = entry.source.kind == .trigger ? TriggerID(entry.source.reference) : nil
            write(
                "wallettransaction_create", view.names.entry(entry.id, of: customer.number),
                at: entry.occurredAt, trigger: trigger, into: &json
            ) { json in
                json.key("wallettransaction")
                EntryResource.write(item, of: customer, view, into: &json)
            }
        }
    }

    func coupons() throws -> Answer {
        let found = try snapshot.countedCoupons(of: customer, page: page)
        return Envelope.list(found.items, count: found.count) { coupon, json in
            write("coupon_create", view.names.coupon(coupon), at: coupon.createdAt, into: &json) { json in
                json.key("coupon")
                CouponResource.write(coupon, of: customer, view, into: &json)
            }
        }
    }

    func orders() throws -> Answer {
        let found = try snapshot.countedOrders(of: customer, page: page)
        return Envelope.list(found.items, count: found.count) { order, json in
            write("order_create", view.names.order(order.id), at: order.placedAt, into: &json) { json in
                json.key("order")
                OrderResource.write(order, of: customer, view, into: &json)
            }
        }
    }

    func referrals() throws -> Answer {
        let found = try snapshot.countedReferrals(of: customer, as: .referrer, page: page)
        return Envelope.list(found.items, count: found.count) { referral, json in
            write(
                "referral_create", view.names.referral(referral.id), at: referral.facts.claimedAt, into: &json
            ) { ReferralResource.writeMeta(of: referral.facts, into: &$0) }
        }
    }

    func lead() -> Answer {
        Envelope.list(page.part(of: [customer]), count: 1) { customer, json in
            let id = view.lead(customer.number)
            write("lead_create", id, at: customer.createdAt, into: &json) { _ in }
        }
    }

    private func write(
        _ event: String, _ id: NectorID, at instant: Instant, trigger: TriggerID? = nil,
        into json: inout JSONWriter, meta: (inout JSONWriter) -> Void
    ) {
        json.beginObject()
        json.identity(id, view.names)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("event", event)
        let parent = trigger.map { view.names.trigger($0) }
        json.member("parent_id", (parent ?? id).text)
        json.member("parent_type", parent == nil ? "\(event.prefix { $0 != "_" })s" : "triggers")
        json.member("trigger_id", optional: parent?.text)
        json.object("meta", meta)
        json.times(created: instant)
        json.endObject()
    }
}
