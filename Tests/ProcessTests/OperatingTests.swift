import Foundation
import Synchronization
import TestFiles
import Testing

/// What runs around the program, as it prints it, held to the programs that read it.
struct OperatingTests {
    private static let root = Executable.root.path

    private func check(_ script: String, _ arguments: [String]) throws {
        let outcome = try Executable.run(
            Executable.python, [Executable.root.appending(path: "Tests/Operating/\(script)").path] + arguments
        )
        #expect(outcome.code == 0, "\(outcome.output)\n\(outcome.errors)")
    }

    /// Whether the Python that the test script has prepared is there; a plain one lacks what the checks read with.
    private static let hasPython = ContractTests.python != nil

    @Test func `systemd takes the unit as it is printed`() throws {
        let scratch = try Scratch()
        let printed = try Executable.run(["print", "systemd", "--port", "9000"])
        #expect(printed.code == 0)
        #expect(printed.output.contains("--port 9000"))
        let unit = try scratch.file(
            "loyalty.service",
            printed.output.replacing("/usr/local/bin/loyalty", with: Executable.loyalty.path))
        let verified = try Executable.run("systemd-analyze", ["verify", unit])
        #expect(verified.code == 0, "\(verified.errors)")
        #expect(!verified.errors.contains("loyalty.service"), "\(verified.errors)")
    }

    @Test func `the unit waits for longer than a drain and allows more descriptors than connections`() throws
    {
        let unit = try Executable.run(["print", "systemd"]).output
        func number(_ name: String) throws -> Int {
            let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix(name + "=") })
            return try #require(Int(line.dropFirst(name.count + 1)))
        }
        let help = try Executable.run(["serve", "--help"]).output
        #expect(help.contains("10000") && help.contains("10"))
        #expect(try number("TimeoutStopSec") == 18)
        #expect(try number("LimitNOFILE") == 11_024)
        let start = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
        let words = start.dropFirst("ExecStart=/usr/local/bin/loyalty ".count).split(separator: " ")
        #expect(try Executable.run(words.map(String.init) + ["--help"]).code == 0)
    }

    @Test func `systemd is told when the service is ready and when it stops`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let path = scratch.path("notify")
        let socket = try DatagramSocket(path)
        let server = try RunningServer(
            ["serve", "--database", database, "--port", "0"], environment: ["NOTIFY_SOCKET": path])
        #expect(socket.receive() == "READY=1\nSTATUS=serving on \(server.baseURL)\n")
        #expect(server.stop() == 0)
        #expect(socket.receive()?.hasPrefix("STOPPING=1\n") == true)
    }

    @Test(.enabled(if: hasPython, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `nginx runs as it is printed, in front of the service`() throws {
        let scratch = try Scratch()
        let programme = try scratch.file("programme.json", Programmes.plain)
        try check("check_nginx.py", [Executable.loyalty.path, programme, scratch.url.path])
    }

    @Test(.enabled(if: hasPython, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `the Containerfile names what is there`() throws {
        try check("check_container.py", [Executable.loyalty.path, Self.root])
    }

    @Test(.enabled(if: hasPython, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
    func `Prometheus reads the metrics`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let made = try Executable.run(["keys", "create", "--kind", "write", "--database", database])
        let key = String(made.output.dropLast())
        let server = try RunningServer(database: database)
        let client = HTTPClient(port: server.port)
        #expect(client.send("PUT", "/v1/customers/customer-1", key: key, body: "{}")?.status == 201)
        let credit = #"{"coins": 9, "note": "Welcome"}"#
        let path = "/v1/customers/customer-1/transactions"
        #expect(client.send("POST", path, key: key, body: credit, idempotencyKey: "1")?.status == 201)
        #expect(client.send("GET", "/v1/customers/customer-1/screens/wallet", key: key)?.status == 200)
        #expect(client.send("GET", "/v1/nowhere", key: key)?.status == 404)
        try check("check_metrics.py", [server.baseURL])
        #expect(server.stop() == 0)
    }

    @Test func `ready says what the server says`() throws {
        let scratch = try Scratch()
        let server = try RunningServer(database: try scratch.published())
        let port = String(server.port)
        let ready = try Executable.run(["ready", "--port", port])
        #expect(ready.code == 0 && ready.output.hasPrefix(#"{"status":"ready""#), "\(ready.output)")
        #expect(server.stop() == 0)
        let gone = try Executable.run(["ready", "--port", port])
        #expect(gone.code == 1 && gone.errors.contains("nobody answers on port \(port)"))
    }
}

/// A Unix socket that takes datagrams, as systemd's does.
private final class DatagramSocket {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0, "\(path)")
        var wait = timeval(tv_sec: 30, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
    }

    deinit { close(descriptor) }

    /// The next datagram; nil when none comes.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
