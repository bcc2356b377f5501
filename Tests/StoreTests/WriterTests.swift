import Foundation
import Model
import Synchronization
import Testing

@testable import Store

struct WriterTests {
    /// Holds the writer inside one command until it is let go, so that what comes after gathers in the mailbox.
    private final class Gate: Sendable {
        private let entered = DispatchSemaphore(value: 0)
        private let opened = DispatchSemaphore(value: 0)

        init(on store: Store) {
            store.write { [entered, opened] _ -> Disposition<Void> in
                entered.signal()
                opened.wait()
                return .keep(())
            } completion: { _ in
            }
            entered.wait()
        }

        func open() { opened.signal() }
    }

    @Test func `writes that gather share a commit, and each is answered`() throws {
        let test = try TestStore()
        let before = test.store.statistics.totals
        let gate = Gate(on: test.store)
        let (count, answers) = (1_000, Box(Mutex<[Int64]>([])))
        let countdown = Countdown(count)
        for number in 0..<Int64(count) {
            test.store.write { transaction in
                try keep(number, as: "n\(number)", in: transaction)
                return .keep(number)
            } completion: { (result: Result<Int64, any Error>) in
                if let value = try? result.get() { answers.value.withLock { $0.append(value) } }
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        let after = test.store.statistics.totals
        #expect(
            answers.value.withLock { $0 } == Array(0..<Int64(count)),
            "answers come in the order of the writes")
        #expect(after.writes - before.writes == UInt64(count) + 1)
        // The gate's own batch, then full batches: 1,000 writes are two of at most 512.
        #expect(after.batches - before.batches == 3)
    }

    @Test func `a command that throws takes back its own writes and nobody else's`() throws {
        let test = try TestStore()
        let gate = Gate(on: test.store)
        let (outcomes, countdown) = (Box(Mutex<[String]>([])), Countdown(3))
        for (name, fails) in [("first", false), ("second", true), ("third", false)] {
            test.store.write { transaction -> Disposition<Void> in
                try keep(1, as: name, in: transaction)
                if fails { throw Refused() }
                return .keep(())
            } completion: { result in
                outcomes.value.withLock {
                    $0.append((try? result.get()) == nil ? "\(name) failed" : "\(name) kept")
                }
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(outcomes.value.withLock { $0 } == ["first kept", "second failed", "third kept"])
        let reader = try test.store.makeReader()
        let found = try reader.readFresh { connection, _ in
            try ["first", "second", "third"].map { try setting($0, on: connection) }
        }
        #expect(found == [1, nil, 1])
    }

    @Test func `a dry run answers and keeps nothing`() throws {
        let test = try TestStore()
        let seen = try test.store.writeAndWait { transaction -> Disposition<Int64?> in
            try keep(7, as: "dry", in: transaction)
            return .discard(try setting("dry", on: transaction.connection))
        }
        #expect(seen == 7)
        let after = try test.store.writeAndWait { .keep(try setting("dry", on: $0.connection)) }
        #expect(after == nil)
    }

    @Test func `an answer comes after the commit that it depends on`() throws {
        let test = try TestStore()
        let foreign = try Connection(path: test.path, access: .readOnly)
        for number in 1...50 as ClosedRange<Int64> {
            let (seen, countdown) = (Box(Mutex<Bool>(false)), Countdown(1))
            let path = test.path
            test.store.write { transaction in
                try keep(number, as: "now", in: transaction)
                return .keep(())
            } completion: { (_: Result<Void, any Error>) in
                // Another connection sees a commit only once it is one.
                let other = try? Connection(path: path, access: .readOnly)
                seen.value.withLock { $0 = (try? other.flatMap { try setting("now", on: $0) }) == number }
                countdown.arrive()
            }
            countdown.wait()
            #expect(seen.value.withLock { $0 })
        }
        #expect(try setting("now", on: foreign) == 50)
    }

    @Test func `a mailbox that is full refuses at once, and takes writes again later`() throws {
        let test = try TestStore()
        let gate = Gate(on: test.store)
        let (refusals, countdown) = (Box(Mutex<[StoreError.Kind]>([])), Countdown(StoreLimits.mailboxMax + 5))
        for _ in 0..<(StoreLimits.mailboxMax + 5) {
            test.store.write { _ in
                .keep(())
            } completion: { (result: Result<Void, any Error>) in
                if case .failure(let error as StoreError) = result {
                    refusals.value.withLock { $0.append(error.kind) }
                }
                countdown.arrive()
            }
        }
        #expect(refusals.value.withLock { $0 } == Array(repeating: .overloaded, count: 5))
        gate.open()
        countdown.wait()
        try test.store.writeAndWait {
            try keep(1, as: "later", in: $0); return .keep(())
        }
    }

    @Test func `closing finishes what waits and refuses what comes after`() throws {
        let test = try TestStore()
        let gate = Gate(on: test.store)
        let countdown = Countdown(100)
        for number in 0..<100 as Range<Int64> {
            test.store.write { transaction in
                try keep(number, as: "n\(number)", in: transaction)
                return .keep(())
            } completion: { (_: Result<Void, any Error>) in
                countdown.arrive()
            }
        }
        gate.open()
        test.store.close()
        countdown.wait()
        let reopened = try Connection(path: test.path, access: .readOnly)
        let count = try reopened.first("SELECT count(*) FROM settings WHERE name LIKE 'n%'") { $0.integer(0) }
        #expect(count == 100)
        let refusal = #expect(throws: StoreError.self) { try test.store.writeAndWait { _ in .keep(()) } }
        #expect(refusal?.kind == .closed)
    }

    @Test func `two who write at once from many threads lose nothing`() throws {
        let test = try TestStore()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            for _ in 0..<20 {
                try? test.store.writeAndWait { transaction in
                    let value = try setting("counter", on: transaction.connection) ?? 0
                    try keep(value + 1, as: "counter", in: transaction)
                    return .keep(())
                }
            }
        }
        let count: Int64? = try test.store.writeAndWait { .keep(try setting("counter", on: $0.connection)) }
        #expect(count == 1_280)
    }

    @Test func `a full disk fails the batch, keeps nothing of it, and passes`() throws {
        let test = try TestStore()
        try test.store.writeAndWait { transaction in
            try transaction.connection.execute("PRAGMA max_page_count = 1")
            return .keep(())
        }
        let pages = try test.store.writeAndWait { transaction -> Disposition<Int64> in
            .keep(try transaction.connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0)
        }
        #expect(pages > 1, "the limit is at least what there is")
        let gate = Gate(on: test.store)
        let (outcomes, countdown) = (Box(Mutex<[String]>([])), Countdown(2))
        let long = String(repeating: "x", count: 100_000)
        for (name, text) in [("small", "1"), ("large", long)] {
            test.store.write { transaction in
                try transaction.connection.run(
                    "INSERT INTO settings (name, value) VALUES ($1, $2)", .text(name), .text(text))
                return .keep(())
            } completion: { (result: Result<Void, any Error>) in
                switch result {
                case .success: outcomes.value.withLock { $0.append("\(name) kept") }
                case .failure(let error):
                    outcomes.value.withLock {
                        $0.append("\(name) \((error as? StoreError)?.kind ?? .misuse)")
                    }
                }
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        // SQLite ends the whole transaction when there is no room: then every command of the batch has failed.
        #expect(outcomes.value.withLock { $0 } == ["small inputOutput", "large inputOutput"])
        let small: Int64? = try test.store.writeAndWait { .keep(try setting("small", on: $0.connection)) }
        #expect(small == nil)
        #expect(test.store.statistics.totals.failures == 1)
        try test.store.writeAndWait { transaction in
            try transaction.connection.execute("PRAGMA max_page_count = 1000000")
            return .keep(())
        }
        try test.store.writeAndWait {
            try keep(2, as: "after", in: $0); return .keep(())
        }
    }
}

/// Lets a closure share what cannot be copied.
final class Box<Value: ~Copyable & Sendable>: Sendable {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
}
