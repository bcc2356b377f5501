import Testing

/// API7:2023, server side request forgery: the service calls nobody, so there is nobody to whom it could be led.
@Suite struct OutboundTests {
    /// Who may connect, and to what.
    private static let callers = [
        // The brand's own tests and the health check, over a real socket: to a port of this machine.
        "Sources/API/Core/LoopbackClient.swift",
        // What systemd is told, over the socket that it names.
        "Sources/loyalty/Serving/ServiceManager.swift",
        // The command line, to the socket of the server beside the database.
        "Sources/loyalty/Control/ControlClient.swift",
        // The demo and the benchmarks, which are clients.
        "Sources/loyalty-bench/BlockingSocket.swift",
        // The benchmarks start what they measure.
        "Sources/loyalty-bench/Compare/ChildProgram.swift",
    ]

    /// What opens a connection, resolves a name or starts a program.
    private static let ways = [
        "unsafe connect(", "= connect(", "getaddrinfo", "gethostbyname", "URLSession", "URLRequest",
        "FoundationNetworking", "sendto(", "sendmsg(", "posix_spawn", "execv", "popen(", " system(",
        "Process()",
        "contentsOf: URL", "dlopen(",
    ]

    @Test(arguments: SourceFile.sources)
    func `nothing connects to anybody but to this very service`(file: SourceFile) {
        guard !Self.callers.contains(file.path) else { return }
        for line in file.lines {
            let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
            #expect(!Self.ways.contains { code.contains($0) }, "\(file.path): \(line)")
        }
    }
}
