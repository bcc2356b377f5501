/// Quotes, holds, and what connectors did at checkout.
extension SchemaV2 {
    static let redemption: [String] = quotes + holds

    private static let quotes: [String] = [
        """
        CREATE TABLE quotes (
            book INTEGER NOT NULL, quote TEXT NOT NULL, customer INTEGER NOT NULL, channel TEXT NOT NULL,
            total INTEGER NOT NULL, subtotal INTEGER NOT NULL, discount INTEGER NOT NULL,
            coins INTEGER NOT NULL, credits INTEGER NOT NULL, trace TEXT NOT NULL, hold INTEGER,
            coupon TEXT, programme_version INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            PRIMARY KEY (book, quote)
        ) STRICT, WITHOUT ROWID
        """
    ]

    private static let holds: [String] = [
        """
        CREATE TABLE holds (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), customer INTEGER NOT NULL,
            channel TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state = 'open' OR state = 'committed' OR state = 'released'
                OR state = 'expired' OR state = 'reverted'),
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
        "CREATE INDEX holds_by_order ON holds (book, order_id) WHERE order_id IS NOT NULL",
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
            state TEXT NOT NULL CHECK (state = 'performed' OR state = 'reverted' OR state = 'marker'),
            created_at INTEGER NOT NULL, was_reverted_by_amount INTEGER NOT NULL DEFAULT 0
                CHECK (was_reverted_by_amount IN (0, 1)),
            PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE UNIQUE INDEX checkout_actions_by_reference
            ON checkout_actions (book, connector, reference, attempt) WHERE reference IS NOT NULL
        """,
        """
        CREATE INDEX checkout_actions_by_customer
            ON checkout_actions (book, customer, connector, number)
        """,
    ]
}
