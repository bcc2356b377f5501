import CLinux
import Glibc

/// A peer's IP address in a few bytes, made into text only when asked for.
struct PeerAddress: Sendable {
    private var family: Int32
    private var high: UInt64
    private var low: UInt64

    /// No address: a connection without a socket.
    static let none = PeerAddress(family: AF_UNSPEC, high: 0, low: 0)

    private init(family: Int32, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    /// The address that accept(2) has filled in.
    init(_ storage: sockaddr_in6) {
        family = Int32(storage.sin6_family)
        let (high, low) = unsafe withUnsafeBytes(of: storage) { bytes -> (UInt64, UInt64) in
            // sockaddr_in has its address at offset 4, sockaddr_in6 at offset 8.
            if storage.sin6_family == sa_family_t(AF_INET) {
                return unsafe (UInt64(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)), 0)
            }
            return unsafe (
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            )
        }
        self.high = high
        self.low = low
    }

    /// The address of a text; nil for what is none.
    init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        for family in [AF_INET, AF_INET6] where unsafe inet_pton(family, text, &words) == 1 {
            self.init(family: family, high: words.0, low: words.1)
            return
        }
        return nil
    }

    /// The address as `inet_ntop` writes it; an IPv4 address on an IPv6 socket as IPv4; empty when there is
    /// none.
    var text: String {
        guard family == AF_INET || family == AF_INET6 else { return "" }
        var words = (high, low)
        let text = unsafe String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer in
            let written = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                unsafe inet_ntop(family, &words, characters.baseAddress, socklen_t(characters.count))
            }
            guard let written = unsafe written else { return 0 }
            return unsafe strlen(written)
        }
        let mapped = "::ffff:"
        return family == AF_INET6 && text.hasPrefix(mapped) && text.contains(".")
            ? String(text.dropFirst(mapped.count)) : text
    }
}
