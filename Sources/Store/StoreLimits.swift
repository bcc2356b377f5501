/// The store's limits, each with a test.
package enum StoreLimits {
    /// Writes that may wait for the writer; one more is refused as overloaded.
    package static let mailboxMax = 10_000
    /// Writes in one transaction, so that one fsync is shared by at most so many and nobody waits behind more.
    package static let batchMax = 512
    /// Commits after which a reader opens a new steady snapshot.
    package static let steadySnapshotCommitsMax: UInt64 = 256
    /// Frames (4 KiB each) that the write-ahead log may grow by before the writer moves them into the database,
    /// between two batches.
    package static let checkpointFrames = 8_000
    /// How long the log is left alone after it could not be moved into the database.
    package static let checkpointPause: Duration = .seconds(1)
    /// Customers that are remembered as quarantined; more would say that the whole database is at fault.
    package static let quarantinedMax = 10_000
    /// Different alarms that are told in the life of the process.
    package static let alarmsToldMax = 20_000
    /// Random bytes that salt the digest of a note in the chain.
    package static let noteSaltBytes = 16
    /// Actions of a connector for one customer that are looked through for a repeat, or for what a revert means.
    package static let checkoutActionsMax = 200
    /// Events that are kept of one order.
    package static let orderEventsMax: Int64 = 1_000
}
