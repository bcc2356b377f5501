/// A ratio of two integers, for rates and multipliers (rule 1.2).
package struct Ratio: Hashable, Sendable {
    /// What stands above the line; not negative.
    package let numerator: Int64
    /// What stands below the line; positive.
    package let denominator: Int64

    /// The ratio of a number with itself.
    package static let one = Ratio(unchecked: 1, 1)
    /// How many basis points make one whole.
    package static let basisPointsPerOne: Int64 = 10_000

    /// The ratio as given, not reduced; nil for a negative numerator or a denominator below one.
    package init?(_ numerator: Int64, _ denominator: Int64) {
        guard numerator >= 0, denominator > 0 else { return nil }
        self.init(unchecked: numerator, denominator)
    }

    /// The ratio of so many basis points: 15000 is ×1.5; nil for a negative number.
    package init?(basisPoints: Int64) {
        self.init(basisPoints, Ratio.basisPointsPerOne)
    }

    private init(unchecked numerator: Int64, _ denominator: Int64) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// The amount times this ratio, rounded down; nil if that is beyond Int64.
    package func floor(of amount: Int64) -> Int64? {
        Ratio.floorMultiplyDivide(amount, numerator, denominator)
    }

    /// The amount times this ratio, rounded up; nil if that is beyond Int64.
    package func ceil(of amount: Int64) -> Int64? {
        Ratio.ceilMultiplyDivide(amount, numerator, denominator)
    }

    /// ⌊a × b ÷ c⌋, towards minus infinity, with a 128-bit product (rule 1.1); nil beyond Int64 or for c = 0.
    package static func floorMultiplyDivide(_ a: Int64, _ b: Int64, _ c: Int64) -> Int64? {
        guard c != 0 else { return nil }
        // The product of two Int64 is at most 2^126, so neither it nor its negation can overflow.
        let product = Int128(a) * Int128(b)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(c))
        let isBelow = remainder != 0 && (remainder < 0) != (c < 0)
        return Int64(exactly: isBelow ? quotient - 1 : quotient)
    }

    /// ⌈a × b ÷ c⌉, towards plus infinity, with a 128-bit product (rule 1.1); nil beyond Int64 or for c = 0.
    package static func ceilMultiplyDivide(_ a: Int64, _ b: Int64, _ c: Int64) -> Int64? {
        guard c != 0 else { return nil }
        let product = Int128(a) * Int128(b)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(c))
        let isAbove = remainder != 0 && (remainder < 0) == (c < 0)
        return Int64(exactly: isAbove ? quotient + 1 : quotient)
    }
}
