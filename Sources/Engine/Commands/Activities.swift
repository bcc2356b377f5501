import Model
import Store

/// What the coins wallet says beyond its balance: coins earned and rewarded actions, as tiers count them (rule 9.1),
/// and the activities that keep coins alive (rule 4.1).
///
/// They are counted from the entries, whichever command wrote them, and before anything else is settled. A programme
/// that counts none of them leaves them uncounted; one that begins to starts with the first entry.
enum Activities {
    /// Entries counted in one step.
    static let batchEntries = 500

    /// Whether a programme counts entries at all.
    static func isCounted(by programme: Programme) -> Bool {
        if let metric = programme.tiers?.metric, !metric.countsOrders { return true }
        return !programme.expiry.activities.isEmpty
    }

    /// Counts the entries that are not yet counted.
    static func count(of customer: CustomerNumber, in context: CommandContext) throws {
        guard isCounted(by: context.programme) else { return }
        let (connection, book) = (context.connection, context.book.number)
        while let newest = try connection.wallet(.coins, of: customer, in: book)?.sequence {
            let totals = try connection.activityTotals(of: customer, in: book)
            guard totals.sequence < newest else { return }
            let entries = try connection.activityEntries(
                of: customer, after: totals.sequence, in: book, limit: batchEntries)
            guard !entries.isEmpty else {
                throw Quarantined(
                    customer: customer, reason: "entries after coins-\(totals.sequence) are missing")
            }
            for entry in entries { try count(entry, of: customer, in: context) }
        }
    }

    private static func count(
        _ entry: ActivityEntry, of customer: CustomerNumber, in context: CommandContext
    ) throws {
        let book = context.book.number
        var totals = try context.connection.activityTotals(of: customer, in: book)
        totals.sequence = entry.sequence
        let (coins, actions) = (entry.coinsEarned, entry.actions)
        totals.coins += coins
        totals.actions += actions
        try context.transaction.put(totals, of: customer, in: book)
        if coins != 0 || actions != 0 {
            let day = context.zone.localDate(at: entry.reversedAt ?? entry.occurredAt)
            try context.transaction.addActivity(
                coins: coins, actions: actions, of: customer, on: day, in: book)
        }
        if let activity = entry.activity {
            try renewLots(of: customer, by: activity, at: entry.occurredAt, in: context)
        }
        // What comes back to a lot that was empty finds it renewed like the others.
        if entry.kind == .returned { try lengthenLots(of: customer, activeAt: totals.activeAt, in: context) }
        guard let metric = context.programme.tiers?.metric, !metric.countsOrders else { return }
        if coins < 0 { try Standings.correct(customer, in: context) }
        if coins > 0 || actions > 0 { try Standings.reach(customer, at: entry.occurredAt, in: context) }
    }

    /// Renews all lots of a customer, if the programme's coins lapse by inactivity and the activity counts.
    static func renewLots(
        of customer: CustomerNumber, by activity: ExpiryPolicy.Activity, at instant: Instant,
        in context: CommandContext
    ) throws {
        guard context.programme.expiry.activities.contains(activity) else { return }
        let book = context.book.number
        var totals = try context.connection.activityTotals(of: customer, in: book)
        guard instant > totals.activeAt else { return }
        totals.activeAt = instant
        try context.transaction.put(totals, of: customer, in: book)
        try lengthenLots(of: customer, activeAt: instant, in: context)
    }

    /// The date that a lot has by now, whether or not anything was left in it when an activity renewed the others: what
    /// comes back to it later lives as long as they do, and its grace counts from that date (rules 4.1, 4.5).
    static func renewal(
        of customer: CustomerNumber, _ wallet: Wallet, in context: CommandContext
    ) throws -> (Lot) -> Lot {
        let (policy, zone) = (context.programme.expiry, context.zone)
        guard wallet == .coins, policy.lengthensExistingLots || !policy.activities.isEmpty else {
            return { $0 }
        }
        let activeAt = try context.connection.activityTotals(of: customer, in: context.book.number).activeAt
        return { lot in
            let date = ExpiryRules.lengthened(lot, policy: policy, activeAt: activeAt, zone: zone)
            guard date > lot.expiresAt else { return lot }
            var renewed = lot
            (renewed.expiresAt, renewed.originalExpiresAt) = (date, date)
            return renewed
        }
    }

    /// Gives every lot the date that the policy gives it, where that is later (rule 4.3).
    static func lengthenLots(
        of customer: CustomerNumber, activeAt: Instant, in context: CommandContext
    ) throws {
        let (policy, zone) = (context.programme.expiry, context.zone)
        var wallet = try context.open(.coins, of: customer)
        let isLengthened = try wallet.lengthen {
            ExpiryRules.lengthened($0, policy: policy, activeAt: activeAt, zone: zone)
        }
        guard isLengthened else { return }
        try wallet.setNextDue(try Settle.nextDueAt(.coins, of: customer, in: context))
    }
}

extension ActivityEntry {
    /// What it adds to the coins earned, or takes away.
    var coinsEarned: Coins {
        guard source == .order || source == .trigger || source == .referral else { return 0 }
        switch kind {
        case .earn, .pendingAward, .pendingCancelled, .clawback: return coins
        default: return 0
        }
    }

    /// 1 for a trigger award.
    var actions: Int64 { source == .trigger && (kind == .earn || kind == .pendingAward) ? 1 : 0 }

    /// What of it keeps coins alive; orders do as orders, whether they earn or not.
    var activity: ExpiryPolicy.Activity? {
        if actions > 0 { return .trigger }
        return kind == .spend && !isMoved ? .redemption : nil
    }
}
