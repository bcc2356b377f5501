package import Model

extension Connection {
    /// One hold of a book.
    package func hold(_ number: Int64, in book: BookNumber) throws -> Hold? {
        try first(
            """
            SELECT customer, number, channel, state, coins, credits, discount, total, subtotal, currency, quote,
                coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id, created_at, deadline,
                ended_at, programme_version
            FROM holds WHERE book = $1 AND number = $2
            """, .book(book), .integer(number), map: Self.hold)
    }

    /// What a channel's checkout has paid on an order, and has not come back whole.
    package func committedHold(
        on order: OrderID, through channel: Channel, in book: BookNumber
    ) throws -> Hold? {
        try first(
            """
            SELECT customer, number, channel, state, coins, credits, discount, total, subtotal, currency, quote,
                coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id, created_at, deadline,
                ended_at, programme_version
            FROM holds INDEXED BY holds_by_order
            WHERE book = $1 AND order_id = $2 AND channel = $3 AND state = 'committed' LIMIT 1
            """, .book(book), .text(order.text), .text(channel.rawValue), map: Self.hold)
    }

    /// The open hold whose deadline comes next; nil when none is open.
    package func nextHoldDue(of customer: CustomerNumber, in book: BookNumber) throws -> Hold? {
        try first(
            """
            SELECT customer, number, channel, state, coins, credits, discount, total, subtotal, currency, quote,
                coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id, created_at, deadline,
                ended_at, programme_version
            FROM holds INDEXED BY holds_open WHERE book = $1 AND customer = $2 AND state = 'open'
            ORDER BY deadline, number LIMIT 1
            """, .book(book), .customer(customer), map: Self.hold)
    }

    /// Every hold of a customer, oldest first; for proofs.
    package func holds(of customer: CustomerNumber, in book: BookNumber) throws -> [Hold] {
        try all(
            """
            SELECT customer, number, channel, state, coins, credits, discount, total, subtotal, currency, quote,
                coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id, created_at, deadline,
                ended_at, programme_version
            FROM holds INDEXED BY holds_by_customer WHERE book = $1 AND customer = $2 ORDER BY number
            """, .book(book), .customer(customer), map: Self.hold)
    }

    /// The number that the next hold of a book gets.
    package func nextHoldNumber(in book: BookNumber) throws -> Int64 {
        try first("SELECT coalesce(max(number), 0) + 1 FROM holds WHERE book = $1", .book(book)) {
            $0.integer(0)
        } ?? 1
    }

    /// What one entry still sets aside, by lot.
    package func heldLots(
        by sequence: Int64, of customer: CustomerNumber, wallet: Wallet, in book: BookNumber
    ) throws -> [(lot: Int64, coins: Coins)] {
        try all(
            """
            SELECT lot, coins FROM held_lots
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence = $4 ORDER BY lot
            """, .book(book), .customer(customer), wallet.column, .integer(sequence)
        ) { (lot: $0.integer(0), coins: $0.integer(1)) }
    }

    static func hold(_ row: Row) throws(StoreError) -> Hold {
        guard let channel = Channel(rawValue: row.text(2)), let state = HoldState(rawValue: row.text(3))
        else {
            throw StoreError(kind: .corrupt, message: "hold \(row.integer(1)) is not sound")
        }
        return Hold(
            customer: CustomerNumber(row.integer(0)), number: row.integer(1), channel: channel, state: state,
            coins: row.integer(4), credits: row.integer(5), discount: row.integer(6), total: row.integer(7),
            subtotal: row.integer(8), currency: row.text(9), quote: row.optionalText(10),
            coinsHeldBy: row.optionalInteger(11), creditsHeldBy: row.optionalInteger(12),
            coinsSpentBy: row.optionalInteger(13), creditsSpentBy: row.optionalInteger(14),
            order: row.optionalText(15), createdAt: row.instant(16), deadline: row.instant(17),
            endedAt: row.optionalInstant(18), programmeVersion: row.integer(19))
    }
}

extension WriteTransaction {
    /// Writes a hold as it is now.
    package func put(_ hold: Hold, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO holds (book, customer, number, channel, state, coins, credits, discount, total, subtotal,
                currency, quote, coins_held_by, credits_held_by, coins_spent_by, credits_spent_by, order_id,
                created_at, deadline, ended_at, programme_version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (book, number) DO UPDATE SET customer = excluded.customer, state = excluded.state,
                coins = excluded.coins, credits = excluded.credits, discount = excluded.discount, coins_held_by = excluded.coins_held_by,
                credits_held_by = excluded.credits_held_by, coins_spent_by = excluded.coins_spent_by,
                credits_spent_by = excluded.credits_spent_by, order_id = excluded.order_id,
                ended_at = excluded.ended_at
            """,
            .book(book), .customer(hold.customer), .integer(hold.number), .text(hold.channel.rawValue),
            .text(hold.state.rawValue), .integer(hold.coins), .integer(hold.credits), .integer(hold.discount),
            .integer(hold.total), .integer(hold.subtotal), .text(hold.currency), .optional(hold.quote),
            .optional(hold.coinsHeldBy), .optional(hold.creditsHeldBy), .optional(hold.coinsSpentBy),
            .optional(hold.creditsSpentBy), .optional(hold.order), .instant(hold.createdAt),
            .instant(hold.deadline), .optional(hold.endedAt), .integer(hold.programmeVersion))
        touch(hold.customer)
    }
}
