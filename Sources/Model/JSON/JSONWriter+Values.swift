import Glibc

extension JSONWriter {
    /// Opens an object.
    @inlinable
    package mutating func beginObject() {
        assert(shape.begin(object: true), "an object without its key")
        open(0x7B)
    }

    /// Closes the innermost object.
    @inlinable
    package mutating func endObject() {
        assert(shape.end(object: true), "the innermost container is not an object that could end here")
        close(0x7D)
    }

    /// Opens an array.
    @inlinable
    package mutating func beginArray() {
        assert(shape.begin(object: false), "an array without its key")
        open(0x5B)
    }

    /// Closes the innermost array.
    @inlinable
    package mutating func endArray() {
        assert(shape.end(object: false), "the innermost container is not an array that could end here")
        close(0x5D)
    }

    /// Writes a member's name that is plain ASCII without `"` and `\`, as names in source code are.
    @inlinable
    package mutating func key(_ name: StaticString) {
        assert(shape.key(), "a key outside an object, or after a key")
        assert(JSONWriter.isPlain(name), "the key needs escaping: use key(dynamic:)")
        let length = name.utf8CodeUnitCount
        reserve(length &+ 4)
        comma()
        put(0x22)
        unsafe put(name.utf8Start, length)
        put(0x22)
        put(0x3A)
        needsComma = false
    }

    /// Writes a member's name that comes from data.
    package mutating func key(dynamic name: String) {
        assert(shape.key(), "a key outside an object, or after a key")
        quoted(name)
        reserve(1)
        put(0x3A)
        needsComma = false
    }

    /// Writes a text, escaped where RFC 8259 §7 asks for it and nowhere else.
    @inlinable
    package mutating func string(_ value: String) {
        assert(shape.value(), "a value without its key")
        quoted(value)
    }

    /// Writes a text of the source code that is plain ASCII without `"` and `\`.
    @inlinable
    package mutating func string(literal value: StaticString) {
        assert(shape.value(), "a value without its key")
        assert(JSONWriter.isPlain(value), "the literal needs escaping: use string(_:)")
        let length = value.utf8CodeUnitCount
        reserve(length &+ 3)
        comma()
        put(0x22)
        unsafe put(value.utf8Start, length)
        put(0x22)
        needsComma = true
    }

    /// Writes a text given as UTF-8 bytes, which the caller knows to be valid.
    package mutating func string(utf8 value: Span<UInt8>) {
        assert(shape.value(), "a value without its key")
        unsafe value.withUnsafeBufferPointer { unsafe quoted($0) }
    }

    /// Writes an integer.
    package mutating func integer(_ value: Int64) {
        assert(shape.value(), "a value without its key")
        reserve(21)
        comma()
        digits(value)
        needsComma = true
    }

    /// Writes an integer.
    @inlinable
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// Writes `true` or `false`.
    @inlinable
    package mutating func bool(_ value: Bool) {
        if value { word("true") } else { word("false") }
    }

    /// Writes `null`.
    @inlinable
    package mutating func null() { word("null") }

    /// Writes an instant as a text in the form of RFC 3339, as `Instant.rfc3339` gives it.
    package mutating func instant(_ value: Instant) {
        assert(shape.value(), "a value without its key")
        reserve(27)
        comma()
        put(0x22)
        timestamp(value)
        put(0x22)
        needsComma = true
    }

    /// Writes a day as a text: `YYYY-MM-DD`.
    package mutating func localDate(_ value: LocalDate) {
        assert(shape.value(), "a value without its key")
        reserve(13)
        comma()
        put(0x22)
        date(value)
        put(0x22)
        needsComma = true
    }

    /// Writes a digest as 64 hexadecimal digits.
    package mutating func digest(_ value: Digest) {
        assert(shape.value(), "a value without its key")
        reserve(67)
        comma()
        put(0x22)
        for word in [value.words.0, value.words.1, value.words.2, value.words.3] {
            for shift in stride(from: 60, through: 0, by: -4) {
                put(Hex.digit(UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 0x0F))
            }
        }
        put(0x22)
        needsComma = true
    }

    /// Writes one whole value that already is JSON, such as a part written earlier.
    package mutating func raw(_ json: Span<UInt8>) {
        assert(shape.value(), "a value without its key")
        reserve(json.count + 1)
        comma()
        unsafe json.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { unsafe put(start, bytes.count) }
        }
        needsComma = true
    }

    /// Writes one whole value that already is JSON.
    package mutating func raw(_ json: [UInt8]) { raw(json.span) }

    /// Writes a value as it was read; numbers keep their text.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let number): raw(Array(number.text.utf8))
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(dynamic: member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    @inlinable
    mutating func word(_ word: StaticString) {
        assert(shape.value(), "a value without its key")
        reserve(6)
        comma()
        unsafe put(word.utf8Start, word.utf8CodeUnitCount)
        needsComma = true
    }

    @inlinable
    mutating func open(_ bracket: UInt8) {
        reserve(2)
        comma()
        put(bracket)
        needsComma = false
    }

    @inlinable
    mutating func close(_ bracket: UInt8) {
        reserve(1)
        put(bracket)
        needsComma = true
    }
}
