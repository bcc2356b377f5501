import Foundation
import Testing

/// The plainest of HTTP clients: one request a connection, so that a killed server is seen as what it is.
struct HTTPClient: Sendable {
    let port: Int

    struct Answer: Sendable {
        let status: Int
        let body: String

        /// The body's JSON, as Foundation reads it.
        var json: [String: Any] {
            ((try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any]) ?? [:]
        }

        /// A whole number somewhere in the body.
        func integer(_ path: String...) -> Int? {
            var value: Any? = json
            for name in path { value = (value as? [String: Any])?[name] }
            return (value as? NSNumber)?.intValue
        }
    }

    /// Sends a request; nil when no whole answer came back.
    func send(
        _ method: String, _ path: String, key: String, body: String? = nil, idempotencyKey: String? = nil,
        language: String? = nil
    ) -> Answer? {
        var head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: \(key)\r\n"
        if let language { head += "Accept-Language: \(language)\r\n" }
        if let idempotencyKey { head += "Idempotency-Key: \(idempotencyKey)\r\n" }
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        guard let reply = exchange(Array((head + "\r\n" + (body ?? "")).utf8)) else { return nil }
        return Self.answer(reply)
    }

    /// An open connection; nil when nobody listens.
    func connected() -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return nil
    }

    /// Sends bytes and reads until the other side closes; nil when it could not be reached or broke off.
    private func exchange(_ request: [UInt8]) -> [UInt8]? {
        guard let descriptor = connected() else { return nil }
        defer { close(descriptor) }
        let sent = unsafe request.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.count else { return nil }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count >= 0 else { return nil }
            if count == 0 { return reply }
            reply += buffer.prefix(count)
        }
    }

    private static func answer(_ reply: [UInt8]) -> Answer? {
        let text = String(decoding: reply, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 "),
            let status = Int(text.dropFirst(9).prefix(3))
        else { return nil }
        let body = String(text[end.upperBound...])
        let length = text[..<end.lowerBound].firstMatch(of: /(?i)content-length: (\d+)/).flatMap { Int($0.1) }
        // An answer that is cut off is no answer.
        guard length == nil || length == body.utf8.count else { return nil }
        return Answer(status: status, body: body)
    }
}
