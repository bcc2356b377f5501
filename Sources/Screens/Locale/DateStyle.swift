import Model

/// How a locale writes a day: `30 Nov`, `Nov 30`, `30. Nov. 2027`.
final class DateStyle: Sendable {
    /// A part of a written day.
    enum Part: Sendable, Equatable {
        case literal([UInt8])
        case day(isPadded: Bool)
        case year
    }

    /// By month, January first; the month's name is part of the literals.
    let withoutYear: [[Part]]
    let withYear: [[Part]]
    let digits: NumberStyle

    init(withoutYear: [[Part]], withYear: [[Part]], digits: NumberStyle) {
        self.withoutYear = withoutYear
        self.withYear = withYear
        self.digits = digits
    }

    /// Writes a day as a part of the open text, with its year if that is not this one.
    func write(_ date: LocalDate, thisYear: Int, into json: inout JSONWriter) {
        let months = date.year == thisYear ? withoutYear : withYear
        guard months.indices.contains(date.month - 1) else { return }
        for part in months[date.month - 1] {
            switch part {
            case .literal(let bytes): json.piece(bytes)
            case .day(let isPadded):
                if isPadded, date.day < 10 { NumberText(0, digits).write(into: &json) }
                NumberText(UInt64(date.day), digits).write(into: &json)
            case .year: NumberText(UInt64(date.year), digits).write(into: &json)
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
