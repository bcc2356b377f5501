import Foundation

/// The auditor's own sense of local days, over Foundation's calendar. Times are milliseconds since 1970.
final class AuditCalendar {
    private var calendar: Calendar
    private var starts: [Int: Int64] = [:]

    init(zone: String) {
        calendar = Calendar(identifier: .gregorian)
        guard let zone = TimeZone(identifier: zone) else { fatalError("no zone \(zone)") }
        calendar.timeZone = zone
    }

    /// A local day, as year × 10000 + month × 100 + day.
    func day(of time: Int64) -> Int {
        let parts = calendar.dateComponents([.year, .month, .day], from: date(time))
        guard let year = parts.year, let month = parts.month, let day = parts.day else {
            fatalError("no day")
        }
        return year * 10_000 + month * 100 + day
    }

    /// The first millisecond of a local day.
    func start(of day: Int) -> Int64 {
        if let known = starts[day] { return known }
        let start = milliseconds(calendar.startOfDay(for: noon(of: day)))
        starts[day] = start
        return start
    }

    /// The first millisecond after a local day.
    func end(of day: Int) -> Int64 { start(of: adding(days: 1, to: day)) }

    func adding(days: Int64, to day: Int) -> Int {
        guard let date = calendar.date(byAdding: .day, value: Int(days), to: noon(of: day)) else {
            fatalError("no day")
        }
        return self.day(of: milliseconds(date))
    }

    /// The same day of a later month, or the last that it has.
    func adding(months: Int64, to day: Int) -> Int {
        let count = (day / 10_000) * 12 + day / 100 % 100 - 1 + Int(months)
        let first = (count / 12) * 10_000 + (count % 12 + 1) * 100 + 1
        guard let days = calendar.range(of: .day, in: .month, for: noon(of: first)) else {
            fatalError("no month")
        }
        return first - 1 + min(day % 100, days.count)
    }

    /// The first day of the period that a day lies in.
    func first(of period: String, on day: Int) -> Int {
        switch period {
        case "month": return day / 100 * 100 + 1
        case "year": return day / 10_000 * 10_000 + 101
        case "week":
            // Foundation counts from Sunday, which is 1.
            let fromMonday = (calendar.component(.weekday, from: noon(of: day)) + 5) % 7
            return adding(days: Int64(-fromMonday), to: day)
        default: return day
        }
    }

    private func noon(of day: Int) -> Date {
        let parts = DateComponents(year: day / 10_000, month: day / 100 % 100, day: day % 100, hour: 12)
        guard let date = calendar.date(from: parts) else { fatalError("no such day: \(day)") }
        return date
    }

    private func date(_ time: Int64) -> Date { Date(timeIntervalSince1970: Double(time) / 1_000) }
    private func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1_000).rounded()) }
}
