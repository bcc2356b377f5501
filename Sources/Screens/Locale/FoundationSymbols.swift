// The one file that asks Foundation, and through it ICU and the Unicode CLDR. Each question formats a sample
// and takes the answer apart; it is asked once per locale and currency, and the answers are kept as bytes.

import Foundation
import Model

/// What Foundation knows about how a locale writes things.
enum FoundationSymbols {
    static func symbols(of tag: String) -> LocaleSymbols {
        let locale = Locale(identifier: tag)
        let format = IntegerFormatStyle<Int64>.number.locale(locale)
        var number = NumberStyle()
        number.setDigits(from: Int64(0).formatted(format))
        let sample = Taken(Int64(sampleWhole).formatted(format), number)
        number.setGrouping(from: sample.runs, Taken(Int64(1234).formatted(format), number).runs.count > 1)
        let decimals = Taken(sampleDecimal.formatted(.number.locale(locale)), number)
        if let mark = decimals.runs.last?.separator { number.decimal = ShortText(mark) }
        let signed = format.sign(strategy: .always())
        // A day's digits are not grouped.
        var digits = number
        digits.groupSize = 0
        return LocaleSymbols(
            number: number, plus: Taken(Int64(1).formatted(signed), number).affixes,
            minus: Taken(Int64(-1).formatted(signed), number).affixes,
            percent: Taken(
                Int64(12).formatted(IntegerFormatStyle<Int64>.Percent(locale: locale)), number
            ).affixes,
            shortDate: dates(locale, .abbreviated, digits), longDate: dates(locale, .wide, digits))
    }

    static func money(_ tag: String, _ currency: Currency, _ language: Language) -> MoneyStyle {
        let format = Decimal.FormatStyle.Currency(code: currency.code, locale: Locale(identifier: tag))
        let (number, positive, negative) = shape(format, hasDecimals: currency.exponent > 0)
        let named = format.presentation(.fullName)
        let (spokenNumber, _, _) = shape(named, hasDecimals: currency.exponent > 0)
        let whole = named.precision(.fractionLength(0))
        // Categories that the language does not have share a sample.
        var written: [Int64: (positive: Affixes, negative: Affixes)] = [:]
        let names = PluralCategory.allCases.map { category in
            let sample = samples.first { language.category(of: $0) == category } ?? sampleOther
            let name =
                written[sample] ?? (
                    Taken(Decimal(sample).formatted(whole), spokenNumber).affixes,
                    Taken((-Decimal(sample)).formatted(whole), spokenNumber).affixes
                )
            written[sample] = name
            return name
        }
        return MoneyStyle(
            currency: currency, number: number, positive: positive, negative: negative,
            spoken: names.map(\.positive), spokenNegative: names.map(\.negative), spokenNumber: spokenNumber)
    }

    /// Asks one question of each kind, so that Foundation has loaded what all locales need.
    static func prepare() {
        let locale = Locale(identifier: Language.english.rawValue)
        _ = Int64(1).formatted(IntegerFormatStyle<Int64>.number.locale(locale).sign(strategy: .always()))
        _ = Int64(1).formatted(IntegerFormatStyle<Int64>.Percent(locale: locale))
        _ = sampleDecimal.formatted(.number.locale(locale))
        let money = Decimal.FormatStyle.Currency(code: "EUR", locale: locale).presentation(.fullName)
        _ = sampleDecimal.formatted(money.precision(.fractionLength(0)))
        _ = sample(day: 2, month: 1, dateFormat(locale, .wide), NumberStyle())
    }

    /// Ten digits show two groups of every size that there is.
    private static let sampleWhole: Int64 = 1_234_567_891
    private static let sampleDecimal = Decimal(12_345_678_912) / 10
    /// One number at least of every plural category of every language; 0, which has no negative, comes last.
    private static let samples: [Int64] = [1, 2, 3, 11, 100, 0]
    private static let sampleOther: Int64 = 100

    private static func shape(
        _ format: Decimal.FormatStyle.Currency, hasDecimals: Bool
    ) -> (NumberStyle, positive: Affixes, negative: Affixes) {
        let whole = format.precision(.fractionLength(0))
        var number = NumberStyle()
        number.setDigits(from: Decimal(0).formatted(whole))
        let sample = Taken(Decimal(sampleWhole).formatted(whole), number)
        number.setGrouping(from: sample.runs, Taken(Decimal(1234).formatted(whole), number).runs.count > 1)
        let decimals = Taken(sampleDecimal.formatted(format.precision(.fractionLength(1))), number)
        if let mark = decimals.runs.last?.separator { number.decimal = ShortText(mark) }
        // Where the pattern puts the currency against the digits differently for negative amounts, so do
        // these.
        return (number, sample.affixes, Taken((-Decimal(sampleWhole)).formatted(whole), number).affixes)
    }

