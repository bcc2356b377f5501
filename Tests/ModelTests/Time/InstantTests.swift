import Foundation
import Model
import Testing

struct InstantTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T02:20:00Z", 1_795_227_600_000),
            ("2026-11-21T07:50:00+05:30", 1_795_227_600_000),
            ("2026-11-20T18:20:00-08:00", 1_795_227_600_000),
            ("2026-11-21t02:20:00z", 1_795_227_600_000), ("2026-11-21T02:20:00-00:00", 1_795_227_600_000),
            ("2026-11-21T02:20:00.1Z", 1_795_227_600_100),
            ("2026-11-21T02:20:00.123456789Z", 1_795_227_600_123),
            ("2026-11-21T02:20:00.000999Z", 1_795_227_600_000), ("1969-12-31T23:59:59.999Z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("2017-01-01T05:29:60.9+05:30", 1_483_228_800_000),
            ("0000-01-01T00:00:00Z", Instant.firstWritable.milliseconds),
            ("9999-12-31T23:59:59.999Z", Instant.lastWritable.milliseconds),
            ("2000-02-29T23:59:59+23:59", 951_782_459_000),
            ("0000-01-01T00:00:00+23:59", -62_167_305_540_000),
        ] as [(String, Int64)])
    func `an instant of RFC 3339 is read exactly`(text: String, milliseconds: Int64) throws {
        #expect(try Instant(rfc3339: text).milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T02:20Z", "2026-11-21T02:20:00", "2026-11-21 02:20:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T02:60:00Z", "2026-11-21T02:20:61Z", "2026-11-21T02:20:60Z", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-11-21T02:20:00.Z",
        "2026-11-21T02:20:00.1234567890Z", "2026-11-21T02:20:00,5Z", "2026-11-21T02:20:00+0530",
        "2026-11-21T02:20:00+24:00", "2026-11-21T02:20:00+05:60", "2026-11-21T02:20:00Zx",
        "26-11-21T02:20:00Z",
        "+2026-11-21T02:20:00Z", "2026-11-21T02:20:00 Z", "２026-11-21T02:20:00Z", "2026-1-2T02:20:00Z",
        "20261121T022000Z",
    ])
    func `any other text is refused with a reason`(text: String) {
        let error = #expect(throws: InstantSyntaxError.self) { _ = try Instant(rfc3339: text) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test func `writing and reading give the instant back`() throws {
        let formatter = ISO8601DateFormatter()
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799)
            let instant = Instant(seconds: seconds)
            #expect(try Instant(rfc3339: instant.rfc3339) == instant)
            // Foundation's formatter changes to the Julian calendar before 1582.
            if seconds > -12_000_000_000 {
                #expect(
                    instant.rfc3339 == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
            }
            let finer = instant.adding(milliseconds: Int64.random(in: 1...999))
            #expect(try Instant(rfc3339: finer.rfc3339) == finer)
        }
    }

    @Test func `arithmetic stops at the ends and never moves never`() {
        let last = Instant(milliseconds: .max - 1)
        #expect(Instant.never.adding(seconds: -5) == .never)
        #expect(Instant.never - .seconds(5) == .never)
        #expect(last.adding(milliseconds: 2) == .never)
        #expect(Instant.epoch.adding(seconds: .max) == .never)
        #expect(Instant.epoch.adding(seconds: .min) == Instant(milliseconds: .min))
        #expect(Instant.epoch.adding(days24Hours: .min) == Instant(milliseconds: .min))
        #expect(Instant.epoch.adding(days24Hours: 2) == Instant(seconds: 172_800))
        #expect(Instant(milliseconds: .min).adding(milliseconds: -1) == Instant(milliseconds: .min))
        #expect(last.addingExactly(milliseconds: 2) == nil)
        #expect(Instant.epoch.addingExactly(milliseconds: 2) == Instant(milliseconds: 2))
        #expect(Instant.never.milliseconds(since: Instant(milliseconds: -1)) == .max)
        #expect(Instant(milliseconds: .min).milliseconds(since: Instant(milliseconds: 1)) == .min)
    }

    @Test func `durations are added in whole milliseconds`() {
        let start = Instant(milliseconds: 1000)
        #expect(start + .milliseconds(1) == Instant(milliseconds: 1001))
        #expect(start + .microseconds(1999) == Instant(milliseconds: 1001))
        #expect(start - .seconds(2) == Instant(milliseconds: -1000))
        #expect(start - Instant.epoch == .seconds(1))
        #expect(Instant.epoch < start)
    }

    @Test(
        arguments: [
            (-1, -1), (-1000, -1), (-1001, -2), (999, 0), (1000, 1), (Int64.min, -9_223_372_036_854_776),
        ] as [(Int64, Int64)])
    func `whole seconds round down`(milliseconds: Int64, seconds: Int64) {
        #expect(Instant(milliseconds: milliseconds).seconds == seconds)
    }

    @Test func `the system's clock agrees with Foundation's`() {
        let seconds = Date().timeIntervalSince1970
        #expect(abs(Double(SystemClock().now().milliseconds) / 1000 - seconds) < 60)
    }

    @Test func `a manual clock moves only when it is told to`() {
        let clock = ManualClock(.epoch)
        #expect(clock.now() == .epoch)
        #expect(clock.advance(by: .seconds(1)) == Instant(seconds: 1))
        clock.set(Instant(seconds: 9))
        #expect(clock.now() == Instant(seconds: 9))
    }
}

