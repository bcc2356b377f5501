import CSHA256

/// The compression function of SHA-256 (FIPS 180-4 §6.2.2).
enum SHA256Block {
    /// Whether the processor has instructions for it, which take a tenth of the time.
    static let hasInstructions = loyaltySHA256HasInstructions() != 0

    /// Mixes `blocks` blocks of 64 bytes, which begin at `start`, into the state.
    static func compress(_ state: inout SIMD8<UInt32>, _ start: UnsafeRawPointer, blocks: Int) {
        guard hasInstructions else { return unsafe compressInSwift(&state, start, blocks: blocks) }
        unsafe withUnsafeMutableBytes(of: &state) { words in
            guard let words = unsafe words.assumingMemoryBound(to: UInt32.self).baseAddress else { return }
            unsafe roundConstants.span.withUnsafeBufferPointer { constants in
                unsafe loyaltySHA256Compress(
                    words, start.assumingMemoryBound(to: UInt8.self), blocks, constants.baseAddress)
            }
        }
    }

    /// The eight working variables of the rounds.
    private struct Variables {
        var a, b, c, d, e, f, g, h: UInt32
    }

    /// The same without those instructions.
    static func compressInSwift(_ state: inout SIMD8<UInt32>, _ start: UnsafeRawPointer, blocks: Int) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
            guard let words = schedule.baseAddress else { return }
            unsafe roundConstants.span.withUnsafeBufferPointer { constants in
                guard let constants = constants.baseAddress else { return }
                for block in 0..<blocks {
                    unsafe compress(&state, start + block &* 64, words, constants)
                }
            }
        }
    }

    /// Mixes one block; `words` holds the 16 words of the message schedule that are needed at a time.
    private static func compress(
        _ state: inout SIMD8<UInt32>, _ block: UnsafeRawPointer,
        _ words: UnsafeMutablePointer<UInt32>, _ constants: UnsafePointer<UInt32>
    ) {
        var v = Variables(
            a: state[0], b: state[1], c: state[2], d: state[3],
            e: state[4], f: state[5], g: state[6], h: state[7])
        for index in 0..<16 {
            let word = unsafe block.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
            unsafe words[index] = UInt32(bigEndian: word)
            unsafe round(&v, constants[index] &+ words[index])
        }
        for start in stride(from: 16, to: 64, by: 16) {
            for index in 0..<16 {
                let early = unsafe words[(index &+ 1) & 15]
                let late = unsafe words[(index &+ 14) & 15]
                let small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early &>> 3)
                let small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late &>> 10)
                let word = unsafe words[index] &+ small0 &+ words[(index &+ 9) & 15] &+ small1
                unsafe words[index] = word
                unsafe round(&v, constants[start &+ index] &+ word)
            }
        }
        state = state &+ SIMD8(v.a, v.b, v.c, v.d, v.e, v.f, v.g, v.h)
    }

    /// One round; the word comes with its constant added.
    @inline(__always)
    private static func round(_ v: inout Variables, _ word: UInt32) {
        let big1 = rotate(v.e, 6) ^ rotate(v.e, 11) ^ rotate(v.e, 25)
        let first = v.h &+ big1 &+ (v.g ^ (v.e & (v.f ^ v.g))) &+ word
        let big0 = rotate(v.a, 2) ^ rotate(v.a, 13) ^ rotate(v.a, 22)
        let second = big0 &+ ((v.a & v.b) | (v.c & (v.a | v.b)))
        v = Variables(a: first &+ second, b: v.a, c: v.b, d: v.c, e: v.d &+ first, f: v.e, g: v.f, h: v.g)
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        (word &>> bits) | (word &<< (32 &- bits))
    }

    /// FIPS 180-4 §4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static let roundConstants: [64 of UInt32] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ]
}