    private static func dates(
        _ locale: Locale, _ month: Date.FormatStyle.Symbol.Month, _ digits: NumberStyle
    ) -> DateStyle {
        let format = dateFormat(locale, month)
        return DateStyle(
            withoutYear: months(format, digits), withYear: months(format.year(), digits), digits: digits)
    }

    private static func dateFormat(
        _ locale: Locale, _ month: Date.FormatStyle.Symbol.Month
    ) -> Date.FormatStyle {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        calendar.locale = locale
        return Date.FormatStyle(locale: locale, calendar: calendar, timeZone: .gmt).day().month(month)
    }

    /// How days of each month are written, January first.
    private static func months(
        _ format: Date.FormatStyle, _ digits: NumberStyle
    ) -> [Pattern<DateStyle.Number>] {
        // All months have the same pattern, and so a zero before a single digit or not.
        let isPadded = sample(day: 2, month: 1, format, digits).runs.contains { $0.digits == [0, 2] }
        return (1...12).map { month in
            parts(of: sample(day: 22, month: month, format, digits), isPadded: isPadded, digits)
        }
    }

    /// How a day of the year 4567 is written, taken apart.
    private static func sample(
        day: Int, month: Int, _ format: Date.FormatStyle, _ digits: NumberStyle
    ) -> Taken {
        let date = LocalDate(year: 4567, month: month, day: day) ?? .first
        return Taken(Date(timeIntervalSince1970: Double(date.dayNumber) * 86_400).formatted(format), digits)
    }

    /// How any day of a month is written, from how the 22nd of 4567 is.
    private static func parts(
        of taken: Taken, isPadded: Bool, _ digits: NumberStyle
    ) -> Pattern<DateStyle.Number> {
        var parts: [Pattern<DateStyle.Number>.Piece] = []
        var literal = taken.affixes.before
        for run in taken.runs {
            literal += run.separator ?? []
            // A month's name may have a digit of its own: Lebanon's "second Kanun".
            guard run.digits == [2, 2] || run.digits == [4, 5, 6, 7] else {
                for digit in run.digits {
                    literal += digits.digitLead.bytes + [digits.digitZero + UInt8(digit)]
                }
                continue
            }
            parts.append(.literal(literal))
            parts.append(.place(run.digits.count == 4 ? .year : .day(isPadded: isPadded)))
            literal = []
        }
        parts.append(.literal(literal + taken.affixes.after))
        return Pattern(parts)
    }
}

/// A formatted sample, taken apart into its digits and what stands around them.
private struct Taken {
    /// Digits in a row, with what stood between them and the run before.
    struct Run {
        var separator: [UInt8]?
        var digits: [Int]
    }

    var affixes = Affixes()
    var runs: [Run] = []

    init(_ text: String, _ style: NumberStyle) {
        var between: [UInt8] = []
        var isInDigits = false
        for scalar in text.unicodeScalars {
            guard let digit = style.digit(scalar) else {
                between += Array(String(Character(scalar)).utf8)
                isInDigits = false
                continue
            }
            if isInDigits {
                runs[runs.count - 1].digits.append(digit)
            } else {
                if runs.isEmpty { affixes.before = between }
                runs.append(Run(separator: runs.isEmpty ? nil : between, digits: [digit]))
                between = []
                isInDigits = true
            }
        }
        affixes.after = between
    }
}

extension NumberStyle {
    /// The digits' bytes, from how the locale writes 0.
    fileprivate mutating func setDigits(from zero: String) {
        guard let scalar = zero.unicodeScalars.first(where: { $0.properties.numericType == .decimal })
        else { return }
        let bytes = Array(String(Character(scalar)).utf8)
        digitLead = ShortText(bytes.dropLast())
        digitZero = bytes.last ?? 0x30
    }

    fileprivate mutating func setGrouping(from runs: [Taken.Run], _ isFourGrouped: Bool) {
        guard runs.count > 1, let last = runs.last else {
            groupSize = 0
            return
        }
        groupSize = last.digits.count
        groupSizeBeyond = runs.count > 2 ? runs[runs.count - 2].digits.count : groupSize
        groupFromDigits = isFourGrouped ? 4 : 5
        group = last.separator.map { ShortText($0) } ?? group
    }

    /// The value of one of this style's digits.
    fileprivate func digit(_ scalar: Unicode.Scalar) -> Int? {
        let bytes = Array(String(Character(scalar)).utf8)
        guard ShortText(bytes.dropLast()) == digitLead, let last = bytes.last, last >= digitZero,
            last - digitZero < 10
        else { return nil }
        return Int(last - digitZero)
    }
}
