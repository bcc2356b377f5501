import Foundation
import Model
import Store

/// The storage limit of this disk: a row a write in a plain loop, with the durability that the service has.
struct RawWrites {
    private let directory: String
    private let seconds: Int
    private let batch: Int

    init(_ options: Options) throws {
        directory = try options.text("directory")
        seconds = try options.number("seconds", default: 10)
        batch = try options.number("batch", default: 1)
    }

    func run() throws {
        let path = "\(directory)/raw-\(getpid()).db"
        defer { for suffix in ["", "-wal", "-shm"] { _ = unsafe unlink(path + suffix) } }
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute(
            """
            CREATE TABLE entries (customer INTEGER, sequence INTEGER, coins INTEGER, note TEXT,
                PRIMARY KEY (customer, sequence)) STRICT, WITHOUT ROWID;
            CREATE TABLE wallets (customer INTEGER PRIMARY KEY, available INTEGER) STRICT
            """)
        let start = ContinuousClock.now
        var writes = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try connection.run("BEGIN IMMEDIATE")
            for _ in 0..<batch {
                writes += 1
                try write(number: writes, on: connection)
            }
            try connection.run("COMMIT")
        }
        let elapsed = ContinuousClock.now - start
        print("raw: \(writes) writes, \(batch) a transaction, \(rate(writes, elapsed)) writes/s")
    }

    private func write(number: Int, on connection: Connection) throws {
        let customer = Int64(truncatingIfNeeded: number &* 0x9E37_79B9 & 0xFFFF)
        try connection.run(
            "INSERT INTO entries (customer, sequence, coins, note) VALUES ($1, $2, $3, $4)",
            .integer(customer),
            .count(number), 10, .text(String(repeating: "x", count: 200)))
        try connection.run(
            """
            INSERT INTO wallets (customer, available) VALUES ($1, $2)
            ON CONFLICT (customer) DO UPDATE SET available = available + excluded.available
            """, .integer(customer), 10)
    }
}

/// Whole events per second.
func rate(_ count: Int, _ elapsed: Duration) -> Int {
    let milliseconds =
        elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    return milliseconds > 0 ? count * 1000 / Int(milliseconds) : 0
}
