import Engine
import HTTPServer
import Model
import Screens

/// The brand's people look at referrals, and decide about those that were flagged (rule 10.1).
enum ReferralReviewEndpoint {
    /// A page of the book's referrals, newest first; `state=review` for those that wait for a person.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let query = try exchange.query { fields in
            let filter = fields.optionalField("state", parse: filter, expected: expectedStates)
            let page = fields.page(of: .reviews)
            return page.map { (page: $0, filter: filter ?? .all) }
        }
        return .bookRead { snapshot in
            let referrals = try snapshot.referrals(query.filter, page: query.page)
            return .page(referrals.items, of: .reviews, next: referrals.next) { referral, json in
                write(referral, into: &json)
            }
        }
    }

    static func approve(_ exchange: inout Exchange) throws -> Outcome {
        try decide(&exchange, isApproved: true)
    }

    static func reject(_ exchange: inout Exchange) throws -> Outcome {
        try decide(&exchange, isApproved: false)
    }

    /// The same decision again is the same answer.
    private static func decide(_ exchange: inout Exchange, isApproved: Bool) throws -> Outcome {
        guard let id = number(exchange.parameter("referral_id")) else { throw Refusal.referralNotFound }
        let note = try exchange.body { $0.string("reason", length: 1...500) }
        let input = ReviewReferral.Input(id: id, isApproved: isApproved, note: note)
        return .write { context in
            let referral = try ReviewReferral.run(input, in: context)
            return .json { json in
                json.beginObject()
                json.key("referral")
                write(referral, into: &json)
                json.endObject()
            }
        }
    }

    /// `referral-12`, without leading zeros.
    private static func number(_ text: String) -> Int64? {
        guard text.hasPrefix("referral-"), let number = Int64(text.dropFirst(9)), number > 0,
            "referral-\(number)" == text
        else { return nil }
        return number
    }

    private static func filter(_ text: String) -> Snapshot.ReferralFilter? {
        text == "review" ? .inReview : ReferralState(rawValue: text).map { .state($0) }
    }

    private static let expectedStates =
        "review, " + ReferralState.allCases.map(\.rawValue).joined(separator: ", ")

    private static func write(_ reviewed: ReviewedReferral, into json: inout JSONWriter) {
        let (referral, review) = (reviewed.referral, reviewed.referral.review)
        json.beginObject()
        json.member("id", "referral-\(referral.id)")
        json.member("referrer_id", reviewed.referrer.text)
        json.member("friend_id", reviewed.friend.text)
        json.member("state", referral.state.rawValue)
        if let reason = referral.reason { json.member("reason", reason) }
        json.member("claimed_at", referral.claimedAt)
        if let order = referral.orderID { json.member("order_id", order) }
        if let qualifiedAt = referral.qualifiedAt { json.member("qualified_at", qualifiedAt) }
        if referral.state == .qualified, referral.dueAt != .never {
            json.member("reward_due_at", referral.dueAt)
        }
        if let rewardedAt = referral.rewardedAt { json.member("rewarded_at", rewardedAt) }
        json.member("referrer_coins", referral.referrerCoins)
        json.member("friend_coins", referral.friendCoins)
        json.key("review")
        write(review, into: &json)
        json.endObject()
    }

    private static func write(_ review: ReferralReview, into json: inout JSONWriter) {
        json.beginObject()
        json.member("state", review.state.rawValue)
        json.key("flags")
        json.beginArray()
        for flag in review.flags { json.string(flag.rawValue) }
        json.endArray()
        if let note = review.note { json.member("reason", note) }
        if let by = review.decidedBy { json.member("decided_by", by) }
        if let at = review.decidedAt { json.member("decided_at", at) }
        json.endObject()
    }
}
