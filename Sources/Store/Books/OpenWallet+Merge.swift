package import Model

/// What passes between two wallets when their customers are merged, or taken apart (rule 11.6). What one hands over the
/// other takes over, in the same transaction.
extension OpenWallet {
    /// Takes all that is left of a lot out of this wallet.
    package mutating func handOver(_ lot: Lot, _ draft: EntryDraft) throws -> Entry {
        invariant(lot.held == 0 && lot.remaining > 0, "only a lot that no hold stands on is handed over")
        let movement =
            lot.isPending ? Movement(pending: -lot.remaining) : Movement(available: -lot.remaining)
        let entry = try append(movement, draft)
        try note(entry.id.sequence, took: lot.remaining, from: lot)
        try update(lot, remaining: 0, isPending: false)
        return entry
    }

    /// Adds what is left of another wallet's lot as a new one with the old one's dates. It repays debt first, but for
    /// the coins that something waits for.
    ///
    /// - Parameters:
    ///   - kept: Coins of the lot that are about to be spent.
    ///   - before: Coins of lots that were taken over before it and are, too: they repay no debt, but stand against it in
    ///     the balance.
    package mutating func takeOver(
        _ lot: Lot, keeping kept: Coins, and before: Coins, _ draft: EntryDraft
    ) throws -> Entry {
        let owed = max(0, before - row.available)
        let repaid = lot.isPending ? 0 : min(owed, lot.remaining - kept)
        row.nextDueAt = min(row.nextDueAt, lot.isPending ? lot.availableAt : lot.expiresAt)
        let movement = lot.isPending ? Movement(pending: lot.remaining) : Movement(available: lot.remaining)
        let entry = try append(movement, draft)
        try connection.run(
            """
            INSERT INTO lots (book, customer, wallet, lot, coins, remaining, held, is_pending, available_at,
                expires_at, original_expires_at, earned_at)
            VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)
            """,
            .book(book), .customer(customer), wallet.column, .integer(entry.id.sequence),
            .integer(lot.remaining), .integer(lot.remaining - repaid), .bool(lot.isPending),
            .instant(lot.availableAt), .instant(lot.expiresAt), .instant(lot.originalExpiresAt),
            .instant(lot.earnedAt))
        return entry
    }

    /// Rids this wallet of debt.
    package mutating func handOverDebt(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0 && coins <= debt, "only what is owed is handed over as debt")
        return try append(Movement(available: coins), draft)
    }

    /// Takes another wallet's debt over: from the lots, in spending order, and what they do not hold is owed.
    package mutating func takeOverDebt(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0, "a debt that is taken over is a debt")
        let entry = try append(Movement(available: -coins), draft)
        _ = try takeFromLots(coins, for: entry.id.sequence)
        return entry
    }

    /// Notes that another customer's history came along, or left: an entry of no coins that carries the lifetime totals.
    package mutating func mark(
        earned: Coins, spent: Coins, expired: Coins, _ draft: EntryDraft
    ) throws -> Entry {
        try append(Movement(earned: earned, spent: spent, expired: expired), draft)
    }

    /// Pays for a coupon that comes along with what was given back for it, from those very lots.
    package mutating func spend(
        from parts: [(lot: Int64, coins: Coins)], _ draft: EntryDraft
    ) throws -> Entry {
        let coins = parts.reduce(0) { $0 + $1.coins }
        let entry = try append(Movement(available: -coins, spent: coins), draft)
        for part in parts {
            guard let lot = try connection.lot(part.lot, of: customer, wallet: wallet, in: book),
                lot.remaining - lot.held >= part.coins
            else {
                throw Quarantined(
                    customer: customer, reason: "lot \(part.lot) does not hold what it was given")
            }
            try note(entry.id.sequence, took: part.coins, from: lot)
            try update(lot, remaining: lot.remaining - part.coins, isPending: false)
        }
        return entry
    }
}
