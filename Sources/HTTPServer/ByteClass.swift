/// A set of ASCII bytes as 128 bits: which bytes may stand where in a request head.
struct ByteClass {
    private let low: UInt64
    private let high: UInt64

    @inline(__always)
    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Whether the byte is in the set; a byte above 0x7F never is.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let bits = byte < 64 ? low : high
        return byte < 128 && (bits >> UInt64(byte & 63)) & 1 == 1
    }

    /// `tchar` (RFC 9110 §5.6.2).
    @inline(__always)
    static var token: ByteClass { ByteClass(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }
    /// Visible ASCII without `#`, which never reaches a request target (RFC 9112 §3.2).
    @inline(__always)
    static var target: ByteClass { ByteClass(low: 0xFFFF_FFF6_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF) }
    /// `reg-name` (RFC 3986 §3.2.2) without the comma: no host has one, and a joined list of hosts does.
    @inline(__always)
    static var registeredName: ByteClass {
        ByteClass(low: 0x2BFF_6FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    }
}

extension UInt8 {
    /// Whether the byte may stand in a field value: anything but controls, the tab allowed (RFC 9110 §5.5).
    @inline(__always)
    var isFieldValue: Bool { self >= 0x20 ? self != 0x7F : self == 0x09 }

    /// Space or tab (`OWS`, RFC 9110 §5.6.3).
    @inline(__always)
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// The byte with an ASCII capital made small.
    @inline(__always)
    var lowercased: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }

    /// `0`…`9` as its number.
    @inline(__always)
    var decimalDigit: Int? { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self ? Int(self) - 0x30 : nil }

    /// A hexadecimal digit as its number.
    var hexDigit: Int? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self) - 0x37
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// Whether that part is the literal, byte for byte.
    func equals(_ literal: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        let expected = unsafe UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        for offset in 0..<range.count
        where unsafe self[range.lowerBound + offset] != expected[offset] {
            return false
        }
        return true
    }

    /// Whether that part is the literal in small letters, capitals and small letters alike.
    func equalsIgnoringCase(_ literal: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        let expected = unsafe UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        for offset in 0..<range.count
        where unsafe self[range.lowerBound + offset].lowercased != expected[offset] {
            return false
        }
        return true
    }
}
