import Model
import Store

/// The end of an unused coupon: cancelled, or lapsed; its coins go back to the lots they came from.
enum EndCoupon {
    /// - Returns: The coupon as it is now, and the entry that gave the coins back, if they came back.
    static func run(
        _ coupon: Coupon, as state: CouponState, at instant: Instant, actor: Actor, in context: CommandContext
    ) throws -> (Coupon, Entry?) {
        var ended = coupon
        ended.state = state
        ended.endedAt = instant
        var entry: Entry?
        if state == .cancelled || coupon.returnsCoinsOnExpiry {
            entry = try giveBack(coupon, cause: state, at: instant, actor: actor, in: context)
            ended.returnSequence = entry?.id.sequence
        }
        try context.transaction.update(ended, from: coupon.state, in: context.book.number)
        return (ended, entry)
    }

    private static func giveBack(
        _ coupon: Coupon, cause: CouponState, at instant: Instant, actor: Actor, in context: CommandContext
    ) throws -> Entry {
        var wallet = try context.open(.coins, of: coupon.customer)
        let trace = Trace(.couponReturn).adding("coupon", coupon.number).adding("coins", coupon.coins)
            .adding("cause", cause.rawValue)
        let draft = context.draft(
            .returned, reason: "coupon_\(cause.rawValue)", source: Source(.coupon, coupon.rewardID.text),
            trace: trace, occurredAt: instant, reverses: coupon.number, actor: actor)
        let zone = context.zone
        let renewed = try Activities.renewal(of: coupon.customer, .coins, in: context)
        let returned = try wallet.giveBack(
            spentBy: coupon.number, renewed: renewed, grace: { ExpiryRules.graceEnds($0, zone: zone) }, draft)
        try WaivedCoins.collect(from: returned, into: &wallet, in: context)
        return returned.entry
    }
}
