import Model
import Testing

struct MoneyTests {
    private func money(_ text: String, _ code: String, _ sign: MoneySign = .any) throws -> Int64 {
        let currency = try #require(Currency(code: code))
        return try Money(decimal: text, currency: currency, sign: sign).minorUnits
    }

    @Test(arguments: [
        ("29.33", "USD", 2933, "29.33"), ("0", "USD", 0, "0.00"), ("0.05", "USD", 5, "0.05"),
        ("-0.05", "USD", -5, "-0.05"), ("5.1", "USD", 510, "5.10"), ("007.00", "USD", 700, "7.00"),
        ("29.330000", "USD", 2933, "29.33"), ("500", "JPY", 500, "500"), ("500.00", "JPY", 500, "500"),
        ("1.234", "KWD", 1234, "1.234"), ("1.2", "KWD", 1200, "1.200"), ("0.0001", "CLF", 1, "0.0001"),
        ("92233720368547758.07", "USD", Int64.max, "92233720368547758.07"),
        ("-92233720368547758.08", "USD", Int64.min, "-92233720368547758.08"),
        ("9223372036854775807", "JPY", Int64.max, "9223372036854775807"),
        ("-9223372036854775808", "JPY", Int64.min, "-9223372036854775808"),
        ("9223372036854775.807", "KWD", Int64.max, "9223372036854775.807"),
        ("00000000000000000000000000000000000001", "JPY", 1, "1"),
    ])
    func `a decimal amount is exact both ways`(text: String, code: String, units: Int64, written: String)
        throws
    {
        #expect(try money(text, code) == units)
        let currency = try #require(Currency(code: code))
        #expect(Money(minorUnits: units, currency: currency).decimal == written)
        #expect(try money(written, code) == units)
    }

    @Test(arguments: [
        ("59.970000000000006", "USD", 5997), ("13.049999999999999", "USD", 1305), ("10.005", "USD", 1001),
        ("10.00499999999999999999999999999999999999", "USD", 1000), ("0.999", "USD", 100),
        ("-10.005", "USD", -1001), ("0.004", "USD", 0), ("10.00", "USD", 1000), ("10", "USD", 1000),
        ("499.5", "JPY", 500), ("499.49", "JPY", 499), ("1.2345", "KWD", 1235),
        ("92233720368547758.069", "USD", Int64.max), ("92233720368547758.065", "USD", Int64.max),
    ])
    func `an amount with more decimals than its currency is rounded half up where that is wanted`(
        text: String, code: String, units: Int64
    ) throws {
        let currency = try #require(Currency(code: code))
        let rounded = try Money(decimal: text, currency: currency, sign: .any, isRounded: true)
        #expect(rounded.minorUnits == units)
    }

    @Test func `what rounding takes beyond the largest amount is refused, and so is what is no amount`()
        throws
    {
        let currency = try #require(Currency(code: "USD"))
        for text in ["92233720368547758.075", "1.2x", "1.", "1.005e3", "1.0.5"] {
            #expect(throws: MoneySyntaxError.self, "\(text)") {
                try Money(decimal: text, currency: currency, sign: .any, isRounded: true)
            }
        }
    }

    @Test(arguments: [
        ("", "USD", "invalid_format"), (".5", "USD", "invalid_format"), ("5.", "USD", "invalid_format"),
        ("1,000.00", "USD", "invalid_format"), ("1e3", "USD", "invalid_format"),
        ("+1", "USD", "invalid_format"),
        (" 1", "USD", "invalid_format"), ("$1", "USD", "invalid_format"), ("1.2.3", "USD", "invalid_format"),
        ("--1", "USD", "invalid_format"), ("-", "USD", "invalid_format"), ("٣", "USD", "invalid_format"),
        ("1.234", "USD", "invalid_format"), ("1.5", "JPY", "invalid_format"),
        ("1.2345", "KWD", "invalid_format"),
        ("92233720368547758.08", "USD", "out_of_range"), ("-92233720368547758.09", "USD", "out_of_range"),
        ("9223372036854775808", "JPY", "out_of_range"), ("9223372036854775807", "KWD", "out_of_range"),
        (String(repeating: "9", count: 5000), "USD", "out_of_range"),
    ])
    func `what is not an exact amount is refused`(text: String, code: String, word: String) throws {
        let error = #expect(throws: MoneySyntaxError.self) { _ = try money(text, code) }
        #expect(error?.code == word)
    }

    @Test(arguments: [
        ("-1", MoneySign.notNegative), ("-0", .notNegative), ("0", .positive), ("0.00", .positive),
        ("-1", .positive),
    ])
    func `the sign policy is kept`(text: String, sign: MoneySign) {
        #expect(throws: MoneySyntaxError.self) { _ = try money(text, "USD", sign) }
    }

    @Test(arguments: [("0", MoneySign.notNegative), ("0.01", .positive), ("-0", .any)])
    func `the sign policy lets the rest pass`(text: String, sign: MoneySign) throws {
        #expect(try money(text, "USD", sign) >= 0)
    }

    @Test func `sums and differences stay within one currency and Int64`() throws {
        let usd = try #require(Currency(code: "USD"))
        let inr = try #require(Currency(code: "INR"))
        let most = Money(minorUnits: .max, currency: usd)
        let one = Money(minorUnits: 1, currency: usd)
        #expect(most.adding(one) == nil)
        #expect(most.subtracting(one)?.minorUnits == Int64.max - 1)
        #expect(Money(minorUnits: .min, currency: usd).subtracting(one) == nil)
        #expect(one.adding(Money.zero(inr)) == nil)
        #expect(one.subtracting(Money.zero(inr)) == nil)
        #expect(one.adding(one)?.decimal == "0.02")
    }
}

