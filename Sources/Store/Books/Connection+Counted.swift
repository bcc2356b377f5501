package import Model

/// Pages by their distance from the beginning, and how much there is: a walk of what one customer has.
extension Connection {
    /// The entries of a wallet that crossed its border, after a place; credits or debits alone, or those that go back to
    /// one source, where that is asked for.
    package func borderEntries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after place: Int64, isCredit: Bool?,
        source: Source?, isAscending: Bool, limit: Int, offset: Int
    ) throws -> [Entry] {
        guard isAscending else {
            return try all(
                """
                SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace
                FROM entries WHERE book = $1 AND customer = $2 AND wallet = $5 AND sequence > $6 AND coins <> 0
                AND ($7 IS NULL OR (coins > 0) = $7) AND ($8 IS NULL OR (source_kind = $8 AND source_reference = $9))
                ORDER BY sequence DESC LIMIT $3 OFFSET $4
                """,
                .book(book), .customer(customer), .count(limit), .count(offset), wallet.column,
                .integer(place),
                .optional(isCredit.map { $0 ? Int64(1) : 0 }), .optional(source?.kind.rawValue),
                .optional(source?.reference), map: Self.entry)
        }
        return try all(
            """
            SELECT wallet, sequence, kind, coins, available_change, pending_change, available_after,
            pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
            reverses, occurred_at, recorded_at, trace
            FROM entries WHERE book = $1 AND customer = $2 AND wallet = $5 AND sequence > $6 AND coins <> 0
            AND ($7 IS NULL OR (coins > 0) = $7) AND ($8 IS NULL OR (source_kind = $8 AND source_reference = $9))
            ORDER BY sequence LIMIT $3 OFFSET $4
            """,
            .book(book), .customer(customer), .count(limit), .count(offset), wallet.column, .integer(place),
            .optional(isCredit.map { $0 ? Int64(1) : 0 }), .optional(source?.kind.rawValue),
            .optional(source?.reference), map: Self.entry)
    }

    /// How many of them there are.
    package func countBorderEntries(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, after place: Int64, isCredit: Bool?,
        source: Source?
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM entries WHERE book = $1 AND customer = $2 AND wallet = $3 AND sequence > $4
                AND coins <> 0 AND ($5 IS NULL OR (coins > 0) = $5)
                AND ($6 IS NULL OR (source_kind = $6 AND source_reference = $7))
            """,
            .book(book), .customer(customer), wallet.column, .integer(place),
            .optional(isCredit.map { $0 ? Int64(1) : 0 }), .optional(source?.kind.rawValue),
            .optional(source?.reference)
        ) { $0.integer(0) } ?? 0
    }

    /// A customer's coupons, of some states and of one reward where that is asked for.
    package func coupons(
        of customer: CustomerNumber, in book: BookNumber, states: Set<CouponState>?, reward: RewardID?,
        isAscending: Bool, limit: Int, offset: Int
    ) throws -> [Coupon] {
        guard isAscending else {
            return try all(
                """
                SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
                FROM coupons WHERE book = $1 AND customer = $2 AND ($5 IS NULL OR instr($5, ',' || state || ',') > 0)
                AND ($6 IS NULL OR reward = $6) AND code_key IS NOT NULL
                ORDER BY number DESC LIMIT $3 OFFSET $4
                """,
                .book(book), .customer(customer), .count(limit), .count(offset),
                .optional(states.map { Self.listed($0.map(\.rawValue)) }), .optional(reward?.text),
                map: Self.coupon)
        }
        return try all(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
            returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
            programme_version, basis_points, product, is_published
            FROM coupons WHERE book = $1 AND customer = $2 AND ($5 IS NULL OR instr($5, ',' || state || ',') > 0)
            AND ($6 IS NULL OR reward = $6) AND code_key IS NOT NULL
            ORDER BY number LIMIT $3 OFFSET $4
            """,
            .book(book), .customer(customer), .count(limit), .count(offset),
            .optional(states.map { Self.listed($0.map(\.rawValue)) }), .optional(reward?.text),
            map: Self.coupon)
    }

    /// How many of them there are.
    package func countCoupons(
        of customer: CustomerNumber, in book: BookNumber, states: Set<CouponState>?, reward: RewardID?
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM coupons WHERE book = $1 AND customer = $2
                AND ($3 IS NULL OR instr($3, ',' || state || ',') > 0) AND ($4 IS NULL OR reward = $4)
                AND code_key IS NOT NULL
            """,
            .book(book), .customer(customer), .optional(states.map { Self.listed($0.map(\.rawValue)) }),
            .optional(reward?.text)
        ) { $0.integer(0) } ?? 0
    }

    /// A customer's orders by the time at which they were placed, of some states where that is asked for.
    package func orders(
        of customer: CustomerNumber, in book: BookNumber, states: Set<OrderState>?, refunded: RefundState?,
        isAscending: Bool, limit: Int, offset: Int
    ) throws -> [Order] {
        guard isAscending else {
            return try all(
                """
                SELECT order_id, customer, state, placed_at, currency, total, subtotal, revision, connector, document,
                counted_spend, award_sequence, award_coins, outcome, programme_version, created_at, updated_at,
                tax, shipping, coins_discount, tier, award_day, taken_back, refunded
                FROM orders INDEXED BY orders_by_customer
                WHERE book = $1 AND customer = $2 AND ($5 IS NULL OR instr($5, ',' || state || ',') > 0)
                AND ($6 IS NULL OR refunded = $6)
                ORDER BY placed_at DESC, order_id DESC LIMIT $3 OFFSET $4
                """,
                .book(book), .customer(customer), .count(limit), .count(offset),
                .optional(states.map { Self.listed($0.map(\.rawValue)) }), .optional(refunded?.rawValue),
                map: Self.order)
        }
        return try all(
            """
            SELECT order_id, customer, state, placed_at, currency, total, subtotal, revision, connector, document,
            counted_spend, award_sequence, award_coins, outcome, programme_version, created_at, updated_at,
            tax, shipping, coins_discount, tier, award_day, taken_back, refunded
            FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2 AND ($5 IS NULL OR instr($5, ',' || state || ',') > 0)
            AND ($6 IS NULL OR refunded = $6)
            ORDER BY placed_at, order_id LIMIT $3 OFFSET $4
            """,
            .book(book), .customer(customer), .count(limit), .count(offset),
            .optional(states.map { Self.listed($0.map(\.rawValue)) }), .optional(refunded?.rawValue),
            map: Self.order)
    }

    /// How many of them there are.
    package func countOrders(
        of customer: CustomerNumber, in book: BookNumber, states: Set<OrderState>?, refunded: RefundState?
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer = $2
                AND ($3 IS NULL OR instr($3, ',' || state || ',') > 0) AND ($4 IS NULL OR refunded = $4)
            """,
            .book(book), .customer(customer), .optional(states.map { Self.listed($0.map(\.rawValue)) }),
            .optional(refunded?.rawValue)
        ) { $0.integer(0) } ?? 0
    }

    /// The referrals in which a customer is the referrer.
    package func referrals(
        byReferrer referrer: CustomerNumber, in book: BookNumber, isAscending: Bool, limit: Int, offset: Int
    ) throws -> [Referral] {
        guard isAscending else {
            return try all(
                """
                SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at,
                rewarded_at, friend_coins, referrer_coins, programme_version, id, flags, review, review_note,
                reviewed_by, reviewed_at
                FROM referrals INDEXED BY referrals_by_referrer WHERE book = $1 AND referrer = $2
                ORDER BY number DESC LIMIT $3 OFFSET $4
                """,
                .book(book), .customer(referrer), .count(limit), .count(offset), map: Self.referral)
        }
        return try all(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at,
            rewarded_at, friend_coins, referrer_coins, programme_version, id, flags, review, review_note,
            reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_by_referrer WHERE book = $1 AND referrer = $2
            ORDER BY number LIMIT $3 OFFSET $4
            """,
            .book(book), .customer(referrer), .count(limit), .count(offset), map: Self.referral)
    }

    /// How many of them there are.
    package func countReferrals(byReferrer referrer: CustomerNumber, in book: BookNumber) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM referrals INDEXED BY referrals_by_referrer WHERE book = $1 AND referrer = $2
            """, .book(book), .customer(referrer)
        ) { $0.integer(0) } ?? 0
    }

    /// Words as a text in which each stands between commas.
    private static func listed(_ words: [String]) -> String {
        ",\(words.sorted().joined(separator: ",")),"
    }
}
