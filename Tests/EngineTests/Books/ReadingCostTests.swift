import Model
import Store
import Testing

@testable import Engine

/// What reads cost, counted in SQLite's own instructions: the same for a short history and for a long one.
struct ReadingCostTests {
    /// The instructions that one row of entries takes: a column each, and a few around them.
    private static let rowInstructionsMax = 40

    /// A customer with so many entries, of which the last ten made the lots that still have coins.
    private func books(entries: Int) throws -> (TestBooks, Customer) {
        let levels: [TestProgramme.Level] = [
            .init(id: "basic", threshold: 0), .init(id: "gold", threshold: 10_000),
        ]
        let books = try TestBooks(
            TestProgramme().with {
                $0.levels = levels
                $0.expiry = .days(3_650)
            }, at: "2026-01-15T10:00:00Z")
        let customer = try books.join("ada")
        let earlier = entries - 10
        let created = customer.createdAt.milliseconds
        // Earned and spent at once, a second apart, by SQL: the commands would take minutes.
        try books.execute(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(entries))
            INSERT INTO entries (book, customer, wallet, sequence, kind, coins, available_after, pending_after,
                held_after, available_change, pending_change, reason, source_kind, source_reference,
                programme_version, trace, actor, occurred_at, recorded_at, chain, earned_after)
            SELECT \(books.live.number.number), \(customer.number.number), 1, n, 'earn', 5,
                max(0, n - \(earlier)) * 5, 0, 0, 5, 0, 'trigger', 'trigger', 'visit', 1, '{"rule":"trigger"}',
                'key:1', \(created) + n * 1000, \(created) + n * 1000, zeroblob(32), n * 5 FROM numbers;
            INSERT INTO lots (book, customer, wallet, lot, coins, remaining, held, is_pending, available_at,
                expires_at, original_expires_at, earned_at)
            SELECT book, customer, wallet, sequence, 5, CASE WHEN sequence > \(earlier) THEN 5 ELSE 0 END, 0, 0,
                recorded_at, recorded_at + 9000000000 + sequence, recorded_at + 9000000000 + sequence, recorded_at
            FROM entries;
            INSERT INTO wallets (book, customer, wallet, available, pending, held, lifetime_earned, lifetime_spent,
                lifetime_expired, sequence, chain, next_due_at, updated_at)
            SELECT book, customer, wallet, 50, 0, 0, earned_after, 0, 0, sequence, chain,
                recorded_at + 9000000000, recorded_at
            FROM entries WHERE sequence = \(entries);
            """)
        books.clock.advance(by: .seconds(Int64(entries) + 3_600))
        return (books, customer)
    }

    /// The instructions of a read on a connection of its own.
    private func cost(
        _ books: TestBooks, _ read: (Snapshot) throws -> Void
    ) throws -> Int {
        let connection = try Connection(path: books.engine.store.path, access: .readOnly)
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        try read(
            Snapshot(
                book: books.live, version: version, now: books.engine.now(in: books.live),
                connection: connection))
        return connection.instructionsRun
    }

    @Test(arguments: [ScreenName.wallet, .home, .history, .vip, .redeem])
    func `a screen reads as much for 10 entries as for 100,000`(screen: ScreenName) throws {
        let costs = try [10, 100_000].map { entries in
            let (books, customer) = try books(entries: entries)
            return try cost(books) { snapshot in
                let facts = try snapshot.screenFacts(screen, of: customer, page: .init(limit: 10))
                #expect(facts.wallet.available == 50 && facts.wallet.expiries.count == 3)
            }
        }
        // A page of ten reads an eleventh row, where there is one, to know that there is more; nothing else differs.
        let more = screen == .wallet || screen == .history ? Self.rowInstructionsMax : 0
        #expect(costs[0] > 50 && costs[1] - costs[0] <= more && costs[1] >= costs[0], "\(costs)")
    }

    @Test func `the balance of an instant costs a few look-ups more for 100,000 entries than for 10`() throws
    {
        let costs = try [10, 100_000].map { entries in
            let (books, customer) = try books(entries: entries)
            let then = books.engine.now(in: books.live).adding(milliseconds: -1_000)
            return try cost(books) { snapshot in
                let wallet = try snapshot.past(then, of: customer).wallet(.coins, of: customer)
                #expect(wallet.available == 50 && wallet.lifetimeEarned == Coins(entries) * 5)
            }
        }
        // 10 entries are found in 4 steps, 100,000 in 17: 13 steps more, of a dozen instructions each.
        #expect(costs[0] > 50 && costs[1] - costs[0] < 13 * 40, "\(costs)")
    }
}
