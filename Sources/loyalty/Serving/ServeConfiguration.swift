import API
import Glibc
import HTTPServer
import Model

/// What `serve` was asked to do, checked.
struct ServeConfiguration: Sendable {
    /// The port where none is asked for.
    static let portByDefault = 8_080

    var database: String
    var host = "127.0.0.1"
    var port = portByDefault
    var loops: Int = ServerConfiguration.processors
    var limits = Limits()
    var drainSeconds = 8
    /// Hours between two verifications in the background; 0 for none.
    var verifyHours = 6
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
        try readLimits(invocation)
        if let seconds = try invocation.integer(.drain, in: 0...3_600) { drainSeconds = seconds }
        if let hours = try invocation.integer(.verifyHours, in: 0...8_760) { verifyHours = hours }
        if let limits = try invocation.word(.rateLimits, Switch.self), limits == .off {
            service.rateLimits = nil
        }
        if let megabytes = try invocation.integer(.screenCache, in: 0...65_536) {
            service.keptScreenBytesMax = megabytes << 20
        }
        if let proxies = try invocation.parsed(.trustedProxies, expecting: Self.proxiesExpected, Self.proxies)
        {
            service.trustedProxies = proxies
        }
        if let url = try invocation.parsed(.publicURL, expecting: Self.urlExpected, Self.publicURL) {
            service.publicURL = url
        }
        if let level = try invocation.word(.logLevel, Log.Level.self) { logLevel = level }
    }

    private static let hostExpected = "an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::"

    private static let proxiesExpected =
        "addresses and ranges such as 10.0.0.0/8,2001:db8::1, with commas between them"
    private static let urlExpected = "an http or https URL such as https://coins.example"

    private static func proxies(_ text: String) -> [AddressRange]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let ranges = parts.compactMap { part in AddressRange(String(part.filter { $0 != " " })) }
        return ranges.count == parts.count ? ranges : nil
    }

    /// Without slashes at its end.
    private static func publicURL(_ text: String) -> String? {
        guard WebAddress.isURL(text), !text.contains("?"), !text.contains("#") else { return nil }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

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
