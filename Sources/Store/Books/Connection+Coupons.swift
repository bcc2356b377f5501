package import Model

extension Connection {
    /// One coupon of a customer.
    package func coupon(number: Int64, of customer: CustomerNumber, in book: BookNumber) throws -> Coupon? {
        try first(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
            FROM coupons WHERE book = $1 AND customer = $2 AND number = $3
            """, .book(book), .customer(customer), .integer(number), map: Self.coupon)
    }

    /// A coupon by its code as ``CouponCode`` compares it, whoever owns it.
    package func coupon(code: String, in book: BookNumber) throws -> Coupon? {
        guard let key = CouponCode.key(code) else { return nil }
        return try first(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
            FROM coupons INDEXED BY coupons_by_code_key WHERE book = $1 AND code_key = $2
            """, .book(book), .text(key), map: Self.coupon)
    }

    /// A customer's coupons before a place, newest first; of one state, or of all. What a merge has moved on is no longer
    /// among them: it has no code (``WriteTransaction/retire(_:as:returned:at:in:)``).
    package func coupons(
        of customer: CustomerNumber, in book: BookNumber, state: CouponState?, before: Int64?, limit: Int
    ) throws -> [Coupon] {
        guard let state else {
            return try all(
                """
                SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                    returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                    programme_version, basis_points, product, is_published
                FROM coupons WHERE book = $1 AND customer = $2 AND number < $3 AND code_key IS NOT NULL
                ORDER BY number DESC LIMIT $4
                """,
                .book(book), .customer(customer), .integer(before ?? .max), .count(limit), map: Self.coupon)
        }
        return try all(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
            FROM coupons INDEXED BY coupons_by_state
            WHERE book = $1 AND customer = $2 AND state = $3 AND number < $4 AND code_key IS NOT NULL
            ORDER BY number DESC LIMIT $5
            """,
            .book(book), .customer(customer), .text(state.rawValue), .integer(before ?? .max), .count(limit),
            map: Self.coupon)
    }

    /// The active coupon that lapses next; nil when none ever does.
    package func nextLapsingCoupon(of customer: CustomerNumber, in book: BookNumber) throws -> Coupon? {
        try first(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
            FROM coupons INDEXED BY coupons_active
            WHERE book = $1 AND customer = $2 AND state = 'active' AND expires_at < 9223372036854775807
            ORDER BY expires_at, number LIMIT 1
            """, .book(book), .customer(customer), map: Self.coupon)
    }

    /// Every coupon of a customer, oldest first.
    package func coupons(of customer: CustomerNumber, in book: BookNumber) throws -> [Coupon] {
        try coupons(of: customer, in: book, state: nil, before: nil, limit: .max).reversed()
    }

    static func coupon(_ row: Row) throws(StoreError) -> Coupon {
        guard let reward = RewardID(row.text(3)), let kind = DiscountKind(rawValue: row.text(4)),
            let state = CouponState(rawValue: row.text(9))
        else { throw StoreError(kind: .corrupt, message: "coupon \(row.integer(1)) is not sound") }
        return Coupon(
            customer: CustomerNumber(row.integer(0)), number: row.integer(1), code: row.text(2),
            rewardID: reward,
            kind: kind, amount: row.integer(5), currency: row.text(6), coins: row.integer(7),
            minimumCartAmount: row.integer(8), state: state, returnsCoinsOnExpiry: row.bool(10),
            createdAt: row.instant(11), expiresAt: row.instant(12), usedAt: row.optionalInstant(13),
            usedOrder: row.optionalText(14), endedAt: row.optionalInstant(15),
            returnSequence: row.optionalInteger(16), programmeVersion: row.integer(17),
            basisPoints: row.optionalInteger(18),
            productID: row.optionalText(19), isPublished: row.bool(20))
    }
}

extension WriteTransaction {
    /// Writes a new coupon.
    ///
    /// - Parameter hasMoved: Whether it was another customer's before, who was merged: then nothing has happened to it.
    package func insert(_ coupon: Coupon, hasMoved: Bool = false, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO coupons (book, customer, number, code, reward, kind, amount, currency, coins, minimum_cart,
                state, returns_coins, created_at, expires_at, programme_version, basis_points, product,
                is_published, code_key)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            .book(book), .customer(coupon.customer), .integer(coupon.number), .text(coupon.code),
            .text(coupon.rewardID.text), .text(coupon.kind.rawValue), .integer(coupon.amount),
            .text(coupon.currency), .integer(coupon.coins), .integer(coupon.minimumCartAmount),
            .text(coupon.state.rawValue), .bool(coupon.returnsCoinsOnExpiry), .instant(coupon.createdAt),
            .instant(coupon.expiresAt), .integer(coupon.programmeVersion), .optional(coupon.basisPoints),
            .optional(coupon.productID), .bool(coupon.isPublished), .optional(CouponCode.key(coupon.code)))
        if !hasMoved { try record(.couponCreated, of: coupon.customer, coupon.code, in: book) }
        touch(coupon.customer)
    }

    /// Writes what a coupon has become. The writer has just read it in the state that it leaves.
    package func update(_ coupon: Coupon, from state: CouponState, in book: BookNumber) throws {
        let changed = try connection.run(
            """
            UPDATE coupons SET state = $4, used_at = $5, used_order = $6, ended_at = $7, return_sequence = $8
            WHERE book = $1 AND customer = $2 AND number = $3 AND state = $9
            """,
            .book(book), .customer(coupon.customer), .integer(coupon.number), .text(coupon.state.rawValue),
            .optional(coupon.usedAt), .optional(coupon.usedOrder), .optional(coupon.endedAt),
            .optional(coupon.returnSequence), .text(state.rawValue))
        invariant(changed == 1, "a coupon leaves the state that was read")
        try record(EventKind(coupon.state), of: coupon.customer, coupon.code, in: book)
        touch(coupon.customer)
    }
}
