/// What each connection is told when it opens, in this order, each with its reason.
enum Pragmas {
    /// First, so that whatever follows waits for another process that is just closing.
    static let patience = "PRAGMA busy_timeout = 5000"

    static let writer: [String] = [
        // Small pages keep what one random write adds to the log small; must precede the first table.
        "PRAGMA page_size = 4096",
        // Readers do not block the writer, and a commit is one append and one sync.
        "PRAGMA journal_mode = WAL",
        // "If an application running in WAL mode wants durability across power loss, synchronous=FULL":
        // https://www.sqlite.org/pragma.html#pragma_synchronous. What is acknowledged is on disk.
        "PRAGMA synchronous = FULL",
        // The log keeps its size after a checkpoint up to this, so that it is not grown again and again.
        "PRAGMA journal_size_limit = 67108864",
        "PRAGMA temp_store = MEMORY",
        // 48 MiB: the inner pages of every tree of a large database, and what a long transaction changes.
        "PRAGMA cache_size = -49152",
        // Defence against a damaged or doctored file: https://www.sqlite.org/security.html
        "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON",
    ]

    /// Told last where durability is not wanted: nothing waits for the disk, and a power loss may take the file with it. A
    /// process that dies loses nothing, because what it wrote is the system's already.
    static let withoutSyncing = "PRAGMA synchronous = OFF"

    /// Of the connection that moves the log into the database, and writes nothing of its own.
    static let checkpoints: [String] = [
        patience,
        // The log is synced before any of it is moved, and the database before the log may start over.
        "PRAGMA synchronous = FULL",
        "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA cache_size = -256",
        "PRAGMA trusted_schema = OFF",
    ]

    /// Pages come straight out of the system's page cache, without a system call and a copy each; a cold screen costs a
    /// quarter less.
    static let mapping = "PRAGMA mmap_size = 1099511627776"
    /// Lets go of the mapping at once.
    static let withoutMapping = "PRAGMA mmap_size = 0"

    static let reader: [String] = [
        patience,
        "PRAGMA temp_store = MEMORY",
        // 8 MiB: the inner pages of the trees that screens walk.
        "PRAGMA cache_size = -8192",
        "PRAGMA query_only = ON",
        mapping,
        // No cell_size_check: it walks every cell of every page that a read touches, which took half of SQLite's time
        // over a mapped file. What a screen shows is checked against the wallet's newest entry, and `verify` reads all.
        "PRAGMA trusted_schema = OFF",
    ]
}
