import Glibc

/// Tells systemd how the service is doing, where systemd has started it (sd_notify(3)): one datagram to the socket that
/// `NOTIFY_SOCKET` names. Elsewhere it says nothing.
enum ServiceManager {
    /// What can be told.
    enum State: String {
        case ready = "READY=1"
        case stopping = "STOPPING=1"
    }

    /// Sends a state; nobody waits for it, and nothing depends on its arriving.
    static func tell(_ state: State, status: String) {
        guard let name = unsafe getenv("NOTIFY_SOCKET") else { return }
        send("\(state.rawValue)\nSTATUS=\(status)\n", to: unsafe String(cString: name))
    }

    static func send(_ text: String, to name: String) {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { _ = close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(name.utf8)
        guard path.count > 1, path.count <= UnixAddress.pathBytesMax else { return }
        // A name that begins with @ is no file: its first byte is zero (unix(7), "abstract").
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(text.utf8)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe sendto(
                        socket, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL), generic, size)
                }
            }
        }
    }
}
