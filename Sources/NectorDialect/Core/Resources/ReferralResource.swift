import Engine
import Model
import Screens

/// Writes referrals, as the side reads them that asks; the other side is a label (rule 10.1).
enum ReferralResource {
    /// One referral.
    static func write(
        _ referral: Snapshot.CountedReferral, _ view: NectorView, into json: inout JSONWriter
    ) {
        let facts = referral.facts
        let isReferrer = facts.side == .referrer
        let label = facts.friendLabel ?? ""
        json.beginObject()
        json.identity(view.names.referral(referral.id), view.names)
        // A storefront is told the number of its own customer alone.
        if isReferrer || !view.isApp {
            json.member("referred_by_lead_id", view.lead(referral.referrer).text)
        }
        if !isReferrer || !view.isApp {
            json.member("referred_to_lead_id", view.lead(referral.friend).text)
        }
        json.member("name", label)
        json.member("referee_name", label)
        json.member("email", optional: nil as String?)
        json.member("referee_email", optional: nil as String?)
        json.member("status", status(of: facts.state))
        json.member("state", facts.state.rawValue)
        json.member("reason", optional: facts.reason)
        json.member("reward", facts.coins)
        json.object("meta") { writeMeta(of: facts, into: &$0) }
        json.times(
            created: facts.claimedAt, updated: facts.rewardedAt ?? facts.qualifiedAt ?? facts.claimedAt)
        json.endObject()
    }

    /// The members by which the old list of activities tells a referral.
    static func writeMeta(of facts: ReferralFacts, into json: inout JSONWriter) {
        let isReferrer = facts.side == .referrer
        json.member("is_triggerer", isReferrer)
        json.member("referredbyname", literal: "")
        json.member("referredtoname", isReferrer ? facts.friendLabel ?? "" : "")
        json.member("is_processed", facts.state == .rewarded)
        json.member("execute_after", literal: "order_create")
    }

    private static func status(of state: ReferralState) -> String {
        switch state {
        case .invited, .signedUp, .qualified: "pending"
        case .rewarded: "completed"
        case .rejected: "rejected"
        }
    }
}
