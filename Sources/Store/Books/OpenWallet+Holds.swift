package import Model

/// Coins set aside: from available to held, and from there spent or back (rules 3.2, 4.4, 7).
extension OpenWallet {
    /// Sets coins aside, the soonest-expiring first (rule 3.4). They do not lapse while they are held (rule 4.4).
    ///
    /// - Throws: ``Refusal/walletInDebt(debt:)``, ``Refusal/insufficientCoins(available:required:)``.
    package mutating func hold(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0, "a hold sets coins aside")
        guard debt == 0 else { throw Refusal.walletInDebt(debt: debt) }
        guard spendable >= coins else {
            throw Refusal.insufficientCoins(available: spendable, required: coins)
        }
        let entry = try append(Movement(available: -coins, held: coins), draft)
        var chosen: [(lot: Lot, coins: Coins)] = []
        var left = coins
        try connection.eachSpendableLot(of: customer, wallet: wallet, in: book) { lot in
            let taken = min(left, lot.remaining - lot.held)
            chosen.append((lot, taken))
            left -= taken
            return left > 0
        }
        guard left == 0 else {
            throw Quarantined(customer: customer, reason: "the lots hold less than the wallet says")
        }
        for (lot, taken) in chosen {
            try keep(taken, of: lot, heldBy: entry.id.sequence)
            try update(lot, remaining: lot.remaining, held: lot.held + taken)
        }
        return entry
    }

    /// Spends all that one entry set aside.
    package mutating func spend(heldBy sequence: Int64, _ draft: EntryDraft) throws -> Entry {
        let parts = try heldParts(of: sequence)
        let coins = parts.reduce(0) { $0 + $1.coins }
        guard coins > 0 else { throw damaged(sequence) }
        let entry = try append(Movement(held: -coins, spent: coins), draft)
        for (lot, taken) in parts {
            try note(entry.id.sequence, took: taken, from: lot)
            try keep(0, of: lot, heldBy: sequence)
            try update(lot, remaining: lot.remaining - taken, held: lot.held - taken)
        }
        return entry
    }

    /// Lets go of what one entry set aside, all of it or a part: a part goes back into the lots that lapse last first, as
    /// ``giveBack(spentBy:coins:grace:_:)`` has it. Debt is repaid first. A lot that is past its date gets a grace counted
    /// from its original date, once (rules 4.4, 4.5); coins that are past even that lapse with the next settlement.
    ///
    /// - Parameters:
    ///   - coins: How many; nil for all.
    ///   - grace: The end of the grace, from the lot's original date.
    package mutating func release(
        heldBy sequence: Int64, coins wanted: Coins? = nil, grace: (Instant) -> Instant, _ draft: EntryDraft
    ) throws -> ReturnedCoins {
        let parts = try heldParts(of: sequence)
        let standing = parts.reduce(0) { $0 + $1.coins }
        let coins = wanted ?? standing
        guard coins > 0, coins <= standing else { throw damaged(sequence) }
        var (left, repaying) = (coins, min(debt, coins))
        var freedParts: [(lot: Lot, coins: Coins)] = []
        let entry = try append(Movement(available: coins, held: -coins), draft)
        for (lot, held) in parts.sorted(by: { Self.lapsesLater($0.lot, $1.lot) }) where left > 0 {
            let freed = min(held, left)
            freedParts.append((lot, freed))
            let repaid = min(repaying, freed)
            (left, repaying) = (left - freed, repaying - repaid)
            let expiresAt = lot.expiresAt(afterReturnAt: draft.occurredAt, grace: grace)
            try keep(held - freed, of: lot, heldBy: sequence)
            try update(
                lot, remaining: lot.remaining - repaid, held: lot.held - freed, expiresAt: expiresAt)
            if freed > repaid { try falls(dueAt: expiresAt) }
        }
        return ReturnedCoins(entry: entry, parts: freedParts)
    }

    private static func lapsesLater(_ a: Lot, _ b: Lot) -> Bool {
        (a.originalExpiresAt.milliseconds, a.earnedAt.milliseconds, a.sequence)
            > (b.originalExpiresAt.milliseconds, b.earnedAt.milliseconds, b.sequence)
    }

    private func damaged(_ sequence: Int64) -> Quarantined {
        Quarantined(customer: customer, reason: "entry \(sequence) does not say what it set aside")
    }

    /// The lots in which an entry set coins aside.
    private func heldParts(of sequence: Int64) throws -> [(lot: Lot, coins: Coins)] {
        try connection.heldLots(by: sequence, of: customer, wallet: wallet, in: book).map { part in
            guard let lot = try connection.lot(part.lot, of: customer, wallet: wallet, in: book),
                part.coins <= lot.held
            else { throw damaged(sequence) }
            return (lot, part.coins)
        }
    }

    /// Notes how many coins of a lot an entry sets aside now; none any more for 0.
    private func keep(_ coins: Coins, of lot: Lot, heldBy sequence: Int64) throws {
        guard coins > 0 else {
            try connection.run(
                """
                DELETE FROM held_lots
                WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4 AND lot = $5
                """, .book(book), .customer(customer), wallet.column, .integer(sequence),
                .integer(lot.sequence))
            return
        }
        try connection.run(
            """
            INSERT INTO held_lots (book, customer, wallet, sequence, lot, coins) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (book, customer, wallet, sequence, lot) DO UPDATE SET coins = excluded.coins
            """, .book(book), .customer(customer), wallet.column, .integer(sequence), .integer(lot.sequence),
            .integer(coins))
    }

    private func update(_ lot: Lot, remaining: Coins, held: Coins, expiresAt: Instant? = nil) throws {
        invariant(held >= 0 && held <= remaining, "a lot holds no more than is left of it")
        let changed = try connection.run(
            """
            UPDATE lots SET remaining = $5, held = $6, expires_at = $7
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND lot = $4
            """,
            .book(book), .customer(customer), wallet.column, .integer(lot.sequence), .integer(remaining),
            .integer(held), .instant(expiresAt ?? lot.expiresAt))
        invariant(changed == 1, "an update of a lot changes one row")
    }
}
