import Model
import Store

/// The coins for reaching a tier: once per tier and validity period (rule 9.6).
///
/// The tier that is reached pays; tiers that were skipped on the way up were not entered. A tier that a refund withdrew
/// and a new order reaches again within the validity that was paid pays nothing: the first bonus stands.
enum TierBonus {
    static func pay(
        for place: TierRules.Place, to customer: CustomerNumber, _ settings: TierSettings,
        in context: CommandContext
    ) throws {
        let (tier, book) = (settings.levels[place.index], context.book.number)
        guard tier.entryBonus > 0 else { return }
        let paid = try context.connection.bonusPaid(for: tier.id, of: customer, in: book)
        if let paid, place.since < paid { return }
        try context.transaction.recordBonus(
            for: tier.id, of: customer, until: place.validUntil ?? .never, in: book)
        let trace = Trace(.tierBonus).adding("tier", tier.id.text).adding("coins", tier.entryBonus)
            .adding("valid_until", place.validUntil)
        try context.awardOrRecord(
            tier.entryBonus, to: customer, at: place.since, reason: "tier_bonus",
            source: Source(.tier, tier.id.text), trace: trace)
    }
}

extension CommandContext {
    /// An award of the service's own accord, available at once; one that cannot be made is recorded with its reason,
    /// because nothing that falls due may fail for ever.
    ///
    /// - Returns: The entry; nil when nothing was awarded.
    @discardableResult
    func awardOrRecord(
        _ coins: Coins, to number: CustomerNumber, at instant: Instant, reason: String, source: Source,
        trace: Trace
    ) throws -> Entry? {
        guard let customer = try connection.customer(number, in: book.number) else { return nil }
        if !customer.isBlocked {
            let entry = try awardWithRoom(
                coins, to: number, terms: lotTerms(earnedAt: instant, pendingDays: 0), reason: reason,
                source: source, trace: trace, occurredAt: instant, actor: .service)
            if let entry { return entry }
        }
        try transaction.recordNonAward(
            customer.isBlocked ? .customerBlocked : .balanceLimit,
            detail: customer.isBlocked
                ? "The customer is blocked." : "The wallet has no room for \(coins) coins.",
            customerID: customer.id.text, source: source, programmeVersion: version.number, trace: trace.json,
            actor: .service, at: now, in: book.number)
        return nil
    }
}
