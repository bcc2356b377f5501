import Foundation
import Model
import Store

/// The storage limit of this disk: an entry and a wallet a write in a plain loop, as durable as the service's.
///
/// What a write costs the disk depends on how many pages it lands on, and so on how large the books are: the file may
/// be filled first with as many customers and entries as the database has that it is compared with.
struct RawWrites {
    private let path: String
    private let isKept: Bool
    private let seconds: Int
    private let batch: Int
    private let customers: Int
    private let entries: Int

    init(_ options: Options) throws {
        let kept = options.text("database", default: "")
        isKept = !kept.isEmpty
        path = isKept ? kept : "\(try options.text("directory"))/raw-\(getpid()).db"
        seconds = try options.number("seconds", default: 10)
        batch = try options.number("batch", default: 1)
        customers = try options.number("customers", default: 65_536)
        entries = try options.count("entries", default: 0)
    }

    func run() throws {
        defer {
            if !isKept { for suffix in ["", "-wal", "-shm"] { _ = unsafe unlink(path + suffix) } }
        }
        let connection = try Connection(path: path, access: .readWrite)
        try prepare(connection)
        try connection.execute("PRAGMA synchronous = FULL")
        var random = SystemRandomNumberGenerator()
        let start = ContinuousClock.now
        var writes = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try connection.run("BEGIN IMMEDIATE")
            for _ in 0..<batch {
                writes += 1
                try write(to: Int.random(in: 0..<customers, using: &random), on: connection)
            }
            try connection.run("COMMIT")
        }
        let elapsed = ContinuousClock.now - start
        print("raw: \(writes) writes, \(batch) a transaction, \(rate(writes, elapsed)) writes/s")
    }

    /// Makes the tables and fills them, unless the file has them already.
    private func prepare(_ connection: Connection) throws {
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute("PRAGMA synchronous = OFF")
        try connection.execute("PRAGMA cache_size = -32768")
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS entries (customer INTEGER, sequence INTEGER, coins INTEGER, note TEXT,
                PRIMARY KEY (customer, sequence)) STRICT, WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS wallets (customer INTEGER PRIMARY KEY, available INTEGER, sequence INTEGER) STRICT
            """)
        guard try connection.first("SELECT 1 FROM wallets LIMIT 1", map: { $0.integer(0) }) == nil else {
            return
        }
        for first in stride(from: 0, to: entries > 0 ? customers : 0, by: 2_000) {
            try connection.run("BEGIN IMMEDIATE")
            for customer in first..<min(first + 2_000, customers) {
                for _ in 0..<max(1, entries / customers) { try write(to: customer, on: connection) }
            }
            try connection.run("COMMIT")
        }
        _ = try connection.checkpoint(.truncate)
    }

    private static let note = String(repeating: "x", count: 200)

    private func write(to customer: Int, on connection: Connection) throws {
        let sequence = try connection.first(
            """
            INSERT INTO wallets (customer, available, sequence) VALUES ($1, 10, 1)
            ON CONFLICT (customer) DO UPDATE SET available = available + 10, sequence = sequence + 1
            RETURNING sequence
            """, .count(customer)
        ) { $0.integer(0) }
        try connection.run(
            "INSERT INTO entries (customer, sequence, coins, note) VALUES ($1, $2, $3, $4)",
            .count(customer), .integer(sequence ?? 0), 10, .text(Self.note))
    }
}

/// Whole events per second.
func rate(_ count: Int, _ elapsed: Duration) -> Int {
    let milliseconds =
        elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    return milliseconds > 0 ? count * 1000 / Int(milliseconds) : 0
}
