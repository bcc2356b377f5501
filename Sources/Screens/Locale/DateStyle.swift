import Model

/// How a locale writes a day: `30 Nov`, `Nov 30`, `30. Nov. 2027`.
final class DateStyle: Sendable {
    /// What of a day is a number; the month's name is part of what stands around it.
    enum Number: Sendable, Equatable {
        case day(isPadded: Bool)
        case year
    }

    /// By month, January first.
    private let withoutYear: [Pattern<Number>]
    private let withYear: [Pattern<Number>]
    private let digits: NumberStyle

    init(withoutYear: [Pattern<Number>], withYear: [Pattern<Number>], digits: NumberStyle) {
        self.withoutYear = withoutYear
        self.withYear = withYear
        self.digits = digits
    }

    /// Writes a day as a part of the open text, with its year if that is not this one.
    func write(_ date: LocalDate, thisYear: Int, into json: inout JSONWriter) {
        let (year, month, day) = (date.year, date.month, date.day)
        let months = year == thisYear ? withoutYear : withYear
        guard months.indices.contains(month - 1) else { return }
        months[month - 1].write(into: &json) { number, _, json in
            switch number {
            case .day(let isPadded):
                if isPadded, day < 10 { digits.write(0, into: &json) }
                digits.write(UInt64(day), into: &json)
            case .year: digits.write(UInt64(year), into: &json)
            }
        }
    }
}

/// All that a locale's numbers and days need and that no currency changes.
struct LocaleSymbols: Sendable {
    let number: NumberStyle
    /// Around a number that is shown with its sign.
    let plus: Affixes
    let minus: Affixes
    /// Around a number of hundredths.
    let percent: Affixes
    let shortDate: DateStyle
    let longDate: DateStyle
}
