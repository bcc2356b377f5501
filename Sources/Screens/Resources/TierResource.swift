package import Engine
package import Model

extension ScreenPayload {
    /// Where a customer stands in the VIP programme; `null` for a programme without one.
    package static func writeTier(_ facts: TierFacts?, _ wording: Wording, into json: inout JSONWriter) {
        guard let facts, let standing = TierStanding(facts, wording) else {
            json.null()
            return
        }
        json.beginObject()
        writeMembers(of: standing, wording, into: &json)
        json.endObject()
    }

    /// The members of a standing, in an object that the caller has opened.
    static func writeMembers(of standing: TierStanding, _ wording: Wording, into json: inout JSONWriter) {
        let facts = standing.facts
        json.key("current")
        writeName(of: standing.current, standing.currentName, into: &json)
        if let next = standing.next {
            json.key("next")
            writeName(of: next, standing.nextName, into: &json)
        }
        json.member("percent", facts.percent)
        json.member("metric", standing.metric.rawValue)
        json.key("counted")
        writeCounted(facts.counted, standing.metric, wording, into: &json)
        if standing.metric == .netSpend {
            json.key("spend")
            writeMoney(facts.counted, wording, into: &json)
        }
        if standing.next != nil {
            json.key("remaining")
            writeCounted(facts.remainingToNext, standing.metric, wording, into: &json)
        }
        json.key("text")
        if standing.next != nil {
            wording.say(
                wording.texts.toNext(standing.metric), wording.measure(facts.remainingToNext),
                .tier(standing.nextName), into: &json)
        } else {
            wording.say(wording.texts.tierTop, .tier(standing.currentName), into: &json)
        }
        let since = wording.zone.localDate(at: facts.since)
        json.member("since", since)
        json.key("since_text")
        wording.say(wording.texts.tierSince, .tier(standing.currentName), .date(since), into: &json)
        writeKeeping(standing, wording, into: &json)
    }

    /// Until when the tier is sure, and what keeps it longer.
    private static func writeKeeping(
        _ standing: TierStanding, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let lastDay = standing.lastDay else { return }
        json.member("valid_until", lastDay)
        json.key("valid_until_text")
        wording.say(wording.texts.tierValid, .tier(standing.currentName), .date(lastDay), into: &json)
        if let keptUntil = standing.facts.keptUntil {
            let graceDay = wording.lastDay(before: keptUntil)
            json.member("kept_until", graceDay)
            json.key("kept_until_text")
            wording.say(wording.texts.tierGrace, .date(graceDay), into: &json)
        }
        guard standing.facts.remainingToKeep > 0 else { return }
        json.key("keep")
        json.beginObject()
        json.key("remaining")
        writeCounted(standing.facts.remainingToKeep, standing.metric, wording, into: &json)
        json.key("text")
        wording.say(
            wording.texts.keep(standing.metric), wording.measure(standing.facts.remainingToKeep),
            .date(standing.keepDay ?? lastDay), .tier(standing.currentName), into: &json)
        json.endObject()
    }

    /// What tiers count, by its unit: money, `{"coins": 300, "text": …}` or `{"count": 3, "text": "3 orders"}`.
    static func writeCounted(
        _ value: Int64, _ metric: TierSettings.Metric, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard metric != .netSpend else { return writeMoney(value, wording, into: &json) }
        json.beginObject()
        json.member(metric == .coinsEarned ? "coins" : "count", value)
        json.key("text")
        json.beginString()
        switch metric {
        case .orders: wording.amount(value, of: wording.texts.ordersAmount, into: &json)
        case .engagement: wording.amount(value, of: wording.texts.actionsAmount, into: &json)
        case .netSpend, .coinsEarned: wording.coins(value, into: &json)
        }
        json.endString()
        json.endObject()
    }

    static func writeName(of tier: Tier, _ name: String, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", tier.id.text)
        json.member("name", name)
        json.endObject()
    }
}

/// The facts of a tier together with the levels that they point to.
struct TierStanding {
    let facts: TierFacts
    let current: Tier
    let currentName: String
    let next: Tier?
    let nextName: String
    /// The last local day on which the tier is sure; nil for one that does not lapse.
    let lastDay: LocalDate?
    /// The last local day on which what is missing still keeps the tier: in its grace that of the grace.
    let keepDay: LocalDate?
    let metric: TierSettings.Metric

    /// Nil where the programme has no such level.
    init?(_ facts: TierFacts, _ wording: Wording) {
        guard let settings = wording.locale.programme.tiers else { return nil }
        let levels = settings.levels
        let names = wording.locale.tierNames
        guard levels.indices.contains(facts.currentIndex), names.count == levels.count else { return nil }
        self.facts = facts
        metric = settings.metric
        current = levels[facts.currentIndex]
        currentName = names[facts.currentIndex]
        let nextIndex = facts.nextIndex.flatMap { levels.indices.contains($0) ? $0 : nil }
        next = nextIndex.map { levels[$0] }
        nextName = nextIndex.map { names[$0] } ?? ""
        lastDay = facts.validUntil.map { wording.lastDay(before: $0) }
        let isInGrace = facts.validUntil.map { $0 <= wording.now } ?? false
        keepDay = isInGrace ? facts.keptUntil.map { wording.lastDay(before: $0) } ?? lastDay : lastDay
    }
}

extension Wording {
    /// What the programme's tiers count; a programme without them says nothing of it.
    var metric: TierSettings.Metric { locale.programme.tiers?.metric ?? .netSpend }

    /// An amount of what the tiers count, as a message takes it.
    func measure(_ value: Int64) -> Argument {
        switch metric {
        case .netSpend: .amount(value)
        case .coinsEarned: .coins(value)
        case .orders, .engagement: .count(value)
        }
    }
}

extension Catalogue {
    /// What is missing to the next tier.
    func toNext(_ metric: TierSettings.Metric) -> Message {
        switch metric {
        case .netSpend: tierToNext
        case .coinsEarned: tierToNextCoins
        case .orders: tierToNextOrders
        case .engagement: tierToNextActions
        }
    }

    /// What is missing to keep the tier.
    func keep(_ metric: TierSettings.Metric) -> Message {
        switch metric {
        case .netSpend: tierKeep
        case .coinsEarned: tierKeepCoins
        case .orders: tierKeepOrders
        case .engagement: tierKeepActions
        }
    }

    /// From what on a tier is reached.
    func from(_ metric: TierSettings.Metric) -> Message {
        switch metric {
        case .netSpend: tierFrom
        case .coinsEarned: tierFromCoins
        case .orders: tierFromOrders
        case .engagement: tierFromActions
        }
    }
}
