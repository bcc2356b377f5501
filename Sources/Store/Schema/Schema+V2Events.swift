/// What happened, in the order in which it was written.
///
/// A row is narrow: it names what it tells of, and what it tells is read where that lies. `customer` is whom it concerns;
/// `reference` is an entry's name, a coupon's code, a referral's number, a tier, the survivor of a merge, or a checkout's
/// hold; `detail` is JSON, of what no other table keeps.
extension SchemaV2 {
    static let events: [String] = [
        """
        CREATE TABLE events (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), kind TEXT NOT NULL,
            customer INTEGER NOT NULL, reference TEXT NOT NULL, detail TEXT, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        // Which payments of a hold were told: 1 of coins, 2 of store credit. And by which name its checkout knows it.
        """
        ALTER TABLE holds ADD COLUMN recorded_payments INTEGER NOT NULL DEFAULT 0
            CHECK (recorded_payments BETWEEN 0 AND 3)
        """,
        "CREATE INDEX checkout_actions_by_hold ON checkout_actions (book, hold) WHERE hold IS NOT NULL",
    ]
}
