import API
import Dispatch
import Engine
import HTTPServer
import Model
import NectorDialect
import Screens
import Store
import Synchronization

/// Everything that runs while the program serves, from the open database to the last connection.
final class RunningService: Sendable {
    let engine: Engine
    /// Where it is reached.
    let baseURL: String
    private let configuration: ServeConfiguration
    private let store: Store
    private let server: HTTPServer
    private let housekeeping: Housekeeping
    private let verifier: BackgroundVerifier
    private let control: ControlServer
    private let log: Log
    private let isStopping = Atomic(false)
    /// What the first screens need, made beside the start on threads of its own.
    private let preparations: DispatchGroup

    /// Opens the database and starts everything; returns once every loop listens.
    init(_ configuration: ServeConfiguration, log: Log, clock: any WallClock = SystemClock()) throws {
        self.configuration = configuration
        self.log = log
        ProcessMemory.prepare()
        let preparations = DispatchGroup()
        self.preparations = preparations
        var isStarted = false
        // A process that ends takes down what threads of its own still work with.
        defer { if !isStarted { preparations.wait() } }
        Self.prepare(preparations) { ScreenLocale.prepareFirst() }
        let service: Service
        store = try Upgrade.open(configuration.database, clock: clock) { progress in
            log.write(.debug, "upgrade", [("phase", progress.phase), ("done", String(progress.done))])
        }
        store.alarms.listen { log.tell($0) }
        do {
            let secrets = try Secrets.loadOrMake(beside: configuration.database)
            let engine = try Engine(store: store, secrets: secrets, clock: clock)
            self.engine = engine
            let programmes = engine.registry.contents.programmes.values.map(\.programme)
            Self.prepare(preparations) { ScreenLocale.prepareMoney(programmes) }
            Self.prepare(preparations) { ScreenLocale.prepare(programmes) }
            var settings = configuration.service
            settings.version = Version.text
            var limits = configuration.limits
            limits.connectionsMax = Descriptors.connections(
                atMost: limits.connectionsMax, loops: configuration.loops, log: log)
            service = Service(
                engine: engine, configuration: settings, log: log, dialects: [NectorDialect()])
            housekeeping = Housekeeping(engine: engine, log: log, apiLog: service.apiLog)
            verifier = BackgroundVerifier(engine: engine, log: log, hours: configuration.verifyHours)
            server = HTTPServer(
                configuration: ServerConfiguration(
                    host: configuration.host, port: configuration.port, loops: configuration.loops,
                    limits: limits),
                makeHandler: { [service] loop in service.makeHandler(loop: loop) })
            control = try ControlServer(database: configuration.database, engine: engine, log: log)
            let port: Int
            do {
                port = try server.start()
            } catch {
                control.stop()
                throw error
            }
            baseURL = ServeConfiguration.baseURL(host: configuration.host, port: port)
        } catch {
            store.close()
            throw error
        }
        describe(to: service)
        control.start()
        housekeeping.start()
        verifier.start()
        isStarted = true
    }

    private static func prepare(_ preparations: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        preparations.enter()
        Thread.start {
            body()
            preparations.leave()
        }
    }

    /// Tells the service of the program around it.
    private func describe(to service: Service) {
        var surroundings = Surroundings()
        surroundings.server = { [server] in server.counters }
        surroundings.droppedLogLines = { Int64(clamping: StandardError.shared.droppedLines) }
        surroundings.verification = { [verifier] in verifier.state }
        surroundings.housekeepingAt = { [housekeeping] in housekeeping.lastRound }
        surroundings.isStopping = { [weak self] in self?.isStopping.load(ordering: .acquiring) ?? true }
        service.surroundings = surroundings
    }

    /// Stops: no new connections, answers for what is in flight, what was written committed, the database
    /// closed.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        log.write(.info, "stopping", [("drain_seconds", String(configuration.drainSeconds))])
        server.drain(deadlineMilliseconds: configuration.drainSeconds * 1_000)
        verifier.stop()
        housekeeping.stop()
        control.stop()
        store.close()
        preparations.wait()
        log.write(.info, "stopped")
    }

    /// Leaves nothing behind but the database when the process ends at once; what was acknowledged is on
    /// disk.
    func abandon() { control.stop() }
}
