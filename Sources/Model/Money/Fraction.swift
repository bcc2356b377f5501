/// An exact ratio of two 128-bit integers in lowest terms, for sums of shares and products of rates that are rounded
/// only once at their end (rules 1.1, 1.3).
///
/// Every operation that could leave 128 bits answers nil instead: nothing wraps and nothing traps.
package struct Fraction: Hashable, Sendable {
    /// What stands above the line; carries the sign.
    package let numerator: Int128
    /// What stands below the line; always positive.
    package let denominator: Int128

    package static let zero = Fraction(reduced: 0, 1)
    package static let one = Fraction(reduced: 1, 1)

    /// The ratio in lowest terms; nil for a denominator below one.
    package init?(_ numerator: Int128, _ denominator: Int128) {
        guard denominator > 0 else { return nil }
        // The divisor is at most the denominator, so it is an Int128 itself, whatever the numerator.
        let divisor = Int128(Fraction.divisor(numerator.magnitude, denominator.magnitude))
        self.init(reduced: numerator / divisor, denominator / divisor)
    }

    /// A whole number.
    package init(_ whole: Int64) { self.init(reduced: Int128(whole), 1) }

    /// So many basis points: 15000 is 3/2 (rule 1.2).
    package init(basisPoints: Int64) {
        let divisor = Int128(Fraction.divisor(UInt128(basisPoints.magnitude), 10_000))
        self.init(reduced: Int128(basisPoints) / divisor, 10_000 / divisor)
    }

    private init(reduced numerator: Int128, _ denominator: Int128) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// The sum; nil when it does not fit.
    package func plus(_ other: Fraction) -> Fraction? {
        // Over the smallest common denominator, so that sums of many halves stay small.
        let shared = Int128(Fraction.divisor(denominator.magnitude, other.denominator.magnitude))
        let left = numerator.multipliedReportingOverflow(by: other.denominator / shared)
        let right = other.numerator.multipliedReportingOverflow(by: denominator / shared)
        let sum = left.partialValue.addingReportingOverflow(right.partialValue)
        let below = (denominator / shared).multipliedReportingOverflow(by: other.denominator)
        guard !left.overflow, !right.overflow, !sum.overflow, !below.overflow else { return nil }
        return Fraction(sum.partialValue, below.partialValue)
    }

    /// Below it sums of parts are exact.
    private static let fineDenominator: Int128 = 1 << 30
    /// What finer sums are rounded to: 1 ⁄ 2²⁴.
    private static let gridDenominator: Int128 = 1 << 24

    /// The sum of many parts, one by one: exact while its denominator is at most 2³⁰; finer ones are rounded down to
    /// 1 ⁄ 2²⁴ each, so that parts with little in common still have a sum. Nil when it does not fit even so.
    package func plusPart(_ other: Fraction) -> Fraction? {
        if let sum = plus(other), sum.denominator <= Fraction.fineDenominator { return sum }
        guard let left = onGrid, let right = other.onGrid else { return nil }
        return left.plus(right)
    }

    private var onGrid: Fraction? {
        if Fraction.gridDenominator % denominator == 0 { return self }
        let (above, overflow) = numerator.multipliedReportingOverflow(by: Fraction.gridDenominator)
        guard !overflow, let exact = Fraction(above, denominator) else { return nil }
        return Fraction(exact.floor, Fraction.gridDenominator)
    }

    /// The difference; nil when it does not fit.
    package func minus(_ other: Fraction) -> Fraction? {
        guard other.numerator != .min else { return nil }
        return plus(Fraction(reduced: -other.numerator, other.denominator))
    }

    /// The product; nil when it does not fit.
    package func times(_ other: Fraction) -> Fraction? {
        // Each numerator against the other's denominator first: the product of what is left is in lowest terms.
        guard let first = Fraction(numerator, other.denominator),
            let second = Fraction(other.numerator, denominator)
        else { return nil }
        let above = first.numerator.multipliedReportingOverflow(by: second.numerator)
        let below = first.denominator.multipliedReportingOverflow(by: second.denominator)
        guard !above.overflow, !below.overflow else { return nil }
        return Fraction(reduced: above.partialValue, below.partialValue)
    }

    /// The quotient; nil when it does not fit, or for a divisor that is not more than zero.
    package func divided(by other: Fraction) -> Fraction? {
        guard other.numerator > 0 else { return nil }
        return times(Fraction(reduced: other.denominator, other.numerator))
    }

    /// The largest whole number that is not more (towards minus infinity).
    package var floor: Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The smallest whole number that is not less.
    package var ceil: Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder > 0 ? quotient + 1 : quotient
    }

    /// What is left above the floor, from 0 to just below 1.
    package var rest: Fraction {
        let remainder = numerator % denominator
        return Fraction(reduced: remainder < 0 ? remainder + denominator : remainder, denominator)
    }

    /// Whether it is less than another one, exactly, whatever their size.
    package func isLess(than other: Fraction) -> Bool {
        let (left, right) = (floor, other.floor)
        if left != right { return left < right }
        var (a, b) = ((rest.numerator, denominator), (other.rest.numerator, other.denominator))
        // Two numbers from 0 to below 1: as continued fractions, which compares without a product.
        while true {
            if a.0 == 0 || b.0 == 0 { return a.0 == 0 && b.0 != 0 }
            let first = a.1.quotientAndRemainder(dividingBy: a.0)
            let second = b.1.quotientAndRemainder(dividingBy: b.0)
            if first.quotient != second.quotient { return first.quotient > second.quotient }
            // The larger reciprocal's rest belongs to the smaller number, so the two change places.
            (a, b) = ((second.remainder, b.0), (first.remainder, a.0))
        }
    }

    /// As `3/2`, or `5` for a whole number.
    package var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

    /// The greatest common divisor; at least 1.
    private static func divisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 {
            // Most numbers are small, and 64-bit division is many times faster.
            if let small = UInt64(exactly: a), let other = UInt64(exactly: b) {
                return UInt128(divisor(small, other))
            }
            (a, b) = (b, a % b)
        }
        return max(a, 1)
    }

    private static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}
