internal import Dispatch
internal import Synchronization

/// Moves the write-ahead log into the database once it has grown long, so that it starts over.
///
/// The moving is done on a thread and a connection of its own while the writer goes on, because it takes a tenth of a
/// second and a sync of the database: nobody's write waits for that. What was written meanwhile is little, and the writer
/// moves it between two batches, because only a log of which everything has been moved starts over. Only where writes
/// come faster than they can be moved does the writer wait.
final class Checkpoints: Sendable {
    /// Where the thread stands.
    private enum State {
        case idle
        case moving
        /// It has moved so many frames.
        case moved(Int)
        case failed(StoreError)
    }

    private let path: String
    private let syncs: Bool
    private let readers: ReaderList
    private let state = Mutex(State.idle)
    /// When the next is tried after one that failed.
    private let notBefore = Mutex<ContinuousClock.Instant?>(nil)
    private let isClosing = Mutex(false)
    private let wanted = DispatchSemaphore(value: 0)
    private let passed = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(path: String, syncs: Bool, readers: ReaderList) {
        self.path = path
        self.syncs = syncs
        self.readers = readers
    }

    /// Starts the thread; it ends with ``close()``.
    ///
    /// - Parameter whenMoved: Called on it after each pass; has the writer come to ``maintain(_:)`` soon.
    func start(whenMoved: @escaping @Sendable () -> Void) {
        Thread.start { [self] in
            var connection: Connection?
            while true {
                wanted.wait()
                if isClosing.withLock({ $0 }) { break }
                let outcome = move(&connection)
                state.withLock { $0 = outcome }
                passed.signal()
                whenMoved()
            }
            // Before the writer's, which is the last and moves the rest of the log.
            connection?.close()
            ended.signal()
        }
    }

    /// Waits for the pass under way and ends the thread.
    func close() {
        isClosing.withLock { $0 = true }
        wanted.signal()
        ended.wait()
    }

    private func move(_ connection: inout Connection?) -> State {
        do {
            let open = try connection ?? open()
            connection = open
            readers.releaseAll()
            return .moved(try open.checkpoint(.passive).moved)
        } catch let error as StoreError {
            return .failed(error)
        } catch {
            return .failed(StoreError(kind: .inputOutput, message: "the log cannot be moved: \(error)"))
        }
    }

    private func open() throws -> Connection {
        let connection = try Connection(path: path, access: .readWrite)
        for pragma in Pragmas.checkpoints { try connection.execute(pragma) }
        if !syncs { try connection.execute(Pragmas.withoutSyncing) }
        // A connection that has read nothing yet knows of no log.
        _ = try connection.first("SELECT 1 FROM schema_versions LIMIT 1") { $0.integer(0) }
        return connection
    }

    /// What is to be done between two batches; on the writer's thread, with its connection.
    ///
    /// On a full disk each attempt writes much and moves nothing, so the next waits a while.
    func maintain(_ connection: Connection) {
        let isTooLong = connection.logFrames >= StoreLimits.checkpointFramesMax
        switch state.withLock({ $0 }) {
        case .idle:
            guard connection.logFrames >= StoreLimits.checkpointFrames, isDue else { return }
            begin()
        case .moving:
            guard isTooLong else { return }
            passed.wait()
            conclude(on: connection)
        case .moved(let frames):
            passed.wait()
            if connection.logFrames - frames > StoreLimits.checkpointFramesAtOnce, !isTooLong {
                return begin()
            }
            conclude(on: connection)
        case .failed:
            passed.wait()
            conclude(on: connection)
        }
    }

    private func begin() {
        state.withLock { $0 = .moving }
        wanted.signal()
    }

    private var isDue: Bool { notBefore.withLock { $0.map { $0 <= .now } ?? true } }

    /// Moves what the thread has not, or tells the connection why nothing was moved.
    private func conclude(on connection: Connection) {
        let outcome = state.withLock { state in
            defer { state = .idle }
            return state
        }
        var hasFailed = true
        if case .failed(let error) = outcome {
            connection.note(failureElsewhere: error)
        } else {
            hasFailed = !moveRest(connection)
        }
        notBefore.withLock { $0 = hasFailed ? .now + StoreLimits.checkpointPause : nil }
    }

    /// A steady snapshot keeps frames that are newer than itself in the log, so all are let go first: those that are
    /// opened again see the log to its end and hinder nobody. Once everything has been moved they are let go again,
    /// because only a snapshot that was opened after that reads no frame of the log, and the log starts over with the
    /// next commit that finds no other (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files").
    private func moveRest(_ connection: Connection) -> Bool {
        readers.releaseAll()
        defer { readers.releaseAll() }
        return (try? connection.checkpoint(.passive)) != nil
    }
}
