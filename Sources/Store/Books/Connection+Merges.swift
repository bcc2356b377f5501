package import Model

/// A merge as the books have it.
package struct StoredMerge: Sendable, Hashable {
    package var number: Int64
    package var survivor: CustomerNumber
    package var merged: CustomerNumber
    package var mergedAt: Instant
    package var undoneAt: Instant?
    /// What undoing it needs, as JSON text; nothing personal.
    package var document: String
    package var actor: String

    package init(
        number: Int64, survivor: CustomerNumber, merged: CustomerNumber, mergedAt: Instant,
        undoneAt: Instant?,
        document: String, actor: String
    ) {
        self.number = number
        self.survivor = survivor
        self.merged = merged
        self.mergedAt = mergedAt
        self.undoneAt = undoneAt
        self.document = document
        self.actor = actor
    }
}

/// What has become of an order's award in one ledger.
package struct AwardLots: Sendable, Hashable {
    /// The lots that it is, or was, oldest first; the first has the number of the award's entry.
    package let numbers: [Int64]
    /// The one that has what is left of it: pending, if any is. Nil when the award made no lot in this ledger.
    package let present: Lot?
    /// How much of it has lapsed in this ledger.
    package let lapsed: Coins

    package init(numbers: [Int64], present: Lot?, lapsed: Coins) {
        self.numbers = numbers
        self.present = present
        self.lapsed = lapsed
    }
}

extension Connection {
    /// One merge.
    package func merge(_ number: Int64, in book: BookNumber) throws -> StoredMerge? {
        try first(
            """
            SELECT merge, survivor, merged, merged_at, undone_at, document, actor FROM merges
            WHERE book = $1 AND merge = $2
            """, .book(book), .integer(number), map: Self.merge)
    }

    /// The newest merges into a customer, newest first.
    package func merges(of survivor: CustomerNumber, in book: BookNumber, limit: Int) throws -> [StoredMerge]
    {
        try all(
            """
            SELECT merge, survivor, merged, merged_at, undone_at, document, actor
            FROM merges INDEXED BY merges_by_survivor
            WHERE book = $1 AND survivor = $2 ORDER BY merge DESC LIMIT $3
            """, .book(book), .customer(survivor), .count(limit), map: Self.merge)
    }

    private static func merge(_ row: Row) -> StoredMerge {
        StoredMerge(
            number: row.integer(0), survivor: CustomerNumber(row.integer(1)),
            merged: CustomerNumber(row.integer(2)), mergedAt: row.instant(3),
            undoneAt: row.optionalInstant(4), document: row.text(5), actor: row.text(6))
    }

