import Model
import Store

/// Net spend as the VIP programme counts it, and the tier that follows from it (rules 9.1, 9.3).
enum Spend {
    /// Counts what an order counts now instead of what it counted before, each on the order's own local day (refunds
    /// count at the original date), and moves the customer's tier.
    ///
    /// - Parameters:
    ///   - order: With the spend that counts now.
    ///   - present: The order as it stood before; with no spend that counts, for a new one.
    static func count(
        _ order: Order, insteadOf present: Order, at occurredAt: Instant, in context: CommandContext
    ) throws {
        let (customer, book) = (order.customer, context.book.number)
        let before = (day: context.zone.localDate(at: present.placedAt), spend: present.countedSpend)
        let after = (day: context.zone.localDate(at: order.placedAt), spend: order.countedSpend)
        guard before != after, before.spend != 0 || after.spend != 0 else { return }
        let transaction = context.transaction
        if before.spend != 0 {
            try transaction.addSpend(-before.spend, orders: -1, of: customer, on: before.day, in: book)
        }
        if after.spend != 0 {
            try transaction.addSpend(after.spend, orders: 1, of: customer, on: after.day, in: book)
        }
        let amount = after.spend - before.spend
        let first = Standing(
            tier: context.programme.tiers?.levels.first?.id ?? unranked, since: occurredAt, validUntil: nil,
            lifetimeSpend: 0, orders: 0, updatedAt: context.now)
        var standing = try context.connection.standing(of: customer, in: book) ?? first
        standing.lifetimeSpend += amount
        standing.orders += (after.spend != 0 ? 1 : 0) - (before.spend != 0 ? 1 : 0)
        standing.updatedAt = context.now
        if let settings = context.programme.tiers {
            try move(&standing, isTakenBack: amount < 0, of: customer, at: occurredAt, settings, in: context)
        }
        try context.transaction.put(standing, of: customer, in: book)
    }

    /// What a standing says while the programme has no tiers.
    static let unranked: TierID = {
        guard let id = TierID("unranked") else { fatalError("a literal tier id is sound") }
        return id
    }()

    private static func move(
        _ standing: inout Standing, isTakenBack: Bool, of customer: CustomerNumber, at now: Instant,
        _ settings: TierSettings, in context: CommandContext
    ) throws {
        let spend = try context.snapshot.spend(
            of: customer, lifetime: standing.lifetimeSpend, at: now, settings: settings)
        let place = context.snapshot.place(of: standing, spend: spend, settings: settings)
        var moved = TierRules.afterSpend(spend, from: place, at: now, settings: settings, zone: context.zone)
        // An order that arrives late may have reached a tier in its own time, but costs nobody what is sure today.
        let isLate = now < context.now
        if isLate, !isBetter(moved, than: place, settings, in: context) { moved = place }
        // A lifetime tier has no end of validity at which it could fall: it follows refunds at once.
        if isTakenBack, settings.window == .lifetime {
            let reached = TierRules.index(reachedBy: spend, in: settings)
            if reached < moved.index { moved = TierRules.Place(index: reached, since: now, validUntil: nil) }
        }
        standing.tier = settings.levels[moved.index].id
        standing.since = moved.since
        standing.validUntil = moved.validUntil
    }

    /// Whether a place is a higher tier today than another, or the same one for at least as long.
    private static func isBetter(
        _ place: TierRules.Place, than other: TierRules.Place, _ settings: TierSettings,
        in context: CommandContext
    ) -> Bool {
        let today = [place, other].map {
            TierRules.effective($0, at: context.now, settings: settings, zone: context.zone)
        }
        if today[0].index != today[1].index { return today[0].index > today[1].index }
        return (today[0].validUntil ?? .never) >= (today[1].validUntil ?? .never)
    }
}
