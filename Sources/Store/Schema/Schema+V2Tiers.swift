/// Tiers, referrals, triggers and expiry.
extension SchemaV2 {
    static let tiers: [String] =
        activity + tierMoves + referralReview + [
            // With what is left of each lot, so that the next expiries of a wallet are read from the index alone.
            "DROP INDEX lots_open",
            """
            CREATE INDEX lots_open ON lots (
                book, customer, wallet, is_pending, expires_at, earned_at, lot, remaining, held
            ) WHERE remaining > 0
            """,
            // When the next birthday of a customer begins, and the last calendar year that it was paid in.
            """
            CREATE TABLE birthdays (
                book INTEGER NOT NULL, customer INTEGER NOT NULL, next_at INTEGER NOT NULL, paid_year INTEGER NOT NULL,
                PRIMARY KEY (book, customer)
            ) STRICT, WITHOUT ROWID
            """,
            // How far a programme version has been carried to the customers of a book; 9223372036854775807 is to the end.
            """
            CREATE TABLE adoptions (
                book INTEGER PRIMARY KEY, version INTEGER NOT NULL, customer INTEGER NOT NULL
            ) STRICT
            """,
        ]

    /// What tiers count beside orders: coins earned and rewarded actions, by the local day of the award; and the newest
    /// entry of the coins wallet that is counted in them.
    private static let activity: [String] = [
        """
        CREATE TABLE activity_days (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, day INTEGER NOT NULL, coins INTEGER NOT NULL,
            actions INTEGER NOT NULL, PRIMARY KEY (book, customer, day)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE activity_totals (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, sequence INTEGER NOT NULL, coins INTEGER NOT NULL,
            actions INTEGER NOT NULL, active_at INTEGER NOT NULL, PRIMARY KEY (book, customer)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    /// How each tier was reached, and the days whose sum is its ground; and which entry bonuses were paid.
    private static let tierMoves: [String] = [
        """
        CREATE TABLE tier_moves (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, number INTEGER NOT NULL, tier TEXT NOT NULL,
            since INTEGER NOT NULL, valid_until INTEGER, reached_at INTEGER NOT NULL, former_tier TEXT NOT NULL,
            former_since INTEGER NOT NULL, former_valid_until INTEGER, metric TEXT NOT NULL,
            first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, threshold INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL, PRIMARY KEY (book, customer, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE tier_bonuses (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, tier TEXT NOT NULL, valid_until INTEGER NOT NULL,
            PRIMARY KEY (book, customer, tier)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    /// Devices and addresses by keyed digest; and what a person decided about a referral.
    private static let referralReview: [String] = [
        "ALTER TABLE customers ADD COLUMN address_key BLOB",
        """
        CREATE TABLE customer_devices (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, device BLOB NOT NULL CHECK (length(device) = 32),
            PRIMARY KEY (book, customer, device)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO customer_devices (book, customer, device)
        SELECT DISTINCT book, customer, device FROM trigger_devices
        """,
        """
        CREATE TABLE claim_addresses (
            book INTEGER NOT NULL, day INTEGER NOT NULL, address BLOB NOT NULL CHECK (length(address) = 32),
            claims INTEGER NOT NULL, PRIMARY KEY (book, day, address)
        ) STRICT, WITHOUT ROWID
        """,
        // Every referral gets a number of its own in its book, by which a reviewer names it.
        "ALTER TABLE referrals ADD COLUMN id INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE referrals SET id = numbered.id FROM (
            SELECT book, friend, row_number() OVER (PARTITION BY book ORDER BY claimed_at, friend) AS id
            FROM referrals
        ) AS numbered WHERE referrals.book = numbered.book AND referrals.friend = numbered.friend
        """,
        "CREATE UNIQUE INDEX referrals_by_id ON referrals (book, id)",
        "ALTER TABLE referrals ADD COLUMN flags TEXT NOT NULL DEFAULT ''",
        """
        ALTER TABLE referrals ADD COLUMN review TEXT NOT NULL DEFAULT 'none'
            CHECK (review = 'none' OR review = 'open' OR review = 'approved' OR review = 'rejected')
        """,
        "ALTER TABLE referrals ADD COLUMN review_note TEXT",
        "ALTER TABLE referrals ADD COLUMN reviewed_by TEXT",
        "ALTER TABLE referrals ADD COLUMN reviewed_at INTEGER",
        "CREATE INDEX referrals_by_review ON referrals (book, review, id)",
        "CREATE INDEX referrals_by_state ON referrals (book, state, id)",
    ]
}
