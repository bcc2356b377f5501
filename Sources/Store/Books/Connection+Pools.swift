package import Model

/// One reward's uploaded codes in numbers.
package struct PoolCounts: Sendable, Hashable {
    package var codes: Int64
    package var drawn: Int64
    package var left: Int64 { codes - drawn }
    package init(codes: Int64, drawn: Int64) {
        self.codes = codes
        self.drawn = drawn
    }
}

extension Connection {
    /// A reward's pool; nil when no code was ever uploaded for it.
    package func pool(of reward: RewardID, in book: BookNumber) throws -> PoolCounts? {
        try first(
            "SELECT codes, drawn FROM pools WHERE book = $1 AND reward = $2", .book(book), .text(reward.text)
        ) { PoolCounts(codes: $0.integer(0), drawn: $0.integer(1)) }
    }

    /// Whether a code is taken: uploaded for some reward, or a coupon's.
    package func isCodeTaken(_ key: String, in book: BookNumber) throws -> Bool {
        try first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM pool_codes WHERE book = $1 AND code_key = $2)
                OR EXISTS (SELECT 1 FROM coupons WHERE book = $1 AND code_key = $2)
            """, .book(book), .text(key)
        ) { $0.integer(0) } != nil
    }
}

extension WriteTransaction {
    /// Adds codes at the end of a reward's pool; none of them may be taken.
    package func addCodes(
        _ codes: [(code: String, key: String)], to reward: RewardID, at now: Instant, in book: BookNumber
    ) throws {
        let before = try connection.pool(of: reward, in: book) ?? PoolCounts(codes: 0, drawn: 0)
        for (offset, code) in codes.enumerated() {
            try connection.run(
                """
                INSERT INTO pool_codes (book, reward, number, code, code_key, added_at) VALUES ($1, $2, $3, $4, $5, $6)
                """, .book(book), .text(reward.text), .integer(before.codes + Int64(offset) + 1),
                .text(code.code),
                .text(code.key), .instant(now))
        }
        try put(
            PoolCounts(codes: before.codes + Int64(codes.count), drawn: before.drawn), of: reward, in: book)
        if before.left == 0, !codes.isEmpty { touchEveryone() }
    }

    /// Draws the pool's next code for a coupon; nil when none is left.
    ///
    /// - Parameter coupon: The coupon's number.
    package func drawCode(
        of reward: RewardID, for customer: CustomerNumber, coupon: Int64, at now: Instant, in book: BookNumber
    ) throws -> String? {
        guard var pool = try connection.pool(of: reward, in: book), pool.left > 0 else { return nil }
        pool.drawn += 1
        // Codes are numbered from 1 and drawn in order, so the next one is known without looking for it.
        let code = try connection.first(
            "SELECT code FROM pool_codes WHERE book = $1 AND reward = $2 AND number = $3 AND drawn_at IS NULL",
            .book(book), .text(reward.text), .integer(pool.drawn)
        ) { $0.text(0) }
        guard let code else {
            throw StoreError(kind: .corrupt, message: "the pool of \(reward) has lost its code \(pool.drawn)")
        }
        try connection.run(
            """
            UPDATE pool_codes SET customer = $4, coupon = $5, drawn_at = $6
            WHERE book = $1 AND reward = $2 AND number = $3
            """, .book(book), .text(reward.text), .integer(pool.drawn), .customer(customer), .integer(coupon),
            .instant(now))
        try put(pool, of: reward, in: book)
        // Everybody's redeem screen now says that there are none.
        if pool.left == 0 { touchEveryone() }
        return code
    }

    private func put(_ pool: PoolCounts, of reward: RewardID, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO pools (book, reward, codes, drawn) VALUES ($1, $2, $3, $4)
            ON CONFLICT (book, reward) DO UPDATE SET codes = excluded.codes, drawn = excluded.drawn
            """, .book(book), .text(reward.text), .integer(pool.codes), .integer(pool.drawn))
    }
}