struct LocalDateTests {
    private func date(_ text: String) throws -> LocalDate { try #require(LocalDate(iso: text)) }

    @Test(
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
            ("2026-11-21", 20_778),
            ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
        ] as [(String, Int64)])
    func `a day has its number both ways`(text: String, number: Int64) throws {
        #expect(try date(text).dayNumber == number)
        #expect(LocalDate(dayNumber: number).iso == text)
    }

    @Test func `all days of four hundred years and of the first and the last follow each other`() throws {
        for years in [0...3, 1890...2300, 9996...9999] {
            var expected = try #require(LocalDate(year: years.lowerBound, month: 1, day: 1))
            let end = try #require(LocalDate(year: years.upperBound, month: 12, day: 31))
            for number in expected.dayNumber...end.dayNumber {
                let date = LocalDate(dayNumber: number)
                if date != expected || date.dayNumber != number {
                    Issue.record("day \(number) is \(date), expected \(expected)")
                    return
                }
                if number < end.dayNumber { expected = try #require(following(date)) }
            }
        }
    }

    /// The next day by counting on fields.
    private func following(_ date: LocalDate) -> LocalDate? {
        if date.day < LocalDate.dayCount(year: date.year, month: date.month) {
            return LocalDate(year: date.year, month: date.month, day: date.day + 1)
        }
        if date.month < 12 { return LocalDate(year: date.year, month: date.month + 1, day: 1) }
        return LocalDate(year: date.year + 1, month: 1, day: 1)
    }

    @Test(arguments: [
        ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2024-03-31", -1, "2024-02-29"), ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"), ("2024-05-31", 1, "2024-06-30"), ("1900-01-29", 1, "1900-02-28"),
        ("9999-06-01", 7, "9999-12-31"), ("0000-06-01", -6, "0000-01-01"), ("2024-05-05", 0, "2024-05-05"),
        ("2024-05-05", Int64.max, "9999-12-31"), ("2024-05-05", Int64.min, "0000-01-01"),
    ])
    func `adding months keeps the day or clamps it to the month's end`(
        from: String, months: Int64, to: String
    ) throws {
        #expect(try date(from).adding(months: months).iso == to)
    }

    @Test(arguments: [
        ("2024-02-28", 1, "2024-02-29"), ("2023-12-31", 1, "2024-01-01"), ("2024-03-01", -1, "2024-02-29"),
        ("2024-03-01", Int64.max, "9999-12-31"), ("2024-03-01", Int64.min, "0000-01-01"),
        ("9999-12-31", 1, "9999-12-31"),
    ])
    func `adding days crosses months and years`(from: String, days: Int64, to: String) throws {
        #expect(try date(from).adding(days: days).iso == to)
    }

    @Test(arguments: [
        "", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-1-1", "20240101",
        "2024-01-01T",
        " 2024-01-01", "-001-01-01", "2024/01/01", "12024-01-01",
    ])
    func `what is no day is refused`(text: String) {
        #expect(LocalDate(iso: text) == nil)
    }

    @Test func `days have weekdays, months their ends, and an order`() throws {
        #expect(try date("2026-11-21").weekday == 6)
        #expect(try date("1969-12-28").weekday == 7)
        #expect(try date("0000-01-01").weekday == 6)
        #expect(try date("2024-02-05").endOfMonth.iso == "2024-02-29")
        #expect(try date("2024-02-05").startOfMonth.iso == "2024-02-01")
        #expect(try date("2024-02-05").startOfYear.iso == "2024-01-01")
        #expect(try date("2024-02-05") < date("2024-03-01"))
        #expect(try date("2023-12-31") < date("2024-01-01"))
        #expect(try date("2024-03-01").days(since: date("2024-02-28")) == 2)
        #expect(LocalDate(year: 10_000, month: 1, day: 1) == nil)
        #expect(LocalDate(year: -1, month: 1, day: 1) == nil)
    }
}
