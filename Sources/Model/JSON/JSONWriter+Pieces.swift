/// A text written piece by piece, without putting it together in between.
extension JSONWriter {
    /// Opens a text; only pieces and `endString()` may follow.
    @inlinable
    package mutating func beginString() {
        assert(shape.value(), "a value without its key")
        reserve(2)
        comma()
        put(0x22)
        needsComma = false
    }

    /// Writes a part of the open text, given as UTF-8 bytes, which the caller knows to be valid.
    package mutating func piece(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe piece($0) }
    }

    /// Writes a part of the open text, given as UTF-8 bytes, which the caller knows to be valid.
    package mutating func piece(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe piece($0) }
    }

    /// Writes a part of the open text.
    package mutating func piece(_ text: String) {
        var text = text
        text.withUTF8 { unsafe piece($0) }
    }

    /// Writes a part of the open text that ``escaped(_:)`` gave.
    package mutating func piece(escaped bytes: [UInt8], _ range: Range<Int>) {
        reserve(range.count &+ 1)
        unsafe bytes.withUnsafeBufferPointer { bytes in
            let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
            if let start = part.baseAddress { unsafe put(start, part.count) }
        }
    }

    /// A part of a text as it stands between quotes.
    package static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var json = JSONWriter(capacity: bytes.count + 2)
        json.string(utf8: bytes.span)
        return Array(json.bytes.dropFirst().dropLast())
    }

    /// Writes a number's decimal digits as a part of the open text.
    package mutating func piece(digitsOf number: Int64) {
        reserve(20)
        digits(number)
    }

    /// Closes the text.
    @inlinable
    package mutating func endString() {
        reserve(1)
        put(0x22)
        needsComma = true
    }

    private mutating func piece(_ bytes: UnsafeBufferPointer<UInt8>) {
        reserve(bytes.count &+ 1)
        if let start = bytes.baseAddress { unsafe escaped(start, bytes.count) }
    }
}