    /// The lots that came with a merge which stands: by the lot that each is now, the one that it was.
    package func mergedLots(
        of merge: Int64, wallet: Wallet, in book: BookNumber
    ) throws -> [Int64: Int64] {
        let pairs = try all(
            "SELECT to_lot, from_lot FROM merged_lots WHERE book = $1 AND merge = $2 AND wallet = $3",
            .book(book), .integer(merge), wallet.column
        ) { ($0.integer(0), $0.integer(1)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The orders that came with a merge and have not gone back.
    package func mergedOrders(
        of merge: Int64, in book: BookNumber
    ) throws -> [(order: String, award: Int64?)] {
        try all(
            """
            SELECT order_id, award_sequence FROM merged_orders WHERE book = $1 AND merge = $2 ORDER BY order_id
            """, .book(book), .integer(merge)
        ) { (order: $0.text(0), award: $0.optionalInteger(1)) }
    }

    /// How many coins of an order's award have lapsed in other ledgers than that of its customer: before it came along
    /// with a merge, or before that was undone. Nil of an order of which there is nothing to say.
    package func lapsedBeforeMerge(of order: OrderID, in book: BookNumber) throws -> Coins? {
        try first(
            """
            SELECT sum(lapsed) FROM merged_orders INDEXED BY merged_orders_by_order
            WHERE book = $1 AND order_id = $2 GROUP BY order_id
            """, .book(book), .text(order.text)
        ) { $0.integer(0) }
    }

    /// What has become of an order's award in one ledger, where undoing a merge brings lots back under new numbers, and
    /// coins that come home through one after the order did make lots of their own.
    ///
    /// - Parameter award: The sequence of the entry that is the award there, or stands for it.
    package func awardLots(
        of award: Int64, order: OrderID, customer: CustomerNumber, in book: BookNumber
    ) throws -> AwardLots {
        let numbers = try awardNumbers(of: award, order: order, customer: customer, in: book)
        var lots: [Lot] = []
        var lapsed: Coins = 0
        for number in numbers {
            if let lot = try lot(number, of: customer, wallet: .coins, in: book) { lots.append(lot) }
            lapsed += try lapsedCoins(ofLot: number, of: customer, wallet: .coins, in: book)
        }
        return AwardLots(
            numbers: numbers,
            present: lots.last { $0.isPending } ?? lots.last { $0.remaining > 0 } ?? lots.last,
            lapsed: lapsed)
    }

    private func awardNumbers(
        of award: Int64, order: OrderID, customer: CustomerNumber, in book: BookNumber
    ) throws -> [Int64] {
        var numbers: Set<Int64> = [award]
        let undone = try all(
            """
            SELECT merge FROM merges INDEXED BY merges_by_merged
            WHERE book = $1 AND merged = $2 AND undone_at IS NOT NULL ORDER BY merge
            """, .book(book), .customer(customer)
        ) { $0.integer(0) }
        for merge in undone {
            for number in numbers {
                numbers.formUnion(try becameLots(of: number, by: merge, in: book))
            }
        }
        let brought = try all(
            """
            SELECT merges.merge, merges.merged, merged_orders.award_sequence
            FROM merged_orders INDEXED BY merged_orders_by_order JOIN merges
                ON merges.book = merged_orders.book AND merges.merge = merged_orders.merge
            WHERE merged_orders.book = $1 AND merged_orders.order_id = $2 AND merges.survivor = $3
                AND merges.undone_at IS NULL AND merged_orders.award_sequence IS NOT NULL
            """, .book(book), .text(order.text), .customer(customer)
        ) { (merge: $0.integer(0), merged: CustomerNumber($0.integer(1)), award: $0.integer(2)) }
        for one in brought {
            for number in try awardNumbers(of: one.award, order: order, customer: one.merged, in: book) {
                numbers.formUnion(try becameLots(of: number, by: one.merge, in: book))
            }
        }
        return numbers.sorted()
    }

    /// What a lot became through a merge, or through its undoing.
    private func becameLots(of lot: Int64, by merge: Int64, in book: BookNumber) throws -> [Int64] {
        try all(
            """
            SELECT to_lot FROM merged_lots WHERE book = $1 AND merge = $2 AND wallet = $3 AND from_lot = $4
            """, .book(book), .integer(merge), Wallet.coins.column, .integer(lot)
        ) { $0.integer(0) }
    }

    /// A customer's orders with the awards that they had, for a merge.
    package func ordersToMove(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> [(order: String, award: Int64?)] {
        try all(
            """
            SELECT order_id, award_sequence FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2 ORDER BY order_id
            """, .book(book), .customer(customer)
        ) { (order: $0.text(0), award: $0.optionalInteger(1)) }
    }

    /// The days on which a customer's orders count.
    package func spendDays(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> [(day: LocalDate, spend: Int64, orders: Int64)] {
        try all(
            """
            SELECT day, spend, orders FROM spend_days
            WHERE book = $1 AND customer = $2 AND (spend <> 0 OR orders <> 0) ORDER BY day
            """, .book(book), .customer(customer)
        ) { (day: LocalDate(dayNumber: $0.integer(0)), spend: $0.integer(1), orders: $0.integer(2)) }
    }
}

extension WriteTransaction {
    /// The number of a book's next merge.
    package func nextMergeNumber(in book: BookNumber) throws -> Int64 {
        (try connection.first("SELECT max(merge) FROM merges WHERE book = $1", .book(book)) {
            $0.integer(0)
        } ?? 0) + 1
    }

    /// Writes a merge as it stands now.
    package func put(_ merge: StoredMerge, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO merges (book, merge, survivor, merged, merged_at, undone_at, document, actor)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (book, merge) DO UPDATE SET undone_at = excluded.undone_at, document = excluded.document
            """,
            .book(book), .integer(merge.number), .customer(merge.survivor), .customer(merge.merged),
            .instant(merge.mergedAt), .optional(merge.undoneAt), .text(merge.document), .text(merge.actor))
        touch(merge.survivor)
        touch(merge.merged)
    }

    /// Has a merged customer lead to another one from now on, or to itself again.
    package func lead(_ customer: CustomerNumber, to survivor: CustomerNumber?) throws {
        let id = try connection.first(
            "SELECT customer_id FROM customers WHERE customer = $1", .customer(customer)
        ) { $0.text(0) }
        let check = CustomerCheck.value(id: id ?? "", number: customer.number, mergedInto: survivor?.number)
        let changed = try connection.run(
            "UPDATE customers SET merged_into = $2, row_check = $3 WHERE customer = $1", .customer(customer),
            .optional(survivor?.number), .integer(check))
        invariant(changed == 1, "a customer leads to one other")
        touch(customer)
    }

    /// Notes which lot became which.
    package func note(
        _ merge: Int64, wallet: Wallet, lot: Int64, became new: Int64, coins: Coins, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO merged_lots (book, merge, wallet, from_lot, to_lot, coins) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (book, merge, wallet, from_lot, to_lot) DO UPDATE SET coins = excluded.coins
            """,
            .book(book), .integer(merge), wallet.column, .integer(lot), .integer(new), .integer(coins))
    }

    /// Forgets what the lots became that came with a merge, because it is undone. What is noted of them afterwards is
    /// which they are now in the ledger that they went back to.
    package func forgetLots(of merge: Int64, wallet: Wallet, in book: BookNumber) throws {
        try connection.run(
            "DELETE FROM merged_lots WHERE book = $1 AND merge = $2 AND wallet = $3", .book(book),
            .integer(merge), wallet.column)
    }

    /// A lot that had come with an earlier merge went on and came back under another number; what comes back to the old one
    /// later is of that merge, too.
    package func follow(
        lot: Int64, to new: Int64, wallet: Wallet, of survivor: CustomerNumber, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO merged_lots (book, merge, wallet, from_lot, to_lot, coins)
            SELECT book, merge, wallet, from_lot, $4, coins FROM merged_lots
            WHERE book = $1 AND wallet = $2 AND to_lot = $3 AND merge IN (
                SELECT merge FROM merges INDEXED BY merges_by_survivor
                WHERE book = $1 AND survivor = $5 AND undone_at IS NULL)
            """, .book(book), wallet.column, .integer(lot), .integer(new), .customer(survivor))
    }

    /// Gives an order to another customer, with the entry of that one's ledger that stands for its award.
    package func move(
        order: String, to customer: CustomerNumber, award: Int64?, in book: BookNumber
    ) throws {
        try connection.run(
            "UPDATE orders SET customer = $3, award_sequence = $4 WHERE book = $1 AND order_id = $2",
            .book(book), .text(order), .customer(customer), .optional(award))
    }

    /// Notes that an order came along, or how much of its award has lapsed there since.
    package func note(
        _ merge: Int64, order: String, award: Int64?, lapsed: Coins, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO merged_orders (book, merge, order_id, award_sequence, lapsed) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (book, merge, order_id) DO UPDATE SET lapsed = excluded.lapsed
            """, .book(book), .integer(merge), .text(order), .optional(award), .integer(lapsed))
    }

    /// Forgets which orders came along, because they go back. What is noted of them afterwards is how much of their awards
    /// lapsed meanwhile.
    package func forgetOrders(of merge: Int64, in book: BookNumber) throws {
        try connection.run(
            "DELETE FROM merged_orders WHERE book = $1 AND merge = $2", .book(book), .integer(merge))
    }

    /// Takes away what undoing a customer's merges would need: they cannot be undone any more.
    package func forgetMerges(of survivor: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            "UPDATE merges SET document = '{}' WHERE book = $1 AND survivor = $2", .book(book),
            .customer(survivor))
    }

    /// Ends a coupon that goes on under another number: it keeps its place in the ledger and gives its code up.
    package func retire(
        _ coupon: Coupon, as code: String, returned sequence: Int64, at now: Instant, in book: BookNumber
    ) throws {
        try connection.run(
            """
            UPDATE coupons SET code = $4, code_key = $7, state = 'cancelled', ended_at = $5, return_sequence = $6
            WHERE book = $1 AND customer = $2 AND number = $3
            """,
            .book(book), .customer(coupon.customer), .integer(coupon.number), .text(code), .instant(now),
            .integer(sequence), .optional(CouponCode.key(code)))
        touch(coupon.customer)
    }

    /// Counts one customer's rewarded actions as another's, too, so that none is rewarded twice. They stand there under
    /// negative numbers, because the entries are elsewhere.
    package func countTriggers(
        of merged: CustomerNumber, with survivor: CustomerNumber, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO trigger_awards (book, customer, trigger_id, awarded_at, sequence)
            SELECT book, $3, trigger_id, awarded_at,
                CASE WHEN sequence > 0 THEN -(customer * 1048576 + sequence) ELSE sequence END
            FROM trigger_awards WHERE book = $1 AND customer = $2
            """, .book(book), .customer(merged), .customer(survivor))
        try connection.run(
            """
            INSERT INTO trigger_totals (book, customer, trigger_id, awards)
            SELECT book, $3, trigger_id, awards FROM trigger_totals WHERE book = $1 AND customer = $2
            ON CONFLICT (book, customer, trigger_id) DO UPDATE SET awards = awards + excluded.awards
            """, .book(book), .customer(merged), .customer(survivor))
        touch(survivor)
    }

    /// The reverse of ``countTriggers(of:with:in:)``.
    package func uncountTriggers(
        of merged: CustomerNumber, with survivor: CustomerNumber, in book: BookNumber
    ) throws {
        try connection.run(
            """
            DELETE FROM trigger_awards WHERE book = $1 AND customer = $3
                AND (trigger_id, awarded_at, sequence) IN (
                    SELECT trigger_id, awarded_at,
                        CASE WHEN sequence > 0 THEN -(customer * 1048576 + sequence) ELSE sequence END
                    FROM trigger_awards WHERE book = $1 AND customer = $2)
            """, .book(book), .customer(merged), .customer(survivor))
        try connection.run(
            """
            UPDATE trigger_totals SET awards = awards - (
                SELECT other.awards FROM trigger_totals AS other WHERE other.book = $1 AND other.customer = $2
                    AND other.trigger_id = trigger_totals.trigger_id)
            WHERE book = $1 AND customer = $3 AND trigger_id IN (
                SELECT trigger_id FROM trigger_totals WHERE book = $1 AND customer = $2)
            """, .book(book), .customer(merged), .customer(survivor))
        touch(survivor)
    }
}
