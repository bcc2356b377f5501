import Testing

/// API7:2023, server side request forgery: the service calls nobody, so there is nobody to whom it could be led.
@Suite struct OutboundTests {
    /// Who may connect, and to what.
    private static let callers = [
        // Whoever asks this very service over a real socket: to the address on which this process listens.
        "Sources/API/Core/LoopbackClient.swift",
        // The command line, to the socket of the server beside the database.
        "Sources/loyalty/Control/ControlClient.swift",
        // The service manager that started the process is told that it is ready, over the socket that it names.
        "Sources/loyalty/Serving/ServiceManager.swift",
        // The benchmarks, which are clients and start what they compare with.
        "Sources/loyalty-bench/BlockingSocket.swift",
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
