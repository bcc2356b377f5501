import Glibc
import Model

/// The bytes of a request's head but for the value of its `X-Request-Id`, which names the request and decides nothing: what
/// two requests have in common that are answered in the same way.
///
/// Safe by scope: valid as long as the bytes that it was made from.
@safe struct RepeatedHead {
    /// The bytes up to the value; all where there is none.
    let start: UnsafeRawBufferPointer
    /// The bytes after the value.
    let rest: UnsafeRawBufferPointer
    /// The value, one that answers repeat; nil where there is none.
    let requestID: UnsafeRawBufferPointer?

    /// A head that does not name itself.
    init(whole bytes: UnsafeRawBufferPointer) {
        unsafe (start, rest) = unsafe (bytes, UnsafeRawBufferPointer(rebasing: bytes[bytes.count...]))
        unsafe requestID = nil
    }

    /// A head that names itself, on a line written as most clients and proxies write it; nil for every other head.
    init?(naming bytes: UnsafeRawBufferPointer) {
        guard let line = unsafe Self.place(of: Self.line, in: bytes) else { return nil }
        let valueStart = line + Self.line.utf8CodeUnitCount
        guard let end = unsafe bytes[valueStart...].firstIndex(of: UInt8(ascii: "\r")) else { return nil }
        let value = unsafe UnsafeRawBufferPointer(rebasing: bytes[valueStart..<end])
        guard unsafe RequestIDs.isSane(value) else { return nil }
        unsafe start = UnsafeRawBufferPointer(rebasing: bytes[..<valueStart])
        unsafe rest = UnsafeRawBufferPointer(rebasing: bytes[end...])
        unsafe requestID = unsafe value
    }

    /// Bytes before the value.
    var split: Int { unsafe start.count }

    /// Bytes of both parts.
    var count: Int { unsafe start.count + rest.count }

    /// The key under which it is looked for.
    func key(seed: UInt64) -> UInt64 {
        var hash = FastHash(seed: seed)
        unsafe hash.combine(start)
        if unsafe requestID != nil { unsafe hash.combine(rest) }
        return hash.high
    }

    /// Whether both parts, one after the other, are these bytes.
    func isSame(as bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == count else { return false }
        let isStart = unsafe constantTimeEquals(
            start, UnsafeRawBufferPointer(rebasing: bytes[..<start.count]))
        let isRest = unsafe constantTimeEquals(rest, UnsafeRawBufferPointer(rebasing: bytes[start.count...]))
        return isStart && isRest
    }

    private static let line: StaticString = "\nX-Request-Id: "

    /// Where a part that begins with a line feed stands.
    private static func place(of part: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        var at = 0
        while at + part.utf8CodeUnitCount <= bytes.count {
            guard let found = unsafe memchr(start + at, Int32(UInt8(ascii: "\n")), bytes.count - at) else {
                return nil
            }
            at = unsafe UnsafeRawPointer(found) - start
            guard at + part.utf8CodeUnitCount <= bytes.count else { return nil }
            if unsafe memcmp(start + at, part.utf8Start, part.utf8CodeUnitCount) == 0 { return at }
            at += 1
        }
        return nil
    }
}
