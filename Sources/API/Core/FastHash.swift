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
