package import Model

// What somebody sees who has not signed in: the programme's promises, each with what is missing to have them. They come
// from the programme alone.
extension ScreenPayload {
    /// Writes the whole JSON object of the guest screen.
    ///
    /// - Parameter now: The programme's time, which decides which campaigns run.
    package static func writeGuest(
        _ version: ProgrammeVersion, at now: Instant, locale: ScreenLocale,
        schema: Int = ScreenSchema.current, into json: inout JSONWriter
    ) {
        let wording = locale.wording(at: now)
        let (generatedAt, validUntil) = guestFreshness(of: version, at: now)
        json.beginObject()
        json.member("screen", ScreenName.guest.rawValue)
        json.member("schema", min(schema, ScreenSchema.current))
        json.member("generated_at", generatedAt)
        json.member("valid_until", validUntil)
        json.key("theme")
        writeTheme(version, wording, hasTokens: true, into: &json)
        json.member("locale", locale.tag)
        json.key("sections")
        json.beginArray()
        for type in locale.programme.screens.sections(of: .guest) where type.since <= schema {
            writeGuestSection(type, wording, into: &json)
        }
        json.endArray()
        json.endObject()
    }

    /// When the guest screen last changed, and when it will next: with the programme, the local year and the
    /// campaigns.
    package static func guestFreshness(
        of version: ProgrammeVersion, at now: Instant
    ) -> (generatedAt: Instant, validUntil: Instant) {
        let zone = version.programme.zone
        let today = zone.localDate(at: now)
        var days = [today.startOfYear, today.startOfYear.adding(months: 12)]
        for campaign in version.programme.earning.campaigns {
            days += [campaign.from, campaign.through.adding(days: 1)]
        }
        let past = days.filter { $0 <= today }.max() ?? today.startOfYear
        let next = days.filter { $0 > today }.min() ?? today.startOfYear.adding(months: 12)
        return (max(version.publishedAt, zone.startOfDay(past)), zone.startOfDay(next))
    }

    private static func writeGuestSection(
        _ type: SectionType, _ wording: Wording, into json: inout JSONWriter
    ) {
        switch type {
        case .guestWelcome: writeGuestWelcome(wording, into: &json)
        case .earnOrders: writeEarnOrders(tier: nil, wording, into: &json)
        case .earnBonuses: writeEarnBonuses(wording, into: &json)
        case .earnActions: writeGuestActions(wording, into: &json)
        case .rewardList: writeGuestRewards(wording, into: &json)
        case .tierLevels: writeLevels(current: nil, action: nil, wording, into: &json)
        case .referralOffer: writeReferralOffer(wording, into: &json)
        default: break
        }
    }

    private static func writeGuestWelcome(_ wording: Wording, into json: inout JSONWriter) {
        let texts = wording.texts
        let offers = wording.guestOffers
        begin("guest_welcome", texts.titleWelcome, wording, into: &json)
        json.key("text")
        wording.say(texts.guestText, into: &json)
        json.key("offers")
        json.beginArray()
        for (trigger, message) in offers {
            json.beginObject()
            json.member("trigger_id", trigger.id.text)
            json.member("kind", trigger.kind.rawValue)
            json.member("coins", trigger.coins)
            json.key("text")
            wording.say(message, .coins(trigger.coins), into: &json)
            json.endObject()
        }
        json.endArray()
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.titleWelcome, isFirst: true, into: &json)
        wording.sentence(texts.guestText, into: &json)
        for (trigger, message) in offers {
            wording.sentence(message, .coins(trigger.coins), into: &json)
        }
        json.endString()
        writeSignIn(wording, into: &json)
        json.endObject()
    }

    /// `"actions"` with the one that the app carries out by itself.
    private static func writeSignIn(_ wording: Wording, into json: inout JSONWriter) {
        json.key("actions")
        json.beginArray()
        json.beginObject()
        json.member("id", literal: "sign_in")
        json.key("title")
        wording.say(wording.texts.actionSignIn, into: &json)
        json.member("app", literal: "sign_in")
        json.endObject()
        json.endArray()
    }

    private static func writeGuestActions(_ wording: Wording, into json: inout JSONWriter) {
        let texts = wording.texts
        let listed = wording.locale.programme.triggers.filter { $0.isListed && $0.isActive }
        begin("earn_actions", texts.titleEarn, wording, into: &json)
        json.key("items")
        json.beginArray()
        for trigger in listed { writeGuestTrigger(trigger, wording, into: &json) }
        json.endArray()
        writeCount(
            listed.count, texts.titleEarn, texts.earnCount, empty: texts.stateNoActions, "no_actions",
            wording, into: &json)
        writeSignIn(wording, into: &json)
        json.endObject()
    }

    private static func writeGuestRewards(_ wording: Wording, into json: inout JSONWriter) {
        let texts = wording.texts
        let rewards = wording.locale.programme.rewards.filter(\.isActive)
        begin("reward_list", texts.titleRewards, wording, into: &json)
        json.key("items")
        json.beginArray()
        for reward in rewards { writeGuestReward(reward, wording, into: &json) }
        json.endArray()
        writeCount(
            rewards.count, texts.titleRewards, texts.rewardCount, empty: texts.stateNoRewards, "no_rewards",
            wording, into: &json)
        writeSignIn(wording, into: &json)
        json.endObject()
    }

    /// What bringing a friend pays; nothing for a programme without referrals, or while they are closed.
    private static func writeReferralOffer(_ wording: Wording, into json: inout JSONWriter) {
        guard let settings = wording.locale.programme.referral, settings.isActive else { return }
        begin("referral_offer", wording.texts.titleReferral, wording, into: &json)
        writeOffer(of: settings, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(
            wording.texts.referralOffer, .coins(settings.referrerCoins), .friendCoins(settings.friendCoins),
            isFirst: true, into: &json)
        json.endString()
        writeSignIn(wording, into: &json)
        json.endObject()
    }
}

extension Wording {
    /// What signing up and installing the app pay, with the message that says so.
    fileprivate var guestOffers: [(Trigger, Message)] {
        locale.programme.triggers.filter(\.isActive).compactMap { trigger in
            switch trigger.kind {
            case .signUp: (trigger, texts.guestOffer)
            case .appInstall: (trigger, texts.guestInstall)
            case .review, .birthday, .social, .custom: nil
            }
        }
    }
}
