import Foundation
import Model
import Testing

struct DigestTests {
    @Test func `a digest keeps its bytes and its hexadecimal form`() throws {
        let bytes = Array(UInt8(0)..<32)
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect("\(digest)" == digest.hex)
    }

    @Test(arguments: [0, 31, 33, 64])
    func `only 32 bytes are a digest`(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 1, count: count)) == nil)
        #expect(Digest(hex: String(repeating: "ab", count: count)) == nil)
    }

    @Test(arguments: 0..<32)
    func `digests that differ in one byte are unequal`(index: Int) throws {
        var bytes = [UInt8](repeating: 7, count: 32)
        let digest = try #require(Digest(bytes: bytes))
        bytes[index] ^= 0x10
        let other = try #require(Digest(bytes: bytes))
        #expect(digest != other)
        #expect(!digest.isEqualInConstantTime(to: other))
        #expect(!constantTimeEquals(digest.bytes, bytes))
    }

    @Test func `equal byte strings are equal, others of another length are not`() {
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(constantTimeEquals([], []))
        #expect(!constantTimeEquals([1, 2], [1, 2, 0]))
    }
}

struct HexTests {
    @Test(arguments: ["0", "0g", "é", "0x00", " 00", "00 ", "::", "@@", "``", "//"])
    func `what is not hexadecimal is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `every byte survives`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("") == [])
    }
}

struct Base64URLTests {
    /// RFC 4648 §10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold both ways`(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Z", "Zm9vZ", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v\n", " Zm9v", "Zmé", "=", "Zg Zg",
    ])
    func `padding, other letters and left-over bits are refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `the last two letters are those of the URL-safe alphabet`() {
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("-_8") == [0xFB, 0xFF])
    }

    @Test func `random bytes are spelled as Foundation spells them and read back`() {
        for length in 0..<100 {
            let bytes = randomBytes(length)
            let expected = Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
            let encoded = Base64URL.encode(bytes)
            #expect(encoded == expected)
            #expect(Base64URL.decode(encoded) == bytes)
        }
    }
}

struct RandomTests {
    @Test func `random bytes come in the number asked for and do not repeat`() {
        for count in [0, 1, 255, 256, 257, 1000] { #expect(randomBytes(count).count == count) }
        #expect(randomBytes(32) != randomBytes(32))
        // Of 1000 bytes about 980 of a run's 256 values turn up; 200 fewer is out of the question.
        #expect(Set(randomBytes(2000)).count > 200)
    }

    @Test func `a code has at least sixty random bits and none of the letters I, L, O and U`() {
        let form = RandomCode()
        #expect(form.randomBits >= 60)
        #expect(RandomCode(letters: 3).letters == RandomCode.lettersMin)
        #expect(RandomCode(letters: 99).letters == RandomCode.lettersMax)
        var seen: Set<Character> = []
        var codes: Set<String> = []
        for _ in 0..<500 {
            let code = form.make()
            #expect(code.count == RandomCode.lettersMin)
            seen.formUnion(code)
            codes.insert(code)
        }
        #expect(codes.count == 500)
        #expect(seen == Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    }

    @Test func `a code carries its prefix and its groups`() throws {
        let form = RandomCode(prefix: "GLOW", groupSize: 4)
        let code = form.make()
        let match = try Regex("GLOW-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
        #expect(code.wholeMatch(of: match) != nil)
    }

    @Test func `a typed code is read whatever its case, spaces and look-alikes`() {
        let form = RandomCode(prefix: "GLOW", groupSize: 4)
        let printed = "GLOW-0V1A-BCDE-FG01"
        #expect(form.canonical(printed) == printed)
        #expect(form.canonical("glow ou la bcde fgoi") == printed)
        #expect(form.canonical("oviabcdefg0l") == printed)
        #expect(form.canonical("GLOW-0V1A-BCDE-FG0") == nil)
        #expect(form.canonical("GLOW-0V1A-BCDE-FG0!") == nil)
        #expect(form.canonical("SHOP-0V1A-BCDE-FG01") == nil)
        #expect(form.canonical("") == nil)
    }
}
