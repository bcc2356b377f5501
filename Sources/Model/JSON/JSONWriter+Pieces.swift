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
