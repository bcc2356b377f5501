import Foundation
import Model
import Testing

@testable import Screens

/// What an amount of minor units looks like, written down by hand.
struct MoneyRow: Sendable, CustomTestStringConvertible {
    let tag: String
    let currency: String
    let amount: Int64
    let text: String

    init(_ tag: String, _ currency: String, _ amount: Int64, _ text: String) {
        (self.tag, self.currency, self.amount, self.text) = (tag, currency, amount, text)
    }

    var testDescription: String { "\(amount) \(currency) in \(tag)" }

    static let all = [
        MoneyRow("en-IN", "INR", 40_000, "₹400"),
        MoneyRow("en-IN", "INR", 40_050, "₹400.50"),
        MoneyRow("en-IN", "INR", 10_000_000, "₹1,00,000"),
        MoneyRow("en-IN", "INR", 1_234_567_890, "₹1,23,45,678.90"),
        MoneyRow("hi-IN", "INR", 10_000_000, "₹1,00,000"),
        MoneyRow("en", "INR", 10_000_000, "₹100,000"),
        MoneyRow("en-US", "USD", 500, "$5"),
        MoneyRow("en-US", "USD", 550, "$5.50"),
        MoneyRow("en-US", "USD", 5, "$0.05"),
        MoneyRow("en-US", "USD", 0, "$0"),
        MoneyRow("en-US", "USD", -500, "-$5"),
        MoneyRow("en-US", "USD", 99_999, "$999.99"),
        MoneyRow("en-US", "USD", 100_000, "$1,000"),
        MoneyRow("en-GB", "GBP", 123_456, "£1,234.56"),
        MoneyRow("en", "JPY", 1_234, "¥1,234"),
        MoneyRow("de", "EUR", 123_450, "1.234,50\u{A0}€"),
        MoneyRow("de", "EUR", -100, "-1\u{A0}€"),
        MoneyRow("de-AT", "EUR", 123_450, "€\u{A0}1.234,50"),
        MoneyRow("de-CH", "CHF", 123_450, "CHF\u{A0}1’234.50"),
        MoneyRow("de", "JPY", 1_234, "1.234\u{A0}¥"),
        MoneyRow("en", "KWD", 5_000, "KWD\u{A0}5"),
        MoneyRow("en", "KWD", 5_001, "KWD\u{A0}5.001"),
        MoneyRow("ar-EG", "EGP", 123_450, "\u{200F}١٬٢٣٤٫٥٠\u{A0}ج.م.\u{200F}"),
        MoneyRow("ar-AE", "AED", 123_400, "\u{200F}1,234\u{A0}د.إ.\u{200F}"),
        MoneyRow("en", "USD", .max, "$92,233,720,368,547,758.07"),
        MoneyRow("en", "USD", .min, "-$92,233,720,368,547,758.08"),
    ]
}

struct MoneyFormatTests {
    /// Every tag whose rules differ, and some that only look as if they did.
    static let tags = [
        "en", "en-US", "en-GB", "en-IN", "en-AU", "en-CA", "en-ZA", "en-CH", "en-DE", "en-SE", "en-AE", "de",
        "de-DE",
        "de-AT", "de-CH", "de-LI", "de-LU", "hi", "hi-IN", "ar", "ar-EG", "ar-AE", "ar-SA", "ar-MA", "ar-DZ",
        "ar-TN",
        "ar-KW", "ar-IQ", "ar-SD", "ar-LB",
    ]
    static let currencies = [
        "INR", "USD", "EUR", "GBP", "JPY", "KRW", "CHF", "AED", "SAR", "EGP", "KWD", "BHD", "AUD", "CAD",
        "SEK",
        "ZAR", "CLP", "CLF", "VND", "PKR",
    ]
    static let amounts: [Int64] = [
        0, 1, -1, 9, 10, 99, 100, 101, -100, 550, 999, 1_000, 1_234, 9_999, 10_000, -10_000, 99_999, 100_000,
        123_456, 999_999, 1_000_000, 10_000_000, 12_345_678, -12_345_678, 1_000_000_000, 123_456_789_012,
    ]

    static func text(_ tag: String, _ currency: String, _ amount: Int64, isSpoken: Bool = false) throws
        -> String
    {
        let style = ScreenLocaleCache.shared.money(tag, try #require(Currency(code: currency)))
        var json = JSONWriter()
        json.beginString()
        if isSpoken {
            style.writeSpoken(amount, KnownTags.language(of: tag), into: &json)
        } else {
            style.write(amount, into: &json)
        }
        json.endString()
        return String(decoding: json.bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    @Test(arguments: MoneyRow.all)
    func `money is written as the locale writes it`(row: MoneyRow) throws {
        #expect(try Self.text(row.tag, row.currency, row.amount) == row.text)
    }

    @Test(arguments: [
        ("en", "INR", Int64(100), "1 Indian rupee"), ("en", "INR", 12_500, "125 Indian rupees"),
        ("en", "USD", 150, "1.50 US dollars"), ("de", "EUR", 200, "2 Euro"),
        ("ar", "AED", 300, "3 درهم إماراتي"),
        ("hi", "INR", 50, "0.50 भारतीय रुपया"),
    ])
    func `money that is read aloud has its currency's name`(
        tag: String, currency: String, amount: Int64, text: String
    ) throws {
        let aloud = try Self.text(tag, currency, amount, isSpoken: true)
        #expect(aloud == text)
    }

    @Test(arguments: tags)
    func `money agrees with Foundation's own`(tag: String) throws {
        let locale = Locale(identifier: tag)
        for code in Self.currencies {
            let currency = try #require(Currency(code: code))
            let named = Decimal.FormatStyle.Currency(code: code, locale: locale)
            for amount in Self.amounts {
                let value = Decimal(amount) / Decimal(currency.minorUnitsPerMajor)
                let digits = amount % currency.minorUnitsPerMajor == 0 ? 0 : currency.exponent
                let expected = value.formatted(named.precision(.fractionLength(digits)))
                let spoken = value.formatted(
                    named.presentation(.fullName).precision(.fractionLength(digits)))
                #expect(try Self.text(tag, code, amount) == expected, "\(amount) \(code)")
                let aloud = try Self.text(tag, code, amount, isSpoken: true)
                #expect(aloud == spoken, "\(amount) \(code) aloud")
            }
        }
    }
}
