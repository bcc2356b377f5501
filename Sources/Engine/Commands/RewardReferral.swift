import Model
import Store

/// A qualified referral whose time has come: both sides are rewarded, unless the referrer is at a cap (rule 10.3).
enum RewardReferral {
    static func run(_ referral: Referral, in context: CommandContext) throws {
        var referral = referral
        if try isCapped(referral, in: context) {
            referral.state = .rejected
            referral.reason = "cap_reached"
            return try context.transaction.put(referral, in: context.book.number)
        }
        referral.state = .rewarded
        referral.rewardedAt = referral.dueAt
        try reward(referral.friend, referral.friendCoins, side: .friend, of: referral, in: context)
        try reward(referral.referrer, referral.referrerCoins, side: .referrer, of: referral, in: context)
        try context.transaction.put(referral, in: context.book.number)
    }

    private static func reward(
        _ customer: CustomerNumber, _ coins: Coins, side: ReferralFacts.Side, of referral: Referral,
        in context: CommandContext
    ) throws {
        guard coins > 0 else { return }
        let trace = Trace(.referral).adding("side", side.rawValue).adding("coins", coins)
        // Settling must not fail for ever because one side's wallet is full: that side goes without.
        let entry = try context.awardWithRoom(
            coins, to: customer, terms: context.lotTerms(earnedAt: referral.dueAt, pendingDays: 0),
            reason: "referral_\(side.rawValue)", source: Source(.referral), trace: trace,
            occurredAt: referral.dueAt, actor: .service)
        if entry == nil { try recordNoRoom(for: coins, customer, in: context) }
    }

    private static func recordNoRoom(
        for coins: Coins, _ customer: CustomerNumber, in context: CommandContext
    ) throws {
        try context.transaction.recordNonAward(
            .balanceLimit, detail: "The wallet has no room for \(coins) coins.",
            customerID: try context.snapshot.customerID(of: customer).text, source: Source(.referral),
            programmeVersion: context.version.number, actor: .service, at: context.now,
            in: context.book.number)
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
