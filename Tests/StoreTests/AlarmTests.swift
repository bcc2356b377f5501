import Model
import Synchronization
import Testing

@testable import Store

/// What an operator hears of, and what becomes of whom it is about.
struct AlarmTests {
    private func listening(to store: Store) -> Box<Mutex<[Alarms.Alarm]>> {
        let heard = Box(Mutex<[Alarms.Alarm]>([]))
        store.alarms.listen { alarm in heard.value.withLock { $0.append(alarm) } }
        return heard
    }

    @Test func `a customer who is quarantined once is refused from then on, and nobody else is`() throws {
        let test = try TestStore()
        let heard = listening(to: test.store)
        let reader = try test.store.makeReader()
        let damaged = Quarantined(customer: CustomerNumber(7), reason: "the test says so")
        func read(_ number: Int64, throwing error: (any Error)? = nil) throws -> Int {
            try reader.read(locate: { _ in (customer: CustomerNumber(number), located: ()) }) { _, _, _ in
                if let error { throw error }
                return 1
            }
        }
        let before = try read(7)
        #expect(before == 1)
        for _ in 1...3 { #expect(throws: Quarantined.self) { try read(7, throwing: damaged) } }
        #expect(throws: Quarantined.self) { try read(7) }
        let other = try read(8)
        #expect(other == 1)
        #expect(heard.value.withLock { $0 } == [.quarantined(CustomerNumber(7), reason: "the test says so")])
        #expect(test.store.alarms.totals.quarantinedCustomers == 1)
    }

    @Test func `a write that meets damage raises the alarm as a read does`() throws {
        let test = try TestStore()
        let heard = listening(to: test.store)
        let errors: [any Error] = [
            Quarantined(customer: CustomerNumber(7), reason: "one"),
            StoreError(kind: .corrupt, message: "two"), StoreError(kind: .corrupt, message: "two"),
            StoreError(kind: .constraint, message: "three"), Refused(),
        ]
        for error in errors {
            #expect(throws: (any Error).self) {
                try test.store.writeAndWait { _ -> Disposition<Void> in throw error }
            }
        }
        #expect(
            heard.value.withLock { $0 }
                == [.quarantined(CustomerNumber(7), reason: "one"), .damaged(reason: "two")])
        #expect(test.store.alarms.totals.damagedReads == 2)
    }

    @Test func `a look sees what it does, and nothing of it stays`() throws {
        let test = try TestStore()
        let (seen, countdown) = (Box(Mutex<Int64?>(nil)), Countdown(1))
        test.store.look { transaction -> Int64? in
            try keep(7, as: "looked", in: transaction)
            return try setting("looked", on: transaction.connection)
        } completion: { (result: Result<Int64?, any Error>) in
            seen.value.withLock { $0 = (try? result.get()) ?? nil }
            countdown.arrive()
        }
        countdown.wait()
        #expect(seen.value.withLock { $0 } == 7)
        let after: Int64? = try test.store.writeAndWait { .keep(try setting("looked", on: $0.connection)) }
        #expect(after == nil)
    }
}
