/// Quotes, holds, pools of codes and what coupons became.
extension SchemaV2 {
    static let redemption: [String] = quotes + holds + coupons

    private static let quotes: [String] = [
        """
        CREATE TABLE quotes (
            book INTEGER NOT NULL, quote TEXT NOT NULL, customer INTEGER NOT NULL, channel TEXT NOT NULL,
            total INTEGER NOT NULL, subtotal INTEGER NOT NULL, discount INTEGER NOT NULL,
            coins INTEGER NOT NULL, credits INTEGER NOT NULL, trace TEXT NOT NULL, hold INTEGER,
            programme_version INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            PRIMARY KEY (book, quote)
        ) STRICT, WITHOUT ROWID
        """
    ]

    private static let holds: [String] = [
        """
        CREATE TABLE holds (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), customer INTEGER NOT NULL,
            channel TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'released', 'expired', 'reverted')),
            coins INTEGER NOT NULL CHECK (coins >= 0), credits INTEGER NOT NULL CHECK (credits >= 0),
            discount INTEGER NOT NULL CHECK (discount >= 0), total INTEGER NOT NULL, subtotal INTEGER NOT NULL,
            currency TEXT NOT NULL, quote TEXT, coins_held_by INTEGER, credits_held_by INTEGER,
            coins_spent_by INTEGER, credits_spent_by INTEGER, order_id TEXT, created_at INTEGER NOT NULL,
            deadline INTEGER NOT NULL, ended_at INTEGER, programme_version INTEGER NOT NULL,
            PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX holds_open ON holds (book, customer, deadline, number) WHERE state = 'open'",
        "CREATE INDEX holds_by_customer ON holds (book, customer, number)",
        // Which coins of which lots an open hold sets aside, by the entry that did.
        """
        CREATE TABLE held_lots (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL,
            sequence INTEGER NOT NULL, lot INTEGER NOT NULL, coins INTEGER NOT NULL CHECK (coins > 0),
            PRIMARY KEY (book, customer, wallet, sequence, lot)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE checkout_actions (
            book INTEGER NOT NULL, number INTEGER NOT NULL, connector TEXT NOT NULL, reference TEXT,
            attempt INTEGER NOT NULL, customer INTEGER NOT NULL, asked TEXT NOT NULL, hold INTEGER,
            state TEXT NOT NULL CHECK (state IN ('performed', 'reverted', 'marker')),
            created_at INTEGER NOT NULL, PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE UNIQUE INDEX checkout_actions_by_reference
            ON checkout_actions (book, connector, reference, attempt) WHERE reference IS NOT NULL
        """,
        """
        CREATE INDEX checkout_actions_by_customer
            ON checkout_actions (book, customer, connector, asked, number)
        """,
    ]

    private static let coupons: [String] = [
        "ALTER TABLE coupons ADD COLUMN basis_points INTEGER",
        "ALTER TABLE coupons ADD COLUMN product TEXT",
        """
        ALTER TABLE coupons ADD COLUMN is_published INTEGER NOT NULL DEFAULT 0 CHECK (is_published IN (0, 1))
        """,
        // How the code compares when people type it; of codes that the service made.
        "ALTER TABLE coupons ADD COLUMN code_key TEXT",
        "CREATE INDEX coupons_by_code_key ON coupons (book, code_key) WHERE code_key IS NOT NULL",
        // Uploaded codes; `coupon` and `customer` tell whose one became.
        """
        CREATE TABLE pool_codes (
            book INTEGER NOT NULL, reward TEXT NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL,
            customer INTEGER, coupon INTEGER, added_at INTEGER NOT NULL, drawn_at INTEGER,
            PRIMARY KEY (book, reward, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX pool_codes_by_code ON pool_codes (book, code)",
        "CREATE INDEX pool_codes_left ON pool_codes (book, reward, number) WHERE drawn_at IS NULL",
    ]
}
