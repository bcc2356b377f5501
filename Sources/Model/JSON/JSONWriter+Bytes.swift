/// The writing of bytes for which room has been reserved.
extension JSONWriter {
    /// Appends one byte; the caller has reserved it.
    @inlinable
    mutating func put(_ byte: UInt8) {
        unsafe base[count] = byte
        count &+= 1
    }

    /// Appends bytes; the caller has reserved them.
    @inlinable
    mutating func put(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        unsafe (base + count).update(from: bytes, count: length)
        count &+= length
    }

    /// Appends the comma that is due; the caller has reserved it.
    @inlinable
    mutating func comma() {
        if needsComma { put(0x2C) }
    }

    /// Writes a text in quotes, after a comma if one is due.
    @usableFromInline
    mutating func quoted(_ text: String) {
        let isContiguous: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe quoted($0) }
        if isContiguous == nil {
            // Only strings bridged from other languages are not contiguous.
            var copy = text
            copy.withUTF8 { unsafe quoted($0) }
        }
    }

    mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        reserve(bytes.count &+ 3)
        comma()
        put(0x22)
        if let start = bytes.baseAddress { unsafe escaped(start, bytes.count) }
        reserve(1)
        put(0x22)
        needsComma = true
    }

    /// Copies bytes eight at a time for as long as none of them needs escaping; the last eight overlap those before them.
    ///
    /// Their number is reserved. Words, because Swift 6.3.1 compares the lanes of a SIMD16 vector one by one.
    mutating func escaped(_ start: UnsafePointer<UInt8>, _ length: Int) {
        var index = 0
        let output = unsafe UnsafeMutableRawPointer(base + count)
        let input = unsafe UnsafeRawPointer(start)
        while index &+ 8 <= length {
            let word = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if JSONWriter.needsEscape(word) { break }
            unsafe output.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        if index < length, index >= 8, index &+ 8 > length {
            let word = unsafe input.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
            if !JSONWriter.needsEscape(word) {
                unsafe output.storeBytes(of: word, toByteOffset: length &- 8, as: UInt64.self)
                index = length
            }
        }
        while index < length {
            let byte = unsafe start[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            unsafe output.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            index &+= 1
        }
        count &+= index
        if index < length { unsafe escapedSlowly(start + index, length &- index) }
    }

    /// RFC 8259 §7: `"`, `\` and what lies below U+0020 must be escaped, and nothing else is.
    private mutating func escapedSlowly(_ start: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length &* 6 &+ 1)
        for index in 0..<length {
            let byte = unsafe start[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else {
                put(byte)
                continue
            }
            put(0x5C)
            switch byte {
            case 0x22, 0x5C: put(byte)
            case 0x08: put(0x62)
            case 0x09: put(0x74)
            case 0x0A: put(0x6E)
            case 0x0C: put(0x66)
            case 0x0D: put(0x72)
            default:
                unsafe put(("u00" as StaticString).utf8Start, 3)
                put(Hex.digit(byte >> 4))
                put(Hex.digit(byte & 0x0F))
            }
        }
    }

    /// Whether one of eight bytes is below 0x20, a quote or a backslash: the usual test for a zero byte,
    /// `(x - 0x01…) & ~x & 0x80…`, on the word itself (with 0x20) and on its difference from each character.
    private static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- ones &* 0x20) & ~word
        let found = control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return found & (ones &* 0x80) != 0
    }

    /// Appends the decimal digits of a number; 20 bytes are reserved.
    mutating func digits(_ value: Int64) {
        if value < 0 { put(0x2D) }
        var rest = value.magnitude
        let length = JSONWriter.digitCount(rest)
        var position = count &+ length
        count = position
        while rest >= 100 {
            let pair = Int(truncatingIfNeeded: rest % 100)
            rest /= 100
            position &-= 2
            putPair(pair, at: position)
        }
        if rest >= 10 {
            putPair(Int(truncatingIfNeeded: rest), at: position &- 2)
        } else {
            unsafe base[position &- 1] = 0x30 &+ UInt8(truncatingIfNeeded: rest)
        }
    }

    /// Writes two digits of 0…99 at a reserved position, both in one store.
    @inline(__always)
    private func putPair(_ pair: Int, at position: Int) {
        let number = UInt32(truncatingIfNeeded: pair)
        let tens = (number &* 103) &>> 10
        let digits = UInt16(truncatingIfNeeded: 0x3030 &+ tens &+ ((number &- tens &* 10) &<< 8))
        unsafe UnsafeMutableRawPointer(base + position).storeBytes(of: digits.littleEndian, as: UInt16.self)
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        while rest >= 10_000 {
            rest /= 10_000
            count &+= 4
        }
        return count &+ (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
    }

    /// Appends an instant in the form of RFC 3339 in UTC; 24 bytes are reserved.
    mutating func timestamp(_ instant: Instant) {
        let parts = InstantParts(instant)
        date(parts.date)
        put(0x54)
        twoDigits(parts.time.hour)
        put(0x3A)
        twoDigits(parts.time.minute)
        put(0x3A)
        twoDigits(parts.time.second)
        if parts.millisecond > 0 {
            put(0x2E)
            put(0x30 &+ UInt8(truncatingIfNeeded: parts.millisecond / 100))
            twoDigits(parts.millisecond % 100)
        }
        put(0x5A)
    }

    /// Appends a day as `YYYY-MM-DD`; 10 bytes are reserved.
    mutating func date(_ date: LocalDate) {
        twoDigits(date.year / 100)
        twoDigits(date.year % 100)
        put(0x2D)
        twoDigits(date.month)
        put(0x2D)
        twoDigits(date.day)
    }

    private mutating func twoDigits(_ number: Int) {
        putPair(number, at: count)
        count &+= 2
    }

    /// Whether a literal may stand between quotes as it is.
    @usableFromInline
    static func isPlain(_ literal: StaticString) -> Bool {
        literal.hasPointerRepresentation
            && literal.description.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}
