import Foundation
@testable import Model
import Testing

/// FIPS 180-4 and NIST's SHA-2 examples and CAVP vectors.
struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func `NIST's short messages have NIST's digests`(message: String, digest: String) {
        #expect(SHA256.hash(message).hex == digest)
        #expect(SHA256.hash(Array(message.utf8)).hex == digest)
    }

    /// SHA256ShortMsg.rsp of NIST's CAVP.
    @Test(arguments: [
        ("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
        ("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
        ("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"),
        ("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"),
        ("c299209682", "f0887fe961c9cd3beab957e8222494abb969b1ce4c6557976df8b0f6d20e9166"),
        ("e1dc724d5621", "eca0a060b489636225b4fa64d267dabbe44273067ac679f20820bddc6b6a90ac"),
        ("06e076f5a442d5", "3fd877e27450e6bbd5d74bb82f9870c64c66e109418baa8e6bbcff355e287926"),
        ("5738c929c4f4ccb6", "963bb88f27f512777aab6c8b1a02c70ec0ad651d428f870036e1917120fb48bf"),
    ])
    func `the first CAVP byte messages have their digests`(message: String, digest: String) throws {
        let bytes = try #require(Hex.decode(message))
        #expect(SHA256.hash(bytes).hex == digest)
    }

    @Test func `a million letters a have NIST's digest`() {
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
        var sha = SHA256()
        for _ in 0..<100 { sha.update(piece) }
        #expect(sha.finalize().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `the processor's instructions and Swift come to the same state`() {
        var random = SystemRandomNumberGenerator()
        for blocks in 1...20 {
            let bytes = (0..<blocks * 64).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let start = SIMD8<UInt32>((0..<8).map { _ in UInt32.random(in: .min ... .max, using: &random) })
            var (one, other) = (start, start)
            unsafe bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe SHA256Block.compress(&one, base, blocks: blocks)
                unsafe SHA256Block.compressInSwift(&other, base, blocks: blocks)
            }
            #expect(one == other)
            #expect(one != start)
        }
    }

    @Test func `the digest does not depend on how the bytes are cut, at every length around a block`() {
        for length in 0...200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let whole = SHA256.hash(bytes)
            for cut in stride(from: 0, through: length, by: 7) {
                var sha = SHA256()
                sha.update(Array(bytes[..<cut]))
                sha.update(Array(bytes[cut...]))
                #expect(sha.finalize() == whole, "length \(length), cut \(cut)")
            }
        }
    }

    @Test func `finalising leaves the state, so a prefix can be digested on the way`() {
        var sha = SHA256()
        sha.update("ab")
        #expect(sha.finalize() == SHA256.hash("ab"))
        sha.update("c")
        #expect(sha.finalize() == SHA256.hash("abc"))
    }

    @Test func `a number is digested as its eight bytes, most significant first`() {
        var sha = SHA256()
        sha.update(bigEndian: -2)
        #expect(sha.finalize() == SHA256.hash([255, 255, 255, 255, 255, 255, 255, 254]))
    }

    @Test func `random messages have the digests that Python gives them`() throws {
        let messages = (0..<300).map { randomBytes($0 * 3) }
        let program =
            "import sys,hashlib\nfor l in sys.stdin: print(hashlib.sha256(bytes.fromhex(l)).hexdigest())"
        let answers = try Python.run(program, input: messages.map { Hex.encode($0) })
        #expect(answers == messages.map { SHA256.hash($0).hex })
    }
}

/// RFC 4231: test cases for HMAC-SHA-256.
struct HMACSHA256Tests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var key: [UInt8]
        var message: [UInt8]
        var code: String
        var testDescription: String { name }

        init(_ name: String, key: [UInt8], _ message: [UInt8], _ code: String) {
            (self.name, self.key, self.message, self.code) = (name, key, message, code)
        }
    }

    static let cases = [
        Case(
            "1", key: [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Case(
            "2", key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Case(
            "3", key: [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Case(
            "4", key: Array(1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Case(
            "6", key: [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Case(
            "7", key: [UInt8](repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: cases)
    func `the cases of RFC 4231 have their codes`(row: Case) throws {
        let key = HMACSHA256.Key(row.key)
        #expect(key.code(for: row.message).hex == row.code)

        var pieces = HMACSHA256(key: key)
        for byte in row.message { pieces.update([byte]) }
        #expect(pieces.finalize().hex == row.code)

        let code = try #require(Digest(hex: row.code))
        #expect(key.verifies(code, for: row.message))
        #expect(!key.verifies(code, for: row.message + [0]))
    }

    /// RFC 4231 §4.6 publishes the first 128 bits only.
    @Test func `case 5 of RFC 4231 begins as published`() {
        let key = HMACSHA256.Key([UInt8](repeating: 0x0c, count: 20))
        #expect(key.code(for: "Test With Truncation").hex.hasPrefix("a3b6167473100ee06e0c796c2955552b"))
    }

    @Test func `keys on both sides of the block size have the codes that Python gives them`() throws {
        let keys = (0..<140).map { randomBytes($0) }
        let program = """
            import sys,hmac
            for l in sys.stdin: print(hmac.new(bytes.fromhex(l), b"message", "sha256").hexdigest())
            """
        let answers = try Python.run(program, input: keys.map { Hex.encode($0) })
        #expect(answers == keys.map { HMACSHA256.Key($0).code(for: "message").hex })
    }
}
