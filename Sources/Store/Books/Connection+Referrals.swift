package import Model

extension Connection {
    /// The referral in which a customer is the friend.
    package func referral(ofFriend friend: CustomerNumber, in book: BookNumber) throws -> Referral? {
        try first(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals WHERE book = $1 AND friend = $2
            """, .book(book), .customer(friend), map: Self.referral)
    }

    /// The referrals in which a customer is the referrer, newest first, before a place.
    package func referrals(
        byReferrer referrer: CustomerNumber, in book: BookNumber, before: Int64?, limit: Int
    ) throws -> [Referral] {
        try all(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_by_referrer
            WHERE book = $1 AND referrer = $2 AND number < $3
            ORDER BY number DESC LIMIT $4
            """,
            .book(book), .customer(referrer), .integer(before ?? .max), .count(limit), map: Self.referral)
    }

    /// How many referrals of a referrer are in each state, and the coins that the rewarded ones brought.
    package func referralCounts(
        byReferrer referrer: CustomerNumber, in book: BookNumber
    ) throws -> [(state: String, count: Int64, coins: Coins)] {
        try all(
            """
            SELECT state, referrals, coins FROM referral_totals
            WHERE book = $1 AND referrer = $2 AND referrals > 0
            """, .book(book), .customer(referrer)
        ) { (state: $0.text(0), count: $0.integer(1), coins: $0.integer(2)) }
    }

    /// How many referrals of a referrer were rewarded at or after an instant; those that brought the friend alone coins, as
    /// the referrer was at a cap, are none of them.
    package func rewardedReferrals(
        byReferrer referrer: CustomerNumber, since: Instant, in book: BookNumber
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM referrals INDEXED BY referrals_by_referrer
            WHERE book = $1 AND referrer = $2 AND state = 'rewarded' AND rewarded_at >= $3 AND reason IS NULL
            """, .book(book), .customer(referrer), .instant(since)
        ) { $0.integer(0) } ?? 0
    }

    /// The qualified referral of a customer, as friend or referrer, whose reward is due next; of those due at one
    /// instant, that of the oldest friend.
    package func nextDueReferral(of customer: CustomerNumber, in book: BookNumber) throws -> Referral? {
        let asReferrer = try first(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_due
            WHERE book = $1 AND referrer = $2 AND state = 'qualified' ORDER BY due_at, friend LIMIT 1
            """, .book(book), .customer(customer), map: Self.referral)
        let asFriend = try referral(ofFriend: customer, in: book).flatMap {
            $0.state == .qualified ? $0 : nil
        }
        return [asReferrer, asFriend].compactMap { $0 }.min {
            ($0.dueAt.milliseconds, $0.friend.number) < ($1.dueAt.milliseconds, $1.friend.number)
        }
    }

    /// The referral of that number in its book.
    package func referral(id: Int64, in book: BookNumber) throws -> Referral? {
        try first(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_by_id WHERE book = $1 AND id = $2
            """, .book(book), .integer(id), map: Self.referral)
    }

    /// The referrals of a book that wait for a review, newest first, before a place.
    package func referralsInReview(in book: BookNumber, before: Int64?, limit: Int) throws -> [Referral] {
        try all(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_by_review
            WHERE book = $1 AND review = 'open' AND id < $2 ORDER BY id DESC LIMIT $3
            """, .book(book), .integer(before ?? .max), .count(limit), map: Self.referral)
    }

    /// The referrals of a book in a state, or in any, newest first, before a place.
    package func referrals(
        in book: BookNumber, state: ReferralState?, before: Int64?, limit: Int
    ) throws -> [Referral] {
        guard let state else {
            return try all(
                """
                SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at,
                    rewarded_at, friend_coins, referrer_coins, programme_version, id, flags, review, review_note,
                    reviewed_by, reviewed_at
                FROM referrals INDEXED BY referrals_by_id WHERE book = $1 AND id < $2 ORDER BY id DESC LIMIT $3
                """, .book(book), .integer(before ?? .max), .count(limit), map: Self.referral)
        }
        return try all(
            """
            SELECT friend, referrer, number, code, state, reason, claimed_at, order_id, qualified_at, due_at, rewarded_at,
                friend_coins, referrer_coins, programme_version, id, flags, review, review_note, reviewed_by, reviewed_at
            FROM referrals INDEXED BY referrals_by_state
            WHERE book = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4
            """, .book(book), .text(state.rawValue), .integer(before ?? .max), .count(limit),
            map: Self.referral)
    }

    /// Whether two customers have used the same device.
    package func shareDevice(_ one: CustomerNumber, _ other: CustomerNumber, in book: BookNumber) throws
        -> Bool
    {
        try first(
            """
            SELECT 1 FROM customer_devices AS mine JOIN customer_devices AS theirs
                ON theirs.book = mine.book AND theirs.device = mine.device
            WHERE mine.book = $1 AND mine.customer = $2 AND theirs.customer = $3 LIMIT 1
            """, .book(book), .customer(one), .customer(other)
        ) { $0.integer(0) } != nil
    }

    /// Whether two customers have the same address.
    package func shareAddress(_ one: CustomerNumber, _ other: CustomerNumber, in book: BookNumber) throws
        -> Bool
    {
        try first(
            """
            SELECT 1 FROM customers AS mine JOIN customers AS theirs ON theirs.address_key = mine.address_key
            WHERE mine.customer = $2 AND theirs.customer = $3 AND mine.book = $1 AND theirs.book = $1
            """, .book(book), .customer(one), .customer(other)
        ) { $0.integer(0) } != nil
    }

    static func referral(_ row: Row) throws(StoreError) -> Referral {
        guard let state = ReferralState(rawValue: row.text(4)) else {
            throw StoreError(kind: .corrupt, message: "a referral is not sound")
        }
        var referral = Referral(
            friend: CustomerNumber(row.integer(0)), referrer: CustomerNumber(row.integer(1)),
            number: row.integer(2), code: row.text(3), state: state, reason: row.optionalText(5),
            claimedAt: row.instant(6), orderID: row.optionalText(7), qualifiedAt: row.optionalInstant(8),
            dueAt: row.instant(9), rewardedAt: row.optionalInstant(10), friendCoins: row.integer(11),
            referrerCoins: row.integer(12), programmeVersion: row.integer(13))
        referral.id = row.integer(14)
        referral.review.flags = row.text(15).split(separator: ",").compactMap {
            ReferralReview.Flag(rawValue: String($0))
        }
        referral.review.state = ReferralReview.State(rawValue: row.text(16)) ?? .none
        referral.review.note = row.optionalText(17)
        referral.review.decidedBy = row.optionalText(18)
        referral.review.decidedAt = row.optionalInstant(19)
        return referral
    }
}

