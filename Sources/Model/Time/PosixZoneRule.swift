/// The rule of a POSIX TZ string (IEEE Std 1003.1 §8.3) with the wider hours of RFC 8536 §3.3.1,
/// such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZoneRule: Hashable, Sendable {
    /// The part of a rule about daylight saving time.
    struct Daylight: Hashable, Sendable {
        /// Seconds ahead of UTC while it lasts.
        var offset: Int32
        var start: Change
        var end: Change
    }

    /// When clocks change each year: a day, and seconds after its local midnight, which may be negative.
    struct Change: Hashable, Sendable {
        var day: Day
        var seconds: Int64
    }

    /// A day of each year.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1…365, February 29 never counted.
        case julian(Int)
        /// `n`: 0…365, February 29 counted.
        case ordinal(Int)
        /// `Mm.w.d`: the w-th weekday d (Sunday is 0) of month m; the fifth is the last.
        case weekday(month: Int, week: Int, day: Int)
    }

    /// Seconds ahead of UTC outside daylight saving time.
    let standardOffset: Int32
    let daylight: Daylight?

    /// Both changes of one year in order.
    ///
    /// Where daylight time lasts all year they coincide and do nothing.
    func transitions(in year: Int64) -> [ZoneTable.Transition] {
        guard let daylight else { return [] }
        let start = daylight.start.localSecond(in: year) - Int64(standardOffset)
        let end = daylight.end.localSecond(in: year) - Int64(daylight.offset)
        let changes = [
            ZoneTable.Transition(second: start, offset: daylight.offset),
            ZoneTable.Transition(second: end, offset: standardOffset),
        ]
        return start <= end ? changes : changes.reversed()
    }
}

extension PosixZoneRule.Change {
    /// Seconds since 1970 as local clocks show them just before the change.
    func localSecond(in year: Int64) -> Int64 {
        day.dayNumber(in: year) * 86_400 + seconds
    }
}

extension PosixZoneRule.Day {
    func dayNumber(in year: Int64) -> Int64 {
        switch self {
        case .julian(let day):
            let isAfterFebruary = day >= 60 && LocalDate.isLeap(year: Int(year))
            return GregorianDays.dayNumber(year: year, month: 1, day: 1) + Int64(day)
                - (isAfterFebruary ? 0 : 1)
        case .ordinal(let day):
            return GregorianDays.dayNumber(year: year, month: 1, day: 1) + Int64(day)
        case .weekday(let month, let week, let day):
            let first = GregorianDays.dayNumber(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday, day 4 of a week that begins on Sunday.
            let firstWeekday = (first + 4) - GregorianDays.floorDivide(first + 4, 7) * 7
            var ordinal = (Int64(day) - firstWeekday + 7) % 7 + Int64(week - 1) * 7
            if ordinal >= Int64(LocalDate.dayCount(year: Int(year), month: month)) { ordinal -= 7 }
            return first + ordinal
        }
    }
}

extension PosixZoneRule {
    /// Reads a TZ string; nil if it is not one, or has daylight time without saying when.
    init?(_ text: String) {
        var reader = ASCIIReader(text)
        guard Self.skipName(&reader), let west = Self.seconds(&reader, hoursMax: 24) else { return nil }
        standardOffset = Int32(-west)
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard Self.skipName(&reader) else { return nil }
        var offset = -west + 3600
        if !reader.accept(",") {
            guard let west = Self.seconds(&reader, hoursMax: 24), reader.accept(",") else { return nil }
            offset = -west
        }
        guard let start = Self.change(&reader), reader.accept(","), let end = Self.change(&reader),
            reader.isAtEnd
        else { return nil }
        daylight = Daylight(offset: Int32(offset), start: start, end: end)
    }

    /// A name of three or more letters, or `<…>` with digits and signs too.
    private static func skipName(_ reader: inout ASCIIReader) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte >= 0x41 }
        guard reader.accept("<") else { return reader.run(while: isLetter).count >= 3 }
        let name = reader.run { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D }
        return name.count >= 3 && reader.accept(">")
    }

    /// `[+-]h[hh][:mm[:ss]]` in seconds.
    private static func seconds(_ reader: inout ASCIIReader, hoursMax: Int) -> Int64? {
        let isNegative = reader.accept("-")
        if !isNegative { _ = reader.accept("+") }
        guard let hours = number(&reader, in: 0...hoursMax) else { return nil }
        var total = hours * 3600
        if reader.accept(":") {
            guard let minutes = number(&reader, in: 0...59) else { return nil }
            total += minutes * 60
            if reader.accept(":") {
                guard let seconds = number(&reader, in: 0...59) else { return nil }
                total += seconds
            }
        }
        return Int64(isNegative ? -total : total)
    }

    private static func change(_ reader: inout ASCIIReader) -> Change? {
        guard let day = day(&reader) else { return nil }
        guard reader.accept("/") else { return Change(day: day, seconds: 2 * 3600) }
        return seconds(&reader, hoursMax: 167).map { Change(day: day, seconds: $0) }
    }

    private static func day(_ reader: inout ASCIIReader) -> Day? {
        if reader.accept("J") { return number(&reader, in: 1...365).map { .julian($0) } }
        guard reader.accept("M") else { return number(&reader, in: 0...365).map { .ordinal($0) } }
        guard let month = number(&reader, in: 1...12), reader.accept("."),
            let week = number(&reader, in: 1...5), reader.accept("."), let day = number(&reader, in: 0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    private static func number(_ reader: inout ASCIIReader, in range: ClosedRange<Int>) -> Int? {
        let digits = reader.run { (0x30...0x39).contains($0) }
        guard digits.count <= 3, let value = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        return range.contains(value) ? value : nil
    }
}
