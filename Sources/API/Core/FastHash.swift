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
        let count = bytes.count
        while offset + 16 <= count {
            mix(
                unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                unsafe bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            offset += 16
        }
        var tail: (UInt64, UInt64) = (0, 0)
        var shift: UInt64 = 0
        while offset < count {
            let byte = unsafe UInt64(bytes[offset])
            if shift < 64 { tail.0 |= byte << shift } else { tail.1 |= byte << (shift - 64) }
            shift += 8
            offset += 1
        }
        mix(tail.0, tail.1 ^ UInt64(count) << 56)
    }

    private mutating func mix(_ first: UInt64, _ second: UInt64) {
        let a = (first ^ high ^ 0x8EBC_6AF0_9C88_C6E3).multipliedFullWidth(
            by: second ^ low ^ 0x5899_65CC_7537_4CC3)
        let b = (second &+ high).multipliedFullWidth(by: (first &+ low) | 1)
        high = (a.high ^ a.low) &+ b.low
        low = (b.high ^ b.low) ^ a.low &+ high
    }

    /// 32 hexadecimal digits.
    var text: String {
        func hex(_ word: UInt64) -> String {
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return hex(high) + hex(low)
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
            unsafe matches(UnsafeRawBufferPointer(bytes), Array(tag.utf8))
        }
    }

    /// The same over the field's bytes.
    ///
    /// A quoted tag holds no quote of its own, and ours no comma, so the list may be split at its commas.
    static func matches(_ field: UnsafeRawBufferPointer, _ tag: [UInt8]) -> Bool {
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

    private static let weakMark: [UInt8] = [UInt8(ascii: "W"), UInt8(ascii: "/")]

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var range = 0..<bytes.count
        while let first = range.first, unsafe isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, unsafe isSpace(bytes[last]) { range.removeLast() }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
