/// What the books said at an instant of the past, and what measures count that no other table has.
///
/// A row of `lot_history` or `spend_day_history` holds what stood *before* a change, good for everything before `until`; the
/// first change at a place counts. A trigger keeps the lots, so that whoever writes one keeps it. The first is looked for,
/// because a conflict clause within a trigger gives way to that of the statement outside
/// (https://www.sqlite.org/lang_createtrigger.html). Standings and days' spend are written in one place each, and much
/// faster without triggers: what writes them keeps them.
extension SchemaV2 {
    static let insight: [String] = lifetimeTotals + pastLots + pastTiers + reasons + counters

    /// What a decision against an award was made from.
    private static let reasons: [String] = [
        "ALTER TABLE non_awards ADD COLUMN trace TEXT NOT NULL DEFAULT '{}'"
    ]

    /// What measures count that leaves no other row: calls and support tickets, by the brand's local day.
    private static let counters: [String] = [
        """
        CREATE TABLE counters (
            book INTEGER NOT NULL, name TEXT NOT NULL, day INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0), PRIMARY KEY (book, name, day)
        ) STRICT, WITHOUT ROWID
        """
    ]

    /// The lifetime totals after each entry, beside the balances after it.
    private static let lifetimeTotals: [String] = [
        "ALTER TABLE entries ADD COLUMN earned_after INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE entries ADD COLUMN spent_after INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE entries ADD COLUMN expired_after INTEGER NOT NULL DEFAULT 0",
        // The entries that the first version wrote: what each kind counted as then.
        """
        UPDATE entries SET earned_after = totals.earned, spent_after = totals.spent, expired_after = totals.expired
        FROM (
            SELECT book, customer, wallet, sequence,
                sum(CASE WHEN kind IN ('earn', 'pending_award', 'pending_cancelled', 'clawback')
                    OR (kind = 'adjustment' AND coins > 0) THEN coins ELSE 0 END) OVER so_far AS earned,
                sum(CASE WHEN kind IN ('spend', 'return') OR (kind = 'adjustment' AND coins < 0)
                    THEN -coins ELSE 0 END) OVER so_far AS spent,
                sum(CASE WHEN kind = 'expiry' THEN -coins ELSE 0 END) OVER so_far AS expired
            FROM entries WINDOW so_far AS (PARTITION BY book, customer, wallet ORDER BY sequence)
        ) AS totals
        WHERE entries.book = totals.book AND entries.customer = totals.customer
            AND entries.wallet = totals.wallet AND entries.sequence = totals.sequence
        """,
    ]

    /// What lots held: each row is what a lot was after every entry before `until`, back to the row before it.
    private static let pastLots: [String] = [
        """
        CREATE TABLE lot_history (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, wallet INTEGER NOT NULL, until INTEGER NOT NULL,
            lot INTEGER NOT NULL, remaining INTEGER NOT NULL, held INTEGER NOT NULL, is_pending INTEGER NOT NULL,
            available_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, original_expires_at INTEGER NOT NULL,
            PRIMARY KEY (book, customer, wallet, until, lot)
        ) STRICT, WITHOUT ROWID
        """,
        // The wallet's row is written with the entry, before its lots: its sequence is the entry that changes them.
        """
        CREATE TRIGGER lot_history_kept AFTER UPDATE ON lots BEGIN
            INSERT INTO lot_history (book, customer, wallet, until, lot, remaining, held, is_pending,
                available_at, expires_at, original_expires_at)
            SELECT OLD.book, OLD.customer, OLD.wallet, sequence, OLD.lot, OLD.remaining, OLD.held, OLD.is_pending,
                OLD.available_at, OLD.expires_at, OLD.original_expires_at
            FROM wallets
            WHERE book = OLD.book AND customer = OLD.customer AND wallet = OLD.wallet
            ON CONFLICT DO NOTHING;
        END
        """,
    ]

    /// Every standing that there was, and what days counted before each.
    private static let pastTiers: [String] = [
        """
        CREATE TABLE standing_changes (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, number INTEGER NOT NULL, tier TEXT NOT NULL,
            since INTEGER NOT NULL, valid_until INTEGER, lifetime_spend INTEGER NOT NULL, orders INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL, PRIMARY KEY (book, customer, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO standing_changes (book, customer, number, tier, since, valid_until, lifetime_spend, orders,
            recorded_at)
        SELECT book, customer, 1, tier, since, valid_until, lifetime_spend, orders, updated_at FROM standings
        """,
        """
        CREATE TABLE spend_day_history (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, until INTEGER NOT NULL, day INTEGER NOT NULL,
            spend INTEGER NOT NULL, orders INTEGER NOT NULL, PRIMARY KEY (book, customer, until, day)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
