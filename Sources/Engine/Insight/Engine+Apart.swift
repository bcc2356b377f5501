package import Model
internal import Store
internal import Synchronization

/// Long reads that are running.
package final class LongReads: Sendable {
    /// Long reads that may run at once; each has a thread of low priority of its own.
    package static let atOnceMax = 4
    private let running = Atomic<Int>(0)

    init() {}

    /// Takes a place; false when all are taken.
    func enter() -> Bool {
        if running.add(1, ordering: .relaxed).newValue <= Self.atOnceMax { return true }
        leave()
        return false
    }

    func leave() { running.subtract(1, ordering: .relaxed) }
}

extension Engine {
    /// Runs a long read on a thread of low priority, away from the event loops; `completion` is called there.
    package func runApart(
        _ body: @escaping @Sendable (Engine) throws -> StoredAnswer,
        completion: @escaping @Sendable (Result<StoredAnswer, EngineError>) -> Void
    ) {
        guard longReads.enter() else {
            let error = StoreError(kind: .overloaded, message: "too many long reads are running")
            return completion(.failure(.unavailable(error)))
        }
        Thread.start(isLowPriority: true) { [self] in
            let result = Result { try body(self) }.mapError(EngineError.init(from:))
            longReads.leave()
            completion(result)
        }
    }
}
