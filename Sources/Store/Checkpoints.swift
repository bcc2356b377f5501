internal import Synchronization

/// Moves the write-ahead log into the database, between two batches, once it has grown long, so that it starts over.
final class Checkpoints: Sendable {
    private let readers: ReaderList
    /// When the next is tried after one that failed.
    private let notBefore = Mutex<ContinuousClock.Instant?>(nil)

    init(readers: ReaderList) { self.readers = readers }

    /// A steady snapshot keeps frames that are newer than itself in the log, so all are let go first: those that are
    /// opened again see the log to its end and hinder nobody. Once everything has been moved they are let go again,
    /// because only a snapshot that was opened after that reads no frame of the log, and the log starts over with the
    /// next commit that finds no other (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files").
    ///
    /// On a full disk each attempt writes much and moves nothing, so the next waits a while.
    func maintain(_ connection: Connection) {
        guard connection.logFrames >= StoreLimits.checkpointFrames else { return }
        let now = ContinuousClock.now
        guard notBefore.withLock({ $0.map { $0 <= now } ?? true }) else { return }
        readers.releaseAll()
        let hasFailed = (try? connection.checkpoint(.passive)) == nil
        notBefore.withLock { $0 = hasFailed ? now + StoreLimits.checkpointPause : nil }
        readers.releaseAll()
    }
}
