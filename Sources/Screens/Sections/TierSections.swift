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
                texts.tierToNext, .counted(tier.remainingToNext, standing.metric), .tier(standing.nextName),
                into: &json)
        }
        if let lastDay = standing.lastDay, tier.remainingToKeep > 0 {
            wording.sentence(
                standing.keepMessage(wording), .counted(tier.remainingToKeep, standing.metric),
                .date(lastDay),
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
        guard let tier = facts.tier, let levels = wording.locale.programme.tiers?.levels else { return }
        let texts = wording.texts
        begin("tier_levels", texts.titleTiers, wording, into: &json)
        json.key("items")
        writeLevels(current: tier.currentIndex, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.titleTiers, isFirst: true, into: &json)
        wording.sentence(texts.tierCount, .count(Int64(levels.count)), into: &json)
        json.endString()
        writeActions("earn", texts.actionEarn, opens: .earn, wording, into: &json)
        json.endObject()
    }
}
