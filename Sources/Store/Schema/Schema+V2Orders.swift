/// Orders with lines, refunds and awards.
///
/// `orders.document` keeps the lines (``Connection/order(_:in:)``); `orders.award_basis` what the award was computed from.
extension SchemaV2 {
    static let orders: [String] = [
        "ALTER TABLE orders ADD COLUMN tax INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE orders ADD COLUMN shipping INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE orders ADD COLUMN coins_discount INTEGER",
        "ALTER TABLE orders ADD COLUMN tier TEXT",
        "ALTER TABLE orders ADD COLUMN award_day INTEGER",
        "ALTER TABLE orders ADD COLUMN award_basis TEXT",
        "ALTER TABLE orders ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0",
        """
        ALTER TABLE orders ADD COLUMN refunded TEXT NOT NULL DEFAULT 'none'
            CHECK (refunded = 'none' OR refunded = 'partial' OR refunded = 'full')
        """,
        // What the caps ask: the coins of one customer's awards on a day, and ever, from the index alone.
        """
        CREATE INDEX orders_by_award_day ON orders (book, customer, award_day, award_coins, taken_back)
            WHERE award_sequence IS NOT NULL
        """,
        """
        CREATE TABLE refunds (
            book INTEGER NOT NULL, order_id TEXT NOT NULL, number INTEGER NOT NULL CHECK (number > 0),
            refund_id TEXT NOT NULL, fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
            lines TEXT NOT NULL, asked_amount INTEGER NOT NULL CHECK (asked_amount >= 0),
            is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
            amount INTEGER NOT NULL CHECK (amount >= 0),
            is_store_credit INTEGER NOT NULL CHECK (is_store_credit IN (0, 1)),
            taken_back INTEGER NOT NULL CHECK (taken_back >= 0), waived INTEGER NOT NULL CHECK (waived >= 0),
            returned INTEGER NOT NULL CHECK (returned >= 0), credit_sequence INTEGER, actor TEXT NOT NULL,
            occurred_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, order_id, number), UNIQUE (book, order_id, refund_id)
        ) STRICT, WITHOUT ROWID
        """,
        // What was spent on an order, by the debit that took it; `returned` is what has come back since. The discount of
        // a coupon that was used on an order nobody knew yet may be an estimate, the most that it can be; then
        // `estimate_of` is the coupon's code.
        """
        CREATE TABLE order_redemptions (
            book INTEGER NOT NULL, order_id TEXT NOT NULL, customer INTEGER NOT NULL,
            wallet INTEGER NOT NULL CHECK (wallet IN (1, 2)), sequence INTEGER NOT NULL,
            coins INTEGER NOT NULL CHECK (coins > 0), discount INTEGER NOT NULL CHECK (discount >= 0),
            returned INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND coins),
            estimate_of TEXT,
            PRIMARY KEY (book, order_id, customer, wallet, sequence)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX order_redemptions_by_entry ON order_redemptions (book, customer, wallet, sequence)",
        // Coins of an award that could not be taken back: taken from those that were out when they come home.
        """
        CREATE TABLE waived_claims (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0),
            sequence INTEGER NOT NULL, waived_at INTEGER NOT NULL, order_id TEXT NOT NULL,
            award INTEGER NOT NULL, reason TEXT NOT NULL, coins INTEGER NOT NULL CHECK (coins > 0),
            PRIMARY KEY (book, customer, number)
        ) STRICT, WITHOUT ROWID
        """,
        // What a return entry gave back of a debit, by lot. Returns from before this table gave back all.
        """
        CREATE TABLE returned_lots (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL,
            spent INTEGER NOT NULL, lot INTEGER NOT NULL, sequence INTEGER NOT NULL,
            coins INTEGER NOT NULL CHECK (coins > 0),
            PRIMARY KEY (book, customer, wallet, spent, lot, sequence)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
