package import Model

// What the books said at an instant of the past, by the time at which things were recorded.

extension Connection {
    /// The sequence of the newest entry recorded at or before an instant; 0 when there was none.
    ///
    /// Within a wallet time never goes backwards (rule 3.5), so this halves the history until the place is found: as
    /// many look-ups as the number of entries has binary digits, and no index beside the one there is.
    package func newestSequence(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, recordedBy instant: Instant
    ) throws -> Int64 {
        var low: Int64 = 0
        var high =
            try first(
                "SELECT sequence FROM wallets WHERE book = $1 AND customer = $2 AND wallet = $3",
                .book(book), .customer(customer), wallet.column
            ) { $0.integer(0) } ?? 0
        while low < high {
            // The upper of two middles, so that the span always shrinks.
            let middle = high - (high - low) / 2
            let recordedAt = try first(
                """
                SELECT recorded_at FROM entries
                WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4
                """, .book(book), .customer(customer), wallet.column, .integer(middle)
            ) { $0.instant(0) }
            guard let recordedAt else {
                throw Quarantined(customer: customer, reason: "entry \(middle) is not there")
            }
            if recordedAt <= instant { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// The last of the entries after a place that the service wrote later for what had fallen due by an instant
    /// (rule 4.6); the place itself when there is none.
    package func settledSequence(
        after sequence: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber,
        dueBy instant: Instant
    ) throws -> Int64 {
        var last = sequence
        try each(
            """
            SELECT sequence, actor, occurred_at FROM entries
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence > $4 ORDER BY sequence
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { row in
            guard row.text(1) == Actor.service.text, row.instant(2) <= instant else { return false }
            last = row.integer(0)
            return true
        }
        return last
    }

    /// A wallet as it stood after an entry; nothing is due in it any more.
    package func wallet(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber, after sequence: Int64
    ) throws -> WalletRow? {
        try first(
            """
            SELECT available_after, pending_after, held_after, earned_after, spent_after, expired_after, sequence,
                recorded_at
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { row in
            var wallet = WalletRow(amounts: row)
            wallet.updatedAt = row.instant(7)
            return wallet
        }
    }

    /// The lots with coins left after an entry, newest first.
    ///
    /// They are those that are open now and those that have changed since, as they were before they did: the cost
    /// follows what is open and what has changed, not the length of the history.
    package func openLots(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after sequence: Int64
    ) throws -> [Lot] {
        var lots: [Int64: Lot] = [:]
        try each(
            """
            SELECT lots.lot, lots.coins, lot_history.remaining, lot_history.held, lot_history.is_pending,
                lot_history.available_at, lot_history.expires_at, lot_history.original_expires_at, lots.earned_at
            FROM lot_history CROSS JOIN lots ON lots.book = lot_history.book
                AND lots.customer = lot_history.customer AND lots.wallet = lot_history.wallet
                AND lots.lot = lot_history.lot
            WHERE lot_history.book = $1 AND lot_history.customer = $2 AND lot_history.wallet = $3
                AND lot_history.until > $4 AND lot_history.lot <= $4
            ORDER BY lot_history.until, lot_history.lot
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { row in
            let lot = Self.lot(row)
            if lots[lot.sequence] == nil { lots[lot.sequence] = lot }
            return true
        }
        try each(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND remaining > 0 AND lot <= $4
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { row in
            let lot = Self.lot(row)
            if lots[lot.sequence] == nil { lots[lot.sequence] = lot }
            return true
        }
        return lots.values.filter { $0.remaining > 0 }.sorted { $0.sequence > $1.sequence }
    }

    /// A customer's standing as it was recorded last at or before an instant, and the number of that change; nil when
    /// there was none.
    package func standing(
        of customer: CustomerNumber, in book: BookNumber, recordedBy instant: Instant
    ) throws -> (number: Int64, standing: Standing)? {
        try first(
            """
            SELECT number, tier, since, valid_until, lifetime_spend, orders, recorded_at FROM standing_changes
            WHERE book = $1 AND customer = $2 AND recorded_at <= $3 ORDER BY number DESC LIMIT 1
            """, .book(book), .customer(customer), .instant(instant)
        ) { row in
            guard let tier = TierID(row.text(1)) else {
                throw StoreError(kind: .corrupt, message: "a standing has no sound tier")
            }
            return (
                row.integer(0),
                Standing(
                    tier: tier, since: row.instant(2), validUntil: row.optionalInstant(3),
                    lifetimeSpend: row.integer(4), orders: row.integer(5), updatedAt: row.instant(6))
            )
        }
    }

    /// Net spend and orders on the local days of a range as they counted after a change of the standing.
    package func orderCounts(
        of customer: CustomerNumber, from first: LocalDate, through last: LocalDate, in book: BookNumber,
        afterChange number: Int64
    ) throws -> (spend: Int64, orders: Int64) {
        var spend = try spend(of: customer, from: first, through: last, in: book)
        var orders = try orders(of: customer, from: first, through: last, in: book)
        var seen: Set<Int64> = []
        try each(
            """
            SELECT spend_day_history.day, spend_day_history.spend, spend_days.spend, spend_day_history.orders,
                spend_days.orders
            FROM spend_day_history CROSS JOIN spend_days ON spend_days.book = spend_day_history.book
                AND spend_days.customer = spend_day_history.customer AND spend_days.day = spend_day_history.day
            WHERE spend_day_history.book = $1 AND spend_day_history.customer = $2
                AND spend_day_history.until > $3 AND spend_day_history.day BETWEEN $4 AND $5
            ORDER BY spend_day_history.until, spend_day_history.day
            """, .book(book), .customer(customer), .integer(number), .integer(first.dayNumber),
            .integer(last.dayNumber)
        ) { row in
            guard seen.insert(row.integer(0)).inserted else { return true }
            spend += row.integer(1) - row.integer(2)
            orders += row.integer(3) - row.integer(4)
            return true
        }
        return (spend, orders)
    }

    /// The newest version of a brand's programme that was published at or before an instant; the first of all when
    /// none was.
    package func programme(of brand: BrandID, publishedBy instant: Instant) throws -> StoredProgramme? {
        let number = try first(
            """
            SELECT coalesce(max(version), 1) FROM programme_versions WHERE brand = $1 AND published_at <= $2
            """, .text(brand.text), .instant(instant)
        ) { $0.integer(0) }
        return try programme(of: brand, version: number ?? 1)
    }
}
