import Foundation

/// A plain client connection to this machine, with one unanswered request at a time.
///
/// A server ends a connection after some number of requests; the next request then goes over a new one.
@safe
final class BlockingSocket {
    private let port: Int
    /// For poll(2); another one after the server ended the connection.
    private(set) var descriptor: Int32
    private var buffer: [UInt8]
    private var filled = 0
    private var head = 0
    private var whole: Int?
    private var isLast = false

    /// Connects to the loopback address; nil when nobody listens.
    ///
    /// - Parameter bufferBytes: What the longest answer takes, its head included.
    init?(port: Int, bufferBytes: Int = 65_536) {
        guard let descriptor = Self.connect(to: port) else { return nil }
        self.port = port
        self.descriptor = descriptor
        buffer = [UInt8](repeating: 0, count: bufferBytes)
    }

    deinit { close(descriptor) }

    private static func connect(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Foundation.connect(descriptor, $0, size)
            }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        var on: Int32 = 1
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// Sends one request and reads its answer; the status, or nil when the peer is gone.
    func exchange(_ request: String) -> Int? {
        guard send(request) else { return nil }
        while true {
            switch receive(waits: true) {
            case .part: continue
            case .answered(let status): return status
            case .gone: return nil
            }
        }
    }

    /// Sends one request, over a new connection if the server has ended the last one; false when the peer is gone.
    func send(_ request: String) -> Bool {
        if isLast, let fresh = Self.connect(to: port) {
            close(descriptor)
            descriptor = fresh
        }
        (filled, head, whole, isLast) = (0, 0, nil, false)
        let bytes = Array(request.utf8)
        return unsafe bytes.withUnsafeBytes {
            unsafe Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        } == bytes.count
    }

    /// What has come of an answer.
    enum Progress {
        case part, gone
        case answered(status: Int)
    }

    /// Takes what has arrived, and waits for it if so told.
    ///
    /// It looks at as few bytes as it can: the client shares the machine with what it measures.
    func receive(waits: Bool) -> Progress {
        let flags = waits ? 0 : Int32(MSG_DONTWAIT)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(
                descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]).baseAddress,
                bytes.count - filled, flags)
        }
        if count < 0, !waits, errno == EAGAIN { return .part }
        guard count > 0 else { return .gone }
        filled += count
        if whole == nil { readHead() }
        guard let whole, filled >= whole else { return .part }
        return .answered(status: status)
    }

    private var status: Int { buffer[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 } }

    /// The value of a field of the last answer.
    func field(_ name: String) -> String? {
        let lines = String(decoding: buffer[..<head], as: UTF8.self).split(separator: "\r\n")
        let start = "\(name.lowercased()): "
        return lines.first { $0.lowercased().hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }

    /// The body of the last answer.
    var body: ArraySlice<UInt8> { buffer[head..<max(head, min(filled, whole ?? 0))] }

    private static let lengthName = Array("\r\nContent-Length: ".utf8)
    private static let lastName = Array("\r\nConnection: close\r\n".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    /// Finds where the answer ends, once its head has been received.
    private func readHead() {
        guard let end = find(Self.headEnd, below: filled) else { return }
        head = end + 4
        isLast = find(Self.lastName, below: head) != nil
        whole = head
        guard status != 304, let field = find(Self.lengthName, below: head) else { return }
        let digits = buffer[(field + Self.lengthName.count)...].prefix { (0x30...0x39).contains($0) }
        whole = head + digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private func find(_ pattern: [UInt8], below end: Int) -> Int? {
        guard end >= pattern.count else { return nil }
        return (0...(end - pattern.count)).first { start in
            buffer[start] == pattern[0] && buffer[start + 2] == pattern[2]
                && buffer[start..<(start + pattern.count)].elementsEqual(pattern)
        }
    }
}
