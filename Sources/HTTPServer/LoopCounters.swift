import Synchronization

/// What one loop counts: written by its thread alone, readable from any.
final class LoopCounters: Sendable {
    let accepted = Counter()
    let requests = Counter()
    let protocolErrors = Counter()
    let deadlinesPassed = Counter()
    let shed = Counter()
}

/// A number that one thread counts up: a plain load and store, no locked instruction.
struct Counter: ~Copyable {
    private let number = Atomic(0)

    /// What it has counted.
    var value: Int { number.load(ordering: .relaxed) }

    /// Counts one; for the owning thread only.
    @inline(__always)
    borrowing func increment() {
        number.store(number.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
