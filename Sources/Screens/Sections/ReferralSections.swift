import Engine
import Model

// The sections about bringing friends; a programme without referrals has none of them.
extension ScreenPayload {
    static func writeReferralCard(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let settings = wording.locale.programme.referral else { return }
        let texts = wording.texts
        begin("referral_card", texts.titleReferral, wording, into: &json)
        writeCode(of: facts.customer, wording, into: &json)
        writeOffer(of: settings, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(
            texts.referralOffer, .coins(settings.referrerCoins), .friendCoins(settings.friendCoins),
            isFirst: true, into: &json)
        wording.sentence(texts.referralCode, .code(facts.customer.referralCode), into: &json)
        json.endString()
        if facts.customer.isBlocked {
            writeState("customer_blocked", texts.stateBlocked, wording, into: &json)
        } else if !settings.isActive {
            writeState("referral_closed", texts.stateReferralClosed, wording, into: &json)
        }
        json.key("actions")
        json.beginArray()
        if settings.isActive, !facts.customer.isBlocked {
            writeShare(settings, facts.customer, wording, into: &json)
            if facts.screen != .referrals {
                writeAction("referrals", texts.titleFriends, opens: .referrals, wording, into: &json)
            }
        }
        json.endArray()
        json.endObject()
    }

    /// The action that hands a text with the code and the link to whatever the customer shares with.
    private static func writeShare(
        _ settings: ReferralSettings, _ customer: Customer, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: "share")
        json.key("title")
        wording.say(wording.texts.actionShare, into: &json)
        json.key("share")
        wording.say(
            wording.texts.referralShare, .code(customer.referralCode), .friendCoins(settings.friendCoins),
            .link(wording.shareLink(of: customer) ?? ""), into: &json)
        json.endObject()
    }

    static func writeReferralClaim(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let settings = wording.locale.programme.referral, let summary = facts.referralSummary
        else { return }
        let texts = wording.texts
        begin("referral_claim", texts.titleFriendCode, wording, into: &json)
        json.member("friend_coins", settings.friendCoins)
        json.key("text")
        wording.say(texts.referralClaim, .friendCoins(settings.friendCoins), into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.referralClaim, .friendCoins(settings.friendCoins), isFirst: true, into: &json)
        json.endString()
        if let claimed = summary.claimed {
            json.key("referral")
            writeReferral(claimed, wording, into: &json)
        }
        let mayClaim = settings.isActive && summary.mayClaim && !facts.customer.isBlocked
        if facts.customer.isBlocked {
            writeState("customer_blocked", texts.stateBlocked, wording, into: &json)
        } else if !settings.isActive {
            writeState("referral_closed", texts.stateReferralClosed, wording, into: &json)
        } else if summary.claimed != nil {
            writeState("already_claimed", texts.stateClaimed, wording, into: &json)
        } else if !summary.mayClaim {
            writeState("claim_closed", texts.stateClaimClosed, wording, into: &json)
        }
        json.key("actions")
        json.beginArray()
        if mayClaim { writeClaim(facts.customer.id, wording, into: &json) }
        json.endArray()
        json.endObject()
    }

    private static func writeClaim(
        _ customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: "claim")
        json.key("title")
        wording.say(wording.texts.actionEnterCode, into: &json)
        json.member("method", literal: "POST")
        json.key("path")
        ActionPath.begin(of: customer, into: &json)
        json.piece(ReferralWords.claim)
        json.endString()
        json.key("body")
        json.beginObject()
        json.member("code", literal: "{code}")
        json.endObject()
        writeTextInput("code", into: &json)
        json.endObject()
    }

    static func writeReferralCounts(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard wording.locale.programme.referral != nil, let summary = facts.referralSummary else { return }
        let texts = wording.texts
        json.beginObject()
        json.member("type", literal: "referral_summary")
        writeMembers(of: summary, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(texts.friendCount, .count(summary.friends), isFirst: true, into: &json)
        wording.sentence(texts.referralEarned, .coins(summary.coinsEarned), into: &json)
        json.endString()
        writeActions("referrals", texts.titleFriends, opens: nil, wording, into: &json)
        json.endObject()
    }

    static func writeReferralList(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard wording.locale.programme.referral != nil, let page = facts.referrals else { return }
        let texts = wording.texts
        begin("referral_list", texts.titleFriends, wording, into: &json)
        json.key("items")
        json.beginArray()
        for referral in page.items { writeReferral(referral, wording, into: &json) }
        json.endArray()
        writeCursor(.referrals, page.next, into: &json)
        writeCount(
            page.items.count, texts.titleFriends, texts.historyCount, empty: texts.stateNoFriends,
            "no_friends",
            wording, into: &json)
        writeActions("share", texts.actionShare, opens: nil, wording, into: &json)
        json.endObject()
    }
}

private enum ReferralWords {
    static let claim = Array("/referrals/claim".utf8)
}
