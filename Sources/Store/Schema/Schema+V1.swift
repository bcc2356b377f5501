/// The tables of the first version, for SQLite: STRICT, keyed by book first, and clustered by customer where a
/// screen reads them.
///
/// Conventions: instants are milliseconds since 1970 UTC; 9223372036854775807 stands for "never"; local days are
/// counted from 1970-01-01 in the brand's zone; wallets are 1 (coins) and 2 (credits); money is in minor units.
enum SchemaV1 {
    static let statements: [String] = identity + ledger + commerce + loyalty

    private static let identity: [String] = [
        """
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE brands (
            brand TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE books (
            book INTEGER PRIMARY KEY, brand TEXT NOT NULL, mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
            clock_offset INTEGER NOT NULL DEFAULT 0 CHECK (clock_offset >= 0),
            secret_generation INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL,
            UNIQUE (brand, mode)
        ) STRICT
        """,
        """
        CREATE TABLE programme_versions (
            brand TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0), document TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32), published_at INTEGER NOT NULL,
            published_by TEXT NOT NULL, PRIMARY KEY (brand, version)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE keys (
            key_id INTEGER PRIMARY KEY, book INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('read', 'write', 'admin')),
            is_server INTEGER NOT NULL CHECK (is_server IN (0, 1)),
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32), hint TEXT NOT NULL, label TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER, rotated_from INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE customers (
            book INTEGER NOT NULL, customer_id TEXT NOT NULL, customer INTEGER NOT NULL,
            name TEXT, email TEXT, mobile TEXT, email_key TEXT, mobile_key TEXT, locale TEXT, birthday TEXT,
            referral_code TEXT NOT NULL, is_blocked INTEGER NOT NULL DEFAULT 0 CHECK (is_blocked IN (0, 1)),
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            PRIMARY KEY (book, customer_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX customers_by_number ON customers (customer)",
        "CREATE UNIQUE INDEX customers_by_referral_code ON customers (book, referral_code)",
        "CREATE INDEX customers_by_email ON customers (book, email_key) WHERE email_key IS NOT NULL",
        "CREATE INDEX customers_by_mobile ON customers (book, mobile_key) WHERE mobile_key IS NOT NULL",
        """
        CREATE TABLE idempotency (
            book INTEGER NOT NULL, scope BLOB NOT NULL CHECK (length(scope) = 32),
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), status INTEGER NOT NULL,
            body BLOB NOT NULL, recorded_at INTEGER NOT NULL, PRIMARY KEY (book, scope)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let ledger: [String] = [
        """
        CREATE TABLE wallets (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL CHECK (wallet IN (1, 2)),
            available INTEGER NOT NULL, pending INTEGER NOT NULL CHECK (pending >= 0),
            held INTEGER NOT NULL CHECK (held >= 0), lifetime_earned INTEGER NOT NULL,
            lifetime_spent INTEGER NOT NULL, lifetime_expired INTEGER NOT NULL, sequence INTEGER NOT NULL,
            chain BLOB NOT NULL CHECK (length(chain) = 32), next_due_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, PRIMARY KEY (book, customer, wallet)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX wallets_due ON wallets (next_due_at) WHERE next_due_at < 9223372036854775807
        """,
        """
        CREATE TABLE entries (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL, sequence INTEGER NOT NULL,
            kind TEXT NOT NULL, coins INTEGER NOT NULL, available_after INTEGER NOT NULL,
            pending_after INTEGER NOT NULL, held_after INTEGER NOT NULL, available_change INTEGER NOT NULL,
            pending_change INTEGER NOT NULL, reason TEXT NOT NULL, note TEXT, note_salt BLOB, note_digest BLOB,
            source_kind TEXT NOT NULL, source_reference TEXT NOT NULL, programme_version INTEGER NOT NULL,
            trace TEXT NOT NULL, actor TEXT NOT NULL, reverses INTEGER, occurred_at INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL, chain BLOB NOT NULL CHECK (length(chain) = 32),
            PRIMARY KEY (book, customer, wallet, sequence)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE lots (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL, lot INTEGER NOT NULL,
            coins INTEGER NOT NULL CHECK (coins > 0), remaining INTEGER NOT NULL CHECK (remaining >= 0),
            held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0), is_pending INTEGER NOT NULL CHECK (is_pending IN (0, 1)),
            available_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, original_expires_at INTEGER NOT NULL,
            earned_at INTEGER NOT NULL, PRIMARY KEY (book, customer, wallet, lot),
            CHECK (remaining <= coins), CHECK (held <= remaining)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX lots_open ON lots (book, customer, wallet, is_pending, expires_at, earned_at, lot)
            WHERE remaining > 0
        """,
        """
        CREATE INDEX lots_pending ON lots (book, customer, wallet, available_at) WHERE is_pending = 1
        """,
        """
        CREATE TABLE spent_lots (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL, sequence INTEGER NOT NULL,
            lot INTEGER NOT NULL, coins INTEGER NOT NULL CHECK (coins > 0),
            PRIMARY KEY (book, customer, wallet, sequence, lot)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let commerce: [String] = [
        """
        CREATE TABLE orders (
            book INTEGER NOT NULL, order_id TEXT NOT NULL, customer INTEGER NOT NULL, state TEXT NOT NULL,
            placed_at INTEGER NOT NULL, currency TEXT NOT NULL, total INTEGER NOT NULL, subtotal INTEGER NOT NULL,
            revision INTEGER, connector TEXT, document TEXT NOT NULL, counted_spend INTEGER NOT NULL,
            award_sequence INTEGER, award_coins INTEGER, outcome TEXT, programme_version INTEGER NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (book, order_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX orders_by_customer ON orders (book, customer, placed_at)",
        """
        CREATE TABLE order_events (
            book INTEGER NOT NULL, order_id TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL,
            revision INTEGER, outcome TEXT NOT NULL, actor TEXT NOT NULL, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, order_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE coupons (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL,
            reward TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
            coins INTEGER NOT NULL CHECK (coins > 0), minimum_cart INTEGER NOT NULL, state TEXT NOT NULL,
            returns_coins INTEGER NOT NULL CHECK (returns_coins IN (0, 1)), created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, used_at INTEGER, used_order TEXT, ended_at INTEGER,
            return_sequence INTEGER, programme_version INTEGER NOT NULL,
            PRIMARY KEY (book, customer, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX coupons_by_code ON coupons (book, code)",
        """
        CREATE INDEX coupons_active ON coupons (book, customer, expires_at) WHERE state = 'active'
        """,
        "CREATE INDEX coupons_by_state ON coupons (book, customer, state, number)",
    ]

    private static let loyalty: [String] = [
        """
        CREATE TABLE standings (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, tier TEXT NOT NULL, since INTEGER NOT NULL,
            valid_until INTEGER, lifetime_spend INTEGER NOT NULL, orders INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, PRIMARY KEY (book, customer)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE spend_days (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, day INTEGER NOT NULL, spend INTEGER NOT NULL,
            orders INTEGER NOT NULL, PRIMARY KEY (book, customer, day)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE trigger_awards (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, trigger_id TEXT NOT NULL, awarded_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (book, customer, trigger_id, awarded_at, sequence)
        ) STRICT, WITHOUT ROWID
        """,
        // What screens show of the awards: one row a trigger, however long the history.
        """
        CREATE TABLE trigger_totals (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, trigger_id TEXT NOT NULL, awards INTEGER NOT NULL,
            PRIMARY KEY (book, customer, trigger_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE trigger_devices (
            book INTEGER NOT NULL, trigger_id TEXT NOT NULL, device BLOB NOT NULL CHECK (length(device) = 32),
            customer INTEGER NOT NULL, recorded_at INTEGER NOT NULL, PRIMARY KEY (book, trigger_id, device)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE postback_events (
            book INTEGER NOT NULL, trigger_id TEXT NOT NULL, provider TEXT NOT NULL, event_id TEXT NOT NULL,
            outcome TEXT NOT NULL, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, trigger_id, provider, event_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE non_awards (
            book INTEGER NOT NULL, customer_id TEXT NOT NULL, number INTEGER NOT NULL, source_kind TEXT NOT NULL,
            source_reference TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
            programme_version INTEGER NOT NULL, actor TEXT NOT NULL, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, customer_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE referrals (
            book INTEGER NOT NULL, friend INTEGER NOT NULL, referrer INTEGER NOT NULL, number INTEGER NOT NULL,
            code TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT, claimed_at INTEGER NOT NULL, order_id TEXT, qualified_at INTEGER,
            due_at INTEGER NOT NULL, rewarded_at INTEGER, friend_coins INTEGER NOT NULL,
            referrer_coins INTEGER NOT NULL, programme_version INTEGER NOT NULL, PRIMARY KEY (book, friend)
        ) STRICT, WITHOUT ROWID
        """,
        // What screens show of the referrals: one row a state, however many friends.
        """
        CREATE TABLE referral_totals (
            book INTEGER NOT NULL, referrer INTEGER NOT NULL, state TEXT NOT NULL,
            referrals INTEGER NOT NULL, coins INTEGER NOT NULL,
            PRIMARY KEY (book, referrer, state)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX referrals_by_referrer ON referrals (book, referrer, number)",
        """
        CREATE INDEX referrals_due ON referrals (book, referrer, due_at) WHERE state = 'qualified'
        """,
    ]
}
