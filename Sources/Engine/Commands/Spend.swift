import Model
import Store

/// Orders as the VIP programme counts them: net spend and their number (rule 9.1).
///
/// An order counts once it is paid, with what of its total has not been refunded; one of which nothing is left, or
/// nothing was paid, is no order.
enum Spend {
    /// Counts what an order counts now instead of what it counted before, each on the order's own local day (refunds
    /// count at the original date), and moves the customer's tier. An order that begins to count keeps coins alive.
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
        var standing = try Standings.standing(of: customer, at: occurredAt, in: context)
        standing.lifetimeSpend += after.spend - before.spend
        standing.orders += (after.spend != 0 ? 1 : 0) - (before.spend != 0 ? 1 : 0)
        standing.updatedAt = context.now
        try transaction.put(standing, of: customer, in: book)
        if before.spend == 0 {
            try Activities.renewLots(of: customer, by: .order, at: occurredAt, in: context)
        }
        guard context.programme.tiers?.metric.countsOrders == true else { return }
        if before.spend != 0 { try Standings.correct(customer, in: context) }
        if after.spend > before.spend || (after.spend != 0 && after.day != before.day) {
            try Standings.reach(customer, at: occurredAt, in: context)
        }
    }
}

extension TierSettings.Metric {
    /// Whether it is counted from orders; otherwise from the entries of the coins wallet.
    var countsOrders: Bool { self == .netSpend || self == .orders }
}
