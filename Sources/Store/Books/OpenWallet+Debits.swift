package import Model

extension OpenWallet {
    /// Takes coins out of the available lots, soonest-expiring first (rule 3.4).
    ///
    /// - Throws: ``Refusal/walletInDebt(debt:)``, ``Refusal/insufficientCoins(available:required:)``.
    package mutating func spend(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0, "a debit takes coins")
        guard debt == 0 else { throw Refusal.walletInDebt(debt: debt) }
        guard spendable >= coins else {
            throw Refusal.insufficientCoins(available: spendable, required: coins)
        }
        let entry = try append(Movement(available: -coins, spent: coins), draft)
        let taken = try takeFromLots(coins, for: entry.id.sequence)
        guard taken == coins else {
            throw Quarantined(customer: customer, reason: "the lots hold less than the wallet says")
        }
        return entry
    }

    /// Takes the coins of lots whose last day has passed, those of one instant in one entry (rule 4.6): of so many
    /// lots as fit into an entry (``CoinLimits/perEntryMax``). What is left stays due.
    ///
    /// - Parameter due: The instant at which they lapsed; the entry names it as its time.
    package mutating func expire(lotsDueAt due: Instant, _ draft: EntryDraft) throws -> Entry? {
        var lapsed: [Lot] = []
        var coins: Coins = 0
        try connection.eachSpendableLot(of: customer, wallet: wallet, in: book) { lot in
            let sum = coins + lot.remaining - lot.held
            guard lot.expiresAt <= due, sum <= CoinLimits.perEntryMax else { return false }
            lapsed.append(lot)
            coins = sum
            return true
        }
        guard coins > 0 else { return nil }
        let entry = try append(Movement(available: -coins, expired: coins), draft)
        for lot in lapsed {
            try note(entry.id.sequence, took: lot.remaining - lot.held, from: lot)
            try update(lot, remaining: lot.held, isPending: false)
        }
        return entry
    }

    /// Withdraws a pending award before its date (rule 5.3).
    package mutating func cancelPending(_ lot: Lot, coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(lot.isPending && coins > 0 && coins <= lot.remaining, "only what is pending is withdrawn")
        let entry = try append(Movement(pending: -coins, earned: -coins), draft)
        try note(entry.id.sequence, took: coins, from: lot)
        // An empty lot waits for nothing any more.
        try update(lot, remaining: lot.remaining - coins, isPending: coins < lot.remaining)
        return entry
    }

    /// Takes coins back that an award should not have given: from its own lot first, then from the others in
    /// spending order; what is gone already becomes debt (rules 5.4, 5.5).
    package mutating func clawBack(_ coins: Coins, awardedBy award: Int64, _ draft: EntryDraft) throws
        -> Entry
    {
        invariant(coins > 0, "a clawback takes coins")
        let entry = try append(Movement(available: -coins, earned: -coins), draft)
        var left = coins
        if let lot = try connection.lot(award, of: customer, wallet: wallet, in: book), !lot.isPending {
            let taken = min(left, lot.remaining - lot.held)
            if taken > 0 {
                try note(entry.id.sequence, took: taken, from: lot)
                try update(lot, remaining: lot.remaining - taken, isPending: false)
                left -= taken
            }
        }
        if left > 0 { _ = try takeFromLots(left, for: entry.id.sequence) }
        return entry
    }

    /// Takes coins back that were waived while they were out, and have come home: from the lots in spending order
    /// (rule 5.5).
    package mutating func collect(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0 && coins <= spendable, "only what came home is collected")
        let entry = try append(Movement(available: -coins, earned: -coins), draft)
        guard try takeFromLots(coins, for: entry.id.sequence) == coins else {
            throw Quarantined(customer: customer, reason: "the lots hold less than the wallet says")
        }
        return entry
    }

    /// Takes up to `coins` from the spendable lots in their order; answers how many there were.
    mutating func takeFromLots(_ coins: Coins, for sequence: Int64) throws -> Coins {
        var chosen: [(lot: Lot, coins: Coins)] = []
        var left = coins
        try connection.eachSpendableLot(of: customer, wallet: wallet, in: book) { lot in
            let taken = min(left, lot.remaining - lot.held)
            chosen.append((lot, taken))
            left -= taken
            return left > 0
        }
        // Written after the reading, because a lot that changes while its index is walked may be met again.
        for (lot, taken) in chosen {
            try note(sequence, took: taken, from: lot)
            try update(lot, remaining: lot.remaining - taken, isPending: false)
        }
        return coins - left
    }

    func note(_ sequence: Int64, took coins: Coins, from lot: Lot) throws {
        try connection.run(
            """
            INSERT INTO spent_lots (book, customer, wallet, sequence, lot, coins) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .book(book), .customer(customer), wallet.column, .integer(sequence), .integer(lot.sequence),
            .integer(coins))
    }
}
