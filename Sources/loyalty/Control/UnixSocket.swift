import Glibc
import Synchronization

/// One end of a connection over a Unix socket, read and written a line at a time.
final class UnixSocket: Sendable {
    /// Why a line could not be sent or read.
    enum Failure: Error, Equatable {
        /// The other side has gone, or takes and sends nothing any more.
        case gone
        case lineTooLong
    }

    private let descriptor: Int32
    private let received = Mutex<[UInt8]>([])
    private let sending = Mutex(())

    /// Takes over a connected socket.
    init(descriptor: Int32, waitSeconds: Int) {
        self.descriptor = descriptor
        var wait = timeval(tv_sec: waitSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
    }

    deinit { _ = close(descriptor) }

    /// Waits for as long as it takes for what comes; for a client whose operation is long.
    func waitsForever() {
        var wait = timeval(tv_sec: 0, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Ends both directions; whoever waits on it is woken.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Whether the process at the other end is this user's, or root's (unix(7), SO_PEERCRED).
    var isPeerTrusted: Bool {
        // struct ucred: pid, uid and gid.
        var credentials: [UInt32] = [0, 0, 0]
        var size = socklen_t(12)
        let code = unsafe credentials.withUnsafeMutableBytes {
            unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, $0.baseAddress, &size)
        }
        return code == 0 && size == 12 && (credentials[1] == 0 || credentials[1] == geteuid())
    }

    /// Sends a message.
    func send(_ message: ControlMessage) throws(Failure) {
        let isSent = sending.withLock { _ in
            var rest = message.line[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
        if !isSent { throw .gone }
    }

    /// The next message; nil for a line that is none.
    func receive() throws(Failure) -> ControlMessage? {
        try received.withLock { (bytes) throws(Failure) in
            var searched = 0
            while true {
                if let end = bytes[searched...].firstIndex(of: 0x0A) {
                    let line = Array(bytes[..<end])
                    bytes.removeFirst(end + 1)
                    return ControlMessage(line: line)
                }
                searched = bytes.count
                guard searched <= ControlMessage.Limits.lineBytesMax else { throw .lineTooLong }
                let piece = receiveBytes()
                guard !piece.isEmpty else { throw .gone }
                bytes += piece
            }
        }
    }

    private func receiveBytes() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            return Array(buffer.prefix(max(0, count)))
        }
    }
}

/// Addresses of Unix sockets.
enum UnixAddress {
    /// Bytes of a path in an address, without the zero at its end (unix(7)).
    static let pathBytesMax = 107

    /// O_PATH of open(2), which Glibc's module leaves out.
    private static let pathOnly: Int32 = 0o10_000_000

    /// Calls bind or connect with the address of a path.
    ///
    /// A longer path than an address holds is reached through its directory's descriptor under `/proc`.
    static func with(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(FileError) {
        var short = path
        var directory: Int32 = -1
        defer { if directory >= 0 { _ = close(directory) } }
        if path.utf8.count > pathBytesMax {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let folder = parts.dropLast().joined(separator: "/")
            directory = unsafe open(folder.isEmpty ? "." : folder, pathOnly | O_DIRECTORY | O_CLOEXEC)
            short = "/proc/self/fd/\(directory)/\(parts.last ?? "")"
        }
        guard short.utf8.count <= pathBytesMax else { throw FileError("\(path) is too long for a socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(short.utf8)) }
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw FileError("\(path): \(describe(errno))") }
    }
}
