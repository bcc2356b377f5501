package import Model

extension ScreenPayload {
    /// One coupon of its own customer, whose id the path of its action names.
    package static func writeCoupon(
        _ coupon: Coupon, of customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        writeMembers(of: coupon, wording, into: &json)
        json.key("actions")
        writeActions(of: coupon, customer, wording, into: &json)
        json.endObject()
    }

    /// The members that say what a coupon is, in an object that the caller has opened.
    static func writeMembers(of coupon: Coupon, _ wording: Wording, into json: inout JSONWriter) {
        let style = wording.style(ofCode: coupon.currency)
        json.key("id")
        writeID(of: coupon, into: &json)
        json.member("code", coupon.code)
        json.key("reward")
        json.beginObject()
        json.member("id", coupon.rewardID.text)
        if let title = wording.locale.rewardTitles[coupon.rewardID.text] { json.member("title", title) }
        json.endObject()
        writeWorth(of: coupon, style, wording, into: &json)
        json.member("coins", coupon.coins)
        if coupon.minimumCartAmount > 0 {
            json.key("minimum_cart")
            writeMoney(coupon.minimumCartAmount, style, into: &json)
            json.key("condition")
            wording.say(
                wording.texts.rewardMinimumCart, .money(coupon.minimumCartAmount, style), into: &json)
        }
        json.member("status", coupon.state.rawValue)
        json.key("status_text")
        wording.status(of: coupon, into: &json)
        json.member("created_at", coupon.createdAt)
        if coupon.expiresAt != .never {
            json.member("valid_until", wording.lastDay(before: coupon.expiresAt))
        }
        if let usedAt = coupon.usedAt { json.member("used_at", usedAt) }
        if let order = coupon.usedOrder { json.member("used_order", order) }
        if let endedAt = coupon.endedAt { json.member("ended_at", endedAt) }
    }

    /// What a coupon takes off, by its kind, in the members of its reward.
    private static func writeWorth(
        of coupon: Coupon, _ style: MoneyStyle, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("kind", coupon.kind.rawValue)
        switch coupon.kind {
        case .fixedAmount, .variableAmount:
            json.key("discount")
            writeMoney(coupon.amount, style, into: &json)
        case .percentage:
            json.member("percent_basis_points", coupon.basisPoints ?? 0)
            json.key("maximum_discount")
            writeMoney(coupon.amount, style, into: &json)
        case .freeShipping where coupon.amount > 0:
            json.key("maximum_discount")
            writeMoney(coupon.amount, style, into: &json)
        case .freeShipping: break
        case .freeProduct: if let product = coupon.productID { json.member("product_id", product) }
        }
        json.key("text")
        writeText(of: coupon, wording, into: &json)
    }

    /// What a coupon takes off, in words.
    package static func writeText(of coupon: Coupon, _ wording: Wording, into json: inout JSONWriter) {
        let (texts, style) = (wording.texts, wording.style(ofCode: coupon.currency))
        switch coupon.kind {
        case .fixedAmount, .variableAmount:
            wording.say(texts.couponAmount, .money(coupon.amount, style), into: &json)
        case .percentage:
            wording.say(
                texts.couponPercentage, .percent(coupon.basisPoints ?? 0), .money(coupon.amount, style),
                into: &json)
        case .freeShipping where coupon.amount > 0:
            wording.say(texts.couponShippingMaximum, .money(coupon.amount, style), into: &json)
        case .freeShipping: wording.say(texts.couponShipping, into: &json)
        case .freeProduct: wording.say(texts.couponProduct, into: &json)
        }
    }

    private static func writeID(of coupon: Coupon, into json: inout JSONWriter) {
        json.beginString()
        json.piece(CouponWords.id)
        NumberStyle.plain.write(coupon.number.magnitude, into: &json)
        json.endString()
    }

    /// A coupon that is still good may be turned back into coins.
    private static func writeActions(
        of coupon: Coupon, _ customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginArray()
        if coupon.state == .active {
            json.beginObject()
            json.member("id", literal: "cancel")
            json.key("title")
            wording.say(wording.texts.actionCancel, into: &json)
            json.member("method", literal: "POST")
            json.key("path")
            ActionPath.begin(of: customer, into: &json)
            json.piece(CouponWords.path)
            NumberStyle.plain.write(coupon.number.magnitude, into: &json)
            json.piece(CouponWords.cancel)
            json.endString()
            json.key("body")
            json.beginObject()
            json.endObject()
            json.key("confirmation")
            wording.say(wording.texts.confirmCancel, .coins(coupon.coins), into: &json)
            json.endObject()
        }
        json.endArray()
    }
}

extension Wording {
    /// How the currency of that code is written here; the programme's for a code that is none.
    func style(ofCode code: String) -> MoneyStyle {
        if code.utf8.elementsEqual(locale.money.code) { return locale.money }
        return Currency(code: code).map { style(of: $0) } ?? locale.money
    }

    /// Writes what has become of a coupon as one JSON text.
    fileprivate func status(of coupon: Coupon, into json: inout JSONWriter) {
        func day(_ instant: Instant?) -> Argument {
            .date(zone.localDate(at: instant ?? coupon.endedAt ?? coupon.createdAt))
        }
        switch coupon.state {
        case .active where coupon.expiresAt == .never: say(texts.couponAnyTime, into: &json)
        case .active: say(texts.couponUntil, .date(lastDay(before: coupon.expiresAt)), into: &json)
        case .used: say(texts.couponUsed, day(coupon.usedAt), into: &json)
        case .cancelling: say(texts.couponCancelling, into: &json)
        case .cancelled: say(texts.couponCancelled, day(coupon.endedAt), into: &json)
        case .expired where coupon.expiresAt == .never: say(texts.couponExpired, day(nil), into: &json)
        case .expired: say(texts.couponExpired, .date(lastDay(before: coupon.expiresAt)), into: &json)
        }
    }
}

private enum CouponWords {
    static let id = Array("coupon-".utf8)
    static let path = Array("/coupons/coupon-".utf8)
    static let cancel = Array("/cancel".utf8)
}
