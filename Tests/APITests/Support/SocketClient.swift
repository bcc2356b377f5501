import Dispatch
import Glibc
import HTTPServer
import Store
import Testing

@testable import API

/// A shop behind a real socket, and clients that send before any of them reads.
struct SocketShop {
    let shop: APIShop
    let server: HTTPServer
    let port: Int

    init(_ shop: APIShop, loops: Int = 2) throws {
        self.shop = shop
        let service = shop.service
        server = HTTPServer(configuration: ServerConfiguration(loops: loops)) {
            service.makeHandler(loop: $0)
        }
        port = try server.start()
    }

    func stop() { server.drain(deadlineMilliseconds: 5_000) }

    /// Sends each request on a connection of its own, all of them before the first answer is read.
    func sendAll(_ requests: [String]) throws -> [TestResponse] {
        let clients = requests.map { _ in SocketClient(port: port) }
        for (client, request) in zip(clients, requests) { client.send(request) }
        return try zip(clients, requests).map { client, request in
            let answer = try TestResponse(parsing: client.readToEnd())
            try ContractJudge.check(answer, to: request)
            return answer
        }
    }

    /// Sends a write that has an Idempotency-Key and holds it at the writer while `body` runs.
    ///
    /// - Returns: What the write is answered, once the writer goes on, and what `body` gave.
    func whileInFlight<Result>(_ write: String, _ body: () throws -> Result) throws -> (TestResponse, Result)
    {
        let gate = DispatchSemaphore(value: 0)
        shop.store.write(
            { _ in
                gate.wait()
                // It stays open: a command may be run a second time.
                gate.signal()
                return .keep(())
            }, completion: { _ in })
        let client = SocketClient(port: port)
        client.send(write)
        while shop.service.keysInFlight.count == 0 { sched_yield() }
        let result = Swift.Result { try body() }
        gate.signal()
        let answer = try TestResponse(parsing: client.readToEnd())
        try ContractJudge.check(answer, to: write)
        return (answer, try result.get())
    }

    /// A read of the shop's back end; the connection closes after its answer.
    func read(_ target: String) throws -> String {
        """
        GET \(target) HTTP/1.1\r
        Host: shop.test\r
        Connection: close\r
        X-API-Key: \(try shop.key(.write))\r
        \r

        """
    }

    /// A write of the shop's back end; the connection closes after its answer.
    func write(_ method: String, _ target: String, key: String, _ body: String) throws -> String {
        """
        \(method) \(target) HTTP/1.1\r
        Host: shop.test\r
        Connection: close\r
        X-API-Key: \(try shop.key(.write))\r
        Idempotency-Key: \(key)\r
        Content-Type: application/json\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """
    }
}

/// A blocking client on loopback; a read that takes more than twenty seconds gives up.
final class SocketClient {
    private let descriptor: Int32

    init(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        unsafe inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(result == 0, "cannot connect: \(errno)")
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        #expect(sent == bytes.count)
    }

    /// Everything up to the server's end.
    func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(descriptor, &room, room.count, 0)
            guard count > 0 else { return all }
            all += room[..<count]
        }
    }
}
