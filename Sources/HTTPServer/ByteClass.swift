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
    /// The first place from `start` on, and before `end`, at which no byte of a field value stands; `end` when there
    /// is none.
    ///
    /// Eight bytes at a time are looked at as one number: a byte below 0x20, and likewise 0x7F, leaves the highest bit
    /// of its place set, and so may the byte after such a one. Where that happens the eight are looked at one by one.
    @inline(__always)
    func endOfFieldValue(from start: Int, before end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        var at = start
        unsafe withUnsafeBytes { bytes in
            precondition(start >= 0 && end <= bytes.count, "a part of the bytes")
            while true {
                while at + 8 <= end {
                    let eight = unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    let deletes = eight ^ (ones &* 0x7F)
                    let low = (eight &- ones &* 0x20) & ~eight
                    let delete = (deletes &- ones) & ~deletes
                    guard (low | delete) & highs == 0 else { break }
                    at += 8
                }
                let stop = Swift.min(at + 8, end)
                while at < stop, unsafe bytes[at].isFieldValue { at += 1 }
                if at < stop || at == end { return }
            }
        }
        return at
    }

    /// The first place from `start` on, and before `end`, whose byte is not of the class; `end` when there is none.
    @inline(__always)
    func end(of bytes: ByteClass, from start: Int, before end: Int) -> Int {
        var at = start
        unsafe withUnsafeBytes { all in
            precondition(start >= 0 && end <= all.count, "a part of the bytes")
            while at < end, unsafe bytes.contains(all[at]) { at += 1 }
        }
        return at
    }

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
