import Engine
import Model

// What makes orders earn more, or nothing: campaigns that run today, and rules for products that the brand has given a
// name; nothing where there are neither.
extension ScreenPayload {
    static func writeEarnBonuses(_ wording: Wording, into json: inout JSONWriter) {
        let earning = wording.locale.programme.earning
        let campaigns = earning.campaigns.filter { $0.from <= wording.today && wording.today <= $0.through }
        let rules = earning.rules.filter { $0.title != nil }
        guard !campaigns.isEmpty || !rules.isEmpty else { return }
        let texts = wording.texts
        begin("earn_bonuses", texts.titleBonuses, wording, into: &json)
        json.key("items")
        json.beginArray()
        for campaign in campaigns { writeBonus(campaign, wording, into: &json) }
        for rule in rules { writeBonus(rule, wording, into: &json) }
        json.endArray()
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.titleBonuses, isFirst: true, into: &json)
        let more =
            campaigns.count { $0.multiplierBasisPoints > Ratio.basisPointsPerOne }
            + rules.count {
                if case .multiplier(let points) = $0.effect {
                    points > Ratio.basisPointsPerOne
                } else {
                    false
                }
            }
        if more > 0 { wording.sentence(texts.bonusCount, .count(Int64(more)), into: &json) }
        json.endString()
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    private static func writeBonus(
        _ campaign: Campaign, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", campaign.id.text)
        json.member("kind", literal: "campaign")
        if let title = campaign.title { json.member("title", wording.local(title)) }
        json.key("text")
        writeText(of: campaign, wording, into: &json)
        json.member("multiplier_basis_points", campaign.multiplierBasisPoints)
        json.member("from", campaign.from)
        json.member("through", campaign.through)
        if let tier = campaign.minimumTier { json.member("minimum_tier", tier.text) }
        json.endObject()
    }

    private static func writeBonus(
        _ rule: EarningRule, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", rule.id.text)
        json.member("kind", literal: "products")
        if let title = rule.title { json.member("title", wording.local(title)) }
        json.key("text")
        switch rule.effect {
        case .multiplier(let basisPoints):
            wording.say(wording.texts.earnRule, .multiplier(basisPoints), into: &json)
            json.member("multiplier_basis_points", basisPoints)
        case .excluded:
            wording.say(wording.texts.earnExcluded, into: &json)
            json.member("multiplier_basis_points", 0)
        }
        json.endObject()
    }

    /// `2× coins until 30 Nov`, with the tier from which it counts.
    static func writeText(of campaign: Campaign, _ wording: Wording, into json: inout JSONWriter) {
        let settings = wording.locale.programme.tiers
        if let tier = campaign.minimumTier.flatMap({ settings?.index(of: $0) }), tier > 0 {
            wording.say(
                wording.texts.earnCampaignTier, .multiplier(campaign.multiplierBasisPoints),
                .date(campaign.through), .tier(wording.locale.tierNames[tier]), into: &json)
        } else {
            wording.say(
                wording.texts.earnCampaign, .multiplier(campaign.multiplierBasisPoints),
                .date(campaign.through), into: &json)
        }
    }
}
