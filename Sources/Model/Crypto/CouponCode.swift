/// How coupon codes compare: as people read and type them.
package enum CouponCode {
    /// Characters of a code, uploaded or generated.
    package static let lengthMax = 64

    /// What two codes that look or sound alike have in common: capitals without spaces and hyphens, with 0 for O, 1 for I
    /// and L, and V for U. Nil for text that can be no code.
    package static func key(_ text: String) -> String? {
        let bytes = text.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(Self.unmistaken)
        guard !bytes.isEmpty, text.utf8.count <= lengthMax, bytes.allSatisfy(isLetterOrDigit) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private static func unmistaken(_ byte: UInt8) -> UInt8 {
        let capital = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
        return switch capital {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        case UInt8(ascii: "U"): UInt8(ascii: "V")
        default: capital
        }
    }
}
