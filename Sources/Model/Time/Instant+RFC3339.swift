/// Why a text is not an instant.
package struct InstantSyntaxError: Error, Hashable, Sendable {
    /// The reason, as the end of a sentence: "has no offset such as Z or +05:30".
    package let reason: String
}

extension Instant: CustomStringConvertible {
    /// The last instant that RFC 3339 can write.
    package static let lastWritable = Instant(milliseconds: 253_402_300_799_999)
    /// The first instant that RFC 3339 can write: year 0 begins.
    package static let firstWritable = Instant(milliseconds: -62_167_219_200_000)

    /// Reads a date-time of RFC 3339 §5.6 with any offset.
    ///
    /// A fraction may have up to nine digits, of which those below a millisecond are dropped. A leap second
    /// (23:59:60 in UTC) is the first instant of the next day, as in POSIX time. A date alone is refused.
    package init(rfc3339 text: String) throws(InstantSyntaxError) {
        var reader = ASCIIReader(text)
        let date = try Instant.date(&reader)
        guard reader.accept("T") || reader.accept("t") else {
            throw InstantSyntaxError(
                reason: reader.isAtEnd ? "is a date without a time" : "has no T between date and time")
        }
        let time = try Instant.time(&reader)
        let offset = try Instant.offset(&reader)
        guard reader.isAtEnd else { throw InstantSyntaxError(reason: "has something after its offset") }

        let seconds = date.dayNumber * 86_400 + time.seconds - offset
        if time.isLeapSecond {
            // RFC 3339 §5.7: a leap second is 23:59:60 in UTC; :60 of any other minute does not exist.
            guard seconds % 86_400 == 0 else { throw InstantSyntaxError(reason: "has no such second") }
        }
        self.init(milliseconds: seconds * 1000 + (time.isLeapSecond ? 0 : time.milliseconds))
    }

    /// The instant as RFC 3339 writes it in UTC: `2026-11-21T02:20:00Z`, with `.123` only where needed.
    ///
    /// What lies beyond the years 0…9999, `never` included, is written as their first or last instant.
    package var rfc3339: String {
        var text = ASCIIText()
        text.append(self)
        return text.string
    }

    /// The RFC 3339 form.
    package var description: String { rfc3339 }

    private static func date(_ reader: inout ASCIIReader) throws(InstantSyntaxError) -> LocalDate {
        guard let year = reader.digits(4), reader.accept("-"), let month = reader.digits(2),
            reader.accept("-"), let day = reader.digits(2)
        else { throw InstantSyntaxError(reason: "does not begin with a date such as 2026-11-21") }
        guard let date = LocalDate(year: year, month: month, day: day) else {
            throw InstantSyntaxError(reason: "has a date that the calendar does not have")
        }
        return date
    }

    private struct Time {
        var seconds: Int64
        var milliseconds: Int64
        var isLeapSecond: Bool
    }

    private static func time(_ reader: inout ASCIIReader) throws(InstantSyntaxError) -> Time {
        guard let hour = reader.digits(2), reader.accept(":"), let minute = reader.digits(2),
            reader.accept(":"), let second = reader.digits(2)
        else { throw InstantSyntaxError(reason: "does not have a time such as 02:20:00") }
        guard hour < 24, minute < 60, second <= 60 else {
            throw InstantSyntaxError(reason: "has a time that the clock does not have")
        }
        var milliseconds = 0
        if reader.accept(".") {
            guard let fraction = reader.fraction(digitsMax: 9) else {
                throw InstantSyntaxError(reason: "does not have one to nine digits in its fraction")
            }
            milliseconds = fraction / 1_000_000
        }
        return Time(
            seconds: Int64(hour * 3600 + minute * 60 + second), milliseconds: Int64(milliseconds),
            isLeapSecond: second == 60)
    }

    /// Seconds east of UTC.
    private static func offset(_ reader: inout ASCIIReader) throws(InstantSyntaxError) -> Int64 {
        if reader.accept("Z") || reader.accept("z") { return 0 }
        let isWest = reader.accept("-")
        guard isWest || reader.accept("+"), let hours = reader.digits(2), reader.accept(":"),
            let minutes = reader.digits(2), hours < 24, minutes < 60
        else { throw InstantSyntaxError(reason: "has no offset such as Z or +05:30") }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return isWest ? -seconds : seconds
    }
}
