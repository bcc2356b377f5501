/// SHA-256 of FIPS 180-4, fed in pieces of any size.
///
/// A copy carries on independently, which is how `HMACSHA256` reuses a prepared key.
@safe
package struct SHA256: Sendable {
    /// The bytes of one block.
    package static let blockByteCount = 64

    private var state = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
    )
    /// The bytes that do not fill a block yet; the first `pendingCount` count.
    private var pending = InlineArray<64, UInt8>(repeating: 0)
    private var pendingCount = 0
    /// All bytes so far.
    ///
    /// It wraps after 2^61 bytes, which no caller can reach.
    private var byteCount: UInt64 = 0

    /// Starts with no bytes.
    package init() {}

    /// Adds the bytes of a buffer.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = unsafe bytes
        if pendingCount > 0 {
            let taken = min(SHA256.blockByteCount - pendingCount, rest.count)
            unsafe keep(UnsafeRawBufferPointer(rebasing: rest[..<taken]))
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if pendingCount == SHA256.blockByteCount { compressPending() }
        }
        let whole = rest.count / SHA256.blockByteCount
        if whole > 0, let start = rest.baseAddress {
            unsafe SHA256Block.compress(&state, start, blocks: whole)
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[(whole * SHA256.blockByteCount)...])
        }
        unsafe keep(rest)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Adds the UTF-8 bytes of a text.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
    }

    /// Adds the eight bytes of a number, most significant first.
    package mutating func update(bigEndian number: Int64) {
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe update($0) }
    }

    /// The digest of all bytes so far; the receiver stays as it was and may go on.
    package func finalize() -> Digest {
        var last = self
        let bitCount = byteCount &* 8
        // FIPS 180-4 §5.1.1: a one bit, zeros up to 8 bytes before the end of a block, the length in bits.
        last.pending[last.pendingCount] = 0x80
        last.pendingCount += 1
        if last.pendingCount > 56 {
            last.padPending(upTo: 64)
            last.compressPending()
        }
        last.padPending(upTo: 56)
        unsafe withUnsafeMutableBytes(of: &last.pending) { block in
            unsafe block.storeBytes(of: bitCount.bigEndian, toByteOffset: 56, as: UInt64.self)
        }
        last.compressPending()
        return last.digest
    }

    /// The digest of one byte string.
    package static func hash(_ bytes: [UInt8]) -> Digest {
        var sha = SHA256()
        sha.update(bytes)
        return sha.finalize()
    }

    /// The digest of the UTF-8 bytes of one text.
    package static func hash(_ text: String) -> Digest {
        var sha = SHA256()
        sha.update(text)
        return sha.finalize()
    }

    /// The digest of one buffer.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var sha = SHA256()
        unsafe sha.update(bytes)
        return sha.finalize()
    }

    private var digest: Digest {
        func word(_ index: Int) -> UInt64 { UInt64(state[index]) << 32 | UInt64(state[index + 1]) }
        return Digest(words: (word(0), word(2), word(4), word(6)))
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        let (start, count) = (pendingCount, bytes.count)
        invariant(start + count <= SHA256.blockByteCount, "what is pending is less than a block")
        unsafe withUnsafeMutableBytes(of: &pending) { block in
            unsafe UnsafeMutableRawBufferPointer(rebasing: block[start..<(start + count)]).copyMemory(
                from: bytes)
        }
        pendingCount += count
    }

    private mutating func padPending(upTo end: Int) {
        let start = pendingCount
        invariant(start <= end && end <= SHA256.blockByteCount, "a block is padded up to its end")
        unsafe withUnsafeMutableBytes(of: &pending) { block in
            for index in start..<end { unsafe block[index] = 0 }
        }
        pendingCount = end
    }

    private mutating func compressPending() {
        var state = state
        unsafe withUnsafeBytes(of: &pending) { block in
            if let start = block.baseAddress {
                unsafe SHA256Block.compress(&state, start, blocks: 1)
            }
        }
        self.state = state
        pendingCount = 0
    }
}
