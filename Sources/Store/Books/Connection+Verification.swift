package import Model

/// An entry with what proves it: its chain value and its note's salt and digest.
package struct ProvenEntry: Sendable, Hashable {
    package let entry: Entry
    package let chain: Digest
    package let noteSalt: [UInt8]?
    package let noteDigest: Digest?
    /// The wallet's lifetime totals after it.
    package let totals: LifetimeTotals

    package init(
        entry: Entry, chain: Digest, noteSalt: [UInt8]?, noteDigest: Digest?, totals: LifetimeTotals
    ) {
        self.totals = totals
        self.entry = entry
        self.chain = chain
        self.noteSalt = noteSalt
        self.noteDigest = noteDigest
    }
}

/// What a wallet ever earned, spent and lost.
package struct LifetimeTotals: Sendable, Hashable {
    package let earned: Coins
    package let spent: Coins
    package let expired: Coins

    package static let zero = LifetimeTotals(earned: 0, spent: 0, expired: 0)

    package init(earned: Coins, spent: Coins, expired: Coins) {
        self.earned = earned
        self.spent = spent
        self.expired = expired
    }
}

/// What one debit took from one lot.
package struct SpentLot: Sendable, Hashable {
    /// The debit's entry.
    package let sequence: Int64
    package let lot: Int64
    package let coins: Coins

    package init(sequence: Int64, lot: Int64, coins: Coins) {
        self.sequence = sequence
        self.lot = lot
        self.coins = coins
    }
}

/// What of a debit came back to one lot.
package struct ReturnedLot: Sendable, Hashable {
    /// The debit's entry.
    package let spent: Int64
    package let lot: Int64
    /// The return's entry.
    package let sequence: Int64
    package let coins: Coins

    package init(spent: Int64, lot: Int64, sequence: Int64, coins: Coins) {
        self.spent = spent
        self.lot = lot
        self.sequence = sequence
        self.coins = coins
    }
}

/// The reads of `verify`: everything of one customer, table by table.
extension Connection {
    /// The next customer number after one for which any table has a row; nil at the end.
    package func nextCustomerWithRows(after customer: CustomerNumber, in book: BookNumber) throws
        -> CustomerNumber?
    {
        try first(
            """
            SELECT min(next) FROM (
                SELECT min(customer) AS next FROM wallets WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM entries WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM lots WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM spent_lots WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM coupons WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM trigger_awards WHERE book = $1 AND customer > $2
                UNION ALL SELECT min(customer) FROM orders INDEXED BY orders_by_customer
                    WHERE book = $1 AND customer > $2
            )
            """, .book(book), .customer(customer)
        ) { row in row.optionalInteger(0).map(CustomerNumber.init) } ?? nil
    }

    /// How many wallets a book has; for progress.
    package func walletCount(in book: BookNumber) throws -> Int64 {
        try first("SELECT count(*) FROM wallets WHERE book = $1 AND wallet = 1", .book(book)) {
            $0.integer(0)
        } ?? 0
    }

    /// One wallet as its row says, whether or not its entries agree; nil when it has none.
    ///
    /// - Throws: ``Quarantined`` when it has no chain value at all.
    package func storedWallet(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber
    ) throws -> WalletRow? {
        try first(
            """
            SELECT available, pending, held, lifetime_earned, lifetime_spent, lifetime_expired, sequence, chain,
                next_due_at, updated_at
            FROM wallets WHERE book = $1 AND customer = $2 AND wallet = $3
            """, .book(book), .customer(customer), wallet.column
        ) { row in
            var wallet = WalletRow(amounts: row)
            guard let chain = row.digest(7) else {
                throw Quarantined(customer: customer, reason: "the wallet's row is not sound")
            }
            wallet.chain = chain
            wallet.nextDueAt = row.instant(8)
            wallet.updatedAt = row.instant(9)
            return wallet
        }
    }

