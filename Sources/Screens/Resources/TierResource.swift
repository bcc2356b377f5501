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
        let metric = wording.metric
        json.member("metric", metric.rawValue)
        writeMeasure(facts.spend, metric, money: "spend", count: "counted", wording, into: &json)
        if standing.next != nil {
            writeMeasure(
                facts.remainingToNext, metric, money: "remaining", count: "remaining_count", wording,
                into: &json)
        }
        json.key("text")
        if standing.next != nil {
            wording.say(
                wording.texts.toNext(metric), wording.measure(facts.remainingToNext),
                .tier(standing.nextName), into: &json)
        } else {
            wording.say(wording.texts.tierTop, .tier(standing.currentName), into: &json)
        }
        json.member("since", wording.zone.localDate(at: facts.since))
        writeKeeping(standing, wording, into: &json)
    }

    /// Until when the tier is sure, and what keeps it longer.
    private static func writeKeeping(
        _ standing: TierStanding, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let lastDay = standing.lastDay else { return }
        json.member("valid_until", lastDay)
        guard standing.facts.remainingToKeep > 0 else { return }
        json.key("keep")
        json.beginObject()
        writeMeasure(
            standing.facts.remainingToKeep, wording.metric, money: "remaining", count: "remaining_count",
            wording, into: &json)
        json.key("text")
        wording.say(
            wording.texts.keep(wording.metric), wording.measure(standing.facts.remainingToKeep),
            .date(lastDay), .tier(standing.currentName), into: &json)
        json.endObject()
    }

    /// What a tier counts: money under one name, or a number of coins, orders or actions under the other.
    static func writeMeasure(
        _ value: Int64, _ metric: TierSettings.Metric, money: StaticString, count: StaticString,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        if metric == .netSpend {
            json.key(money)
            writeMoney(value, wording, into: &json)
        } else {
            json.member(count, value)
        }
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

    /// Nil where the programme has no such level.
    init?(_ facts: TierFacts, _ wording: Wording) {
        let levels = wording.locale.programme.tiers?.levels ?? []
        let names = wording.locale.tierNames
        guard levels.indices.contains(facts.currentIndex), names.count == levels.count else { return nil }
        self.facts = facts
        current = levels[facts.currentIndex]
        currentName = names[facts.currentIndex]
        let nextIndex = facts.nextIndex.flatMap { levels.indices.contains($0) ? $0 : nil }
        next = nextIndex.map { levels[$0] }
        nextName = nextIndex.map { names[$0] } ?? ""
        lastDay = facts.validUntil.map { wording.lastDay(before: $0) }
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
