internal import Model
internal import Store
internal import Synchronization

/// The brand tests and connector checks that run or have run since the service started: each on a thread of its own, one
/// at a time.
final class BrandTestJobs: Sendable {
    /// Where one of them stands.
    enum State: Sendable {
        case running
        case finished(BrandTestReport)
        /// It could not be run at all, with the reason.
        case broken(String)
    }

    /// What is tested.
    struct Subject: Sendable {
        /// The programme.
        var document: [UInt8]
        /// The checkout that is checked, and its settings; nil to test the programme as a whole.
        var connector: (channel: Channel, settings: ConnectorSettings)?

        /// Runs the test.
        func run(at now: Instant) throws -> BrandTestReport {
            guard let connector else { return try BrandTest.run(document, at: now) }
            return try ConnectorCheck.run(connector.channel, document, connector.settings, at: now)
        }
    }

    struct Job: Sendable {
        let number: Int64
        let book: BookNumber
        /// The checkout that is checked; nil for a brand test.
        let channel: Channel?
        /// The published version that is tested; nil for a document that came with the request.
        let version: Int64?
        let begunAt: Instant
        var state: State
    }

    private let jobs = Mutex<[Job]>([])
    private let run: @Sendable (Subject, Instant) throws -> BrandTestReport

    /// - Parameter run: What runs a test; another one than ``Subject/run(at:)`` is for tests of this type.
    init(
        run: @escaping @Sendable (Subject, Instant) throws -> BrandTestReport = { try $0.run(at: $1) }
    ) { self.run = run }

    /// Starts a test; nil while another one runs, because both would measure the other's work.
    func start(_ subject: Subject, version: Int64?, in book: BookNumber, at now: Instant) -> Job? {
        let job = jobs.withLock { jobs -> Job? in
            let isRunning = jobs.contains { job in
                if case .running = job.state { true } else { false }
            }
            guard !isRunning else { return nil }
            let number = (jobs.last?.number ?? 0) + 1
            let job = Job(
                number: number, book: book, channel: subject.connector?.channel, version: version,
                begunAt: now, state: .running)
            jobs.append(job)
            if jobs.count > BrandTestLimits.reportsMax { jobs.removeFirst() }
            return job
        }
        guard let job else { return nil }
        Thread.start { [self] in
            let state: State
            do {
                state = .finished(try run(subject, now))
            } catch {
                state = .broken("\(error)")
            }
            jobs.withLock { jobs in
                guard let index = jobs.firstIndex(where: { $0.number == job.number }) else { return }
                jobs[index].state = state
            }
        }
        return job
    }

    /// One of a book's tests, or of a checkout's checks; nil when it is not there or another's.
    func job(_ number: Int64, of book: BookNumber, channel: Channel? = nil) -> Job? {
        jobs.withLock { $0.first { $0.number == number && $0.book == book && $0.channel == channel } }
    }

    /// A book's tests, or a checkout's checks, newest first.
    func list(of book: BookNumber, channel: Channel? = nil) -> [Job] {
        jobs.withLock { $0.filter { $0.book == book && $0.channel == channel }.reversed() }
    }
}
