package import Model

extension ScreenPayload {
    /// What the programme says to everybody: brand, coins, theme, tiers, ways to earn and to redeem,
    /// referral.
    package static func writeProgramme(
        _ version: ProgrammeVersion, _ wording: Wording, into json: inout JSONWriter
    ) {
        let programme = version.programme
        json.beginObject()
        json.key("brand")
        json.beginObject()
        json.member("id", programme.brand.text)
        json.member("name", wording.locale.brandName)
        json.endObject()
        json.member("version", version.number)
        json.member("published_at", version.publishedAt)
        json.member("locale", wording.locale.tag)
        json.member("time_zone", programme.zone.identifier)
        json.key("currency")
        json.beginString()
        json.piece(wording.locale.money.code)
        json.endString()
        writeCoin(programme.coin, wording, into: &json)
        json.key("theme")
        writeTheme(version, wording, hasTokens: true, into: &json)
        json.key("earning")
        json.beginObject()
        writeMembers(of: programme.earning, multiplier: nil, wording, into: &json)
        json.endObject()
        json.key("tiers")
        writeLevels(current: nil, wording, into: &json)
        json.key("triggers")
        json.beginArray()
        for trigger in programme.triggers where trigger.isActive && trigger.isListed {
            writeTrigger(trigger, wording, into: &json)
        }
        json.endArray()
        json.key("rewards")
        json.beginArray()
        for reward in programme.rewards where reward.isActive { writeReward(reward, wording, into: &json) }
        json.endArray()
        if let referral = programme.referral, referral.isActive {
            json.key("referral")
            json.beginObject()
            writeOffer(of: referral, wording, into: &json)
            json.endObject()
        }
        json.endObject()
    }

    /// The coins' name by the plural categories of the language, where the brand gives more than two.
    private static func writeNames(_ wording: Wording, into json: inout JSONWriter) {
        json.key("names")
        json.beginObject()
        for category in wording.locale.language.categories {
            json.key(dynamic: "\(category)")
            json.beginString()
            json.piece(wording.locale.coinNames[category.rawValue])
            json.endString()
        }
        json.endObject()
    }

    private static func writeCoin(_ coin: CoinSettings, _ wording: Wording, into json: inout JSONWriter) {
        json.key("coin")
        json.beginObject()
        json.member("name_one", wording.local(coin.nameOne))
        json.member("name_other", wording.local(coin.nameOther))
        if !coin.nameForms.isEmpty { writeNames(wording, into: &json) }
        json.key("value")
        json.beginObject()
        json.member("coins", coin.valueCoins)
        json.key("worth")
        writeMoney(coin.valueAmount, wording, into: &json)
        json.endObject()
        json.endObject()
    }

    /// The theme's version, and on `home` and in the programme its tokens.
    static func writeTheme(
        _ version: ProgrammeVersion, _ wording: Wording, hasTokens: Bool, into json: inout JSONWriter
    ) {
        let theme = version.programme.theme
        json.beginObject()
        json.member("version", version.number)
        if hasTokens {
            json.key("colors")
            json.beginObject()
            for color in wording.locale.colors {
                json.key(dynamic: color.role)
                json.string(color.value)
            }
            json.endObject()
            if let url = theme.logoURL { json.member("logo_url", url) }
            if let url = theme.coinIconURL { json.member("coin_icon_url", url) }
            json.member("corner_radius", theme.cornerRadius)
            json.key("type_scale")
            json.beginObject()
            for role in Theme.TypeRole.allCases {
                json.key(dynamic: role.rawValue)
                json.integer(theme.size(role))
            }
            json.endObject()
        }
        json.endObject()
    }

