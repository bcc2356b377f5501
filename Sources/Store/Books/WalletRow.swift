package import Model

/// A wallet as the store keeps it: the balance that its entries imply, and where its chain stands.
package struct WalletRow: Sendable, Hashable {
    package var available: Coins = 0
    package var pending: Coins = 0
    package var held: Coins = 0
    package var lifetimeEarned: Coins = 0
    package var lifetimeSpent: Coins = 0
    package var lifetimeExpired: Coins = 0
    /// The newest entry's; 0 before the first.
    package var sequence: Int64 = 0
    /// The newest entry's chain value; zero before the first.
    package var chain: Digest = .zero
    /// No later than the next instant at which something of this customer falls due; ``Instant/never`` for nothing.
    package var nextDueAt: Instant = .never
    package var updatedAt: Instant = .epoch

    package init() {}

    /// A wallet that its newest entry bears out.
    fileprivate init(_ row: Row, of customer: CustomerNumber) throws(Quarantined) {
        self.init(amounts: row)
        guard let chain = row.digest(7), pending >= 0, held >= 0, sequence >= 0 else {
            throw Quarantined(customer: customer, reason: "the wallet's row is not sound")
        }
        self.chain = chain
        let isEmpty =
            sequence == 0 && chain == .zero && available == 0 && pending == 0 && held == 0 && row.bool(11)
        guard row.bool(10) || isEmpty else {
            throw Quarantined(customer: customer, reason: "the wallet disagrees with its newest entry")
        }
        nextDueAt = row.instant(8)
        updatedAt = row.instant(9)
    }

    /// The amounts and the sequence, which every query of wallets has in its first seven columns.
    init(amounts row: Row) {
        available = row.integer(0)
        pending = row.integer(1)
        held = row.integer(2)
        lifetimeEarned = row.integer(3)
        lifetimeSpent = row.integer(4)
        lifetimeExpired = row.integer(5)
        sequence = row.integer(6)
    }
}

/// A customer's stored wallet disagrees with its entries: served neither wrong nor at all.
package struct Quarantined: Error, Sendable {
    package let customer: CustomerNumber
    package let reason: String
    package init(customer: CustomerNumber, reason: String) {
        self.customer = customer
        self.reason = reason
    }
}

extension Wallet {
    /// How the store writes it.
    var column: SQLValue { self == .coins ? 1 : 2 }
    /// Reads it back.
    init?(column: Int64) {
        switch column {
        case 1: self = .coins
        case 2: self = .credits
        default: return nil
        }
    }
}

extension Connection {
    /// One wallet; nil before anything is known of it.
    ///
    /// - Throws: ``Quarantined`` when the row is not what its newest entry says.
    package func wallet(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber
    ) throws -> WalletRow? {
        guard let remembered = remembered(customer) else {
            return try readWallet(wallet, of: customer, in: book)
        }
        if let known = remembered.wallet(wallet) {
            assert((try? readWallet(wallet, of: customer, in: book)) == known)
            return known
        }
        let row = try readWallet(wallet, of: customer, in: book)
        remembered.set(wallet, row)
        return row
    }

    private func readWallet(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber
    ) throws -> WalletRow? {
        // The entry lies where the newest page of the history lies, which most readers want next. It is the newest that
        // there is, not the one that the wallet says is the newest: an old row would agree with that.
        let found = try first(
            """
            SELECT wallets.available, wallets.pending, wallets.held, wallets.lifetime_earned,
                wallets.lifetime_spent, wallets.lifetime_expired, wallets.sequence, wallets.chain,
                wallets.next_due_at, wallets.updated_at,
                entries.sequence = wallets.sequence
                    AND entries.available_after = wallets.available AND entries.pending_after = wallets.pending
                    AND entries.held_after = wallets.held AND entries.chain = wallets.chain
                    AND entries.earned_after = wallets.lifetime_earned
                    AND entries.spent_after = wallets.lifetime_spent
                    AND entries.expired_after = wallets.lifetime_expired,
                entries.sequence IS NULL
            FROM wallets LEFT JOIN entries ON entries.book = wallets.book
                AND entries.customer = wallets.customer AND entries.wallet = wallets.wallet
                AND entries.sequence >= wallets.sequence
            WHERE wallets.book = $1 AND wallets.customer = $2 AND wallets.wallet = $3
            ORDER BY entries.sequence DESC LIMIT 1
            """, .book(book), .customer(customer), wallet.column
        ) { try WalletRow($0, of: customer) }
        if found == nil { try checkNothing(isKnownOf: wallet, customer, in: book) }
        return found
    }

    /// A wallet without a row has no entries either: one that has lost its row is not an empty one.
    private func checkNothing(
        isKnownOf wallet: Wallet, _ customer: CustomerNumber, in book: BookNumber
    ) throws {
        let hasEntries = try first(
            "SELECT 1 FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 LIMIT 1", .book(book),
            .customer(customer), wallet.column
        ) { _ in true }
        if hasEntries != nil {
            throw Quarantined(customer: customer, reason: "the wallet has entries and no row")
        }
    }

    /// Both wallets of a customer, checked in the same way; nil before anything is known of one.
    package func wallets(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> (coins: WalletRow?, credits: WalletRow?) {
        var rows: (coins: WalletRow?, credits: WalletRow?) = (nil, nil)
        try each(
            """
            SELECT wallets.available, wallets.pending, wallets.held, wallets.lifetime_earned,
                wallets.lifetime_spent, wallets.lifetime_expired, wallets.sequence, wallets.chain,
                wallets.next_due_at, wallets.updated_at,
                entries.sequence = wallets.sequence
                    AND entries.available_after = wallets.available AND entries.pending_after = wallets.pending
                    AND entries.held_after = wallets.held AND entries.chain = wallets.chain
                    AND entries.earned_after = wallets.lifetime_earned
                    AND entries.spent_after = wallets.lifetime_spent
                    AND entries.expired_after = wallets.lifetime_expired,
                entries.sequence IS NULL, wallets.wallet
            FROM wallets LEFT JOIN entries ON entries.book = wallets.book
                AND entries.customer = wallets.customer AND entries.wallet = wallets.wallet
                AND entries.sequence >= wallets.sequence
            WHERE wallets.book = $1 AND wallets.customer = $2
            """, .book(book), .customer(customer)
        ) { row in
            let wallet = try WalletRow(row, of: customer)
            let isCoins = row.integer(12) == 1
            // A second row of one wallet has an entry that is newer than the wallet knows of.
            guard (isCoins ? rows.coins : rows.credits) == nil else {
                throw Quarantined(customer: customer, reason: "the wallet has newer entries than it knows of")
            }
            if isCoins { rows.coins = wallet } else { rows.credits = wallet }
            return true
        }
        if rows.coins == nil { try checkNothing(isKnownOf: .coins, customer, in: book) }
        return rows
    }

    /// The customers for whom something is due, of all books, soonest first.
    package func dueWallets(
        by now: Instant, in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM wallets INDEXED BY wallets_due
            WHERE next_due_at <= $1 AND next_due_at < 9223372036854775807 AND book = $2
            ORDER BY next_due_at LIMIT $3
            """, .instant(now), .book(book), .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }
}
