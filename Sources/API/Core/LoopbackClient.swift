internal import Glibc
internal import Model

/// A blocking HTTP client for the loopback interface: one request a connection, as plain as can be, so that what
/// a brand test measures is the service.
package struct LoopbackClient: Sendable {
    let port: Int

    /// A client of whoever listens on a port of this machine.
    package init(port: Int) { self.port = port }

    /// One answer, with the time that it took.
    package struct Answer: Sendable {
        /// The status code.
        package var status: Int
        var body: [UInt8]
        /// From the first byte sent to the last received.
        var microseconds: Int64

        /// The body as JSON; null where it is none.
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Sends one request.
    ///
    /// - Throws: ``Unreachable`` when no whole answer came back.
    package func send(
        _ method: String, _ path: String, fields: [(String, String)], body: String?
    ) throws(Unreachable) -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        let start = Self.monotonicMicroseconds()
        let reply = try exchange(Array((head + "\r\n" + (body ?? "")).utf8))
        return try Self.answer(reply, microseconds: Self.monotonicMicroseconds() - start)
    }

    /// The service on the other side of the loopback did not answer.
    package struct Unreachable: Error {}

    static func monotonicMicroseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    private func exchange(_ request: [UInt8]) throws(Unreachable) -> [UInt8] {
        let descriptor = try connected()
        defer { close(descriptor) }
        var sent = 0
        while sent < request.count {
            let count = unsafe request.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, request.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Unreachable() }
            sent += count
        }
        return try received(from: descriptor)
    }

    /// Everything until the other side closes.
    private func received(from descriptor: Int32) throws(Unreachable) -> [UInt8] {
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count >= 0 else { throw Unreachable() }
            if count == 0 { return reply }
            reply += buffer.prefix(count)
        }
    }

    private func connected() throws(Unreachable) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Unreachable() }
        var patience = timeval(tv_sec: BrandTestLimits.answerSeconds, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw Unreachable()
        }
        return descriptor
    }

    /// Splits an answer that was read to the end of its connection; our own server sends it with its length.
    private static func answer(_ reply: [UInt8], microseconds: Int64) throws(Unreachable) -> Answer {
        guard reply.starts(with: Array("HTTP/1.1 ".utf8)), reply.count > 12,
            let status = Int(String(decoding: reply[9..<12], as: UTF8.self))
        else { throw Unreachable() }
        var end: Int?
        for index in reply.indices.dropLast(3) where reply[index] == 0x0D {
            if reply[(index + 1)...(index + 3)].elementsEqual([0x0A, 0x0D, 0x0A]) {
                end = index + 4
                break
            }
        }
        guard let end else { throw Unreachable() }
        return Answer(status: status, body: Array(reply[end...]), microseconds: microseconds)
    }
}
