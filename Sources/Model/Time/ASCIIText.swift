/// Reads fixed ASCII forms such as dates from the front of a text.
struct ASCIIReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Takes the character if it comes next.
    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    /// Takes exactly `count` digits, at most nine, as a number.
    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for index in position..<(position + count) {
            guard let digit = ASCIIReader.digit(bytes[index]) else { return nil }
            value = value * 10 + digit
        }
        position += count
        return value
    }

    /// Takes all digits that follow, between 1 and `digitsMax` (at most nine), as a fraction of 10^digitsMax.
    mutating func fraction(digitsMax: Int) -> Int? {
        var value = 0
        var count = 0
        while position < bytes.count, let digit = ASCIIReader.digit(bytes[position]) {
            count += 1
            guard count <= digitsMax else { return nil }
            value = value * 10 + digit
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<digitsMax { value *= 10 }
        return value
    }

    /// Takes the longest run of letters that satisfy the condition.
    mutating func run(while condition: (UInt8) -> Bool) -> [UInt8] {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return Array(bytes[start..<position])
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }
}

/// Collects the few ASCII characters of a date or a time.
struct ASCIIText {
    private var bytes: [UInt8] = []

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ date: LocalDate) {
        append(number: date.year, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        append(number: date.month, digits: 2)
        bytes.append(UInt8(ascii: "-"))
        append(number: date.day, digits: 2)
    }

    mutating func append(_ instant: Instant) {
        let parts = InstantParts(instant)
        append(parts.date)
        bytes.append(UInt8(ascii: "T"))
        append(number: parts.time.hour, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(number: parts.time.minute, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(number: parts.time.second, digits: 2)
        if parts.millisecond > 0 {
            bytes.append(UInt8(ascii: "."))
            append(number: parts.millisecond, digits: 3)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    private mutating func append(number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }
}

/// An instant as the fields of its RFC 3339 form in UTC, within what that form can write.
struct InstantParts {
    let date: LocalDate
    let time: LocalTime
    let millisecond: Int

    init(_ instant: Instant) {
        let written = min(max(instant, .firstWritable), .lastWritable).milliseconds
        // Counted from year 0 the number is not negative, so unsigned division rounds down.
        let fromYearZero = UInt64(bitPattern: written &- Instant.firstWritable.milliseconds)
        let day = fromYearZero / 86_400_000
        let rest = fromYearZero % 86_400_000
        date = LocalDate(dayNumber: Int64(day) + LocalDate.firstDayNumber)
        time = LocalTime(secondOfDay: Int(rest / 1000))
        millisecond = Int(rest % 1000)
    }
}
