import Model
import Store

/// A qualified referral whose time has come: both sides are rewarded; a referrer who is at a cap goes without, and the
/// friend, who was promised coins, does not (rule 10.3).
enum RewardReferral {
    static func run(_ referral: Referral, in context: CommandContext) throws {
        var referral = referral
        if try isSameCustomer(referral, in: context) {
            return try QualifyReferral.reject(&referral, .sameCustomer, in: context)
        }
        if try isCapped(referral, in: context) {
            let reason = QualifyReferral.Reason.capReached
            referral.reason = reason.rawValue
            try context.recordReferralNonAward(
                reason.nonAward, reason.sentence, to: .referrer, of: referral)
            referral.referrerCoins = 0
        }
        referral.state = .rewarded
        referral.rewardedAt = referral.dueAt
        let paid = (
            friend: try reward(
                referral.friend, referral.friendCoins, side: .friend, of: referral, in: context),
            referrer: try reward(
                referral.referrer, referral.referrerCoins, side: .referrer, of: referral, in: context)
        )
        // What each side sees is what it got.
        (referral.friendCoins, referral.referrerCoins) = paid
        try context.transaction.put(referral, in: context.book.number)
    }

    /// Pays one side; answers the coins that it got.
    private static func reward(
        _ customer: CustomerNumber, _ coins: Coins, side: ReferralFacts.Side, of referral: Referral,
        in context: CommandContext
    ) throws -> Coins {
        guard coins > 0 else { return 0 }
        // A blocked customer earns nothing; the other side goes on.
        if let known = try context.connection.customer(customer, in: context.book.number), known.isBlocked {
            try context.recordReferralNonAward(
                .customerBlocked, "The customer is blocked.", to: side, of: referral)
            return 0
        }
        // Settling must not fail for ever because one side's wallet is full: that side goes without.
        let entry = try context.awardWithRoom(
            coins, to: customer, terms: context.lotTerms(earnedAt: referral.dueAt, pendingDays: 0),
            reason: "referral_\(side.rawValue)", source: Source(.referral),
            trace: Trace.referral(referral, side), occurredAt: referral.dueAt, actor: .service)
        guard entry == nil else { return coins }
        try context.recordReferralNonAward(
            .balanceLimit, "The wallet has no room for \(coins) coins.", to: side, of: referral)
        return 0
    }

    /// Whether what is known of the two by now would have blocked the claim; a person who approved it knew better.
    private static func isSameCustomer(_ referral: Referral, in context: CommandContext) throws -> Bool {
        let book = context.book.number
        guard referral.review.state != .approved,
            let friend = try context.connection.customer(referral.friend, in: book),
            let referrer = try context.connection.customer(referral.referrer, in: book)
        else { return false }
        return try ClaimReferral.isSameCustomer(friend, referrer, in: context)
    }

    private static func isCapped(_ referral: Referral, in context: CommandContext) throws -> Bool {
        guard let settings = context.programme.referral else { return false }
        let connection = context.connection
        let book = context.book.number
        if let cap = settings.lifetimeCap {
            let ever = Instant(milliseconds: .min)
            if try connection.rewardedReferrals(byReferrer: referral.referrer, since: ever, in: book) >= cap {
                return true
            }
        }
        guard let cap = settings.monthlyCap else { return false }
        let month = EarningRules.periodStart(.month, at: referral.dueAt, zone: context.zone)
        return try connection.rewardedReferrals(byReferrer: referral.referrer, since: month, in: book) >= cap
    }
}

extension CommandContext {
    /// Records that one side of a referral got nothing, and why, without a word about the other side (rules 2.7, 10.1).
    func recordReferralNonAward(
        _ reason: NonAwardReason, _ detail: String, to side: ReferralFacts.Side, of referral: Referral
    ) throws {
        let customer = side == .friend ? referral.friend : referral.referrer
        // Of a customer who was erased there is nobody to tell (rule 11.4).
        guard let known = try connection.customer(customer, in: book.number) else { return }
        try transaction.recordNonAward(
            reason, detail: detail, customerID: known.id.text, source: Source(.referral),
            programmeVersion: version.number, trace: Trace.referral(referral, side).json, actor: .service,
            at: now, in: book.number)
    }
}

extension Trace {
    /// What one side of a referral is paid by, or would have been.
    fileprivate static func referral(_ referral: Referral, _ side: ReferralFacts.Side) -> Trace {
        Trace(.referral).adding("side", side.rawValue)
            .adding("coins", side == .friend ? referral.friendCoins : referral.referrerCoins)
            .adding("qualified_at", referral.qualifiedAt).adding("due", referral.dueAt)
            .adding("reviewed", referral.review.state == .approved ? 1 as Int64 : nil)
    }
}
