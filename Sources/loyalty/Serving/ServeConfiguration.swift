import API
import Glibc
import HTTPServer

/// What `serve` was asked to do, checked.
struct ServeConfiguration: Sendable {
    var database: String
    var host = "127.0.0.1"
    var port = 8_080
    var loops: Int = ServerConfiguration.processors
    var connectionsMax = Limits().connectionsMax
    var drainSeconds = 10
    var logLevel = Log.Level.info
    var service = ServiceConfiguration()

    init(database: String) { self.database = database }

    /// Reads the options, whichever way they came.
    init(_ invocation: Invocation) throws(UsageError) {
        self.init(database: try invocation.databasePath())
        if let host = try invocation.parsed(.host, expecting: Self.hostExpected, Self.host) {
            self.host = host
        }
        if let port = try invocation.integer(.port, in: 0...65_535) { self.port = port }
        if let loops = try invocation.integer(.loops, in: 1...256) { self.loops = loops }
        if let most = try invocation.integer(.connections, in: 1...1_000_000) { connectionsMax = most }
        if let seconds = try invocation.integer(.drain, in: 0...3_600) { drainSeconds = seconds }
        if let limits = try invocation.word(.rateLimits, Switch.self), limits == .off {
            service.rateLimits = nil
        }
        if let megabytes = try invocation.integer(.screenCache, in: 0...65_536) {
            service.keptScreenBytesMax = megabytes << 20
        }
        if let level = try invocation.word(.logLevel, Log.Level.self) { logLevel = level }
    }

    private static let hostExpected = "an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::"

    private static func host(_ text: String) -> String? {
        var four = in_addr()
        var six = in6_addr()
        let isAddress = unsafe inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
        return isAddress ? text : nil
    }

    /// `http://127.0.0.1:8080`; an IPv6 address in brackets (RFC 3986 §3.2.2).
    static func baseURL(host: String, port: Int) -> String {
        let reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return "http://" + (reachable.contains(":") ? "[\(reachable)]" : reachable) + ":\(port)"
    }
}

/// A setting that is on or off.
enum Switch: String, CaseIterable, Sendable { case on, off }

extension Invocation {
    /// The database's path, which must not be empty.
    func databasePath() throws(UsageError) -> String {
        let value = try required(.database)
        guard !value.text.isEmpty else { throw UsageError("\(value.origin) is empty; expected is a file") }
        return value.text
    }
}
