import Foundation
import Model
import Store

/// The storage limit of this disk: a row a write in a plain loop, with the durability that the service has, on as many
/// customers and entries as the service's database has.
struct RawWrites {
    private let directory: String
    private let seconds: Int
    private let batch: Int
    private let customers: Int
    private let entries: Int

    init(_ options: Options) throws {
        directory = try options.text("directory")
        seconds = try options.number("seconds", default: 10)
        batch = try options.number("batch", default: 1)
        customers = try options.number("customers", default: 100_000)
        entries = try options.number("entries", default: 20)
    }

    private static let note = String(repeating: "x", count: 200)

    func run() throws {
        let path = "\(directory)/raw-\(getpid()).db"
        defer { for suffix in ["", "-wal", "-shm"] { _ = unsafe unlink(path + suffix) } }
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute("PRAGMA journal_mode = WAL")
        // As large a cache as the service's writer has.
        try connection.execute("PRAGMA cache_size = -49152")
        try connection.execute(
            """
            CREATE TABLE entries (customer INTEGER, sequence INTEGER, coins INTEGER, note TEXT,
                PRIMARY KEY (customer, sequence)) STRICT, WITHOUT ROWID;
            CREATE TABLE wallets (customer INTEGER PRIMARY KEY, available INTEGER) STRICT
            """)
        try fill(connection)
        try connection.execute("PRAGMA synchronous = FULL")
        var random = SplitMix(state: UInt64(getpid()))
        let start = ContinuousClock.now
        var writes = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try connection.run("BEGIN IMMEDIATE")
            for _ in 0..<batch {
                writes += 1
                let customer = Int.random(in: 0..<customers, using: &random)
                try write(sequence: entries + writes, of: customer, on: connection)
            }
            try connection.run("COMMIT")
        }
        let elapsed = ContinuousClock.now - start
        print("raw: \(writes) writes, \(batch) a transaction, \(rate(writes, elapsed)) writes/s")
    }

    /// The history that the service has at the beginning.
    private func fill(_ connection: Connection) throws {
        try connection.execute("PRAGMA synchronous = OFF")
        try connection.run("BEGIN IMMEDIATE")
        for customer in 0..<customers {
            for sequence in 0..<entries { try write(sequence: sequence, of: customer, on: connection) }
        }
        try connection.run("COMMIT")
        _ = try connection.checkpoint(.truncate)
    }

    private func write(sequence: Int, of customer: Int, on connection: Connection) throws {
        try connection.run(
            "INSERT INTO entries (customer, sequence, coins, note) VALUES ($1, $2, $3, $4)",
            .count(customer), .count(sequence), 10, .text(Self.note))
        try connection.run(
            """
            INSERT INTO wallets (customer, available) VALUES ($1, $2)
            ON CONFLICT (customer) DO UPDATE SET available = available + excluded.available
            """, .count(customer), 10)
    }
}

/// Whole events per second.
func rate(_ count: Int, _ elapsed: Duration) -> Int {
    let milliseconds =
        elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    return milliseconds > 0 ? count * 1000 / Int(milliseconds) : 0
}
