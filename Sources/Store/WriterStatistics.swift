package import Model
internal import Synchronization

/// An entry that a transaction has written, as far as it is counted.
struct LedgerNote: Sendable, Hashable {
    let wallet: Wallet
    let kind: EntryKind
    /// What crossed the wallet's border, signed.
    let coins: Coins
}

/// What the entries of one kind have come to since the process began.
package struct LedgerTotals: Sendable, Hashable {
    package let wallet: Wallet
    package let kind: EntryKind
    /// How many there were.
    package let entries: Int64
    /// What they brought into their wallets: coins, or minor units of store credit.
    package let credited: Int64
    /// What they took out of them.
    package let debited: Int64
}

/// What the writer counts, for metrics; counted on its thread, read from any.
package final class WriterStatistics: Sendable {
    private let committedBatches = Atomic<UInt64>(0)
    private let committedWrites = Atomic<UInt64>(0)
    private let failedBatches = Atomic<UInt64>(0)
    /// Why the newest transaction failed; nil once one has succeeded since.
    private let failure = Mutex<StoreError?>(nil)
    private let sizes = Histogram(.batches)
    private let commits = Histogram(.times)
    /// Entries, credited and debited, by wallet and kind.
    private let ledger = CountTable(count: Wallet.allCases.count * EntryKind.allCases.count * 3)

    /// Runs a commit, and counts how long it took.
    func timingCommit(_ commit: () throws(StoreError) -> Void) throws(StoreError) {
        let began = ContinuousClock.now
        try commit()
        commits.record(MonotonicClock.nanoseconds(since: began))
    }

    func batchCommitted(writes: Int, _ notes: [LedgerNote] = []) {
        committedBatches.add(1, ordering: .relaxed)
        committedWrites.add(UInt64(writes), ordering: .relaxed)
        sizes.record(Int64(writes))
        for note in notes {
            let place = Self.place(note.wallet, note.kind)
            ledger.add(1, at: place)
            if note.coins > 0 { ledger.add(note.coins, at: place + 1) }
            if note.coins < 0 { ledger.add(-note.coins, at: place + 2) }
        }
        failure.withLock { $0 = nil }
    }

    func batchFailed(_ error: StoreError) {
        failedBatches.add(1, ordering: .relaxed)
        failure.withLock { $0 = error }
    }

    private static func place(_ wallet: Wallet, _ kind: EntryKind) -> Int {
        let number = EntryKind.allCases.firstIndex(of: kind) ?? 0
        return ((wallet == .coins ? 0 : EntryKind.allCases.count) + number) * 3
    }

    /// Transactions committed, the writes in them, and transactions that failed.
    package var totals: (batches: UInt64, writes: UInt64, failures: UInt64) {
        (
            committedBatches.load(ordering: .relaxed), committedWrites.load(ordering: .relaxed),
            failedBatches.load(ordering: .relaxed)
        )
    }

    /// Why the newest transaction failed; nil while the newest one succeeded.
    package var newestFailure: StoreError? { failure.withLock { $0 } }
    /// Writes in a transaction.
    package var batchSizes: HistogramReading { sizes.reading }
    /// How long commits took, fsync included, in nanoseconds.
    package var commitTimes: HistogramReading { commits.reading }

    /// What has been written to the ledgers, by wallet and kind, in the order of their declaration.
    package var ledgerTotals: [LedgerTotals] {
        Wallet.allCases.flatMap { wallet in
            EntryKind.allCases.map { kind in
                let place = Self.place(wallet, kind)
                return LedgerTotals(
                    wallet: wallet, kind: kind, entries: ledger.value(place),
                    credited: ledger.value(place + 1), debited: ledger.value(place + 2))
            }
        }
    }
}
