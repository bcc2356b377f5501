package import Engine
package import Model

extension ScreenPayload {
    /// One trigger: what it pays and how often.
    package static func writeTrigger(_ trigger: Trigger, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(of: trigger, coins: trigger.coins, wording, into: &json)
        json.endObject()
    }

    /// One trigger with what this customer may do about it now.
    ///
    /// - Parameter tier: The customer's, whose birthday bonus takes the place of a birthday trigger's coins.
    package static func writeTrigger(
        _ trigger: Trigger, _ facts: TriggerFacts, of customer: CustomerID, tier: TierFacts? = nil,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        let levels = wording.locale.programme.tiers?.levels ?? []
        let level = tier.flatMap { levels.indices.contains($0.currentIndex) ? levels[$0.currentIndex] : nil }
        let bonus = trigger.kind == .birthday ? level?.birthdayBonus ?? 0 : 0
        json.beginObject()
        writeMembers(of: trigger, coins: bonus > 0 ? bonus : trigger.coins, wording, into: &json)
        json.member("times_awarded", facts.timesAwarded)
        if let reason = facts.blockedBy { writeState(of: reason, facts, wording, into: &json) }
        json.key("actions")
        json.beginArray()
        if facts.blockedBy == nil {
            if let link = trigger.link {
                writeAction(opening: link, wording, into: &json)
            } else if trigger.isOpen {
                writeAction(firing: trigger, customer, wording, into: &json)
            }
        }
        json.endArray()
        json.endObject()
    }

    /// One trigger as somebody sees it who has not signed in.
    static func writeGuestTrigger(_ trigger: Trigger, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(of: trigger, coins: trigger.coins, wording, into: &json)
        writeState("sign_in", wording.texts.stateSignIn, wording, into: &json)
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    private static func writeMembers(
        of trigger: Trigger, coins: Coins, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("id", trigger.id.text)
        json.member("kind", trigger.kind.rawValue)
        json.key("title")
        json.string(wording.locale.triggerTitles[trigger.id.text] ?? wording.local(trigger.title))
        if let summary = trigger.summary { json.member("summary", wording.local(summary)) }
        json.member("coins", coins)
        json.key("text")
        json.beginString()
        wording.coins(coins, into: &json)
        json.endString()
        json.key("frequency")
        writeFrequency(trigger.frequency, wording, into: &json)
        if trigger.pendingDays > 0 { json.member("pending_days", trigger.pendingDays) }
    }

    private static func writeFrequency(
        _ frequency: Trigger.Frequency, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        switch frequency {
        case .onceEver:
            json.member("times", 1)
            json.member("per", literal: "ever")
            json.key("text")
            wording.say(wording.texts.frequencyOnce, into: &json)
        case .times(let times, let period):
            json.member("times", times)
            json.member("per", period.rawValue)
            json.key("text")
            switch period {
            case .day: wording.say(wording.texts.frequencyDay, .count(times), into: &json)
            case .week: wording.say(wording.texts.frequencyWeek, .count(times), into: &json)
            case .month: wording.say(wording.texts.frequencyMonth, .count(times), into: &json)
            case .year: wording.say(wording.texts.frequencyYear, .count(times), into: &json)
            }
        }
        json.endObject()
    }

    private static func writeAction(
        opening link: String, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: "open")
        json.key("title")
        wording.say(wording.texts.actionOpen, into: &json)
        json.member("url", link)
        json.endObject()
    }

    /// An app install counts the device, which only the app knows.
    private static func writeAction(
        firing trigger: Trigger, _ customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        let needsDevice = trigger.kind == .appInstall
        json.beginObject()
        json.member("id", literal: "claim")
        json.key("title")
        wording.say(wording.texts.actionClaim, into: &json)
        json.member("method", literal: "POST")
        json.key("path")
        json.beginString()
        json.piece(TriggerWords.triggers)
        json.piece(trigger.id.text)
        json.piece(TriggerWords.fire)
        json.endString()
        json.key("body")
        json.beginObject()
        json.member("customer_id", customer.text)
        if needsDevice { json.member("device_id", literal: "{device_id}") }
        json.endObject()
        if needsDevice { writeTextInput("device_id", into: &json) }
        json.endObject()
    }

    /// `"inputs": [{"name": …, "type": "string"}]`.
    static func writeTextInput(_ name: StaticString, into json: inout JSONWriter) {
        json.key("inputs")
        json.beginArray()
        json.beginObject()
        json.member("name", literal: name)
        json.member("type", literal: "string")
        json.endObject()
        json.endArray()
    }

    private static func writeState(
        of reason: NonAwardReason, _ facts: TriggerFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("state")
        json.beginObject()
        json.member("code", reason.rawValue)
        json.key("text")
        if let again = facts.availableAgainAt {
            wording.say(
                wording.texts.stateAvailableAgain, .date(wording.zone.localDate(at: again)), into: &json)
        } else {
            wording.say(text(of: reason, wording), into: &json)
        }
        json.endObject()
    }

    private static func text(of reason: NonAwardReason, _ wording: Wording) -> Message {
        switch reason {
        case .alreadyAwarded: wording.texts.stateAlreadyAwarded
        case .deviceSeen: wording.texts.stateDeviceSeen
        case .capReached: wording.texts.stateCapReached
        case .customerBlocked: wording.texts.stateBlocked
        default: wording.texts.stateUnavailable
        }
    }
}

private enum TriggerWords {
    static let triggers = Array("/v1/triggers/".utf8)
    static let fire = Array("/fire".utf8)
}
