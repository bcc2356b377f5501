import Foundation
import Testing

@testable import Model

struct BrandZoneTests {
    private func zone(_ identifier: String) throws -> BrandZone { try BrandZone(loading: identifier) }
    private func date(_ text: String) throws -> LocalDate { try #require(LocalDate(iso: text)) }

    @Test(arguments: [
        // America/Sao_Paulo skipped midnight: 2017-10-15 began at 01:00 local time.
        ("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z", 23),
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", 23),
        ("Asia/Beirut", "2022-10-29", "2022-10-28T21:00:00Z", 25),
        ("Europe/Helsinki", "2026-03-29", "2026-03-28T22:00:00Z", 23),
        ("Europe/Helsinki", "2026-10-25", "2026-10-24T21:00:00Z", 25),
        ("Europe/Helsinki", "2026-06-01", "2026-05-31T21:00:00Z", 24),
        ("Asia/Kolkata", "2026-11-21", "2026-11-20T18:30:00Z", 24),
        ("UTC", "2024-02-29", "2024-02-29T00:00:00Z", 24),
        // Samoa had no 2011-12-30.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24),
        // Newfoundland changed at 00:01 until 2011: that day showed midnight twice and began the first time.
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", 25),
    ])
    func `a local day begins and ends at the right instants`(
        identifier: String, day: String, start: String, hours: Int64
    ) throws {
        let zone = try zone(identifier)
        let date = try date(day)
        #expect(zone.startOfDay(date).rfc3339 == start)
        #expect(zone.endOfDay(date).milliseconds(since: zone.startOfDay(date)) == hours * 3_600_000)
        #expect(zone.endOfDay(date) == zone.startOfDay(date.adding(days: 1)))
    }

    @Test func `the local day and time follow the offset`() throws {
        let helsinki = try zone("Europe/Helsinki")
        let before = try Instant(rfc3339: "2026-03-29T00:59:59.999Z")
        #expect(helsinki.localTime(at: before) == LocalTime(secondOfDay: 3 * 3600 - 1))
        #expect(helsinki.localTime(at: before.adding(milliseconds: 1)) == LocalTime(secondOfDay: 4 * 3600))
        #expect(helsinki.offsetSeconds(at: before) == 7200)
        let evening = try Instant(rfc3339: "2026-12-31T22:00:00Z")
        #expect(helsinki.localDate(at: evening).iso == "2027-01-01")
        #expect(helsinki.localDate(at: evening.adding(milliseconds: -1)).iso == "2026-12-31")
        #expect(helsinki.localTime(at: evening).hour == 0)
    }

    @Test(arguments: ["UTC", "Europe/Helsinki", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia"])
    func `the ends of time are answered`(identifier: String) throws {
        let zone = try zone(identifier)
        for instant in [Instant.never, Instant(milliseconds: .min), .lastWritable, .firstWritable] {
            #expect(abs(zone.offsetSeconds(at: instant)) < 26 * 3600)
            #expect((0..<86_400).contains(zone.localTime(at: instant).secondOfDay))
        }
        #expect(zone.localDate(at: .never) == .last)
        #expect(zone.localDate(at: Instant(milliseconds: .min)) == .first)
        #expect(zone.startOfDay(.last) < zone.endOfDay(.last))
        #expect(zone.startOfDay(.first) < zone.endOfDay(.first))
    }

    @Test func `the footer's rule holds for centuries`() throws {
        let helsinki = try zone("Europe/Helsinki")
        for year in [2038, 2100, 2400, 2437, 2438, 2439, 2440, 2441, 3000, 9998] {
            #expect(
                helsinki.offsetSeconds(at: try Instant(rfc3339: "\(year)-01-15T00:00:00Z")) == 7200, "\(year)"
            )
            #expect(
                helsinki.offsetSeconds(at: try Instant(rfc3339: "\(year)-07-15T00:00:00Z")) == 10_800,
                "\(year)")
            let july = try date("\(year)-07-15")
            #expect(helsinki.startOfDay(july).rfc3339 == "\(year)-07-14T21:00:00Z")
        }
    }

    @Test(arguments: [
        "", "/", "..", "../etc/passwd", "Europe/../UTC", "/etc/passwd", "Europe//Helsinki", "Europe/",
        "./UTC", "zone.tab",
        "Europe/Hel sinki", "Europe/Helsinki\0", "-x", "right/UTC", "posix/UTC", "localtime", "posixrules",
        "Éurope",
        String(repeating: "a", count: 65),
    ])
    func `an identifier of another form is never looked up`(identifier: String) {
        #expect(throws: ZoneError.invalidIdentifier(identifier)) { try BrandZone(loading: identifier) }
        #expect(BrandZone(identifier: identifier) == nil)
    }

    @Test(arguments: ["Europe/Atlantis", "Europe", "America/Argentina", "UTC/x", "leapseconds", "tzdata"])
    func `an unknown zone is refused`(identifier: String) {
        #expect(BrandZone(identifier: identifier) == nil)
    }

    @Test func `a machine without the database says so`() {
        let database = ZoneDatabase(directories: ["/nowhere/zoneinfo"])
        let error = #expect(throws: ZoneError.databaseMissing(["/nowhere/zoneinfo"])) {
            try database.zone("Europe/Helsinki")
        }
        #expect(error?.description.contains("install tzdata or set TZDIR") == true)
        #expect(BrandZone(identifier: "UTC") != nil)
    }

