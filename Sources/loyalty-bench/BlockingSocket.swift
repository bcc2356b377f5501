import Foundation

/// A plain client connection that waits for each answer.
@safe
final class BlockingSocket {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Connects to the loopback address; nil when nobody listens.
    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        var on: Int32 = 1
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends one request and reads its answer, which has a `Content-Length`; the status, or nil when the peer is gone.
    ///
    /// It looks at as few bytes as it can: the client shares the machine with what it measures.
    func exchange(_ request: String) -> Int? {
        let bytes = Array(request.utf8)
        guard
            unsafe bytes.withUnsafeBytes({ unsafe send(descriptor, $0.baseAddress, $0.count, 0) })
                == bytes.count
        else { return nil }
        var filled = 0
        var whole: Int?
        while filled < whole ?? Int.max {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]).baseAddress,
                    bytes.count - filled, 0)
            }
            guard count > 0 else { return nil }
            filled += count
            if whole == nil { whole = wholeCount(of: filled) }
        }
        return buffer[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private static let lengthName = Array("\r\nContent-Length: ".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    /// Bytes of the whole answer, once its head has been received.
    private func wholeCount(of filled: Int) -> Int? {
        guard let end = find(Self.headEnd, below: filled), let field = find(Self.lengthName, below: end + 4)
        else {
            return nil
        }
        let digits = buffer[(field + Self.lengthName.count)...].prefix { (0x30...0x39).contains($0) }
        return end + 4 + digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private func find(_ pattern: [UInt8], below end: Int) -> Int? {
        guard end >= pattern.count else { return nil }
        return (0...(end - pattern.count)).first { start in
            buffer[start] == pattern[0] && buffer[start..<(start + pattern.count)].elementsEqual(pattern)
        }
    }
}
