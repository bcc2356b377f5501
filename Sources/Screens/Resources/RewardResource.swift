package import Engine
package import Model

extension ScreenPayload {
    /// One reward: what it costs and takes off.
    package static func writeReward(_ reward: Reward, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(of: reward, reward.price, wording, into: &json)
        json.endObject()
    }

    /// One reward as somebody sees it who has not signed in.
    static func writeGuestReward(_ reward: Reward, _ wording: Wording, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(of: reward, reward.price, wording, into: &json)
        writeState("sign_in", wording.texts.stateSignIn, wording, into: &json)
        json.key("actions")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    /// One reward with this customer's price, choices, and action or the reason why there is none.
    package static func writeReward(
        _ reward: Reward, _ facts: RewardFacts, of customer: CustomerID, tier: TierFacts? = nil,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        let price = reward.price.costing(facts.coinsStep)
        json.beginObject()
        writeMembers(of: reward, price, wording, into: &json)
        if price != reward.price, let standing = tier.flatMap({ TierStanding($0, wording) }) {
            json.member("standard_coins", reward.price.coins)
            json.key("price_text")
            wording.say(wording.texts.rewardTierPrice, .tier(standing.currentName), into: &json)
        }
        let choices = RewardChoices(price, facts)
        if facts.refusal == nil, let choices { writeChoices(choices, wording, into: &json) }
        if let refusal = facts.refusal { writeState(of: refusal, reward, wording, into: &json) }
        json.key("actions")
        json.beginArray()
        if facts.refusal == nil {
            writeAction(redeeming: reward, price, choices, customer, wording, into: &json)
        }
        json.endArray()
        json.endObject()
    }

    private static func writeMembers(
        of reward: Reward, _ price: Reward.Price, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("id", reward.id.text)
        json.key("title")
        json.string(wording.title(of: reward))
        if let summary = reward.summary { json.member("summary", wording.local(summary)) }
        writePrice(price, wording, into: &json)
        if reward.minimumCartAmount > 0 {
            json.key("minimum_cart")
            writeMoney(reward.minimumCartAmount, wording, into: &json)
            json.key("condition")
            wording.say(wording.texts.rewardMinimumCart, .amount(reward.minimumCartAmount), into: &json)
        }
        if let days = reward.validDays {
            json.member("valid_days", days)
            json.key("validity")
            wording.say(wording.texts.rewardValidDays, .count(days), into: &json)
        }
        if let tier = reward.minimumTier { json.member("minimum_tier", tier.text) }
    }

    private static func writePrice(_ price: Reward.Price, _ wording: Wording, into json: inout JSONWriter) {
        json.member("kind", price.kind.rawValue)
        if case .variable(let coins, let amount, let minimum, let maximum) = price {
            json.key("step")
            json.beginObject()
            json.member("coins", coins)
            json.key("discount")
            writeMoney(amount, wording, into: &json)
            json.endObject()
            json.member("minimum_coins", RewardChoices.product(coins, minimum))
            json.member("maximum_coins", RewardChoices.product(coins, maximum))
        } else {
            json.member("coins", price.coins)
        }
        switch price {
        case .variable: break
        case .fixed(_, let amount):
            json.key("discount")
            writeMoney(amount, wording, into: &json)
        case .percentage(_, let basisPoints, let maximum):
            json.member("percent_basis_points", basisPoints)
            json.key("maximum_discount")
            writeMoney(maximum, wording, into: &json)
        case .freeShipping(_, let maximum):
            if let maximum {
                json.key("maximum_discount")
                writeMoney(maximum, wording, into: &json)
            }
        case .freeProduct(_, let product): json.member("product_id", product)
        }
        json.key("text")
        writeText(of: price, wording, into: &json)
    }

    /// What a reward costs and takes off, in words.
    package static func writeText(
        of price: Reward.Price, _ wording: Wording, into json: inout JSONWriter
    ) {
        let texts = wording.texts
        switch price {
        case .variable(let coins, let amount, _, _):
            wording.say(texts.rewardVariable, .amount(amount), .coins(coins), into: &json)
        case .fixed(let coins, let amount):
            wording.say(texts.rewardFixed, .amount(amount), .coins(coins), into: &json)
        case .percentage(let coins, let basisPoints, let maximum):
            wording.say(
                texts.rewardPercentage, .percent(basisPoints), .amount(maximum), .coins(coins), into: &json)
        case .freeShipping(let coins, let maximum?):
            wording.say(texts.rewardShippingMaximum, .amount(maximum), .coins(coins), into: &json)
        case .freeShipping(let coins, nil):
            wording.say(texts.rewardShipping, .coins(coins), into: &json)
        case .freeProduct(let coins, _): wording.say(texts.rewardProduct, .coins(coins), into: &json)
        }
    }

    /// A few amounts to choose from, ready to show; the app's slider may offer every step between them.
    private static func writeChoices(
        _ choices: RewardChoices, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("choices")
        json.beginArray()
        for steps in choices.offered {
            let (coins, amount) = choices.price(of: steps)
            json.beginObject()
            json.member("coins", coins)
            json.key("discount")
            writeMoney(amount, wording, into: &json)
            json.key("text")
            wording.say(wording.texts.rewardFixed, .amount(amount), .coins(coins), into: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeAction(
        redeeming reward: Reward, _ price: Reward.Price, _ choices: RewardChoices?, _ customer: CustomerID,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: "redeem")
        json.key("title")
        wording.say(wording.texts.actionRedeem, into: &json)
        json.member("method", literal: "POST")
        json.key("path")
        ActionPath.begin(of: customer, into: &json)
        json.piece(RewardWords.redemptions)
        json.endString()
        json.key("body")
        json.beginObject()
        json.member("reward_id", reward.id.text)
        if choices != nil { json.member("coins", literal: "{coins}") }
        json.endObject()
        if let choices {
            json.key("inputs")
            json.beginArray()
            json.beginObject()
            json.member("name", literal: "coins")
            json.member("type", literal: "integer")
            json.member("minimum", choices.price(of: choices.minimum).coins)
            json.member("maximum", choices.price(of: choices.maximum).coins)
            json.member("step", choices.coinsPerStep)
            json.endObject()
            json.endArray()
        }
        json.key("confirmation")
        switch price {
        case .fixed(let coins, let amount):
            wording.say(wording.texts.confirmRedeem, .coins(coins), .amount(amount), into: &json)
        case .variable: wording.say(wording.texts.confirmRedeemChoice, into: &json)
        case .percentage, .freeShipping, .freeProduct:
            wording.say(
                wording.texts.confirmRedeemTitle, .coins(price.coins), .title(wording.title(of: reward)),
                into: &json)
        }
        json.endObject()
    }

    /// Why this reward cannot be had now, in words; the code is the refusal's, but for a tier that is too
    /// low.
    private static func writeState(
        of refusal: Refusal, _ reward: Reward, _ wording: Wording, into json: inout JSONWriter
    ) {
        let texts = wording.texts
        switch refusal {
        case .walletInDebt(let debt):
            writeState("wallet_in_debt", texts.stateWalletInDebt, wording, .coins(debt), into: &json)
        case .insufficientCoins(let available, let required):
            let (missing, overflow) = required.subtractingReportingOverflow(available)
            writeState(
                "insufficient_coins", texts.stateInsufficient, wording, .coins(overflow ? required : missing),
                into: &json)
        case .customerBlocked: writeState("customer_blocked", texts.stateBlocked, wording, into: &json)
        case .noCodesLeft: writeState("no_codes_left", texts.stateNoCodes, wording, into: &json)
        case .rewardUnavailable:
            let settings = wording.locale.programme.tiers
            if let tier = reward.minimumTier.flatMap({ settings?.index(of: $0) }) {
                writeState(
                    "tier_too_low", texts.stateTierTooLow, wording, .tier(wording.locale.tierNames[tier]),
                    into: &json)
            } else {
                writeState("reward_unavailable", texts.stateUnavailable, wording, into: &json)
            }
        default: writeState("reward_unavailable", texts.stateUnavailable, wording, into: &json)
        }
    }
}

/// The steps of a variable reward that a customer may choose now.
struct RewardChoices {
    let coinsPerStep: Coins
    let amountPerStep: Int64
    /// In steps.
    let minimum: Int64
    let maximum: Int64

    /// Most amounts that are offered ready to show.
    static let offeredMax: Int64 = 4

    /// Nil for a reward of a fixed price, and where nothing can be chosen.
    init?(_ price: Reward.Price, _ facts: RewardFacts) {
        guard case .variable(let coins, let amount, _, _) = price, coins > 0,
            facts.coinsMaximum >= facts.coinsMinimum, facts.coinsMaximum >= coins
        else { return nil }
        (coinsPerStep, amountPerStep) = (coins, amount)
        (minimum, maximum) = (max(1, facts.coinsMinimum / coins), facts.coinsMaximum / coins)
    }

    /// The least, the most, and what lies evenly between them.
    var offered: [Int64] {
        let span = maximum - minimum
        let count = min(RewardChoices.offeredMax, span + 1)
        guard count > 1 else { return [minimum] }
        return (0..<count).map { minimum + (Ratio.floorMultiplyDivide(span, $0, count - 1) ?? 0) }
    }

    func price(of steps: Int64) -> (coins: Coins, amount: Int64) {
        (RewardChoices.product(coinsPerStep, steps), RewardChoices.product(amountPerStep, steps))
    }

    /// The product, or the largest number if it is beyond Int64.
    static func product(_ a: Int64, _ b: Int64) -> Int64 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? Int64.max : product
    }
}

extension Wording {
    /// A text of the programme in this language, else in the programme's own.
    package func local(_ text: LocalizedText) -> String { locale.local(text) }

    /// A reward's name.
    package func title(of reward: Reward) -> String {
        locale.rewardTitles[reward.id.text] ?? local(reward.title)
    }
}

extension Reward.Price {
    /// What it costs: coins, of a variable reward coins per step.
    var coins: Coins {
        switch self {
        case .fixed(let coins, _), .percentage(let coins, _, _), .freeShipping(let coins, _),
            .freeProduct(let coins, _), .variable(let coins, _, _, _):
            coins
        }
    }

    /// The same for another price, as some tiers have it.
    func costing(_ coins: Coins) -> Reward.Price {
        guard coins > 0 else { return self }
        switch self {
        case .fixed(_, let amount): return .fixed(coins: coins, amount: amount)
        case .variable(_, let amount, let least, let most):
            return .variable(
                coinsPerStep: coins, amountPerStep: amount, stepsMinimum: least, stepsMaximum: most)
        case .percentage(_, let basisPoints, let maximum):
            return .percentage(coins: coins, basisPoints: basisPoints, maximumAmount: maximum)
        case .freeShipping(_, let maximum): return .freeShipping(coins: coins, maximumAmount: maximum)
        case .freeProduct(_, let product): return .freeProduct(coins: coins, productID: product)
        }
    }
}

private enum RewardWords {
    static let redemptions = Array("/redemptions".utf8)
}
