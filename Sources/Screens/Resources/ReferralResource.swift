package import Engine
package import Model

extension ScreenPayload {
    /// One referral as its reader may see it.
    package static func writeReferral(
        _ referral: ReferralFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("side", referral.side.rawValue)
        json.key("title")
        if referral.side == .friend {
            wording.say(wording.texts.friendInvitation, into: &json)
        } else if let label = referral.friendLabel {
            json.string(label)
        } else {
            wording.say(wording.texts.friendUnnamed, into: &json)
        }
        json.member("status", referral.state.rawValue)
        json.key("status_text")
        wording.status(of: referral, into: &json)
        if let reason = referral.reason { json.member("reason", reason) }
        json.member("coins", referral.coins)
        json.member("claimed_at", referral.claimedAt)
        if let at = referral.qualifiedAt { json.member("qualified_at", at) }
        if let due = referral.dueShown { json.member("due_on", wording.zone.localDate(at: due)) }
        if let at = referral.rewardedAt { json.member("rewarded_at", at) }
        json.endObject()
    }

    /// A customer's referrals in numbers, with the code and the link to share.
    package static func writeReferralSummary(
        _ summary: ReferralSummary, of customer: Customer, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        writeCode(of: customer, wording, into: &json)
        writeMembers(of: summary, wording, into: &json)
        json.member("may_claim", summary.mayClaim)
        if let claimed = summary.claimed {
            json.key("claimed")
            writeReferral(claimed, wording, into: &json)
        }
        json.endObject()
    }

    /// The members `code` and, where the programme has referrals, `link`.
    static func writeCode(of customer: Customer, _ wording: Wording, into json: inout JSONWriter) {
        json.member("code", customer.referralCode)
        if let link = wording.shareLink(of: customer) { json.member("link", link) }
    }

    /// The members that count referrals, in an object that the caller has opened.
    static func writeMembers(
        of summary: ReferralSummary, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.member("signed_up", summary.signedUp)
        json.member("qualified", summary.qualified)
        json.member("rewarded", summary.rewarded)
        json.member("rejected", summary.rejected)
        json.member("coins_earned", summary.coinsEarned)
        json.key("text")
        wording.say(wording.texts.friendCount, .count(summary.friends), into: &json)
        json.key("earned_text")
        wording.say(wording.texts.referralEarned, .coins(summary.coinsEarned), into: &json)
    }
}

extension ReferralSummary {
    /// Friends who joined, in whatever state but rejected.
    var friends: Int64 { Int64(signedUp) + Int64(qualified) + Int64(rewarded) }
}

extension ReferralFacts {
    /// The instant of the reward, while it is awaited.
    fileprivate var dueShown: Instant? {
        guard state == .qualified, let due = rewardDueAt, due != .never else { return nil }
        return due
    }
}

extension Wording {
    /// The address that a customer shares; nil for a programme without referrals.
    package func shareLink(of customer: Customer) -> String? {
        guard let parts = locale.shareURL else { return nil }
        return parts.joined(separator: customer.referralCode)
    }

    /// Writes how far a referral has come as one JSON text.
    fileprivate func status(of referral: ReferralFacts, into json: inout JSONWriter) {
        switch referral.state {
        case .invited: say(texts.referralInvited, into: &json)
        case .signedUp: say(texts.referralSignedUp, into: &json)
        case .qualified:
            if let due = referral.dueShown {
                say(texts.referralDue, .coins(referral.coins), .date(zone.localDate(at: due)), into: &json)
            } else {
                say(texts.referralQualified, into: &json)
            }
        // The friend was rewarded; the referrer was at a cap.
        case .rewarded where referral.reason != nil: say(texts.stateCapReached, into: &json)
        case .rewarded: say(texts.referralRewarded, .coins(referral.coins), into: &json)
        case .rejected: say(texts.referralRejected, into: &json)
        }
    }
}
