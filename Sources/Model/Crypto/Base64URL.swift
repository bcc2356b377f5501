/// The URL-safe base64 of RFC 4648 §5 without padding, as JSON Web Tokens use it (RFC 7515 §2).
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Encodes without `=` padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count * 4 + 2) / 3)
        var held: UInt32 = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(held >> UInt32(bits)) & 63])
            }
            held &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 {
            output.append(alphabet[Int(held << UInt32(6 - bits)) & 63])
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Decodes strictly: nil for padding, any other character, an impossible length, or left-over bits
    /// that are not zero (RFC 4648 §3.5), so that every byte string has exactly one accepted spelling.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8))
    }

    /// Decodes strictly from ASCII bytes, as `decode(_:)` for text.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text[...])
    }

    /// Decodes strictly from a part of ASCII bytes, as `decode(_:)` for text.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isSound = true
        let values = values
        let output = unsafe [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { output, count in
            var (held, bits): (UInt32, UInt32) = (0, 0)
            // Every sextet is below 64, so that one of 64 or more stays visible in what all of them have in common.
            var seen: UInt8 = 0
            unsafe text.withUnsafeBufferPointer { text in
                for index in 0..<text.count {
                    let sextet = unsafe values[Int(text[index])]
                    seen |= sextet
                    held = held &<< 6 | UInt32(sextet)
                    bits &+= 6
                    if bits >= 8 {
                        bits &-= 8
                        unsafe output[count] = UInt8(truncatingIfNeeded: held &>> bits)
                        count &+= 1
                    }
                }
            }
            isSound = seen < 64 && held & ((1 &<< bits) &- 1) == 0
        }
        return isSound ? output : nil
    }

    /// The value of each character of the alphabet; 255 for all others.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
