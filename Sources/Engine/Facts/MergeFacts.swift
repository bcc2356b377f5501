package import Model
internal import Store

/// A merge as customer service sees it.
package struct MergeFacts: Sendable, Hashable {
    /// Shown as `merge-3`.
    package var number: Int64
    /// Nil of one who was erased since.
    package var survivor: CustomerID?
    package var merged: CustomerID?
    package var mergedAt: Instant
    package var undoneAt: Instant?
    package var actor: String
}

/// What merging or taking apart came to.
package struct MergeReceipt: Sendable, Hashable {
    /// What went from one to the other.
    package struct Moved: Sendable, Hashable {
        package var coins: Coins = 0
        /// Minor units.
        package var credits: Int64 = 0
        package var debt: Coins = 0
        package var coupons: Int64 = 0
        package var orders: Int64 = 0
        package var referrals: Int64 = 0
    }

    package var merge: MergeFacts
    package var moved: Moved
    package var survivor: Customer
    package var wallet: WalletFacts
}

extension Snapshot {
    /// The merges into a customer, newest first.
    func merges(of customer: Customer) throws -> [MergeFacts] {
        try connection.merges(of: customer.number, in: book.number, limit: FactLimits.pageMax).map(facts)
    }

    func facts(of merge: StoredMerge) throws -> MergeFacts {
        MergeFacts(
            number: merge.number,
            survivor: try connection.storedCustomer(merge.survivor, in: book.number)?.id,
            merged: try connection.storedCustomer(merge.merged, in: book.number)?.id,
            mergedAt: merge.mergedAt, undoneAt: merge.undoneAt, actor: merge.actor)
    }
}
