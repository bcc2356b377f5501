import HTTPServer
import Model

/// Names for requests: the caller's own where it is sane, else one that no other request of this process has.
struct RequestIDs {
    private let prefix: [UInt8]
    private var count: UInt64 = 0

    init(loop: Int) { prefix = Array("\(Hex.encode(randomBytes(6)))-\(loop)-".utf8) }

    mutating func next() -> String {
        var bytes: [UInt8] = []
        appendNext(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func appendNext(to bytes: inout [UInt8]) {
        count &+= 1
        bytes.append(contentsOf: prefix)
        FieldLine.append(number: Int64(truncatingIfNeeded: count), to: &bytes)
    }

    /// `X-Request-Id` of 1 to 128 letters, digits and `-_.:/+=`, or a new one.
    mutating func id(for request: Request) -> String {
        var bytes: [UInt8] = []
        append(for: request, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what ``id(for:)`` would answer.
    mutating func append(for request: Request, to bytes: inout [UInt8]) {
        unsafe request.withHeader(.requestID) { unsafe append(own: $0, to: &bytes) }
    }

    /// Appends what a request calls itself where that is sane, else a new id.
    mutating func append(own value: UnsafeRawBufferPointer?, to bytes: inout [UInt8]) {
        if let value = unsafe value, unsafe Self.isSane(value) {
            unsafe bytes.append(contentsOf: value)
        } else {
            appendNext(to: &bytes)
        }
    }

    /// Whether answers repeat a caller's own name for its request.
    static func isSane(_ value: UnsafeRawBufferPointer) -> Bool {
        unsafe (1...bytesMax).contains(value.count) && value.allSatisfy(isAllowed)
    }

    static let bytesMax = 128

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x2D, 0x5F, 0x2E, 0x3A, 0x2F, 0x2B, 0x3D: true
        default: false
        }
    }
}
