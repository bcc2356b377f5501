import Foundation
import Model
import Testing

@testable import Screens

struct NumberFormatTests {
    static func wording(_ tag: String, year: Int = 2026) throws -> Wording {
        let day = try #require(LocalDate(year: year, month: 6, day: 1))
        return ScreenLocale.of(tag, programme: Sample.programme()).wording(at: Sample.zone.startOfDay(day))
    }

    static func text(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes.filter { $0 != 0x22 }, as: UTF8.self)
    }

    static func number(_ tag: String, _ value: Int64) throws -> String {
        let wording = try wording(tag)
        return text {
            $0.beginString()
            wording.number(value, into: &$0)
            $0.endString()
        }
    }

    @Test(arguments: [
        ("en", Int64(0), "0"), ("en", 999, "999"), ("en", 1_000, "1,000"), ("en-IN", 100_000, "1,00,000"),
        ("hi", 12_345_678, "1,23,45,678"), ("de", 1_250, "1.250"), ("de-CH", 1_250, "1’250"),
        ("ar-EG", 1_250, "١٬٢٥٠"), ("ar-AE", 1_250, "1,250"), ("ar-MA", 1_250, "1.250"), ("en", -75, "-75"),
        ("en", .max, "9,223,372,036,854,775,807"), ("en", .min, "-9,223,372,036,854,775,808"),
    ])
    func `numbers are grouped as the locale groups them`(tag: String, value: Int64, text: String) throws {
        #expect(try Self.number(tag, value) == text)
    }

    @Test(arguments: MoneyFormatTests.tags)
    func `numbers and signs agree with Foundation's own`(tag: String) throws {
        let locale = Locale(identifier: tag)
        let wording = try Self.wording(tag)
        let samples = MoneyFormatTests.amounts + [.max, .min, 1_000_000_000_000]
        for value in samples {
            let format = IntegerFormatStyle<Int64>.number.locale(locale)
            #expect(try Self.number(tag, value) == value.formatted(format))
            guard value != 0 else { continue }
            let signed = Self.text { wording.change(value, into: &$0) }
            #expect(signed == value.formatted(format.sign(strategy: .always())))
        }
    }

    @Test(arguments: [
        ("en-US", "2026-11-30", "Nov 30"), ("en-US", "2027-01-05", "Jan 5, 2027"),
        ("en-IN", "2026-11-30", "30 Nov"),
        ("en-GB", "2027-10-01", "1 Oct 2027"), ("de", "2026-11-30", "30. Nov."),
        ("de", "2025-03-09", "9. März 2025"),
        ("hi", "2026-11-30", "30 नव॰"), ("ar", "2026-11-30", "30 نوفمبر"),
        ("ar-EG", "2026-11-05", "٥ نوفمبر"),
        ("ar-MA", "2026-11-30", "30 نونبر"), ("ar-LB", "2026-01-30", "٣٠ كانون ٢"),
    ])
    func `days are written short, with their year only in another year`(
        tag: String, day: String, text: String
    ) throws {
        let date = try #require(LocalDate(iso: day))
        let wording = try Self.wording(tag)
        #expect(Self.text { wording.day(date, into: &$0) } == text)
    }

    @Test(arguments: MoneyFormatTests.tags)
    func `days agree with Foundation's own`(tag: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let base = Date.FormatStyle(locale: Locale(identifier: tag), calendar: calendar, timeZone: .gmt).day()
        let symbols = try Self.wording(tag).locale.symbols
        for month in 1...12 {
            for day in [1, 9, 10, 28] {
                let date = try #require(LocalDate(year: 2026, month: month, day: day))
                let moment = Date(timeIntervalSince1970: Double(date.dayNumber) * 86_400)
                for (style, format) in [
                    (symbols.shortDate, base.month(.abbreviated)), (symbols.longDate, base.month(.wide)),
                ] {
                    let short = Self.text { Self.write(date, style, thisYear: 2026, into: &$0) }
                    #expect(short == moment.formatted(format))
                    let long = Self.text { Self.write(date, style, thisYear: 2025, into: &$0) }
                    #expect(long == moment.formatted(format.year()))
                }
            }
        }
    }

    static func write(_ date: LocalDate, _ style: DateStyle, thisYear: Int, into json: inout JSONWriter) {
        json.beginString()
        style.write(date, thisYear: thisYear, into: &json)
        json.endString()
    }

    @Test(arguments: [
        (Language.english, [0: PluralCategory.other, 1: .one, 2: .other, 11: .other, -1: .one]),
        (.german, [0: .other, 1: .one, 2: .other]),
        (.hindi, [0: .one, 1: .one, 2: .other, 100: .other]),
        (
            .arabic,
            [
                0: .zero, 1: .one, 2: .two, 3: .few, 10: .few, 11: .many, 99: .many, 100: .other, 102: .other,
                103: .few, 110: .few, 111: .many, 200: .other, -3: .few,
            ]
        ),
    ])
    func `plural categories are those of the CLDR`(language: Language, rows: [Int64: PluralCategory]) {
        for (number, category) in rows { #expect(language.category(of: number) == category, "\(number)") }
    }

    @Test(arguments: [
        ("en", Int64(1), "1 coin"), ("en", 2, "2 coins"), ("en", 0, "0 coins"), ("hi", 0, "0 सिक्का"),
        ("hi", 2, "2 सिक्के"), ("ar", 3, "3 عملات"), ("ar", 11, "11 عملة"), ("ar", 100, "100 عملة"),
        ("de", 1_250, "1.250 Münzen"),
    ])
    func `coins have the brand's name in the number's form`(tag: String, coins: Int64, text: String) throws {
        let wording = try Self.wording(tag)
        let written = Self.text {
            $0.beginString()
            wording.coins(coins, into: &$0)
            $0.endString()
        }
        #expect(written == text)
    }

    @Test(arguments: [
        (Int64(10_000), "1"), (12_500, "1.25"), (15_000, "1.5"), (100_000, "10"), (10_001, "1.0001"),
    ])
    func `a factor is written without needless zeros`(basisPoints: Int64, text: String) throws {
        let wording = try Self.wording("en")
        let message: Message = "{multiplier}"
        #expect(Self.text { wording.say(message, .multiplier(basisPoints), into: &$0) } == text)
    }
}