struct CurrencyTests {
    @Test(arguments: [
        ("USD", 2), ("INR", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("ISK", 0), ("CLP", 0),
        ("KWD", 3),
        ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4), ("HUF", 2), ("IDR", 2), ("MRU", 2), ("MGA", 2),
    ])
    func `a currency has the decimals of ISO 4217`(code: String, exponent: Int) throws {
        let currency = try #require(Currency(code: code))
        #expect(currency.code == code)
        #expect(currency.exponent == exponent)
        var power: Int64 = 1
        for _ in 0..<exponent { power *= 10 }
        #expect(currency.minorUnitsPerMajor == power)
    }

    @Test(arguments: ["", "US", "USDX", "usd", "XXX", "XTS", "DEM", "U$D", "ЕUR", "€"])
    func `what is no active code is no currency`(code: String) {
        #expect(Currency(code: code) == nil)
    }

    @Test func `every code is there once and finds itself`() {
        #expect(Set(Currency.allCodes).count == Currency.allCodes.count)
        #expect(Currency.allCodes.count == 166)
        for code in Currency.allCodes { #expect(Currency(code: code)?.code == code) }
    }
}

struct RatioTests {
    @Test(
        arguments: [
            (7, 3, 2, 10, 11), (-7, 3, 2, -11, -10), (7, -3, 2, -11, -10), (7, 3, -2, -11, -10),
            (-7, -3, -2, -11, -10),
            (6, 1, 3, 2, 2), (0, 5, 7, 0, 0), (Int64.max, 2, 2, Int64.max, Int64.max),
            (Int64.max, Int64.max, Int64.max, Int64.max, Int64.max),
            (Int64.min, Int64.min, Int64.min, Int64.min, Int64.min),
            (Int64.max, Int64.max - 1, Int64.max, Int64.max - 1, Int64.max - 1),
            (1, 1, Int64.max, 0, 1), (-1, 1, Int64.max, -1, 0),
        ] as [(Int64, Int64, Int64, Int64, Int64)])
    func `products are divided exactly and rounded to the side asked for`(
        a: Int64, b: Int64, c: Int64, floor: Int64, ceil: Int64
    ) {
        #expect(Ratio.floorMultiplyDivide(a, b, c) == floor)
        #expect(Ratio.ceilMultiplyDivide(a, b, c) == ceil)
    }

    @Test func `what does not fit is nil, never wrapped`() {
        #expect(Ratio.floorMultiplyDivide(.max, 2, 1) == nil)
        #expect(Ratio.ceilMultiplyDivide(.min, 2, 1) == nil)
        #expect(Ratio.floorMultiplyDivide(.min, 1, -1) == nil)
        #expect(Ratio.ceilMultiplyDivide(.min, .min, 1) == nil)
        #expect(Ratio.floorMultiplyDivide(1, 1, 0) == nil)
        #expect(Ratio.ceilMultiplyDivide(0, 0, 0) == nil)
        // The exact quotient is a half above Int64.max: only rounding down fits.
        #expect(Ratio.floorMultiplyDivide(.max, 3, 3) == .max)
        #expect(Ratio.ceilMultiplyDivide(.max, .max, .max - 1) == nil)
    }

    @Test func `a multiplier of basis points rounds down for earning and up for a minimum payment`() throws {
        let half = try #require(Ratio(basisPoints: 15_000))
        #expect(half.floor(of: 3) == 4)
        #expect(half.ceil(of: 3) == 5)
        #expect(Ratio.one.floor(of: .max) == .max)
        #expect(half.floor(of: .max) == nil)
        #expect(Ratio(1, 0) == nil)
        #expect(Ratio(-1, 2) == nil)
        #expect(Ratio(basisPoints: -1) == nil)
    }

    @Test func `rounding agrees with its definition on random small numbers`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let a = Int64.random(in: -50...50, using: &generator)
            let b = Int64.random(in: -50...50, using: &generator)
            let c = Int64.random(in: 1...20, using: &generator)
            let floor = try #require(Ratio.floorMultiplyDivide(a, b, c))
            let ceil = try #require(Ratio.ceilMultiplyDivide(a, b, c))
            #expect(floor * c <= a * b && a * b < (floor + 1) * c)
            #expect((ceil - 1) * c < a * b && a * b <= ceil * c)
        }
    }
}
