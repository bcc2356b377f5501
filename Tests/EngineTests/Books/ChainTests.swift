import Model
import Store
import Testing

@testable import Engine

/// Whatever is changed about an entry in the file breaks the chain (rule 3.3).
struct ChainTests {
    /// Two customers with four entries each: the first and the last have notes, the third reverses the second.
    private func books() throws -> TestBooks {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "five", coins: 5)]))
        for name in ["ada", "bob"] {
            try books.join(name)
            try books.adjust(name, by: 20)
            try books.redeem("five", by: name)
            try books.cancel(2, of: name)
            try books.adjust(name, by: -3)
        }
        return books
    }

    private func faults(_ books: TestBooks) throws -> [LedgerFault] {
        try Verification.run(on: books.engine).faults
    }

    /// Every column of the table, with another value that its type and the program accept.
    static let columns: [(column: String, value: String)] = [
        ("book", "\(2)"), ("customer", "77"), ("wallet", "2"), ("sequence", "9"), ("kind", "'earn'"),
        ("coins", "coins + 1"),
        ("available_after", "available_after + 1"), ("pending_after", "1"), ("held_after", "1"),
        ("available_change", "available_change + 1"), ("pending_change", "1"), ("reason", "reason || ' '"),
        ("note", "'forged'"), ("note_salt", "zeroblob(16)"), ("note_digest", "zeroblob(32)"),
        ("source_kind", "'system'"),
        ("source_reference", "'x'"), ("programme_version", "7"), ("trace", "trace || ' '"),
        ("actor", "'key:2'"),
        ("reverses", "CASE WHEN reverses IS NULL THEN 0 END"), ("occurred_at", "occurred_at + 1"),
        ("recorded_at", "recorded_at + 1"), ("chain", "zeroblob(32)"),
    ]

    @Test(arguments: columns, 1...4)
    func `a changed column of any entry breaks the chain`(
        column: (column: String, value: String), sequence: Int
    ) throws {
        let books = try books()
        #expect(try faults(books) == [])
        try books.execute(
            """
            UPDATE entries SET \(column.column) = \(column.value)
            WHERE book = 1 AND customer = 1 AND wallet = 1 AND sequence = \(sequence)
            """)
        let found = try faults(books)
        #expect(found.contains { $0.reason.contains("chain") || $0.reason.contains("note") }, "\(found)")
        #expect(!found.contains { $0.customer == CustomerNumber(2) })
    }

    @Test func `the table of columns is the table's`() throws {
        let columns = try books().rows("SELECT name FROM pragma_table_info('entries')")
        // What an entry's coins imply and the chain need not cover; `verify` recomputes it.
        let implied: Set<String> = ["earned_after", "spent_after", "expired_after"]
        // By these erasing finds what tells of the entry; they say nothing of it.
        let names: Set<String> = ["answer", "act"]
        #expect(Set(columns) == Set(Self.columns.map(\.column)).union(implied).union(names))
    }

    @Test(arguments: [
        "DELETE FROM entries WHERE customer = 1 AND wallet = 1 AND sequence = 2",
        "DELETE FROM entries WHERE customer = 1 AND wallet = 1 AND sequence = 4",
        """
        UPDATE entries SET sequence = -sequence WHERE customer = 1 AND wallet = 1 AND sequence > 2;
        UPDATE entries SET sequence = 7 + sequence WHERE customer = 1 AND wallet = 1 AND sequence < 0
        """,
        """
        INSERT INTO entries SELECT book, customer, wallet, 5, kind, coins, available_after, pending_after, held_after,
            available_change, pending_change, reason, note, note_salt, note_digest, source_kind, source_reference,
            programme_version, trace, actor, reverses, occurred_at, recorded_at, chain, answer, act, earned_after,
            spent_after, expired_after FROM entries
        WHERE customer = 1 AND wallet = 1 AND sequence = 4
        """,
    ])
    func `an entry that is removed, moved or added breaks the chain`(sql: String) throws {
        let books = try books()
        try books.execute(sql)
        #expect(try !faults(books).isEmpty)
    }

    @Test func `erasing what a person wrote keeps the chain whole`() throws {
        let books = try books()
        try books.execute("UPDATE entries SET note = NULL, note_salt = NULL")
        #expect(try faults(books) == [])
        try books.adjust("ada", by: 1)
        #expect(try faults(books) == [])
    }

    @Test func `the same words have another digest each time`() throws {
        let books = try books()
        #expect(
            try books.number("SELECT count(DISTINCT note_digest) FROM entries WHERE note = 'by hand'") == 4)
    }

    @Test func `the chain is what its layout says, worked out by hand`() {
        let entry = Entry(
            id: TransactionID(wallet: .coins, sequence: 1), kind: .earn, coins: 5, availableChange: 5,
            pendingChange: 0,
            availableAfter: 5, pendingAfter: 0, heldAfter: 0, reason: "r", note: nil,
            source: Source(.order, "é"),
            programmeVersion: 3, actor: "a", reverses: nil, occurredAt: Instant(milliseconds: -1),
            recordedAt: Instant(milliseconds: 256), trace: "{}")
        func number(_ number: Int64) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        func text(_ text: String) -> [UInt8] { number(Int64(text.utf8.count)) + text.utf8 }
        let numbers: [Int64] = [1, 2, 1, 1, 5, 5, 0, 5, 0, 0, 3, 0, 0, -1, 256, 0]
        let bytes =
            Array(repeating: 0, count: 32) + numbers.flatMap(number)
            + ["earn", "r", "order", "é", "{}", "a"].flatMap(text) + Array(repeating: 0, count: 32)
        let value = EntryChain.value(
            of: entry, noteDigest: nil, customer: CustomerNumber(2), book: BookNumber(1), after: .zero)
        #expect(value == SHA256.hash(bytes))
    }

    // A wallet that disagrees with its newest entry is not served, and nobody else is troubled.

    @Test(arguments: [
        "available = available + 1", "pending = 1", "held = 1", "chain = zeroblob(32)", "sequence = 3",
        "lifetime_earned = lifetime_earned + 1", "lifetime_spent = 1", "lifetime_expired = 1",
        // An old version of the row, which agrees with the entry that it names.
        """
        (sequence, available, lifetime_earned, chain) = (SELECT sequence, available_after, earned_after, chain
            FROM entries WHERE customer = 1 AND wallet = 1 AND sequence = 1)
        """,
        "customer = 99",
    ])
    func `a wallet that disagrees with its newest entry is quarantined`(change: String) throws {
        let books = try books()
        try books.execute("UPDATE wallets SET \(change) WHERE customer = 1 AND wallet = 1")
        for command in [{ try books.adjust("ada", by: 1) }, { try books.adjust("ada", by: -1) }] {
            do {
                _ = try command()
                Issue.record("it was served")
            } catch EngineError.quarantined(let customer) {
                #expect(customer == CustomerNumber(1))
            }
        }
        let reader = try books.engine.store.makeReader()
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        #expect(throws: Quarantined.self) {
            try books.engine.read(books.live, version: version, customer: try id("ada"), on: reader) {
                snapshot, customer, _ in try snapshot.wallet(.coins, of: customer)
            }
        }
        #expect(try books.adjust("bob", by: 1).wallet.available == 18)
    }
}
