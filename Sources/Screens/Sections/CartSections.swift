import Engine
import Model

// The sections beside a cart and a product: what they would earn, what the order would do to the tier, and which
// coupons fit. What coins take off it stands in CartRedeemSection.
extension ScreenPayload {
    static func writeProductEarn(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let product = facts.product else { return }
        json.beginObject()
        json.member("type", literal: "product_earn")
        json.member("product_id", product.product.product)
        json.key("price")
        writeMoney(product.product.price, wording, into: &json)
        writeMembers(of: product.earning, wording.texts.productEarn, wording, into: &json)
        writeAloud(product.earning, wording.texts.productEarn, wording, into: &json)
        writeActions(
            "earn", wording.texts.actionEarn, opens: facts.customer.isBlocked ? nil : .earn, wording,
            into: &json)
        json.endObject()
    }

    static func writeCartEarn(_ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter) {
        guard let cart = facts.cart else { return }
        begin("cart_earn", wording.texts.titleCartEarn, wording, into: &json)
        writeMembers(of: cart.earning, wording.texts.cartEarn, wording, into: &json)
        writeBonuses(of: cart, facts, wording, into: &json)
        writeLines(of: cart.earning, wording, into: &json)
        writeAloud(cart.earning, wording.texts.cartEarn, wording, into: &json)
        writeActions(
            "earn", wording.texts.actionEarn, opens: facts.customer.isBlocked ? nil : .earn, wording,
            into: &json)
        json.endObject()
    }

    /// What makes it more than the base rate, the tier's factor and the campaigns that count; and the caps that make it
    /// less.
    private static func writeBonuses(
        of cart: CartFacts, _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let earning = cart.earning.earning, cart.earning.coins > 0 else { return }
        let programme = wording.locale.programme
        json.key("conditions")
        json.beginArray()
        if let standing = facts.tier.flatMap({ TierStanding($0, wording) }),
            standing.current.multiplierBasisPoints != Ratio.basisPointsPerOne
        {
            wording.say(
                wording.texts.earnMultiplier, .multiplier(standing.current.multiplierBasisPoints),
                .tier(standing.currentName), into: &json)
        }
        for id in earning.campaigns {
            guard let campaign = programme.earning.campaigns.first(where: { $0.id == id }) else { continue }
            writeText(of: campaign, wording, into: &json)
        }
        for limit in earning.limits {
            if let (message, most) = wording.words(of: limit.cap) {
                wording.say(message, .coins(most), into: &json)
            }
        }
        json.endArray()
    }

    private static func writeLines(
        of earning: EarningPreview, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard !earning.coinsByLine.isEmpty else { return }
        json.key("lines")
        json.beginArray()
        for line in earning.coinsByLine {
            json.beginObject()
            json.member("line_id", line.line)
            json.member("coins", line.coins)
            json.endObject()
        }
        json.endArray()
    }

    /// Nothing at the top, and where an order does not count.
    static func writeCartTier(_ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter) {
        guard let effect = facts.cart?.tier, effect.reachedIndex != nil || effect.missing != nil else {
            return
        }
        let levels = wording.locale.programme.tiers?.levels ?? []
        let names = wording.locale.tierNames
        begin("cart_tier", wording.texts.titleCartTier, wording, into: &json)
        let reached = effect.reachedIndex.flatMap { levels.indices.contains($0) ? $0 : nil }
        let missing = effect.missing.flatMap { levels.indices.contains($0.index) ? $0 : nil }
        if let reached {
            json.key("reaches")
            writeName(of: levels[reached], names[reached], into: &json)
        }
        if let missing {
            json.key("next")
            writeName(of: levels[missing.index], names[missing.index], into: &json)
            json.key("remaining")
            writeCounted(missing.amount, wording.metric, wording, into: &json)
        }
        let (message, argument) = cartTierText(reached, missing, wording)
        json.key("text")
        wording.say(message, argument, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(message, argument, isFirst: true, into: &json)
        json.endString()
        writeActions("tiers", wording.texts.actionTiers, opens: .vip, wording, into: &json)
        json.endObject()
    }

    private static func cartTierText(
        _ reached: Int?, _ missing: CartTier.Missing?, _ wording: Wording
    ) -> (Message, Argument) {
        let names = wording.locale.tierNames
        if let reached { return (wording.texts.cartTierReached, .tier(names[reached])) }
        let next = missing.map { names[$0.index] } ?? ""
        return (
            wording.texts.cartTierMissing,
            .message(
                wording.texts.toNext(wording.metric), wording.measure(missing?.amount ?? 0), .tier(next))
        )
    }

    /// The customer's active coupons, those that fit first; nothing for a customer without any.
    static func writeCartCoupons(_ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter) {
        guard let coupons = facts.cart?.coupons, !coupons.isEmpty else { return }
        let texts = wording.texts
        let fitting = coupons.count { $0.missing == nil }
        begin("cart_coupons", texts.titleCartCoupons, wording, into: &json)
        json.member("fitting", fitting)
        json.key("items")
        json.beginArray()
        for item in coupons { writeCoupon(item, wording, into: &json) }
        json.endArray()
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.titleCartCoupons, isFirst: true, into: &json)
        if fitting > 0 {
            wording.sentence(texts.cartCouponCount, .count(Int64(fitting)), into: &json)
        } else {
            wording.sentence(texts.stateNoCouponFits, into: &json)
        }
        json.endString()
        if fitting == 0 { writeState("no_coupon_fits", texts.stateNoCouponFits, wording, into: &json) }
        writeActions("coupons", texts.actionCoupons, opens: .coupons, wording, into: &json)
        json.endObject()
    }

    /// A coupon beside a cart: its code is what the app puts into the cart.
    private static func writeCoupon(
        _ item: CartCoupon, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        writeMembers(of: item.coupon, wording, into: &json)
        json.member("fits", item.missing == nil)
        if let missing = item.missing {
            json.key("missing")
            writeMoney(missing, wording, into: &json)
            writeState(
                "minimum_cart", wording.texts.stateCouponMinimum, wording, .amount(missing), into: &json)
        }
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }
}

extension Wording {
    /// What a cap says, with its number; nil for one that the programme does not have.
    fileprivate func words(of cap: OrderEarning.Cap) -> (Message, Coins)? {
        let caps = locale.programme.earning.caps
        return switch cap {
        case .order: caps.perOrder.map { (texts.earnCapOrder, $0) }
        case .day: caps.perDay.map { (texts.earnCapDay, $0) }
        case .customer: caps.perCustomer.map { (texts.earnCapCustomer, $0) }
        }
    }
}
