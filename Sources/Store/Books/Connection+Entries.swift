package import Model

extension Connection {
    /// The newest entries before a place, newest first.
    ///
    /// - Parameter before: A sequence; nil for from the end.
    package func entries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, before: Int64?, limit: Int
    ) throws -> [Entry] {
        try all(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence < $4
            ORDER BY sequence DESC LIMIT $5
            """,
            .book(book), .customer(customer), wallet.column, .integer(before ?? .max), .count(limit),
            map: Self.entry)
    }

    /// The same as far as a customer is shown them.
    package func shownEntries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, before: Int64?, limit: Int
    ) throws -> [ShownEntry] {
        try all(
            """
            SELECT sequence, kind, coins, available_change, available_after, reason, source_kind, source_reference,
                reverses, occurred_at, recorded_at, note, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence < $4
            ORDER BY sequence DESC LIMIT $5
            """,
            .book(book), .customer(customer), wallet.column, .integer(before ?? .max), .count(limit)
        ) { row in
            guard let kind = Self.kinds.find(1, in: row), let source = Self.sources.find(6, in: row),
                row.integer(0) > 0
            else { throw StoreError(kind: .corrupt, message: "entry \(row.integer(0)) is not sound") }
            return ShownEntry(
                id: TransactionID(wallet: wallet, sequence: row.integer(0)), kind: kind,
                coins: row.integer(2), availableChange: row.integer(3), availableAfter: row.integer(4),
                reason: row.text(5), source: Source(source, row.text(7)), reverses: row.optionalInteger(8),
                occurredAt: row.instant(9), recordedAt: row.instant(10), note: { row.optionalText(11) },
                trace: { row.text(12) })
        }
    }

    /// The newest entries before a place that pass a filter, newest first.
    package func entries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, before: Int64?, limit: Int,
        kind: EntryKind?, from: Instant?, to: Instant?
    ) throws -> [Entry] {
        try all(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence < $4
                AND ($6 IS NULL OR kind = $6) AND recorded_at >= $7 AND recorded_at < $8
            ORDER BY sequence DESC LIMIT $5
            """,
            .book(book), .customer(customer), wallet.column, .integer(before ?? .max), .count(limit),
            .optional(kind?.rawValue), .instant(from ?? Instant(milliseconds: .min)), .instant(to ?? .never),
            map: Self.entry)
    }

    /// One entry.
    package func entry(
        _ id: TransactionID, of customer: CustomerNumber, in book: BookNumber
    ) throws -> Entry? {
        try first(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4
            """, .book(book), .customer(customer), id.wallet.column, .integer(id.sequence), map: Self.entry)
    }

    private static let kinds = WordTable(EntryKind.allCases)
    private static let sources = WordTable(SourceKind.allCases)

    static func entry(_ row: Row) throws(StoreError) -> Entry {
        guard let wallet = Wallet(column: row.integer(0)), let kind = kinds.find(2, in: row),
            let source = sources.find(11, in: row), row.integer(1) > 0
        else { throw StoreError(kind: .corrupt, message: "entry \(row.integer(1)) is not sound") }
        return Entry(
            id: TransactionID(wallet: wallet, sequence: row.integer(1)), kind: kind, coins: row.integer(3),
            availableChange: row.integer(4), pendingChange: row.integer(5), availableAfter: row.integer(6),
            pendingAfter: row.integer(7), heldAfter: row.integer(8), reason: row.text(9),
            note: row.optionalText(10), source: Source(source, row.text(12)),
            programmeVersion: row.integer(13),
            actor: row.text(14), reverses: row.optionalInteger(15), occurredAt: row.instant(16),
            recordedAt: row.instant(17), trace: row.text(18))
    }

    /// One lot.
    package func lot(
        _ sequence: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> Lot? {
        try first(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots WHERE book = $1 AND customer = $2 AND wallet = $3 AND lot = $4
            """, .book(book), .customer(customer), wallet.column, .integer(sequence), map: Self.lot)
    }

    /// Every lot of a wallet, spent ones included, oldest first.
    package func lots(of customer: CustomerNumber, wallet: Wallet, in book: BookNumber) throws -> [Lot] {
        try all(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots WHERE book = $1 AND customer = $2 AND wallet = $3 ORDER BY lot
            """, .book(book), .customer(customer), wallet.column, map: Self.lot)
    }

    /// The lots that can be spent, in the order in which they are: soonest-expiring first, never-expiring last,
    /// then the earliest earned (rule 3.4). Visits them while `body` answers true.
    package func eachSpendableLot(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, _ body: (Lot) throws -> Bool
    ) throws {
        try each(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending = 0 AND remaining > 0
            ORDER BY expires_at, earned_at, lot
            """, .book(book), .customer(customer), wallet.column
        ) { row in
            let lot = Self.lot(row)
            return lot.remaining > lot.held ? try body(lot) : true
        }
    }

    /// The next expiries of available coins after an instant, one per instant, soonest first.
    package func expiries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after now: Instant, limit: Int
    ) throws -> [(coins: Coins, at: Instant)] {
        var expiries: [(coins: Coins, at: Instant)] = []
        // Summed here: a walk in the index's order that ends as soon as there is enough costs half of GROUP BY's.
        try each(
            """
            SELECT remaining - held, expires_at FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending = 0 AND remaining > 0
                AND expires_at > $4 AND expires_at < 9223372036854775807
            ORDER BY expires_at
            """, .book(book), .customer(customer), wallet.column, .instant(now)
        ) { row in
            let (coins, at) = (row.integer(0), row.instant(1))
            if coins > 0 {
                if expiries.last?.at == at {
                    let (sum, isOverflow) = expiries[expiries.count - 1].coins.addingReportingOverflow(coins)
                    guard !isOverflow else {
                        throw StoreError(kind: .corrupt, message: "the lots of a wallet are not sound")
                    }
                    expiries[expiries.count - 1].coins = sum
                } else {
                    guard expiries.count < limit else { return false }
                    expiries.append((coins: coins, at: at))
                }
            }
            return true
        }
        return expiries
    }

    /// The next releases of pending coins after an instant, one per instant, soonest first.
    package func releases(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after now: Instant, limit: Int
    ) throws -> [(coins: Coins, at: Instant)] {
        try all(
            """
            SELECT sum(remaining), available_at FROM lots INDEXED BY lots_pending
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending = 1 AND available_at > $4
            GROUP BY available_at ORDER BY available_at LIMIT $5
            """, .book(book), .customer(customer), wallet.column, .instant(now), .count(limit)
        ) { (coins: $0.integer(0), at: $0.instant(1)) }
    }

    /// The pending lot that is released next; nil when none is pending.
    package func nextRelease(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> Lot? {
        try first(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots INDEXED BY lots_pending
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending = 1
            ORDER BY available_at, lot LIMIT 1
            """, .book(book), .customer(customer), wallet.column, map: Self.lot)
    }

    /// The next instant at which available coins lapse; nil when none ever do.
    package func nextExpiry(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> Instant? {
        try first(
            """
            SELECT expires_at FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending = 0 AND remaining > 0
                AND expires_at < 9223372036854775807 AND remaining > held
            ORDER BY expires_at LIMIT 1
            """, .book(book), .customer(customer), wallet.column
        ) { $0.instant(0) }
    }

    /// What one debit took from which lots.
    package func spentLots(
        by sequence: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> [(lot: Int64, coins: Coins)] {
        try all(
            """
            SELECT lot, coins FROM spent_lots
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4 ORDER BY lot
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { (lot: $0.integer(0), coins: $0.integer(1)) }
    }

    /// What has come back of what one debit took, by lot.
    package func returnedLots(
        of sequence: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> [Int64: Coins] {
        let parts = try all(
            """
            SELECT lot, sum(coins) FROM returned_lots
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND spent = $4 GROUP BY lot
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { (lot: $0.integer(0), coins: $0.integer(1)) }
        return Dictionary(parts.map { ($0.lot, $0.coins) }) { $0 + $1 }
    }

    /// How many coins of one lot have lapsed so far. Walks everything that the wallet ever spent: for rare questions.
    package func lapsedCoins(
        ofLot lot: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> Coins {
        try first(
            """
            SELECT coalesce(sum(spent_lots.coins), 0) FROM spent_lots JOIN entries
                ON entries.book = spent_lots.book AND entries.customer = spent_lots.customer
                AND entries.wallet = spent_lots.wallet AND entries.sequence = spent_lots.sequence
            WHERE spent_lots.book = $1 AND spent_lots.customer = $2 AND spent_lots.wallet = $3
                AND spent_lots.lot = $4 AND entries.kind = 'expiry'
            """, .book(book), .customer(customer), wallet.column, .integer(lot)
        ) { $0.integer(0) } ?? 0
    }

    static func lot(_ row: Row) -> Lot {
        Lot(
            sequence: row.integer(0), coins: row.integer(1), remaining: row.integer(2), held: row.integer(3),
            isPending: row.bool(4), availableAt: row.instant(5), expiresAt: row.instant(6),
            originalExpiresAt: row.instant(7), earnedAt: row.instant(8))
    }
}
