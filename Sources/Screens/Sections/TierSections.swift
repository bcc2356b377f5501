import Engine
import Model

// The sections about VIP tiers; a programme without them has neither.
extension ScreenPayload {
    static func writeTierProgress(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let tier = facts.tier, let standing = TierStanding(tier, wording) else { return }
        let texts = wording.texts
        json.beginObject()
        json.member("type", literal: "tier_progress")
        writeMembers(of: standing, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.tierCurrent, .tier(standing.currentName), isFirst: true, into: &json)
        if standing.next != nil {
            wording.sentence(
                texts.toNext(wording.metric), wording.measure(tier.remainingToNext),
                .tier(standing.nextName), into: &json)
        }
        if standing.next == nil {
            wording.sentence(texts.tierTop, .tier(standing.currentName), into: &json)
        }
        if let keepDay = standing.keepDay, tier.remainingToKeep > 0 {
            wording.sentence(
                texts.keep(wording.metric), wording.measure(tier.remainingToKeep), .date(keepDay),
                .tier(standing.currentName), into: &json)
        }
        json.endString()
        writeActions(
            "tiers", texts.actionTiers, opens: facts.screen == .vip ? nil : .vip, wording, into: &json)
        json.endObject()
    }

    static func writeTierLevels(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let tier = facts.tier else { return }
        writeLevels(current: tier.currentIndex, action: .earn, wording, into: &json)
    }

    /// The section of all tiers; nothing for a programme without them.
    ///
    /// - Parameters:
    ///   - current: The customer's level; nil for a guest.
    ///   - action: The screen that helps to reach the next.
    static func writeLevels(
        current: Int?, action: ScreenName?, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let levels = wording.locale.programme.tiers?.levels else { return }
        let texts = wording.texts
        begin("tier_levels", texts.titleTiers, wording, into: &json)
        json.key("items")
        writeLevels(current: current, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.titleTiers, isFirst: true, into: &json)
        wording.sentence(texts.tierCount, .count(Int64(levels.count)), into: &json)
        json.endString()
        writeActions("earn", texts.actionEarn, opens: action, wording, into: &json)
        json.endObject()
    }
}
