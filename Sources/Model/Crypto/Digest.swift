/// A SHA-256 value: 32 bytes, held inline.
///
/// `==` takes the same time wherever two digests differ, so comparing secrets with it is safe.
package struct Digest: Hashable, Sendable {
    /// The number of bytes in a digest.
    package static let byteCount = 32

    /// The value as four big-endian 64-bit words, most significant first.
    package var words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The digest whose bytes are all zero, which begins every hash chain.
    package static let zero = Digest(words: (0, 0, 0, 0))

    /// Takes exactly 32 bytes; nil for any other number.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Digest.byteCount else { return nil }
        func word(_ index: Int) -> UInt64 {
            unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        self.init(words: (word(0), word(1), word(2), word(3)))
    }

    /// Takes exactly 32 bytes; nil for any other number.
    package init?(bytes: [UInt8]) {
        let digest = unsafe bytes.withUnsafeBytes { unsafe Digest(bytes: $0) }
        guard let digest else { return nil }
        self = digest
    }

    /// Reads exactly 64 hexadecimal digits of either case; nil for anything else.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes in order.
    package var bytes: [UInt8] {
        unsafe withBytes { bytes in unsafe [UInt8](bytes) }
    }

    /// Lends the 32 bytes in order.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        let ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return unsafe withUnsafeBytes(of: ordered) { unsafe body($0) }
    }

    /// The 64 lowercase hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// Compares without revealing by its duration where the values differ.
    package func isEqualInConstantTime(to other: Digest) -> Bool {
        let difference =
            (words.0 ^ other.words.0) | (words.1 ^ other.words.1)
            | (words.2 ^ other.words.2) | (words.3 ^ other.words.3)
        return difference == 0
    }

    package static func == (left: Digest, right: Digest) -> Bool {
        left.isEqualInConstantTime(to: right)
    }

    package func hash(into hasher: inout Hasher) {
        // The digest is already evenly spread; two of its words identify it as well as all four.
        hasher.combine(words.0)
        hasher.combine(words.3)
    }
}

extension Digest: CustomStringConvertible {
    /// The hexadecimal form.
    package var description: String { hex }
}

/// Compares two byte strings without revealing by its duration where they differ.
///
/// The length is not a secret: strings of different lengths are unequal at once.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in unsafe constantTimeEquals(left, right) }
    }
}

/// The same of bytes in place.
package func constantTimeEquals(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { unsafe difference |= left[index] ^ right[index] }
    return difference == 0
}
