internal import Glibc
package import Model
internal import Synchronization

/// What changed last, and when, counted in commits: the basis on which rendered screens and read snapshots are
/// known to be fresh without asking the database.
///
/// The writer sets the counters of everything a batch touched after its COMMIT and before any of its answers.
/// Customers share a counter when their numbers fall on the same stripe, which costs a needless re-read at worst.
package final class ChangeCounters: Sendable {
    /// Stripes of customers; a power of two.
    package static let stripeCount = 1 << 16

    private let stripes: Stripes
    private let commits = Atomic<UInt64>(0)
    private let programmes = Atomic<UInt64>(0)
    /// The last commit that touched everybody.
    private let everyone = Atomic<UInt64>(0)

    package init() { stripes = Stripes(count: Self.stripeCount) }

    /// The number of the last commit whose changes have been published here.
    package var commit: UInt64 { commits.load(ordering: .acquiring) }

    /// The commit that last touched a customer, or one that shares its stripe.
    package func commit(touching customer: CustomerNumber) -> UInt64 {
        max(stripes.load(Self.stripe(of: customer)), commitTouchingEveryone)
    }

    /// The commit that last touched every customer.
    var commitTouchingEveryone: UInt64 { everyone.load(ordering: .acquiring) }

    /// Changes whenever a programme, a key or a brand does.
    package var registryGeneration: UInt64 { programmes.load(ordering: .acquiring) }

    /// Publishes one commit: first what it touched, then its number.
    func publish(touched: [CustomerNumber], everyone touchesEveryone: Bool = false) {
        let number = commits.load(ordering: .relaxed) + 1
        if touchesEveryone { everyone.store(number, ordering: .releasing) }
        for customer in touched {
            stripes.store(number, at: Self.stripe(of: customer))
        }
        commits.store(number, ordering: .releasing)
    }

    /// Publishes a change of programmes, keys or brands.
    package func registryChanged() { programmes.add(1, ordering: .releasing) }

    /// Spreads neighbouring numbers over the stripes (Fibonacci hashing).
    static func stripe(of customer: CustomerNumber) -> Int {
        Int((UInt64(bitPattern: customer.number) &* 0x9E37_79B9_7F4A_7C15) >> 48)
    }
}

/// A fixed array of atomic counters.
@safe
private final class Stripes: @unchecked Sendable {
    // Sendable: the buffer is never reallocated, and its elements are atomics.
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    init(count: Int) {
        self.count = count
        // An atomic integer has the form of its integer, so memory that is zero holds counters that are: what no counter
        // was written to is not even touched.
        guard let zeros = unsafe calloc(count, MemoryLayout<Atomic<UInt64>>.stride) else {
            fatalError("no memory for the change counters")
        }
        unsafe counters = unsafe zeros.bindMemory(to: Atomic<UInt64>.self, capacity: count)
    }

    deinit { unsafe free(counters) }

    func load(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return unsafe counters[index].load(ordering: .acquiring)
    }

    func store(_ value: UInt64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe counters[index].store(value, ordering: .releasing)
    }
}
