import Foundation
import Model
import Synchronization
import Testing

@testable import Store

struct WriterTests {
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
        // 1,000 writes are two batches of at most 512; the gate is one of its own, or the first of them takes it in.
        #expect((2...3).contains(after.batches - before.batches))
    }

    @Test func `in a crowd a few writes wait for one another, and share a commit`() throws {
        let test = try TestStore()
        test.store.crowd.note(lasting: .seconds(600), patience: .seconds(600))
        let before = test.store.statistics.totals
        let countdown = Countdown(StoreLimits.gatheredMin)
        for number in 1...Int64(StoreLimits.gatheredMin) {
            test.store.write { transaction in
                try keep(number, as: "n\(number)", in: transaction)
                return .keep(())
            } completion: { (_: Result<Void, any Error>) in
                countdown.arrive()
            }
        }
        countdown.wait()
        let after = test.store.statistics.totals
        #expect(after.batches - before.batches == 1)
        #expect(after.writes - before.writes == UInt64(StoreLimits.gatheredMin))
    }

    /// What nobody would share, and what must not wait.
    @Test(arguments: [WriteNature.look, .dryRun, .whole, .bulk])
    func `in a crowd nothing waits that is no single write`(nature: WriteNature) throws {
        let test = try TestStore()
        test.store.crowd.note(lasting: .seconds(600), patience: .seconds(600))
        let countdown = Countdown(1)
        test.store.write(as: nature) { _ -> Disposition<Void> in
            .keep(())
        } completion: { _ in
            countdown.arrive()
        }
        countdown.wait()
    }

    @Test func `a write waits in a crowd for no longer than its patience, and closing ends it`() throws {
        let test = try TestStore()
        test.store.crowd.note(lasting: .seconds(600), patience: .milliseconds(1))
        #expect(try test.store.writeAndWait { _ in .keep(7) } == 7)
        test.store.crowd.note(lasting: .seconds(600), patience: .seconds(600))
        let countdown = Countdown(1)
        test.store.write { _ -> Disposition<Void> in
            .keep(())
        } completion: { _ in
            countdown.arrive()
        }
        test.store.close()
        countdown.wait()
        #expect(test.store.crowd.patience == .seconds(600))
        test.store.crowd.note(lasting: .zero)
        #expect(test.store.crowd.patience == nil)
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

    @Test func `commands run again only where one has left something behind`() throws {
        let test = try TestStore()
        let gate = Gate(on: test.store)
        let (runs, countdown) = (Box(Mutex<[String]>([])), Countdown(3))
        for (name, writes) in [("good", true), ("refuses first", false), ("good too", true)] {
            test.store.write { transaction -> Disposition<Void> in
                runs.value.withLock { $0.append(name) }
                guard writes else { throw Refused() }
                try keep(1, as: name, in: transaction)
                return .keep(())
            } completion: { _ in
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(runs.value.withLock { $0 } == ["good", "refuses first", "good too"])
    }

    @Test func `a dry run beside others is undone alone`() throws {
        let test = try TestStore()
        let gate = Gate(on: test.store)
        let (runs, countdown) = (Box(Mutex(0)), Countdown(2))
        for nature in [WriteNature.dryRun, .single] {
            test.store.write(as: nature) { transaction -> Disposition<Void> in
                runs.value.withLock { $0 += 1 }
                try keep(1, as: "\(nature)", in: transaction)
                return nature == .dryRun ? .discard(()) : .keep(())
            } completion: { (_: Result<Void, any Error>) in
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(runs.value.withLock { $0 } == 2)
        let found = try test.store.writeAndWait {
            .keep([try setting("dryRun", on: $0.connection), try setting("single", on: $0.connection)])
        }
        #expect(found == [nil, 1])
    }

    @Test func `a write alone is a commit alone, and 64 that wait together are one or two`() throws {
        let test = try TestStore()
        let before = test.store.statistics.totals
        for number in 1...20 as ClosedRange<Int64> {
            try test.store.writeAndWait {
                try keep(number, as: "alone", in: $0)
                return .keep(())
            }
        }
        let alone = test.store.statistics.totals
        #expect(alone.batches - before.batches == 20)
        let gate = Gate(on: test.store)
        let countdown = Countdown(64)
        for number in 0..<64 as Range<Int64> {
            test.store.write { transaction in
                try keep(number, as: "n\(number)", in: transaction)
                return .keep(())
            } completion: { (_: Result<Void, any Error>) in
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(test.store.statistics.totals.batches - alone.batches <= 2)
    }

    @Test(arguments: [(.single, 2), (.bulk, 1)] as [(WriteNature, UInt64)])
    func `a transaction that has taken its time commits, unless it and what waits are an import's`(
        nature: WriteNature, batches: UInt64
    ) throws {
        let test = try TestStore()
        let before = test.store.statistics.totals
        let gate = Gate(on: test.store, as: nature, time: StoreLimits.batchTime)
        let countdown = Countdown(5)
        for _ in 0..<5 {
            test.store.write(as: nature) { _ in
                .keep(())
            } completion: { (_: Result<Void, any Error>) in
                countdown.arrive()
            }
        }
        gate.open()
        countdown.wait()
        #expect(StoreLimits.batchTime < StoreLimits.bulkTime)
        #expect(test.store.statistics.totals.batches - before.batches == batches)
    }

    @Test func `a transaction remembers so many customers and no more`() throws {
        let memory = TransactionMemory()
        let first = memory.rows(of: CustomerNumber(0))
        for number in 1..<Int64(StoreLimits.rememberedCustomersMax) {
            _ = memory.rows(of: CustomerNumber(number))
        }
        #expect(memory.rows(of: CustomerNumber(0)) === first)
        _ = memory.rows(of: CustomerNumber(-1))
        #expect(memory.rows(of: CustomerNumber(0)) !== first)
    }

    @Test func `what was rolled back is forgotten`() throws {
        let test = try TestStore()
        let (book, customer) = (BookNumber(1), CustomerNumber(7))
        let found = try test.store.writeAndWait { transaction in
            let standing = Standing(
                tier: try #require(TierID("gold")), since: .epoch, validUntil: nil, lifetimeSpend: 1,
                orders: 1,
                updatedAt: .epoch)
            try transaction.connection.run("SAVEPOINT tried")
            try transaction.put(standing, of: customer, in: book)
            let within = try transaction.connection.standing(of: customer, in: book)
            try transaction.connection.run("ROLLBACK TO tried")
            return .keep([within, try transaction.connection.standing(of: customer, in: book)])
        }
        #expect(found.map { $0?.orders } == [1, nil])
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
