/// Merges, erasure, audit log, API log, drafts and the sandbox.
///
/// `customers.merged_into` is the customer who goes on for one that was merged, never one that was merged itself;
/// `erased_customers` keeps the numbers of those whose row is gone, and for as long as a token lives a keyed digest of the
/// id, so that no token of an erased customer is good for whoever gets the id anew. The logs' times are real ones.
extension SchemaV2 {
    static let people: [String] = customers + logs + merging + drafts

    private static let customers: [String] =
        [
            "ALTER TABLE customers ADD COLUMN name_key TEXT",
            "ALTER TABLE customers ADD COLUMN block_reason TEXT",
            "ALTER TABLE customers ADD COLUMN merged_into INTEGER",
            // Over the id, the number and whom it was merged into; NULL in rows of the first version.
            "ALTER TABLE customers ADD COLUMN row_check INTEGER",
            "UPDATE customers SET name_key = lower(name)",
            "CREATE INDEX customers_by_name ON customers (book, name_key) WHERE name_key IS NOT NULL",
            "CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL",
            """
            CREATE TABLE erased_customers (
                customer INTEGER PRIMARY KEY, book INTEGER NOT NULL, erased_at INTEGER NOT NULL,
                id_digest BLOB CHECK (length(id_digest) = 32)
            ) STRICT
            """,
            "CREATE INDEX erased_customers_by_time ON erased_customers (erased_at) WHERE id_digest IS NOT NULL",
        ] + keptAnswers

    /// The kept answers, one after the other as they were given, found by an index: clustered by their scope, which is as
    /// good as random, each would change a page of its own with its whole body.
    private static let keptAnswers: [String] = [
        "ALTER TABLE idempotency RENAME TO idempotency_by_scope",
        """
        CREATE TABLE idempotency (
            number INTEGER PRIMARY KEY, book INTEGER NOT NULL, scope BLOB NOT NULL CHECK (length(scope) = 32),
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), status INTEGER NOT NULL,
            body BLOB NOT NULL, recorded_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        INSERT INTO idempotency (book, scope, fingerprint, status, body, recorded_at)
        SELECT book, scope, fingerprint, status, body, recorded_at FROM idempotency_by_scope ORDER BY recorded_at
        """,
        "DROP TABLE idempotency_by_scope",
        "CREATE UNIQUE INDEX idempotency_by_scope ON idempotency (book, scope)",
        // Whose data a kept answer holds, so that erasing finds it: an entry of the customer's names the answer, or a row
        // here does. A row each time would be written on a page of its own.
        "ALTER TABLE entries ADD COLUMN answer INTEGER",
        """
        CREATE TABLE idempotency_customers (
            book INTEGER NOT NULL, customer INTEGER NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (book, customer, number)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let logs: [String] = [
        // `note` is what a person wrote: the only column that erasing a customer empties.
        """
        CREATE TABLE audit_log (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), act TEXT NOT NULL,
            subject TEXT NOT NULL, customer INTEGER, actor TEXT NOT NULL, recorded_at INTEGER NOT NULL,
            before_digest BLOB, after_digest BLOB, summary TEXT NOT NULL, note TEXT,
            has_entry INTEGER NOT NULL CHECK (has_entry IN (0, 1)), PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        // An act that wrote an entry is found by that entry, which names it; the others by the index.
        "ALTER TABLE entries ADD COLUMN act INTEGER",
        """
        CREATE INDEX audit_log_by_customer ON audit_log (book, customer)
            WHERE customer IS NOT NULL AND has_entry = 0
        """,
        """
        CREATE TABLE api_log (
            number INTEGER PRIMARY KEY, book INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            route TEXT NOT NULL, key_id INTEGER, customer INTEGER, status INTEGER NOT NULL, code TEXT,
            microseconds INTEGER NOT NULL, request_id TEXT NOT NULL,
            is_dry_run INTEGER NOT NULL CHECK (is_dry_run IN (0, 1)),
            is_replay INTEGER NOT NULL CHECK (is_replay IN (0, 1))
        ) STRICT
        """,
        // Lines only come at its end. In the order of customers each of them would be written on a page of its own, which is
        // more than the request that it tells of has cost.
        "CREATE INDEX api_log_by_book ON api_log (book, number, customer)",
        // Lines that found no room, by the moment at which that was noticed.
        """
        CREATE TABLE api_log_gaps (recorded_at INTEGER NOT NULL, lines INTEGER NOT NULL CHECK (lines > 0)) STRICT
        """,
    ]

    private static let merging: [String] = [
        """
        CREATE TABLE merges (
            book INTEGER NOT NULL, merge INTEGER NOT NULL CHECK (merge > 0), survivor INTEGER NOT NULL,
            merged INTEGER NOT NULL, merged_at INTEGER NOT NULL, undone_at INTEGER, document TEXT NOT NULL,
            actor TEXT NOT NULL, PRIMARY KEY (book, merge)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX merges_by_survivor ON merges (book, survivor, merge)",
        "CREATE INDEX merges_by_merged ON merges (book, merged, merge)",
        // Which lot of the survivor was which of the merged customer's, more than one where coins came back to it later;
        // of a merge that was undone, which of the merged customer's lots came back as which.
        """
        CREATE TABLE merged_lots (
            book INTEGER NOT NULL, merge INTEGER NOT NULL, wallet INTEGER NOT NULL CHECK (wallet IN (1, 2)),
            from_lot INTEGER NOT NULL, to_lot INTEGER NOT NULL, coins INTEGER NOT NULL CHECK (coins > 0),
            PRIMARY KEY (book, merge, wallet, from_lot, to_lot)
        ) STRICT, WITHOUT ROWID
        """,
        // The orders that came along, with the award that they had in the merged customer's ledger, and how much of that
        // had lapsed there; of a merge that was undone, those of whose awards coins lapsed meanwhile.
        """
        CREATE TABLE merged_orders (
            book INTEGER NOT NULL, merge INTEGER NOT NULL, order_id TEXT NOT NULL, award_sequence INTEGER,
            lapsed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (book, merge, order_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX merged_orders_by_order ON merged_orders (book, order_id)",
    ]

    private static let drafts: [String] = [
        """
        CREATE TABLE programme_drafts (
            brand TEXT NOT NULL, draft INTEGER NOT NULL CHECK (draft > 0), name TEXT NOT NULL,
            document TEXT NOT NULL, digest BLOB NOT NULL CHECK (length(digest) = 32), base_version INTEGER NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 0), created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
            updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL, PRIMARY KEY (brand, draft)
        ) STRICT, WITHOUT ROWID
        """
    ]
}
