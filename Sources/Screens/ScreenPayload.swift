// Screens are pure functions from the engine's facts to the bytes that an app shows: one JSON object per
// screen, made of typed sections with data, ready texts in the customer's language, accessibility texts,
// actions, and states with reasons. They read no clock, no store and no request; whoever calls them has the
// facts.

package import Engine
package import Model

/// Turns facts into screens, sections and the plain resources that share their words.
package enum ScreenPayload {
    /// Writes the whole JSON object of one screen.
    ///
    /// - Parameter schema: what the app's `X-App-Schema` says it knows; sections that appeared later are left out.
    package static func write(
        _ facts: ScreenFacts, locale: ScreenLocale, schema: Int = ScreenSchema.current,
        into json: inout JSONWriter
    ) {
        let wording = locale.wording(at: facts.now)
        let (generatedAt, validUntil) = freshness(of: facts)
        json.beginObject()
        json.member("screen", facts.screen.rawValue)
        json.member("schema", min(schema, ScreenSchema.current))
        json.member("customer_id", facts.customer.id.text)
        if let asOf = facts.asOf { json.member("as_of", asOf) }
        json.member("generated_at", generatedAt)
        json.key("valid_until")
        // The past changes no more.
        if facts.asOf == nil { json.instant(validUntil) } else { json.null() }
        json.key("theme")
        writeTheme(facts.version, wording, hasTokens: facts.screen == .home, into: &json)
        json.member("locale", locale.tag)
        json.key("sections")
        json.beginArray()
        for type in locale.programme.screens.sections(of: facts.screen) where type.since <= schema {
            writeIfShown(type, facts, wording, into: &json)
        }
        json.endArray()
        json.endObject()
    }

    /// Writes one section as one JSON object, for the answer of an action that changed it; `null` where the
    /// facts do not have what the section shows.
    package static func writeSection(
        _ type: SectionType, _ facts: ScreenFacts, locale: ScreenLocale, into json: inout JSONWriter
    ) {
        let before = json.count
        writeIfShown(type, facts, locale.wording(at: facts.now), into: &json)
        if json.count == before { json.null() }
    }

    /// When the screen's content last changed, and when it will next change by itself.
    ///
    /// Besides the facts' own instants this is the turn of the local year, because dates of the running year
    /// are shown without it. Caches and `generated_at` / `valid_until` go by these.
    package static func freshness(of facts: ScreenFacts) -> (generatedAt: Instant, validUntil: Instant) {
        let zone = facts.version.programme.zone
        let newYear = zone.localDate(at: facts.now).startOfYear
        let nextYear = zone.startOfDay(newYear.adding(months: 12))
        return (
            generatedAt: max(facts.changedAt, zone.startOfDay(newYear)),
            validUntil: facts.validUntil.map { min($0, nextYear) } ?? nextYear
        )
    }

    /// Writes a section, or nothing where the facts or the programme have nothing to show in it.
    private static func writeIfShown(
        _ type: SectionType, _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        switch type {
        case .walletCard: writeWalletCard(facts, wording, into: &json)
        case .pendingNotice: writePendingNotice(facts, wording, into: &json)
        case .expiryNotice: writeExpiryNotice(facts, wording, into: &json)
        case .tierProgress: writeTierProgress(facts, wording, into: &json)
        case .tierLevels: writeTierLevels(facts, wording, into: &json)
        case .historyPreview: writeHistory("history_preview", facts, wording, into: &json)
        case .historyList: writeHistory("history_list", facts, wording, into: &json)
        case .earnOrders: writeEarnOrders(tier: facts.tier, wording, into: &json)
        case .earnActions: writeEarnActions(facts, wording, into: &json)
        case .rewardList: writeRewardList(facts, wording, into: &json)
        case .couponPreview: writeCouponPreview(facts, wording, into: &json)
        case .couponList: writeCouponList(facts, wording, into: &json)
        case .referralCard: writeReferralCard(facts, wording, into: &json)
        case .referralClaim: writeReferralClaim(facts, wording, into: &json)
        case .referralSummary: writeReferralCounts(facts, wording, into: &json)
        case .referralList: writeReferralList(facts, wording, into: &json)
        case .heldNotice: writeHeldNotice(facts, wording, into: &json)
        case .creditCard: writeCreditCard(facts, wording, into: &json)
        case .earnBonuses: writeEarnBonuses(wording, into: &json)
        case .productEarn: writeProductEarn(facts, wording, into: &json)
        case .cartEarn: writeCartEarn(facts, wording, into: &json)
        case .cartTier: writeCartTier(facts, wording, into: &json)
        case .cartRedeem: writeCartRedeem(facts, wording, into: &json)
        case .cartCoupons: writeCartCoupons(facts, wording, into: &json)
        // Of somebody who has not signed in.
        case .guestWelcome, .referralOffer: break
        }
    }
}

/// The numbers of the screens' schema, as `X-App-Schema` carries them.
package enum ScreenSchema {
    /// The oldest that is still written.
    package static let first = 1
    /// The newest.
    package static let current = 2
}