    @Test func `a damaged file is refused, wherever it is cut or changed`() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Helsinki")))
        _ = try TZif.table(bytes)
        for count in stride(from: 0, to: bytes.count - 1, by: 5) {
            #expect(throws: TZifError.self) { try TZif.table(Array(bytes[..<count])) }
        }
        // Whatever one byte is changed to, the reader answers.
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var changed = bytes
            changed[index] ^= 0xFF
            _ = try? TZif.table(changed)
        }
    }

    @Test(arguments: [
        "", "EET", "EET-", "EET-2EEST", "EET-2EEST,M3.5.0", "EET-2EEST,M3.5.0/3,M10.5.0/4x", "E-2", "EET-25",
        "EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.6.0,M10.5.0", "EET-2EEST,M3.5.7,M10.5.0",
        "EET-2EEST,J0,J365",
        "EET-2EEST,366,1", "EET-2EEST,M3.5.0/168,M10.5.0", "<EET-2", "EET-2:60",
    ])
    func `a rule that is no POSIX TZ string is refused`(text: String) {
        #expect(PosixZoneRule(text) == nil)
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", 2026, "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"),
        ("EST5EDT,M3.2.0,M11.1.0", 2026, "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", 2026, "2026-04-04T16:00:00Z", "2026-10-03T16:00:00Z"),
        ("XST0XDT,J60/0,J365/0", 2024, "2024-03-01T00:00:00Z", "2024-12-30T23:00:00Z"),
        ("XST0XDT,59/0,J365/0", 2024, "2024-02-29T00:00:00Z", "2024-12-30T23:00:00Z"),
    ])
    func `a POSIX rule gives both changes of a year in order`(
        text: String, year: Int64, first: String, second: String
    ) throws {
        let rule = try #require(PosixZoneRule(text))
        let changes = rule.transitions(in: year).map { Instant(seconds: $0.second).rfc3339 }
        #expect(changes == [first, second])
    }
}

/// Compares with Python's zoneinfo, which reads the same files with code of its own.
struct BrandZoneWitnessTests {
    /// All zones are too many for a test of every day; these have one of each kind of trouble.
    static let identifiers = [
        "Africa/Cairo", "Africa/Casablanca", "America/Anchorage", "America/Argentina/San_Luis",
        "America/Asuncion",
        "America/Havana", "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo",
        "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Amman", "Asia/Beirut",
        "Asia/Gaza",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores",
        "Australia/Lord_Howe", "Australia/Sydney", "Europe/Dublin", "Europe/Helsinki", "Europe/Lisbon",
        "Europe/London", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein",
    ]

