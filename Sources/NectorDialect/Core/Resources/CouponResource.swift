import Engine
import Model
import Screens

/// Writes coupons.
enum CouponResource {
    /// One coupon with its code, and the offer that it came from.
    static func write(
        _ coupon: Coupon, of customer: Customer, _ view: NectorView, into json: inout JSONWriter
    ) {
        let reward = view.programme.reward(coupon.rewardID)
        json.beginObject()
        json.identity(view.names.coupon(coupon), view.names)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("offer_id", view.names.offer(coupon.rewardID).text)
        json.member("type", literal: "code")
        json.member("source", literal: "nector")
        json.member("visibility", literal: "private")
        json.member("value", coupon.code)
        json.key("name")
        writeName(of: coupon, reward, view, into: &json)
        json.key("description")
        ScreenPayload.writeText(of: coupon, view.wording, into: &json)
        json.member("status", status(of: coupon))
        json.member("expire", optional: coupon.expiresAt)
        writeWorth(of: coupon, view, into: &json)
        json.object("meta") { json in
            writeWorth(of: coupon, view, into: &json)
            json.member("coin_spent", coupon.coins)
        }
        json.object("customer") { json in
            json.member("id", customer.id.text)
            json.member("email", optional: customer.email)
        }
        json.key("offer")
        writeOffer(of: coupon, reward, view, into: &json)
        json.member("redeemed_at", optional: coupon.usedAt)
        json.member("reference_order_id", optional: coupon.usedOrder)
        json.times(created: coupon.createdAt, updated: coupon.endedAt ?? coupon.usedAt)
        json.endObject()
    }

    /// `issued` and `redeemed` are Nector's words; a coupon that ended otherwise has ours.
    static func status(of coupon: Coupon) -> String {
        switch coupon.state {
        case .active: "issued"
        case .used: "redeemed"
        case .cancelling, .cancelled, .expired: coupon.state.rawValue
        }
    }

    /// The states that a filter means; nil for all of them.
    static func states(ofStatus status: String?) -> Set<CouponState>? {
        switch status?.lowercased() {
        case nil: nil
        case "issued": [.active]
        case "redeemed": [.used]
        case let word?: Set(CouponState(rawValue: word).map { [$0] } ?? [])
        }
    }

    private static func writeName(
        of coupon: Coupon, _ reward: Reward?, _ view: NectorView, into json: inout JSONWriter
    ) {
        guard let reward else { return ScreenPayload.writeText(of: coupon, view.wording, into: &json) }
        json.string(view.wording.title(of: reward))
    }

    /// What it takes off, in major units or per cent, and the cart that it needs.
    private static func writeWorth(of coupon: Coupon, _ view: NectorView, into json: inout JSONWriter) {
        let currency = Currency(code: coupon.currency) ?? view.currency
        if coupon.kind == .percentage {
            json.member("fiat_class", literal: "percent")
            json.member("fiat_value", ratio: coupon.basisPoints ?? 0, Ratio.basisPointsPerOne / 100)
            json.member("maximum_fiat_value", amount: coupon.amount, currency)
        } else {
            json.member("fiat_class", literal: "amount")
            json.member("fiat_value", amount: coupon.amount, currency)
        }
        json.member("kind", coupon.kind.rawValue)
        json.member("minimumcart_amount", amount: coupon.minimumCartAmount, currency)
    }

    /// The offer as the programme has it now; of one that it no longer has, what the coupon says.
    private static func writeOffer(
        of coupon: Coupon, _ reward: Reward?, _ view: NectorView, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.identity(view.names.offer(coupon.rewardID), view.names)
        json.key("name")
        writeName(of: coupon, reward, view, into: &json)
        json.key("description")
        if let summary = reward?.summary {
            json.string(view.wording.local(summary))
        } else {
            ScreenPayload.writeText(of: coupon, view.wording, into: &json)
        }
        json.member("expire", optional: coupon.expiresAt)
        json.member("redirect_link", optional: nil as String?)
        json.member("brand", view.wording.locale.brandName)
        json.member("category", coupon.kind.rawValue)
        OfferResource.writeUploads(view, into: &json)
        json.endObject()
    }
}
