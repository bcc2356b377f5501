import Foundation
import Model
import Synchronization
import Testing

@testable import Store

/// Transactions of more pages than the writer's cache holds: whoever reads the log anew, after a crash, must find every
/// commit in it.
struct SpillTests {
    /// A store with a table of 500 rows of 800 bytes, a `mark` each, and room for ten pages in its cache.
    private func store() throws -> TestStore {
        let test = try TestStore()
        try test.store.writeAndWait { transaction in
            let connection = transaction.connection
            try connection.execute(
                "CREATE TABLE things (id INTEGER PRIMARY KEY, bytes BLOB, mark INTEGER) STRICT")
            try connection.execute(
                """
                WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 500)
                INSERT INTO things SELECT id, zeroblob(800), 0 FROM ids
                """)
            return .keep(())
        }
        try test.store.writeAndWait { transaction in
            try transaction.connection.execute("PRAGMA cache_size = 10")
            return .keep(())
        }
        return test
    }

    private static func mark(
        _ mark: Int64, from first: Int64, to last: Int64, in transaction: WriteTransaction
    ) throws {
        try transaction.connection.run(
            "UPDATE things SET mark = $1 WHERE id BETWEEN $2 AND $3", .integer(mark), .integer(first),
            .integer(last))
    }

    private func sum(_ path: String) throws -> Int64? {
        try Connection(path: path, access: .readOnly).first("SELECT sum(mark) FROM things") { $0.integer(0) }
    }

    @Test func `what is undone in a savepoint after pages went to the log costs no commit`() throws {
        let test = try store()
        try test.store.writeAndWait { transaction in
            try Self.mark(1, from: 1, to: 249, in: transaction)
            try transaction.connection.run("SAVEPOINT tried")
            try Self.mark(2, from: 250, to: 500, in: transaction)
            try Self.mark(3, from: 250, to: 500, in: transaction)
            try transaction.connection.run("ROLLBACK TO tried")
            try transaction.connection.run("RELEASE tried")
            try Self.mark(4, from: 490, to: 490, in: transaction)
            return .keep(())
        }
        try test.store.writeAndWait { transaction in
            try Self.mark(5, from: 499, to: 499, in: transaction)
            return .keep(())
        }
        #expect(try sum(test.path) == 249 + 4 + 5)
        #expect(try sum(copyAfterCrash(test.path)) == 249 + 4 + 5)
    }

    @Test(arguments: [WriteNature.single, .dryRun])
    func `a large command that is not kept costs none of those beside it, which run again one by one`(
        nature: WriteNature
    ) throws {
        let test = try store()
        let gate = Gate(on: test.store)
        let (seen, countdown) = (Box(Mutex<[Int64]>([])), Countdown(3))
        for number in 1...3 as ClosedRange<Int64> {
            test.store.write(as: number == 2 ? nature : .single) { transaction -> Disposition<Void> in
                switch number {
                case 1: try Self.mark(1, from: 1, to: 249, in: transaction)
                case 2:
                    for mark in 2...3 as ClosedRange<Int64> {
                        try Self.mark(mark, from: 250, to: 500, in: transaction)
                    }
                default: try Self.mark(4, from: 490, to: 490, in: transaction)
                }
                seen.value.withLock { $0.append(number) }
                return number == 2 ? .discard(()) : .keep(())
            } completion: { _ in
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(seen.value.withLock { $0 } == [1, 2, 1, 2, 3])
        try test.store.writeAndWait { transaction in
            try Self.mark(5, from: 499, to: 499, in: transaction)
            return .keep(())
        }
        #expect(try sum(test.path) == 249 + 4 + 5)
        #expect(try sum(copyAfterCrash(test.path)) == 249 + 4 + 5)
    }

    @Test func `a command that is kept whole or not at all runs once, beside no other, in its place`() throws
    {
        let test = try store()
        let gate = Gate(on: test.store)
        let (seen, countdown) = (Box(Mutex<[Int64]>([])), Countdown(5))
        for number: Int64 in 1...5 {
            let isWhole = number == 2 || number == 4
            let last = number * 100
            test.store.write(as: isWhole ? .whole : .single) { transaction -> Disposition<Void> in
                try Self.mark(number, from: isWhole ? 1 : last, to: last, in: transaction)
                seen.value.withLock { $0.append(number) }
                return number == 4 ? .discard(()) : .keep(())
            } completion: { _ in
                countdown.arrive()
            }
        }
        let before = test.store.statistics.totals.batches
        gate.open()
        countdown.wait()
        #expect(seen.value.withLock { $0 } == [1, 2, 3, 4, 5])
        // 2, 3 and 5 each, and before them the gate, with 1 or without.
        #expect((4...5).contains(test.store.statistics.totals.batches - before))
        #expect(try sum(test.path) == 200 * 2 + 3 + 5)
        #expect(try sum(copyAfterCrash(test.path)) == 200 * 2 + 3 + 5)
    }

    @Test(arguments: [WriteNature.single, .dryRun, .whole])
    func `a command alone that is not kept is run once, and leaves nothing`(nature: WriteNature) throws {
        let test = try store()
        let runs = Box(Mutex(0))
        let seen = try test.store.writeAndWait(as: nature) { transaction -> Disposition<Int> in
            try Self.mark(9, from: 1, to: 500, in: transaction)
            return .discard(
                runs.value.withLock {
                    $0 += 1
                    return $0
                })
        }
        #expect(seen == 1)
        #expect(try sum(test.path) == 0 && sum(copyAfterCrash(test.path)) == 0)
    }
}
