import Foundation
import Synchronization

/// Several threads that each do the same and come to a number.
final class Clients: Sendable {
    private let results: Mutex<[Int: Int]>
    private let ended = DispatchSemaphore(value: 0)
    private let count: Int

    init(count: Int, _ body: @escaping @Sendable (Int) -> Int) {
        self.count = count
        results = Mutex([:])
        for number in 0..<count {
            Thread.detachNewThread { [self] in
                let result = body(number)
                results.withLock { $0[number] = result }
                ended.signal()
            }
        }
    }

    /// Whether all have come to an end.
    var hasEnded: Bool { results.withLock { $0.count == count } }

    /// What each has come to, once all have.
    func waitForAll() -> [Int] {
        for _ in 0..<count { ended.wait() }
        for _ in 0..<count { ended.signal() }
        return results.withLock { results in (0..<count).map { results[$0] ?? 0 } }
    }
}