extension WriteTransaction {
    /// The number of a referrer's next referral.
    package func nextReferralNumber(of referrer: CustomerNumber, in book: BookNumber) throws -> Int64 {
        let largest = try connection.first(
            "SELECT max(number) FROM referrals INDEXED BY referrals_by_referrer WHERE book = $1 AND referrer = $2",
            .book(book), .customer(referrer)
        ) { $0.integer(0) }
        return (largest ?? 0) + 1
    }

    /// The number of a book's next referral.
    package func nextReferralID(in book: BookNumber) throws -> Int64 {
        let largest = try connection.first(
            "SELECT max(id) FROM referrals INDEXED BY referrals_by_id WHERE book = $1", .book(book)
        ) { $0.integer(0) }
        return (largest ?? 0) + 1
    }

    /// Counts a claim from a network address on a local day; answers how many there have been, with this one.
    package func countClaim(from address: Digest, on day: LocalDate, in book: BookNumber) throws -> Int64 {
        try connection.first(
            """
            INSERT INTO claim_addresses (book, day, address, claims) VALUES ($1, $2, $3, 1)
            ON CONFLICT (book, day, address) DO UPDATE SET claims = claims + 1 RETURNING claims
            """, .book(book), .integer(day.dayNumber), .digest(address)
        ) { $0.integer(0) } ?? 1
    }

    /// Writes a referral as it stands now; both sides see it.
    package func put(_ referral: Referral, in book: BookNumber) throws {
        let present = try connection.referral(ofFriend: referral.friend, in: book)
        if let present { try count(present, by: -1, in: book) }
        try count(referral, by: 1, in: book)
        try connection.run(
            """
            INSERT INTO referrals (book, friend, referrer, number, code, state, reason, claimed_at, order_id,
                qualified_at, due_at, rewarded_at, friend_coins, referrer_coins, programme_version, id, flags, review,
                review_note, reviewed_by, reviewed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (book, friend) DO UPDATE SET state = excluded.state, reason = excluded.reason,
                order_id = excluded.order_id, qualified_at = excluded.qualified_at, due_at = excluded.due_at,
                rewarded_at = excluded.rewarded_at, friend_coins = excluded.friend_coins,
                referrer_coins = excluded.referrer_coins, review = excluded.review,
                review_note = excluded.review_note, reviewed_by = excluded.reviewed_by,
                reviewed_at = excluded.reviewed_at
            """,
            .book(book), .customer(referral.friend), .customer(referral.referrer),
            .integer(referral.number), .text(referral.code), .text(referral.state.rawValue),
            .optional(referral.reason), .instant(referral.claimedAt),
            .optional(referral.orderID), .optional(referral.qualifiedAt), .instant(referral.dueAt),
            .optional(referral.rewardedAt), .integer(referral.friendCoins), .integer(referral.referrerCoins),
            .integer(referral.programmeVersion), .integer(referral.id),
            .text(referral.review.flags.map(\.rawValue).joined(separator: ",")),
            .text(referral.review.state.rawValue), .optional(referral.review.note),
            .optional(referral.review.decidedBy), .optional(referral.review.decidedAt))
        if referral.state != present?.state, let kind = EventKind(referral.state) {
            try record(kind, of: referral.friend, String(referral.id), in: book)
        }
        touch(referral.friend)
        touch(referral.referrer)
    }

    /// Makes a referral another referrer's, with its place among that one's.
    package func move(
        _ referral: Referral, toReferrer referrer: CustomerNumber, number: Int64, in book: BookNumber
    ) throws {
        try count(referral, by: -1, in: book)
        try connection.run(
            "UPDATE referrals SET referrer = $3, number = $4 WHERE book = $1 AND friend = $2", .book(book),
            .customer(referral.friend), .customer(referrer), .integer(number))
        touch(referral.referrer)
        touch(referral.friend)
        var moved = referral
        moved.referrer = referrer
        try count(moved, by: 1, in: book)
        touch(referrer)
    }

    /// Makes a referral another friend's, who has none.
    package func move(_ referral: Referral, toFriend friend: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            "UPDATE referrals SET friend = $3 WHERE book = $1 AND friend = $2", .book(book),
            .customer(referral.friend), .customer(friend))
        for customer in [referral.friend, friend, referral.referrer] { touch(customer) }
    }

    /// Keeps the referrer's totals.
    private func count(_ referral: Referral, by change: Int64, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO referral_totals (book, referrer, state, referrals, coins) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (book, referrer, state) DO UPDATE SET referrals = referrals + excluded.referrals,
                coins = coins + excluded.coins
            """,
            .book(book), .customer(referral.referrer), .text(referral.state.rawValue), .integer(change),
            .integer(change * referral.referrerCoins))
    }
}
