package import Model

/// Coins that came home: what a debit had taken, or a hold had set aside.
package struct ReturnedCoins {
    /// The entry that says so.
    package let entry: Entry
    /// Into which lots, as these were before, and how many; what repaid a debt is among them.
    package let parts: [(lot: Lot, coins: Coins)]
}

extension OpenWallet {
    /// When the coins of a credit are released and lapse.
    package struct LotTerms: Sendable, Hashable {
        /// Pending until then; nil when the coins are available at once.
        package var pendingUntil: Instant?
        /// ``Instant/never`` for never.
        package var expiresAt: Instant
        package var earnedAt: Instant
        package init(pendingUntil: Instant? = nil, expiresAt: Instant, earnedAt: Instant) {
            self.pendingUntil = pendingUntil
            self.expiresAt = expiresAt
            self.earnedAt = earnedAt
        }
    }

    /// Adds coins as a new lot: pending or available as the terms say. Available ones repay debt first (rule 3.2).
    package mutating func credit(_ coins: Coins, terms: LotTerms, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0, "a credit adds coins")
        let repaid = terms.pendingUntil == nil ? min(debt, coins) : 0
        row.nextDueAt = min(row.nextDueAt, terms.pendingUntil ?? (coins > repaid ? terms.expiresAt : .never))
        let movement =
            terms.pendingUntil == nil
            ? Movement(available: coins, earned: coins) : Movement(pending: coins, earned: coins)
        let entry = try append(movement, draft)
        try connection.run(
            """
            INSERT INTO lots (book, customer, wallet, lot, coins, remaining, held, is_pending, available_at,
                expires_at, original_expires_at, earned_at)
            VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)
            """,
            .book(book), .customer(customer), wallet.column, .integer(entry.id.sequence), .integer(coins),
            .integer(coins - repaid), .bool(terms.pendingUntil != nil),
            .instant(terms.pendingUntil ?? draft.occurredAt), .instant(terms.expiresAt),
            .instant(terms.expiresAt),
            .instant(terms.earnedAt))
        return entry
    }

    /// Moves a pending lot to the available coins; they repay debt first.
    package mutating func release(_ lot: Lot, _ draft: EntryDraft) throws -> Entry {
        invariant(lot.isPending && lot.held == 0, "only a pending lot is released")
        let repaid = min(debt, lot.remaining)
        let entry = try append(Movement(available: lot.remaining, pending: -lot.remaining), draft)
        try update(lot, remaining: lot.remaining - repaid, isPending: false)
        return entry
    }

    /// Gives what a debit took back to the lots it came from (rule 4.5), all of it or a part.
    ///
    /// A part goes back in the reverse of the order in which coins are spent: into the lots that lapse last first, so
    /// that it does not matter in how many parts it comes back. A lot whose date has passed when they come back gets a
    /// grace counted from its original date, once: returning coins again, or out of a hold, never prolongs it. Coins that
    /// are past even that lapse with the next settlement, which is due at once.
    ///
    /// - Parameters:
    ///   - coins: How many; nil for all that have not come back yet.
    ///   - grace: The end of the grace, from the lot's original date.
    package mutating func giveBack(
        spentBy sequence: Int64, coins wanted: Coins? = nil, renewed: (Lot) -> Lot,
        grace: (Instant) -> Instant,
        _ draft: EntryDraft
    ) throws -> ReturnedCoins {
        let parts = try parts(of: sequence, wanted: wanted, renewed: renewed)
        let coins = parts.reduce(0) { $0 + $1.coins }
        guard coins > 0, wanted == nil || wanted == coins else {
            throw Quarantined(customer: customer, reason: "entry \(sequence) does not say what it took")
        }
        var repaying = min(debt, coins)
        let entry = try append(Movement(available: coins, spent: -coins), draft)
        for (lot, coins) in parts {
            let repaid = min(repaying, coins)
            repaying -= repaid
            // The instant at which they came back, however much later that is written (rule 4.6).
            let expiresAt = lot.expiresAt(afterReturnAt: draft.occurredAt, grace: grace)
            try note(entry.id.sequence, returned: coins, to: lot.sequence, spentBy: sequence)
            try update(
                lot, remaining: lot.remaining + coins - repaid, isPending: false, expiresAt: expiresAt,
                originalExpiresAt: lot.originalExpiresAt)
            try falls(dueAt: expiresAt)
        }
        return ReturnedCoins(entry: entry, parts: parts)
    }

    /// The lots that get something of what a debit took, in the order of the lots.
    private func parts(
        of sequence: Int64, wanted: Coins?, renewed: (Lot) -> Lot
    ) throws -> [(lot: Lot, coins: Coins)] {
        let returned = try connection.returnedLots(of: sequence, of: customer, wallet: wallet, in: book)
        var standing: [(lot: Lot, coins: Coins)] = []
        for part in try connection.spentLots(by: sequence, of: customer, wallet: wallet, in: book) {
            guard let lot = try connection.lot(part.lot, of: customer, wallet: wallet, in: book) else {
                throw Quarantined(
                    customer: customer, reason: "entry \(sequence) took from a lot that is not there")
            }
            let left = part.coins - (returned[part.lot] ?? 0)
            if left > 0 { standing.append((renewed(lot), left)) }
        }
        guard var left = wanted else { return standing }
        let order = standing.indices.sorted { first, second in
            let (a, b) = (standing[first].lot, standing[second].lot)
            return (a.originalExpiresAt.milliseconds, a.earnedAt.milliseconds, a.sequence)
                > (b.originalExpiresAt.milliseconds, b.earnedAt.milliseconds, b.sequence)
        }
        for place in order {
            standing[place].coins = min(standing[place].coins, left)
            left -= standing[place].coins
        }
        return standing.filter { $0.coins > 0 }
    }

    private func note(_ sequence: Int64, returned coins: Coins, to lot: Int64, spentBy debit: Int64) throws {
        try connection.run(
            """
            INSERT INTO returned_lots (book, customer, wallet, spent, lot, sequence, coins)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .book(book), .customer(customer), wallet.column, .integer(debit), .integer(lot),
            .integer(sequence), .integer(coins))
    }

    /// Writes what has changed about a lot.
    mutating func update(
        _ lot: Lot, remaining: Coins, isPending: Bool, expiresAt: Instant? = nil,
        originalExpiresAt: Instant? = nil
    ) throws {
        invariant(
            remaining >= lot.held && remaining <= lot.coins,
            "a lot holds between nothing and all of its coins")
        let changed = try connection.run(
            """
            UPDATE lots SET remaining = $5, is_pending = $6, expires_at = $7, original_expires_at = $8
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND lot = $4
            """,
            .book(book), .customer(customer), wallet.column, .integer(lot.sequence), .integer(remaining),
            .bool(isPending), .instant(expiresAt ?? lot.expiresAt),
            .instant(originalExpiresAt ?? lot.originalExpiresAt))
        invariant(changed == 1, "an update of a lot changes one row")
        if lot.isPending != isPending, remaining > 0 { try falls(dueAt: expiresAt ?? lot.expiresAt) }
    }
}

extension Lot {
    /// When it lapses once coins come back to it: past its date it gets a grace counted from that date, unless it has had
    /// one (rules 4.4, 4.5).
    ///
    /// - Parameter grace: The end of the grace, from the original date.
    func expiresAt(afterReturnAt instant: Instant, grace: (Instant) -> Instant) -> Instant {
        guard expiresAt <= instant, expiresAt == originalExpiresAt else { return expiresAt }
        return max(expiresAt, grace(originalExpiresAt))
    }
}
