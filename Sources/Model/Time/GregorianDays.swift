/// The arithmetic between days of the proleptic Gregorian calendar and their number since 1970-01-01.
///
/// Years begin in March here, so that the leap day is the last day of a year and months have a regular length
/// pattern (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
enum GregorianDays {
    /// Days in 400 years, after which the calendar repeats, weekdays included.
    static let daysPer400Years: Int64 = 146_097

    static func dayNumber(year: Int64, month: Int, day: Int) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let marchMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysPer400Years + dayOfEra - 719_468
    }

    /// The date of a day of the years 0…9999.
    ///
    /// Products stand for divisions, after Neri and Schneider, "Euclidean affine functions and their
    /// application to calendar algorithms"; the numbers stay positive because counting starts 400 years
    /// early.
    static func date(dayNumber: Int64) -> (year: Int, month: Int, day: Int) {
        let fromMarch = UInt32(truncatingIfNeeded: dayNumber &+ 719_468 &+ daysPer400Years)
        let inCenturies = 4 &* fromMarch &+ 3
        let century = inCenturies / 146_097
        let inYears = (inCenturies % 146_097) | 3
        let product = 2_939_745 &* UInt64(inYears)
        let yearOfCentury = UInt32(truncatingIfNeeded: product >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let inMonths = 2141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        let year = Int(100 &* century &+ yearOfCentury) &- 400 &+ (isNextYear ? 1 : 0)
        let month = Int(inMonths >> 16) &- (isNextYear ? 12 : 0)
        return (year, month, Int((inMonths & 0xFFFF) / 2141) &+ 1)
    }

    /// The quotient rounded towards minus infinity; the divisor is positive.
    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
