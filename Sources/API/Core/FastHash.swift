import Model

/// A fast hash of bytes, 128 bits wide, keyed by a seed: for entity tags, and for finding kept screens.
///
/// It folds 64 × 64 → 128-bit products, as wyhash does. It is no cryptographic hash: an entity tag has to differ when the
/// body does, which nobody gains from forcing.
struct FastHash: Hashable, Sendable {
    private(set) var high: UInt64
    private(set) var low: UInt64

    init(seed: UInt64) {
        high = seed ^ 0xA076_1D64_78BD_642F
        low = seed ^ 0xE703_7ED1_A0B4_28DB
    }

    mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset &+ 32 <= bytes.count {
            unsafe mix(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset &+ 32)]))
            offset &+= 32
        }
        var tail = [32 of UInt8](repeating: 0)
        unsafe withUnsafeMutableBytes(of: &tail) { tail in
            unsafe tail.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            unsafe mix(UnsafeRawBufferPointer(tail))
        }
        // The length and both halves into each: a byte of either lane changes all of the hash.
        let (first, second) = (high ^ UInt64(bytes.count), low)
        high = Self.fold(first ^ 0x8EBC_6AF0_9C88_C6E3, second ^ 0x5899_65CC_7537_4CC3)
        low = Self.fold(second ^ 0x1D8E_4E27_C47D_124F, first ^ 0xEB44_ACCA_B455_D165)
    }

    /// Takes in 32 bytes, 16 to a lane.
    @inline(__always)
    private mutating func mix(_ bytes: UnsafeRawBufferPointer) {
        func word(_ index: Int) -> UInt64 {
            unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
        }
        high = Self.fold(word(0) ^ high, word(1) ^ 0x8EBC_6AF0_9C88_C6E3)
        low = Self.fold(word(2) ^ low, word(3) ^ 0x5899_65CC_7537_4CC3)
    }

    /// A 128-bit product, its halves laid over each other.
    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// 32 hexadecimal digits.
    var text: String {
        unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { unsafe Hex.encode([UInt8]($0)) }
    }

    /// The hash of one run of bytes.
    static func of(_ bytes: [UInt8]) -> FastHash {
        var hash = FastHash(seed: 0)
        unsafe bytes.withUnsafeBytes { unsafe hash.combine($0) }
        return hash
    }
}

/// Strong entity tags (RFC 9110 §8.8.3).
enum EntityTag {
    /// The tag of a body: equal bodies have equal tags, on every machine and after every restart.
    static func of(_ body: [UInt8]) -> String { "\"\(FastHash.of(body).text)\"" }

    /// Whether `If-None-Match` names the tag: a list, compared weakly (RFC 9110 §13.1.2), or `*`.
    static func matches(_ field: String?, _ tag: String) -> Bool {
        guard var field else { return false }
        return field.withUTF8 { bytes in
            unsafe Array(tag.utf8).withUnsafeBytes { tag in
                unsafe matches(UnsafeRawBufferPointer(bytes), tag)
            }
        }
    }

    /// The same over the field's bytes.
    ///
    /// A quoted tag holds no quote of its own, and ours no comma, so the list may be split at its commas.
    static func matches(_ field: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer) -> Bool {
        var rest = unsafe trimmed(field)
        if rest.count == 1, unsafe rest[0] == UInt8(ascii: "*") { return true }
        while unsafe !rest.isEmpty {
            let end = unsafe rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            var candidate = unsafe trimmed(UnsafeRawBufferPointer(rebasing: rest[..<end]))
            if unsafe candidate.starts(with: weakMark) {
                unsafe candidate = UnsafeRawBufferPointer(rebasing: candidate[weakMark.count...])
            }
            if unsafe candidate.elementsEqual(tag) { return true }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[min(end + 1, rest.count)...])
        }
        return false
    }

    /// Whether `If-Match` names the tag: a list, compared strongly (RFC 9110 §13.1.1), or `*`, which also names what has no
    /// tag.
    static func matchesStrongly(_ field: String, _ tag: String?) -> Bool {
        field.split(separator: ",").contains { part in
            let candidate = part.drop { $0 == " " || $0 == "\t" }
            let end = candidate.lastIndex { $0 != " " && $0 != "\t" }
            let trimmed = end.map { candidate[...$0] } ?? ""
            return trimmed == "*" || tag.map { trimmed == $0 } ?? false
        }
    }

    private static let weakMark: [UInt8] = [UInt8(ascii: "W"), UInt8(ascii: "/")]

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var range = 0..<bytes.count
        while let first = range.first, unsafe isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, unsafe isSpace(bytes[last]) { range.removeLast() }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
