package import Engine
package import Model

extension ScreenPayload {
    /// One product with what it would earn: `{"product_id": …, "coins": 25, "text": "Earn 25 coins"}`, or the reason
    /// for nothing.
    package static func writeBadge(_ facts: ProductFacts, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        json.member("product_id", facts.product.product)
        writeMembers(of: facts.earning, wording.texts.productEarn, wording, into: &json)
        json.endObject()
    }

    /// The members of a preview: the coins with a text and when they would come, or a state.
    static func writeMembers(
        of earning: EarningPreview, _ message: Message, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("coins", earning.coins)
        if earning.coins > 0 {
            json.key("text")
            wording.say(message, .coins(earning.coins), into: &json)
            json.member("pending_days", earning.pendingDays)
            if let until = earning.pendingUntil {
                let day = wording.zone.localDate(at: until)
                json.member("available_on", day)
                json.key("available_text")
                wording.say(wording.texts.cartAvailable, .date(day), into: &json)
            }
        } else {
            let reason = wording.reason(of: earning)
            json.key("state")
            json.beginObject()
            json.member("code", reason.code)
            json.key("text")
            wording.say(reason.message, reason.argument, into: &json)
            json.endObject()
        }
    }

    /// What a preview says, read aloud.
    static func writeAloud(
        _ earning: EarningPreview, _ message: Message, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("a11y")
        json.beginString()
        if earning.coins > 0 {
            wording.sentence(message, .coins(earning.coins), isFirst: true, into: &json)
            if let until = earning.pendingUntil {
                wording.sentence(
                    wording.texts.cartAvailable, .date(wording.zone.localDate(at: until)), into: &json)
            }
        } else {
            let reason = wording.reason(of: earning)
            wording.sentence(reason.message, reason.argument, isFirst: true, into: &json)
        }
        json.endString()
    }
}

extension Wording {
    /// Why a preview has no coins, as a customer reads it.
    fileprivate func reason(
        of earning: EarningPreview
    ) -> (code: String, message: Message, argument: Argument?) {
        let reason = earning.reason ?? .roundsToZero
        switch reason {
        case .belowMinimum:
            return (
                reason.rawValue, texts.stateBelowMinimum, .amount(locale.programme.earning.minimumAmount)
            )
        case .excludedProduct: return (reason.rawValue, texts.stateExcluded, nil)
        case .roundsToZero: return (reason.rawValue, texts.stateTooSmall, nil)
        case .capReached: return (reason.rawValue, texts.stateCapReached, nil)
        case .customerBlocked: return (reason.rawValue, texts.stateBlocked, nil)
        default: return (reason.rawValue, texts.stateUnavailable, nil)
        }
    }
}