    /// Visits the entries of a wallet from the first on.
    package func eachProvenEntry(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, _ body: (ProvenEntry) throws -> Void
    ) throws {
        try each(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace, chain, note_salt, note_digest, earned_after, spent_after,
                expired_after
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 ORDER BY sequence
            """, .book(book), .customer(customer), wallet.column
        ) { row in
            guard let chain = row.digest(19) else {
                throw StoreError(kind: .corrupt, message: "entry \(row.integer(1)) has no chain value")
            }
            try body(
                ProvenEntry(
                    entry: try Self.entry(row), chain: chain, noteSalt: row.isNull(20) ? nil : row.blob(20),
                    noteDigest: row.digest(21),
                    totals: LifetimeTotals(
                        earned: row.integer(22), spent: row.integer(23), expired: row.integer(24))))
            return true
        }
    }

    /// Every lot of a wallet, spent ones included, oldest first.
    package func lots(of customer: CustomerNumber, wallet: Wallet, in book: BookNumber) throws -> [Lot] {
        try all(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots WHERE book = $1 AND customer = $2 AND wallet = $3 ORDER BY lot
            """, .book(book), .customer(customer), wallet.column, map: Self.lot)
    }

    /// Everything that a wallet's debits took from its lots.
    package func spentLots(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> [SpentLot] {
        try all(
            """
            SELECT sequence, lot, coins FROM spent_lots WHERE book = $1 AND customer = $2 AND wallet = $3
            ORDER BY sequence, lot
            """, .book(book), .customer(customer), wallet.column
        ) { SpentLot(sequence: $0.integer(0), lot: $0.integer(1), coins: $0.integer(2)) }
    }

    /// Everything that came back of what a wallet's debits took; the debit stands as its sequence.
    package func returnedLots(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> [ReturnedLot] {
        try all(
            """
            SELECT spent, lot, sequence, coins FROM returned_lots
            WHERE book = $1 AND customer = $2 AND wallet = $3 ORDER BY spent, lot, sequence
            """, .book(book), .customer(customer), wallet.column
        ) {
            ReturnedLot(
                spent: $0.integer(0), lot: $0.integer(1), sequence: $0.integer(2), coins: $0.integer(3))
        }
    }

    /// Every coupon of a customer, oldest first.
    package func coupons(of customer: CustomerNumber, in book: BookNumber) throws -> [Coupon] {
        try coupons(of: customer, in: book, state: nil, before: nil, limit: .max).reversed()
    }

    /// Every order of a customer, without its document: what ties it to the ledger.
    package func orderAwards(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> [OrderAward] {
        try all(
            """
            SELECT order_id, state, counted_spend, award_sequence, award_coins FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2
            """, .book(book), .customer(customer)
        ) { row in
            OrderAward(
                order: row.text(0), state: row.text(1), countedSpend: row.integer(2),
                awardSequence: row.optionalInteger(3), awardCoins: row.optionalInteger(4))
        }
    }

    /// The entries that the books say a customer's triggers made.
    package func triggerAwards(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> [(trigger: String, sequence: Int64)] {
        try all(
            "SELECT trigger_id, sequence FROM trigger_awards WHERE book = $1 AND customer = $2", .book(book),
            .customer(customer)
        ) { (trigger: $0.text(0), sequence: $0.integer(1)) }
    }

    /// Net spend of a customer summed over its days.
    package func spendOfAllDays(of customer: CustomerNumber, in book: BookNumber) throws -> Int64 {
        try first(
            "SELECT coalesce(sum(spend), 0) FROM spend_days WHERE book = $1 AND customer = $2", .book(book),
            .customer(customer)
        ) { $0.integer(0) } ?? 0
    }
}

/// An order as far as the ledger is concerned.
package struct OrderAward: Sendable, Hashable {
    package let order: String
    package let state: String
    package let countedSpend: Int64
    package let awardSequence: Int64?
    package let awardCoins: Coins?

    package init(order: String, state: String, countedSpend: Int64, awardSequence: Int64?, awardCoins: Coins?)
    {
        self.order = order
        self.state = state
        self.countedSpend = countedSpend
        self.awardSequence = awardSequence
        self.awardCoins = awardCoins
    }
}