    @Test func `every quarter of 1970 to 2060 has the offset that Python finds, in every zone there is`()
        throws
    {
        let program = """
            import zoneinfo
            from datetime import datetime, timezone
            skip = ("posix", "right", "localtime", "posixrules")
            for name in sorted(zoneinfo.available_timezones()):
                if name.split("/")[0] in skip: continue
                zone = zoneinfo.ZoneInfo(name)
                offsets = []
                for quarter in range(91 * 4):
                    month = quarter * 3 + quarter % 3
                    day = datetime(1970 + month // 12, month % 12 + 1, 1 + month % 28, month % 24)
                    at = day.replace(tzinfo=timezone.utc)
                    offsets.append(str(int(at.astimezone(zone).utcoffset().total_seconds())))
                print(name, *offsets)
            """
        let lines = try Python.run(program, input: [])
        #expect(lines.count > 400)
        for line in lines {
            let fields = line.split(separator: " ").map(String.init)
            let zone = try BrandZone(loading: fields[0])
            for (quarter, expected) in fields.dropFirst().enumerated() {
                let month = quarter * 3 + quarter % 3
                let day = try #require(
                    LocalDate(year: 1970 + month / 12, month: month % 12 + 1, day: 1 + month % 28))
                let instant = Instant(seconds: day.dayNumber * 86_400 + Int64(month % 24) * 3600)
                let offset = zone.offsetSeconds(at: instant)
                if String(offset) != expected {
                    Issue.record("\(fields[0]) \(instant): \(offset), not \(expected)")
                }
            }
        }
    }

    @Test(arguments: [
        "Africa/Cairo", "America/Havana", "America/Sao_Paulo", "America/St_Johns", "Asia/Amman",
        "Asia/Beirut",
        "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Helsinki", "Pacific/Apia", "Pacific/Kwajalein",
    ])
    func `every day of 1970 to 2060 begins where Python's hours turn to it`(identifier: String) throws {
        // Where midnight is not simply there once, the first minute that shows the day is searched for.
        let program = """
            import sys, zoneinfo
            from datetime import datetime, timedelta, timezone
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
            for number in range(0, 33238):
                midnight = datetime(1970, 1, 1) + timedelta(days=number)
                start = midnight.replace(tzinfo=timezone.utc)
                guess = midnight.replace(tzinfo=zone).astimezone(timezone.utc)
                before = (guess - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
                at = guess.astimezone(zone).replace(tzinfo=None)
                if not (before < midnight and at == midnight):
                    low = start - timedelta(hours=26)
                    while low.astimezone(zone).replace(tzinfo=None) < midnight: low += timedelta(seconds=60)
                    guess = low
                print(int((guess - epoch).total_seconds()))
            """
        let lines = try Python.run(program, arguments: [identifier], input: [])
        #expect(lines.count == 33_238)
        let zone = try BrandZone(loading: identifier)
        for (number, expected) in lines.enumerated() {
            let date = LocalDate(dayNumber: Int64(number))
            let start = zone.startOfDay(date)
            // The first instant shows this day or a later one, the instant before an earlier day.
            let isEdge =
                zone.localDate(at: start) >= date && zone.localDate(at: start.adding(milliseconds: -1)) < date
            if start.seconds != Int64(expected) || !isEdge {
                Issue.record("\(date) begins at \(start.seconds), not \(expected)")
            }
        }
    }

    @Test(arguments: identifiers)
    func `Foundation finds the same offsets at random instants`(identifier: String) throws {
        let foundation = try #require(TimeZone(identifier: identifier))
        let zone = try BrandZone(loading: identifier)
        for _ in 0..<300 {
            let seconds = Int64.random(in: 0...2_145_916_800)
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(zone.offsetSeconds(at: Instant(seconds: seconds)) == expected, "\(seconds)")
        }
    }
}
