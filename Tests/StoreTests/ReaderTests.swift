import Foundation
import Model
import Synchronization
import Testing

@testable import Store

struct ReaderTests {
    /// Writes a customer's number, says so, and waits for the acknowledgement.
    static func write(_ value: Int64, for customer: Int64, in store: Store) throws {
        try store.writeAndWait { transaction in
            try keep(value, as: "customer-\(customer)", in: transaction)
            transaction.touch(CustomerNumber(customer))
            return .keep(())
        }
    }

    static func read(_ customer: Int64, on reader: Reader) throws -> (value: Int64?, commit: UInt64) {
        try reader.read(
            locate: { _ in (customer: CustomerNumber(customer), located: ()) },
            body: { connection, _, mark in (try setting("customer-\(customer)", on: connection), mark.commit)
            })
    }

    @Test func `an untouched customer is read from the steady snapshot, a touched one from a fresh one`()
        throws
    {
        let test = try TestStore()
        let reader = try test.store.makeReader()
        try Self.write(1, for: 1, in: test.store)
        let first = try Self.read(1, on: reader)
        try Self.write(2, for: 2, in: test.store)
        let untouched = try Self.read(1, on: reader)
        #expect(untouched == first)
        let touched = try Self.read(2, on: reader)
        #expect(touched.value == 2)
        #expect(touched.commit > first.commit)
    }

    @Test func `a reader takes a new steady snapshot after so many commits`() throws {
        let test = try TestStore()
        let reader = try test.store.makeReader()
        try Self.write(1, for: 1, in: test.store)
        let first = try Self.read(1, on: reader)
        for number in 0..<Int64(StoreLimits.steadySnapshotCommitsMax) {
            try Self.write(number, for: 2, in: test.store)
        }
        #expect(try Self.read(1, on: reader).commit == first.commit)
        try Self.write(0, for: 2, in: test.store)
        #expect(try Self.read(1, on: reader).commit == test.store.counters.commit)
    }

    @Test func `customers of one stripe are read anew together`() throws {
        let test = try TestStore()
        let reader = try test.store.makeReader()
        let stripe = ChangeCounters.stripe(of: CustomerNumber(1))
        let other = try #require(
            (2...1_000_000).first { ChangeCounters.stripe(of: CustomerNumber($0)) == stripe })
        try Self.write(1, for: 1, in: test.store)
        _ = try Self.read(1, on: reader)
        try Self.write(1, for: other, in: test.store)
        #expect(try Self.read(1, on: reader).commit == test.store.counters.commit)
    }

    @Test func `stripes are within their number and spread neighbours`() {
        let stripes = (0..<10_000).map { ChangeCounters.stripe(of: CustomerNumber($0)) }
        #expect(stripes.allSatisfy { (0..<ChangeCounters.stripeCount).contains($0) })
        #expect(Set(stripes).count > 9_000)
        #expect((0..<ChangeCounters.stripeCount).contains(ChangeCounters.stripe(of: CustomerNumber(.min))))
        #expect((0..<ChangeCounters.stripeCount).contains(ChangeCounters.stripe(of: CustomerNumber(.max))))
    }

    @Test func `the registry's generation moves when a write says so, and only then`() throws {
        let test = try TestStore()
        let before = test.store.counters.registryGeneration
        try Self.write(1, for: 1, in: test.store)
        #expect(test.store.counters.registryGeneration == before)
        try test.store.writeAndWait { transaction in
            transaction.touchRegistry()
            return .keep(())
        }
        #expect(test.store.counters.registryGeneration == before + 1)
    }

    /// What the concurrency test shares between its threads.
    private final class Board: Sendable {
        let acknowledged: [Atomic64]
        let problems = Mutex<[String]>([])
        let isOver = Atomic<Bool>(false)
        let reads = Atomic<Int>(0)
        init(customers: Int) { acknowledged = (0..<customers).map { _ in Atomic64() } }
    }

    private final class Atomic64: Sendable {
        let value = Atomic<Int64>(0)
    }

    @Test(.timeLimit(.minutes(2)))
    func `whoever reads after a write was acknowledged sees it, checkpoints and all`() throws {
        let test = try TestStore()
        let (customers, writersPer, writes) = (12, 3, 1_500)
        let board = Board(customers: customers)
        let padding = String(repeating: "x", count: 3_000)
        let readers = try (0..<3).map { _ in try test.store.makeReader() }
        let done = Countdown(readers.count)
        for (index, reader) in readers.enumerated() {
            Thread.start {
                var random = SystemRandomNumberGenerator()
                while !board.isOver.load(ordering: .relaxed) {
                    // Two thirds of the reads go to customers that hardly change, as in life.
                    let customer = random.next() % 3 == 0 ? Int.random(in: 0..<customers) : index
                    let known = board.acknowledged[customer].value.load(ordering: .acquiring)
                    let seen = (try? Self.read(Int64(customer + 1), on: reader).value ?? 0) ?? -1
                    if seen < known {
                        board.problems.withLock {
                            $0.append("customer \(customer): read \(seen) after \(known)")
                        }
                    }
                    board.reads.add(1, ordering: .relaxed)
                }
                done.arrive()
            }
        }
        DispatchQueue.concurrentPerform(iterations: writersPer) { writer in
            // Each customer has one writer, so that its numbers only grow.
            let mine = (0..<customers).filter { $0 % writersPer == writer }
            for number in 1...Int64(writes) {
                let customer = mine[Int.random(in: mine.indices)]
                try? test.store.writeAndWait { transaction in
                    try keep(number, as: "customer-\(customer + 1)", in: transaction)
                    try transaction.connection.run(
                        "INSERT INTO settings (name, value) VALUES ($1, $2)",
                        .text("pad-\(writer)-\(number)"),
                        .text(padding))
                    transaction.touch(CustomerNumber(Int64(customer + 1)))
                    return .keep(())
                }
                board.acknowledged[customer].value.store(number, ordering: .releasing)
            }
        }
        board.isOver.store(true, ordering: .relaxed)
        done.wait()
        #expect(board.problems.withLock { $0.prefix(5) } == [])
        #expect(board.reads.load(ordering: .relaxed) > 1_000)
        #expect(test.store.counters.commit > StoreLimits.steadySnapshotCommitsMax)
    }
}
