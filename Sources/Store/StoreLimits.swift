/// The store's limits, each with a test.
package enum StoreLimits {
    /// Writes that may wait for the writer; one more is refused as overloaded.
    package static let mailboxMax = 10_000
    /// Writes in one transaction, so that one fsync is shared by at most so many and nobody waits behind more.
    package static let batchMax = 512
    /// How long a transaction takes in what arrives while it runs; then it commits.
    package static let batchTime = Duration.milliseconds(5)
    /// The same of a transaction of imports alone, while nobody else waits.
    package static let bulkTime = Duration.milliseconds(400)
    /// Writes for which a batch waits while there is a crowd, and for how long at most.
    package static let gatheredMin = 8
    package static let gatherTime = Duration.milliseconds(10)
    /// How long a crowd is believed in unless it is noted again: longer than a loop's longest turn.
    package static let crowdTime = Duration.milliseconds(50)
    /// Customers of whom one transaction remembers the rows; with one more it begins anew.
    package static let rememberedCustomersMax = 8_192
    /// Commits after which a reader opens a new steady snapshot.
    package static let steadySnapshotCommitsMax: UInt64 = 256
    /// Frames (4 KiB each) that the write-ahead log may grow by before they are moved into the database.
    package static let checkpointFrames = 8_000
    /// Frames that the writer moves by itself, between two batches; where more were written meanwhile, it leaves them to
    /// another pass.
    package static let checkpointFramesAtOnce = 1_000
    /// Frames of a log that the writer lets grow no longer: it waits for the pass that is under way.
    package static let checkpointFramesMax = 16_000
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