    /// How orders earn, in an object that the caller has opened.
    ///
    /// - Parameter multiplier: the customer's tier, where its factor is to be told.
    static func writeMembers(
        of earning: EarningSettings, multiplier tier: TierStanding?, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        let texts = wording.texts
        let factor = tier?.current.multiplierBasisPoints ?? Ratio.basisPointsPerOne
        json.member("coins", earning.coins)
        json.key("per")
        writeMoney(earning.perAmount, wording, into: &json)
        json.key("text")
        wording.say(texts.earnOrders, .coins(earning.coins), .amount(earning.perAmount), into: &json)
        json.member("base", earning.base.rawValue)
        json.member("award_on", earning.awardOn.rawValue)
        json.member("pending_days", earning.pendingDays)
        if earning.minimumAmount > 0 {
            json.key("minimum")
            writeMoney(earning.minimumAmount, wording, into: &json)
        }
        if tier != nil { json.member("multiplier_basis_points", factor) }
        json.key("conditions")
        json.beginArray()
        if earning.minimumAmount > 0 {
            wording.say(texts.earnMinimum, .amount(earning.minimumAmount), into: &json)
        }
        if earning.pendingDays > 0 {
            wording.say(texts.earnPending, .count(earning.pendingDays), into: &json)
        }
        if let most = earning.caps.perOrder { wording.say(texts.earnCapOrder, .coins(most), into: &json) }
        if let most = earning.caps.perDay { wording.say(texts.earnCapDay, .coins(most), into: &json) }
        if let tier, factor != Ratio.basisPointsPerOne {
            wording.say(texts.earnMultiplier, .multiplier(factor), .tier(tier.currentName), into: &json)
        }
        json.endArray()
    }

    /// The tiers from the lowest up; `[]` for a programme without them.
    ///
    /// - Parameter current: the customer's level, where the standing of each is to be told.
    static func writeLevels(current: Int?, _ wording: Wording, into json: inout JSONWriter) {
        let levels = wording.locale.programme.tiers?.levels ?? []
        let metric = wording.locale.programme.tiers?.metric ?? .netSpend
        json.beginArray()
        for (index, tier) in levels.enumerated() {
            json.beginObject()
            json.member("id", tier.id.text)
            json.member("name", wording.locale.tierNames[index])
            json.key("threshold")
            writeCounted(tier.threshold, metric, wording, into: &json)
            json.key("text")
            if tier.threshold == 0 {
                wording.say(wording.texts.tierFromStart, into: &json)
            } else {
                wording.say(
                    wording.texts.from(wording.metric), wording.measure(tier.threshold), into: &json)
            }
            json.member("multiplier_basis_points", tier.multiplierBasisPoints)
            json.key("benefits")
            writeBenefits(of: tier, wording, into: &json)
            if let current {
                json.member(
                    "standing", literal: index == current ? "current" : index < current ? "reached" : "locked"
                )
                if index > current {
                    writeState("tier_locked", wording.texts.stateTierLocked, wording, into: &json)
                }
            }
            json.endObject()
        }
        json.endArray()
    }

    /// What a tier gives: the factor on orders first, then what the brand lists.
    private static func writeBenefits(of tier: Tier, _ wording: Wording, into json: inout JSONWriter) {
        json.beginArray()
        if tier.multiplierBasisPoints != Ratio.basisPointsPerOne {
            wording.say(wording.texts.tierMultiplier, .multiplier(tier.multiplierBasisPoints), into: &json)
        }
        if tier.entryBonus > 0 {
            wording.say(wording.texts.tierEntryBonus, .coins(tier.entryBonus), into: &json)
        }
        if tier.birthdayBonus > 0 {
            wording.say(wording.texts.tierBirthdayBonus, .coins(tier.birthdayBonus), into: &json)
        }
        for benefit in tier.benefits { json.string(wording.local(benefit)) }
        json.endArray()
    }

    /// What referring pays, in an object that the caller has opened.
    static func writeOffer(
        of referral: ReferralSettings, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("coins", referral.referrerCoins)
        json.member("friend_coins", referral.friendCoins)
        json.key("text")
        wording.say(
            wording.texts.referralOffer, .coins(referral.referrerCoins), .friendCoins(referral.friendCoins),
            into: &json)
        json.key("condition")
        if referral.minimumOrderAmount > 0 {
            wording.say(
                wording.texts.referralConditionMinimum, .amount(referral.minimumOrderAmount), into: &json)
        } else {
            wording.say(wording.texts.referralCondition, into: &json)
        }
    }
}
