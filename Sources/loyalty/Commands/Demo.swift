import API
import Engine
import Glibc
import Model

/// `loyalty demo`.
enum Demo {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let port = try invocation.integer(.demoPort, in: 0...65_535)
        let level = try invocation.word(.logLevel, Log.Level.self) ?? .warning
        let place = try DemoPlace(given: invocation.value(.demoDatabase)?.text)
        Signals.block()
        defer { place.remove() }
        try prepare(place.database)
        var configuration = ServeConfiguration(database: place.database)
        configuration.port = port ?? configuration.port
        configuration.drainSeconds = 2
        if let limits = try invocation.word(.rateLimits, Switch.self), limits == .off {
            configuration.service.rateLimits = nil
        }
        let service = try RunningService(configuration, log: Log(level: level))
        do {
            try announce(service, database: place.database, envFile: invocation.value(.envFile)?.text)
        } catch {
            service.stop()
            throw error
        }
        Signals.waitForStop()
        Signals.onNext {
            service.abandon()
            place.remove()
        }
        service.stop()
        return ExitCode.success
    }

    /// Makes the demo's database, unless it is there.
    private static func prepare(_ database: String) throws {
        if Files.exists(database) { return try DemoDatabase.check(database) }
        let line = ProgressLine()
        defer { line.finish() }
        try DemoDatabase.make(at: database, now: SystemClock().now()) { line.report($0) }
    }

    private static func announce(_ service: RunningService, database: String, envFile: String?) throws {
        let secrets = try Secrets.loadOrMake(beside: database)
        let access = try DemoAccess(service.engine, secrets: secrets, baseURL: service.baseURL)
        if let envFile { try Files.writeAtomically(access.environmentFile, to: envFile) }
        Terminal.out("# loyalty \(Version.text) serves its demo on \(service.baseURL); Ctrl-C ends it.")
        for line in access.lines() { Terminal.out(line) }
    }
}

/// Where a demo's database lies: where it was asked for, or in a directory of its own that goes with it.
struct DemoPlace: Sendable {
    let database: String
    private let directory: String?

    init(given path: String?) throws {
        if let path {
            guard !path.isEmpty else { throw UsageError("--database is empty; expected is a file") }
            database = path
            directory = nil
            return
        }
        var template = Array(("/tmp/loyalty-demo-" + Files.templateEnd).utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else { return nil }
            return unsafe String(cString: name)
        }
        guard let made else { throw FileError("cannot make a temporary directory: \(describe(errno))") }
        directory = made
        database = made + "/demo.db"
    }

    /// Removes a temporary place with everything in it.
    func remove() {
        guard let directory else { return }
        let suffixes = ["", "-wal", "-shm", ".lock", ".secret", ".sock"]
        Files.remove(suffixes.map { database + $0 })
        Files.remove(suffixes.map { database + ".making" + $0 })
        _ = unsafe rmdir(directory)
    }
}
