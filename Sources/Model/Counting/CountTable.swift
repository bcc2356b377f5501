internal import Synchronization

/// A fixed number of counters, all of one allocation, read from any thread.
///
/// Safe by construction: the buffer is never reallocated, its elements are atomics, and every index is checked.
@safe
package final class CountTable: @unchecked Sendable {
    private let counters: UnsafeMutablePointer<Atomic<Int64>>
    /// How many there are.
    package let count: Int

    /// Counters that stand at zero.
    package init(count: Int) {
        self.count = count
        unsafe counters = .allocate(capacity: count)
        for index in 0..<count { unsafe (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe counters.deinitialize(count: count)
        unsafe counters.deallocate()
    }

    /// Adds to a counter that this thread alone adds to: a plain load and store, no locked instruction.
    package func addAlone(_ number: Int64, at index: Int) {
        precondition(index >= 0 && index < count)
        let counter = unsafe counters + index
        unsafe counter.pointee.store(
            counter.pointee.load(ordering: .relaxed) &+ number, ordering: .relaxed)
    }

    /// Adds to a counter, from any thread.
    package func add(_ number: Int64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe counters[index].wrappingAdd(number, ordering: .relaxed)
    }

    /// Sets a counter that says how much there is rather than how much there was.
    package func set(_ number: Int64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe counters[index].store(number, ordering: .relaxed)
    }

    /// What a counter has come to.
    package func value(_ index: Int) -> Int64 {
        precondition(index >= 0 && index < count)
        return unsafe counters[index].load(ordering: .relaxed)
    }
}
