import Engine
import HTTPServer
import Model
import Screens

/// What happened since a cursor, oldest first.
enum EventsEndpoint {
    private struct Wanted {
        var page: Snapshot.PageRequest
        var kind: EventKind?
    }

    /// A page of it. There is always a cursor to come back with, also after the last event.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let wanted = try exchange.query { fields -> Wanted? in
            let kinds = Dictionary(uniqueKeysWithValues: EventKind.allCases.map { ($0.rawValue, $0) })
            let kind = fields.optionalOneOf("kind", kinds)
            return fields.page(of: .events).map { Wanted(page: $0, kind: kind) }
        }
        return .bookRead { snapshot in
            let page = try snapshot.events(
                after: wanted.page.before, kind: wanted.kind, limit: wanted.page.limit)
            return .json { json in
                json.beginObject()
                json.list("items", page.items, write)
                json.member("next_cursor", PageCursor.text(.events, before: page.next))
                json.member("has_more", page.hasMore)
                json.endObject()
            }
        }
    }

    private static func write(_ event: EventFacts, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", "event-\(event.number)")
        json.member("kind", event.kind.rawValue)
        json.member("at", event.at)
        if let customer = event.customer { json.member("customer_id", customer.text) }
        switch event.subject {
        case .entry(let entry): write(entry, into: &json)
        case .coupon(let coupon): write(coupon, event.kind, into: &json)
        case .referral(let referral, let referrer, let friend):
            write(referral, referrer, friend, event.kind, into: &json)
        case .tier(let tier, let former, let validUntil):
            json.key("tier")
            json.beginObject()
            json.member("id", tier)
            if let former { json.member("former_id", former) }
            if let validUntil { json.member("valid_until", validUntil) }
            json.endObject()
        case .survivor(let survivor?): json.member("merged_into", survivor.text)
        case .payment(let payment):
            json.key("payment")
            json.value(payment)
        case .survivor(nil), .nothing: break
        }
        json.endObject()
    }

    /// What people wrote stays out: it is not for machines.
    private static func write(_ entry: Entry, into json: inout JSONWriter) {
        json.key("transaction")
        json.beginObject()
        json.member("id", entry.id.description)
        json.member("wallet", entry.id.wallet.rawValue)
        json.member("kind", entry.kind.rawValue)
        json.member("coins", entry.coins)
        json.member("available_change", entry.availableChange)
        json.member("available_after", entry.availableAfter)
        json.member("pending_after", entry.pendingAfter)
        json.member("held_after", entry.heldAfter)
        json.member("reason", entry.reason)
        json.key("source")
        json.beginObject()
        json.member("kind", entry.source.kind.rawValue)
        // Another customer's number is nothing that a shop knows.
        if !entry.source.reference.isEmpty, entry.source.kind != .referral {
            json.member("reference", entry.source.reference)
        }
        json.endObject()
        if let reversed = entry.reverses {
            json.member("reverses", TransactionID(wallet: entry.id.wallet, sequence: reversed).description)
        }
        json.member("programme_version", entry.programmeVersion)
        json.member("occurred_at", entry.occurredAt)
        json.endObject()
    }

    /// A coupon as it was bought, and of a used one the order; `amount` is in minor units.
    private static func write(_ coupon: Coupon, _ kind: EventKind, into json: inout JSONWriter) {
        json.key("coupon")
        json.beginObject()
        json.member("code", coupon.code)
        json.member("reward_id", coupon.rewardID.text)
        json.member("kind", coupon.kind.rawValue)
        json.member("coins", coupon.coins)
        json.member("amount", coupon.amount)
        json.member("currency", coupon.currency)
        if let part = coupon.basisPoints { json.member("percent_basis_points", part) }
        if let product = coupon.productID { json.member("product_id", product) }
        json.member("minimum_cart_amount", coupon.minimumCartAmount)
        json.member("created_at", coupon.createdAt)
        if coupon.expiresAt != .never { json.member("expires_at", coupon.expiresAt) }
        if kind == .couponUsed, let order = coupon.usedOrder { json.member("order_id", order) }
        json.endObject()
    }

    private static func write(
        _ referral: Referral, _ referrer: CustomerID?, _ friend: CustomerID?, _ kind: EventKind,
        into json: inout JSONWriter
    ) {
        json.key("referral")
        json.beginObject()
        json.member("id", "referral-\(referral.id)")
        if let referrer { json.member("referrer_id", referrer.text) }
        if let friend { json.member("friend_id", friend.text) }
        if kind != .referralSignedUp, let order = referral.orderID { json.member("order_id", order) }
        switch kind {
        case .referralRewarded:
            json.member("referrer_coins", referral.referrerCoins)
            json.member("friend_coins", referral.friendCoins)
        case .referralRejected:
            if let reason = referral.reason { json.member("reason", reason) }
        default: break
        }
        json.endObject()
    }
}
