import Foundation
import Model
import TestFiles
import Testing

@testable import Engine
@testable import Store

/// A database of the first schema, brought up to this program's.
struct UpgradeTests {
    private static let customer = CustomerNumber(1)

    /// The books of the first version, as it wrote them: one customer with one credit.
    static func makeFirstVersion(at path: String, coins: Coins = 5, chained: Bool = true) throws {
        let connection = try Connection(path: path, access: .readWrite)
        defer { connection.close() }
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute(
            """
            CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
            INSERT INTO schema_versions VALUES (1, 0)
            """)
        for statement in SchemaV1.statements { try connection.execute(statement) }
        let document = AdministrationBooks.programme()
        try connection.execute(
            """
            INSERT INTO brands VALUES ('plain-records', 'Plain Records', 0);
            INSERT INTO books (book, brand, mode, created_at)
                VALUES (1, 'plain-records', 'live', 0), (2, 'plain-records', 'test', 0);
            INSERT INTO customers (book, customer_id, customer, referral_code, created_at, updated_at)
                VALUES (1, 'customer-1', 1, 'ABCDEFGH', 0, 0);
            INSERT INTO lots VALUES (1, 1, 1, 1, 5, 5, 0, 0, 0, 9223372036854775807, 9223372036854775807, 0)
            """)
        try connection.run(
            "INSERT INTO programme_versions VALUES ('plain-records', 1, $1, $2, 0, 'test')", .text(document),
            .digest(SHA256.hash(document)))
        let entry = Entry(
            id: TransactionID(wallet: .coins, sequence: 1), kind: .adjustment, coins: coins,
            availableChange: 5, pendingChange: 0, availableAfter: 5, pendingAfter: 0, heldAfter: 0,
            reason: "manual", note: nil, source: Source(.adjustment, ""), programmeVersion: 1, actor: "test",
            reverses: nil, occurredAt: .epoch, recordedAt: .epoch, trace: "{}")
        let chain = EntryChain.value(
            of: entry, noteDigest: nil, customer: customer, book: BookNumber(1), after: .zero)
        try connection.run(
            """
            INSERT INTO entries (book, customer, wallet, sequence, kind, coins, available_after, pending_after,
                held_after, available_change, pending_change, reason, source_kind, source_reference,
                programme_version, trace, actor, occurred_at, recorded_at, chain)
            VALUES (1, 1, 1, 1, 'adjustment', 5, 5, 0, 0, 5, 0, 'manual', 'adjustment', '', 1, '{}', 'test', 0, 0, $1)
            """, .digest(chained ? chain : .zero))
        try connection.run(
            """
            INSERT INTO wallets (book, customer, wallet, available, pending, held, lifetime_earned, lifetime_spent,
                lifetime_expired, sequence, chain, next_due_at, updated_at)
            VALUES (1, 1, 1, 5, 0, 0, 5, 0, 0, 1, $1, 9223372036854775807, 0)
            """, .digest(chained ? chain : .zero))
    }

    private func inFolder(_ body: (String, ManualClock) throws -> Void) throws {
        let folder = try Scratch()
        try body(folder.url.path, ManualClock(try Instant(rfc3339: "2026-11-21T06:00:00Z")))
    }

    @Test func `the step is tried on a copy, and the original stays as it is`() throws {
        try inFolder { folder, clock in
            let path = folder + "/old.db"
            try Self.makeFirstVersion(at: path)
            let findings = try Rehearsal.run(
                of: path, at: folder + "/copy.db", secrets: Secrets(master: []), clock: clock)
            #expect(findings.schemaBefore == 1 && findings.schemaAfter == Migrations.current)
            #expect(findings.report.customers == 1 && findings.report.entries == 1)
            #expect(try DatabaseCopy.schemaVersion(of: path) == 1)
            #expect(try DatabaseCopy.schemaVersion(of: folder + "/copy.db") == Migrations.current)
        }
    }

    @Test func `opening an older database asks for the rehearsal first, and a failed one changes nothing`()
        throws
    {
        try inFolder { folder, clock in
            let path = folder + "/old.db"
            try Self.makeFirstVersion(at: path)
            struct Refused: Error {}
            var asked: [Int64] = []
            #expect(throws: Refused.self) {
                _ = try Store(path: path, now: clock.now()) {
                    asked.append($0)
                    throw Refused()
                }
            }
            #expect(asked == [1])
            #expect(try DatabaseCopy.schemaVersion(of: path) == 1)
            let store = try Store(path: path, now: clock.now()) { asked.append($0) }
            store.close()
            #expect(asked == [1, 1])
            #expect(try DatabaseCopy.schemaVersion(of: path) == Migrations.current)
            let again = try Store(path: path, now: clock.now()) { asked.append($0) }
            again.close()
            #expect(asked == [1, 1])
        }
    }

    @Test func `books that do not verify are not brought over`() throws {
        try inFolder { folder, clock in
            let path = folder + "/old.db"
            try Self.makeFirstVersion(at: path, chained: false)
            let refused = #expect(throws: AdministrationError.self) {
                try Rehearsal.run(
                    of: path, at: folder + "/copy.db", secrets: Secrets(master: []), clock: clock)
            }
            #expect(refused?.description.contains("its chain value") == true, "\(refused?.description ?? "")")
            #expect(!FileManager.default.fileExists(atPath: folder + "/copy.db"))
            #expect(try DatabaseCopy.schemaVersion(of: path) == 1)
        }
    }
}
