/// A day of the proleptic Gregorian calendar, years 0 to 9999, in no particular time zone.
///
/// Arithmetic that would leave those years stops at their first or last day.
package struct LocalDate: Hashable, Comparable, Sendable {
    /// The year, 0…9999.
    package var year: Int { Int(yearNumber) }
    /// The month, 1…12.
    package var month: Int { Int(monthNumber) }
    /// The day of the month, 1…31.
    package var day: Int { Int(dayOfMonth) }

    private let yearNumber: Int16
    private let monthNumber: Int8
    private let dayOfMonth: Int8

    /// 0000-01-01, the first day there is.
    package static let first = LocalDate(unchecked: 0, 1, 1)
    /// 9999-12-31, the last day there is.
    package static let last = LocalDate(unchecked: 9999, 12, 31)

    static let firstDayNumber: Int64 = -719_528
    static let lastDayNumber: Int64 = 2_932_896

    /// The day, or nil if the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= LocalDate.dayCount(year: year, month: month)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// The day so many days after 1970-01-01; a number beyond the years 0…9999 gives the nearest day.
    package init(dayNumber: Int64) {
        guard dayNumber > LocalDate.firstDayNumber else {
            self = .first
            return
        }
        guard dayNumber < LocalDate.lastDayNumber else {
            self = .last
            return
        }
        let (year, month, day) = GregorianDays.date(dayNumber: dayNumber)
        self.init(unchecked: year, month, day)
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        yearNumber = Int16(truncatingIfNeeded: year)
        monthNumber = Int8(truncatingIfNeeded: month)
        dayOfMonth = Int8(truncatingIfNeeded: day)
    }

    /// Days since 1970-01-01; negative before.
    package var dayNumber: Int64 {
        GregorianDays.dayNumber(year: Int64(yearNumber), month: month, day: day)
    }

    /// The day of the week by ISO 8601: Monday is 1, Sunday 7.
    package var weekday: Int {
        // 1970-01-01 was a Thursday.
        let fromMonday = (dayNumber + 3) % 7
        return Int(fromMonday < 0 ? fromMonday + 7 : fromMonday) + 1
    }

    /// The day so many days later.
    package func adding(days: Int64) -> LocalDate {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        if overflow { return days < 0 ? .first : .last }
        return LocalDate(dayNumber: sum)
    }

    /// The same day so many months later, or that month's last day if it is shorter (rule 4.1).
    package func adding(months: Int64) -> LocalDate {
        let present = Int64(yearNumber) * 12 + Int64(monthNumber) - 1
        let (sum, overflow) = present.addingReportingOverflow(months)
        if overflow || sum < 0 || sum >= 10_000 * 12 { return months < 0 ? .first : .last }
        let (year, month) = (Int(sum / 12), Int(sum % 12) + 1)
        return LocalDate(unchecked: year, month, min(day, LocalDate.dayCount(year: year, month: month)))
    }

    /// The days from `earlier` to this day.
    package func days(since earlier: LocalDate) -> Int64 { dayNumber - earlier.dayNumber }

    /// The first day of this day's month.
    package var startOfMonth: LocalDate { LocalDate(unchecked: year, month, 1) }

    /// The last day of this day's month.
    package var endOfMonth: LocalDate {
        LocalDate(unchecked: year, month, LocalDate.dayCount(year: year, month: month))
    }

    /// The first day of this day's year.
    package var startOfYear: LocalDate { LocalDate(unchecked: year, 1, 1) }

    package static func < (left: LocalDate, right: LocalDate) -> Bool {
        (left.yearNumber, left.monthNumber, left.dayOfMonth)
            < (right.yearNumber, right.monthNumber, right.dayOfMonth)
    }

    /// Whether February of the year has 29 days.
    package static func isLeap(year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// How many days the month of that year has; the month is 1…12.
    package static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year: year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension LocalDate: CustomStringConvertible {
    /// Reads `YYYY-MM-DD` (ISO 8601 calendar date, RFC 3339 full-date); nil for anything else.
    package init?(iso text: String) {
        var reader = ASCIIReader(text)
        guard let year = reader.digits(4), reader.accept("-"), let month = reader.digits(2),
            reader.accept("-"), let day = reader.digits(2), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day as `YYYY-MM-DD`.
    package var iso: String {
        var text = ASCIIText()
        text.append(self)
        return text.string
    }

    /// The ISO form.
    package var description: String { iso }
}
