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
        let isEmpty = sequence == 0 && chain == .zero && available == 0 && pending == 0 && held == 0
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
        // The entry lies where the newest page of the history lies, which most readers want next.
        try first(
            """
            SELECT wallets.available, wallets.pending, wallets.held, wallets.lifetime_earned,
                wallets.lifetime_spent, wallets.lifetime_expired, wallets.sequence, wallets.chain,
                wallets.next_due_at, wallets.updated_at,
                entries.available_after = wallets.available AND entries.pending_after = wallets.pending
                    AND entries.held_after = wallets.held AND entries.chain = wallets.chain
            FROM wallets LEFT JOIN entries ON entries.book = wallets.book
                AND entries.customer = wallets.customer AND entries.wallet = wallets.wallet
                AND entries.sequence = wallets.sequence
            WHERE wallets.book = $1 AND wallets.customer = $2 AND wallets.wallet = $3
            """, .book(book), .customer(customer), wallet.column
        ) { try WalletRow($0, of: customer) }
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
                entries.available_after = wallets.available AND entries.pending_after = wallets.pending
                    AND entries.held_after = wallets.held AND entries.chain = wallets.chain,
                wallets.wallet
            FROM wallets LEFT JOIN entries ON entries.book = wallets.book
                AND entries.customer = wallets.customer AND entries.wallet = wallets.wallet
                AND entries.sequence = wallets.sequence
            WHERE wallets.book = $1 AND wallets.customer = $2
            """, .book(book), .customer(customer)
        ) { row in
            let wallet = try WalletRow(row, of: customer)
            if row.integer(11) == 1 { rows.coins = wallet } else { rows.credits = wallet }
            return true
        }
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
