import API

/// `loyalty serve`.
enum Serve {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let configuration = try ServeConfiguration(invocation)
        Signals.block()
        let log = Log(level: configuration.logLevel)
        let service = try RunningService(configuration, log: log)
        let loops = configuration.loops == 1 ? "1 loop" : "\(configuration.loops) loops"
        Terminal.out(
            "loyalty \(Version.text) serves \(configuration.database) on \(service.baseURL) (\(loops))")
        ServiceManager.tell(.ready, status: "serving on \(service.baseURL)")
        Signals.waitForStop()
        ServiceManager.tell(.stopping, status: "answering what is in flight")
        Signals.onNext { service.abandon() }
        service.stop()
        return ExitCode.success
    }
}
