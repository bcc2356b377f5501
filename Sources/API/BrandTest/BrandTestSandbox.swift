internal import Engine
internal import Glibc
internal import HTTPServer
internal import Model
internal import Store
internal import Synchronization

/// A sandbox of a brand test's own: a whole service over a database that is gone afterwards, in which a clock can be
/// moved and a made-up customer can do everything, without a trace in the brand's books.
final class BrandTestSandbox {
    let client: LoopbackClient
    let clock: MovableClock
    let programme: Programme
    let book: Book
    let engine: Engine
    private let server: HTTPServer
    private let store: Store
    private let directory: String
    private let keys: [KeyKind: String]

    /// The real time and how far it has been moved.
    final class MovableClock: WallClock {
        private let offset: Atomic<Int64>
        init(startingAt start: Instant) {
            offset = Atomic(start.milliseconds - SystemClock().now().milliseconds)
        }
        func now() -> Instant { SystemClock().now().adding(milliseconds: offset.load(ordering: .relaxed)) }
        func move(byMilliseconds milliseconds: Int64) {
            offset.add(milliseconds, ordering: .relaxed)
        }
    }

    /// Starts a service for a programme document at an instant.
    ///
    /// - Throws: ``AdministrationError`` for a document that is not valid, and what opening a database may throw.
    ///
    /// - Parameter expected: What the checks work from; the document itself, unless a test of the checks says otherwise.
    init(_ document: [UInt8], expecting expected: [UInt8]? = nil, startingAt start: Instant) throws {
        programme = try PublishProgramme.check(expected ?? document)
        directory = try Self.makeDirectory()
        let path = directory + "/sandbox.db"
        clock = MovableClock(startingAt: start)
        store = try Store(path: path, now: clock.now())
        engine = try Engine(
            store: store, secrets: Secrets(master: randomBytes(SecretsLimits.masterBytes)), clock: clock)
        _ = try PublishProgramme.run(document, by: .service, on: engine)
        book = try engine.book(brand: programme.brand, mode: .test, for: "cannot run the brand test")
        var keys: [KeyKind: String] = [:]
        for kind in [KeyKind.read, .write, .admin] {
            let wanted = Keys.Wanted(brand: programme.brand, mode: .test, kind: kind, label: "brand test")
            keys[kind] = try Keys.create(wanted, on: engine).text
        }
        self.keys = keys
        var configuration = ServiceConfiguration()
        configuration.rateLimits = nil
        let service = Service(
            engine: engine, configuration: configuration,
            log: Log(level: .error, clock: clock, sink: { _ in }))
        server = HTTPServer(
            configuration: ServerConfiguration(host: "127.0.0.1", port: 0, loops: 1, limits: Limits()),
            makeHandler: { loop in service.makeHandler(loop: loop) })
        client = LoopbackClient(port: try server.start())
    }

    /// Ends the service and removes its files.
    func close() {
        server.drain(deadlineMilliseconds: 1_000)
        store.close()
        for name in ["", "-wal", "-shm", ".lock"] { _ = unsafe unlink("\(directory)/sandbox.db\(name)") }
        _ = unsafe rmdir(directory)
    }

    /// Sets a connector up as the brand has it; for whoever asks from here, and answering.
    ///
    /// - Returns: Its Secret Webhook ID.
    func connect(_ kind: ConnectorKind, _ settings: ConnectorSettings) throws -> String {
        var settings = settings
        (settings.isEnabled, settings.allowedAddresses) = (true, [])
        let document = try JSONValue(parsing: Array(settings.document(for: kind).utf8))
        return try engine.performAndWait(WriteRequest(book: book, actor: .service)) { context in
            _ = try Connectors.update(kind, with: document, in: context)
            return try Connectors.initialise(kind, in: context).text
        }
    }

    /// The key of a kind.
    func key(_ kind: KeyKind) -> String { keys[kind] ?? "" }

    /// A token for a customer, good for an hour from the sandbox's now.
    func token(for customer: CustomerID) -> String {
        CustomerToken.mint(
            for: customer, in: book, secrets: engine.secrets, lifetimeSeconds: 3_600, at: clock.now()
        ).token
    }

    private static func makeDirectory() throws(StoreError) -> String {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/loyalty-brand-test-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else {
            throw StoreError(kind: .inputOutput, message: "cannot make a folder in \(parent)")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
