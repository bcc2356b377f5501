import CLinux
import Glibc

/// The few socket calls, with their results as values.
enum Socket {
    /// Connections that the kernel queues before they are accepted; net.core.somaxconn caps it.
    static let backlog: Int32 = 4_096

    /// What became of bytes that were to be received or sent.
    enum Transfer {
        case bytes(Int)
        case wouldBlock
        case broken
    }

    /// A listening socket.
    ///
    /// - Parameter isShared: Whether other sockets of ours listen on the same port (`SO_REUSEPORT`).
    static func listen(host: String, port: Int, isShared: Bool) throws(ServerError) -> Int32 {
        guard 0...65_535 ~= port else {
            throw ServerError(step: "port", reason: "\(port) is not in 0...65535")
        }
        guard var address = address(host: host, port: port) else {
            throw ServerError(step: "host", reason: "\(host) is not an IPv4 or IPv6 address")
        }
        let descriptor = loyaltySocket(Int32(address.sin6_family))
        guard descriptor >= 0 else { throw ServerError(step: "socket", errorNumber: errno) }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
        if isShared { setOption(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        // Accepted sockets inherit it; answers are written whole, so there is nothing to wait for.
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
        guard bound == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let error = ServerError(step: bound == 0 ? "listen" : "bind \(host):\(port)", errorNumber: errno)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// The port that a listening socket is bound to.
    static func boundPort(_ descriptor: Int32) -> Int {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe getsockname(descriptor, pointer, &length)
            }
        }
        // sin_port and sin6_port have the same place.
        return Int(UInt16(bigEndian: address.sin6_port))
    }

    /// Whether a listening socket has a connection to accept.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe Glibc.poll(&poll, 1, 0) == 1
    }

    /// Receives into the buffer; zero bytes mean that the peer has sent everything.
    static func receive(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .wouldBlock : .broken
        }
    }

    /// Sends what the kernel takes.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, loyaltySendFlags)
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .wouldBlock : .broken
        }
    }

    /// Makes the coming `close` drop what is unsent and reset the connection.
    static func resetOnClose(_ descriptor: Int32) {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    private static func setOption(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        unsafe _ = setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The address in the room of the larger of its two forms; nil when the text is neither.
    private static func address(host: String, port: Int) -> sockaddr_in6? {
        let portBytes = UInt16(truncatingIfNeeded: port).bigEndian
        var six = sockaddr_in6()
        if unsafe inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = portBytes
            return six
        }
        var four = sockaddr_in()
        guard unsafe inet_pton(AF_INET, host, &four.sin_addr) == 1 else { return nil }
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = portBytes
        unsafe withUnsafeMutableBytes(of: &six) { room in
            unsafe withUnsafeBytes(of: four) { unsafe room.copyMemory(from: $0) }
        }
        return six
    }
}
